import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { A_WORLD, FORM } from '../../test/support/procedure-world.ts';
import { holds, type Condition } from './condition.ts';
import { CHANNELS } from './procedure.ts';
import { waysOf } from './ways.ts';

const dates = fc.constantFrom('2025-12-31', '2026-01-01', '2026-01-02');
const floors = fc.integer({ min: 0, max: 10 });
const comparisons: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ fact: fc.constant('form.kind'), equals: fc.constantFrom('house', 'shop', 'barn', null) }),
  fc.record({ fact: fc.constant('form.urgent'), equals: fc.boolean() }),
  fc.record({ fact: fc.constant('form.floors'), atLeast: floors }),
  fc.record({ fact: fc.constant('form.floors'), atMost: floors }),
  fc.record({ fact: fc.constant('form.floors'), in: fc.array(floors, { minLength: 1, maxLength: 3 }) }),
  fc.record({ fact: fc.constant('form.builtOn'), atLeast: dates }),
  fc.record({ fact: fc.constant('form.builtOn'), atMost: dates }),
  fc.record({ fact: fc.constant('case'), equals: fc.constantFrom('main', 'other') }),
  fc.record({ fact: fc.constant('channel'), in: fc.subarray([...CHANNELS], { minLength: 1 }) }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    comparisons,
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

/** What may be filed by the schema of the e-form; any of it may be left out. */
const filed = fc.record({
  case: fc.constant('main'),
  channel: fc.constantFrom(...CHANNELS),
  form: fc.record(
    {
      kind: fc.constantFrom('house', 'shop'),
      urgent: fc.boolean(),
      floors: fc.integer({ min: 1, max: 9 }),
      builtOn: fc.oneof(dates, fc.constant('2026-06-15'), fc.constant('long ago')),
    },
    { requiredKeys: [] },
  ),
});

describe('The ways in which dossiers can be filed', () => {
  test('hold every way in which one was: what holds of a dossier may hold', () => {
    fc.assert(
      fc.property(condition, filed, (one, facts) => {
        const ways = waysOf({ form: FORM }, 'main', [one], A_WORLD);
        expect(ways.mayHold(one) || !holds(one, facts)).toBe(true);
        expect(ways.mayHold({ not: one }) || holds(one, facts)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('are not tried where there are too many: then everything may hold', () => {
    const many = Array.from({ length: 13 }, (_, index): Condition => ({
      fact: `form.rooms.${index}.area`,
      atLeast: index,
    }));
    const never: Condition = { fact: 'case', equals: 'other' };
    expect(waysOf({ form: FORM }, 'main', [never], A_WORLD).mayHold(never)).toBe(false);
    const ways = waysOf({ form: FORM }, 'main', [...many, never], A_WORLD);
    expect([ways.all, ways.mayHold(never)]).toEqual([null, true]);
  });
});
