import { z } from 'zod';
import type * as domain from '../../domain/procedure/procedure.ts';
import { CHANNELS } from '../../domain/procedure/procedure.ts';
import { BilingualText, LocalDate, Slug } from './common.ts';
import { Condition } from './condition.ts';

/** Vietnamese đồng, up to a thousand million. */
const Dong = z.int().min(0).max(1_000_000_000);

const dates = { from: LocalDate.exactOptional(), to: LocalDate.exactOptional() };

const scope = {
  channels: z.array(z.enum(CHANNELS)).min(1).exactOptional(),
  cases: z.array(Slug).min(1).exactOptional(),
  ...dates,
};

interface Dates {
  readonly from?: string;
  readonly to?: string;
}

const endsAfterBeginning = ({ from, to }: Dates): boolean => from === undefined || to === undefined || from <= to;
const ENDS_EARLY = { message: 'ends before it begins', path: ['to'] };

/** Each tier ends after the one before, and the last, alone, has no end. */
const tiersFollow = (tiers: readonly domain.FeeTier[]): boolean =>
  tiers.every(({ upTo }, index) =>
    index === tiers.length - 1 ? upTo === undefined : upTo !== undefined && upTo > (tiers[index - 1]?.upTo ?? 0),
  );

/** Quantities whose names people are told without the data saying them. */
const NAMED_QUANTITIES: readonly string[] = ['copies', 'pages'];

const FlatRate = z.strictObject({ kind: z.literal('flat'), ...scope, amount: Dong.nullable() });

const UnitRate = z.strictObject({
  kind: z.literal('per'),
  ...scope,
  quantity: Slug,
  quantityName: BilingualText.exactOptional(),
  each: z.literal('copies').exactOptional(),
  tiers: z
    .array(z.strictObject({ upTo: z.int().min(1).exactOptional(), amount: Dong }))
    .min(1)
    .refine(tiersFollow, 'tiers must follow each other, and only the last has no end'),
  minimum: Dong.exactOptional(),
  cap: Dong.exactOptional(),
});

export const FeeRate = z
  .discriminatedUnion('kind', [FlatRate, UnitRate])
  .refine(endsAfterBeginning, ENDS_EARLY)
  .superRefine((rate, context) => {
    if (rate.kind === 'flat') return;
    const refuse = (message: string, path: string): void => {
      context.addIssue({ code: 'custom', message, path: [path] });
    };
    if (rate.each === rate.quantity) refuse('copies of copies cannot be counted', 'each');
    if (rate.minimum !== undefined && rate.cap !== undefined && rate.minimum > rate.cap)
      refuse('is more than the cap', 'minimum');
    if (rate.quantityName === undefined && !NAMED_QUANTITIES.includes(rate.quantity))
      refuse(`${rate.quantity} needs a name`, 'quantityName');
  }) satisfies z.ZodType<domain.FeeRate>;

/** Shares of up to four decimals, so that what is left is counted exactly. */
const Share = z
  .number()
  .positive()
  .max(1)
  .refine((share) => Math.round(share * 10_000) / 10_000 === share, 'expected at most four decimals');

export const FeeReduction = z
  .strictObject({
    id: Slug,
    name: BilingualText,
    off: z.union([z.strictObject({ share: Share }), z.strictObject({ amount: Dong.min(1) })]),
    basis: z.discriminatedUnion('kind', [
      z
        .strictObject({
          kind: z.literal('ground'),
          component: Slug.exactOptional(),
          documentType: Slug.exactOptional(),
        })
        .refine((ground) => ground.component !== undefined || ground.documentType !== undefined, {
          message: 'a ground names the component or the type of document that proves it',
        }),
      z.strictObject({ kind: z.literal('condition'), when: Condition }),
    ]),
    ...dates,
  })
  .refine(endsAfterBeginning, ENDS_EARLY) satisfies z.ZodType<domain.FeeReduction>;

const meet = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined): boolean =>
  one === undefined || other === undefined || one.some((item) => other.includes(item));

const datesMeet = (one: Dates, other: Dates): boolean =>
  (one.from === undefined || other.to === undefined || one.from <= other.to) &&
  (other.from === undefined || one.to === undefined || other.from <= one.to);

/** Whether a dossier could fall under both. */
const overlap = (one: domain.FeeScope, other: domain.FeeScope): boolean =>
  meet(one.channels, other.channels) && meet(one.cases, other.cases) && datesMeet(one, other);

const repeated = (ids: readonly string[]): readonly string[] => ids.filter((id, index) => ids.indexOf(id) !== index);

/** A path into an e-form. */
const FieldPath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/, 'expected the path of a field such as site.copies');

export const FeeRule = z
  .strictObject({
    quantities: z.record(Slug, FieldPath).exactOptional(),
    due: z
      .strictObject({ ...scope, when: Condition.exactOptional() })
      .refine(endsAfterBeginning, ENDS_EARLY)
      .exactOptional(),
    rates: z.array(FeeRate).min(1),
    reductions: z.array(FeeReduction).min(1).exactOptional(),
  })
  .superRefine(({ rates, reductions = [], quantities = {} }, context) => {
    const refuse = (message: string, path: string): void => {
      context.addIssue({ code: 'custom', message, path: [path] });
    };
    for (const [index, rate] of rates.entries())
      for (const [before, other] of rates.slice(0, index).entries())
        if (overlap(other, rate)) refuse(`rates ${before} and ${index} overlap`, 'rates');
    for (const id of repeated(reductions.map((one) => one.id))) refuse(`id ${id} is used twice`, 'reductions');
    const counted = rates.flatMap((rate) => (rate.kind === 'per' ? [rate.quantity, rate.each] : []));
    for (const quantity of Object.keys(quantities))
      if (!counted.includes(quantity)) refuse(`no rate counts ${quantity}`, 'quantities');
  }) satisfies z.ZodType<domain.FeeRule>;

const amountsOf = (rate: domain.FeeRate): readonly (number | null)[] =>
  rate.kind === 'flat' ? [rate.amount] : rate.tiers.map(({ amount }) => amount);

export const Fee = z
  .strictObject({
    id: Slug,
    name: z.string().min(1).max(300),
    amount: Dong.nullable(),
    unit: z.string().min(1).max(60).exactOptional(),
    note: z.string().min(1).max(500).exactOptional(),
    rule: FeeRule.exactOptional(),
  })
  .refine(({ amount, rule }) => rule === undefined || rule.rates.flatMap(amountsOf).includes(amount), {
    message: 'is not an amount of the rule',
    path: ['amount'],
  }) satisfies z.ZodType<domain.Fee>;
