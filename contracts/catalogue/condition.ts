import { z } from 'zod';
import type * as domain from '../../domain/procedure/condition.ts';
import { LocalDate } from './common.ts';

const FactPath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, 'expected a dotted path such as form.child.sex');

const Scalar = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]) satisfies z.ZodType<domain.Scalar>;

const Bound = z.union([z.number(), LocalDate]) satisfies z.ZodType<domain.Bound>;

/** A condition in catalogue data, e.g. `{"all": [{"fact": "channel", "equals": "online"}, {"fact": "quantities.pages", "atLeast": 3}]}`. */
export const Condition: z.ZodType<domain.Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ fact: FactPath, equals: Scalar }),
      z.strictObject({ fact: FactPath, in: z.array(Scalar).min(1) }),
      z.strictObject({ fact: FactPath, atLeast: Bound }),
      z.strictObject({ fact: FactPath, atMost: Bound }),
      z.strictObject({ all: z.array(Condition).min(1) }),
      z.strictObject({ any: z.array(Condition).min(1) }),
      z.strictObject({ not: Condition }),
    ],
    { error: 'expected {fact, equals | in | atLeast | atMost}, {all}, {any} or {not}' },
  ),
);
