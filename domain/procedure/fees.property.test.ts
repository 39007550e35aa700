import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explainFee } from './fee-text.ts';
import { computeFees, type FeeFacts } from './fees.ts';
import { CHANNELS, type Fee, type FeeRate, type FeeReduction, type FeeTier, type UnitRate } from './procedure.ts';

const dong = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_000_000 }));

const tiers: fc.Arbitrary<FeeTier[]> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    fc.array(dong, { minLength: 4, maxLength: 4 }),
  )
  .map(([ends, amounts]) => [
    ...ends.toSorted((a, b) => a - b).map((upTo, index) => ({ upTo, amount: amounts[index] ?? 0 })),
    { amount: amounts[3] ?? 0 },
  ]);

const unitRates: fc.Arbitrary<UnitRate> = fc
  .record({ tiers, perCopy: fc.boolean(), bounds: fc.option(fc.tuple(dong, dong)) })
  .map(({ tiers: drawn, perCopy, bounds }) => ({
    kind: 'per',
    quantity: 'pages',
    tiers: drawn,
    ...(perCopy ? { each: 'copies' as const } : {}),
    ...(bounds === null ? {} : { minimum: Math.min(...bounds), cap: Math.max(...bounds) }),
  }));

const rates: fc.Arbitrary<FeeRate> = fc.oneof(
  unitRates,
  fc.record({ kind: fc.constant('flat' as const), amount: fc.option(dong) }),
);

const GROUNDS = ['a', 'b', 'c'] as const;

const reductions: fc.Arbitrary<FeeReduction[]> = fc
  .array(
    fc.record({
      off: fc.oneof(
        fc.integer({ min: 1, max: 10_000 }).map((parts) => ({ share: parts / 10_000 })),
        dong.map((amount) => ({ amount })),
      ),
      byGround: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map(({ off, byGround }, index) => ({
      id: GROUNDS[index] ?? 'a',
      name: { vi: 'diện', en: 'ground' },
      off,
      basis: byGround
        ? { kind: 'ground', documentType: 'fee-exemption-proof' }
        : { kind: 'condition', when: { fact: 'quantities.pages', atMost: 10 } },
    })),
  );

const fees: fc.Arbitrary<Fee[]> = fc.array(fc.record({ rate: rates, reductions }), { maxLength: 3 }).map((drawn) =>
  drawn.map(({ rate, reductions: taken }, index) => ({
    id: `fee-${index}`,
    name: 'Phí',
    amount: 0,
    rule: { rates: [rate], reductions: taken },
  })),
);

const facts: fc.Arbitrary<FeeFacts> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  caseId: fc.constant('standard'),
  day: fc.constant('2026-01-01'),
  quantities: fc.record({ pages: fc.integer({ min: 0, max: 60 }), copies: fc.integer({ min: 0, max: 5 }) }),
  form: fc.constant(null),
  grounds: fc.subarray([...GROUNDS]),
});

/** Facts with the grounds that the fees know. */
const inputs = fc.tuple(fees, facts).map(([drawn, given]): [Fee[], FeeFacts] => {
  const known = drawn.flatMap(({ rule }) => rule?.reductions ?? []).filter(({ basis }) => basis.kind === 'ground');
  return [drawn, { ...given, grounds: given.grounds.filter((ground) => known.some(({ id }) => id === ground)) }];
});

/** The same rate the slow way: page by page, copy by copy. */
const naive = ({ tiers: steps, each, minimum, cap }: UnitRate, { quantities }: FeeFacts): number => {
  const { pages = 0, copies = 0 } = quantities;
  let all = 0;
  for (let copy = 0; copy < (each === undefined ? 1 : copies); copy += 1) {
    let one = 0;
    for (let page = 1; page <= pages; page += 1)
      one += steps.find(({ upTo }) => upTo === undefined || page <= upTo)?.amount ?? 0;
    if (pages > 0 && minimum !== undefined && one < minimum) one = minimum;
    if (cap !== undefined && one > cap) one = cap;
    all += one;
  }
  return all;
};

const onlyFee = (rate: FeeRate, reduced: readonly FeeReduction[] = []): Fee => ({
  id: 'fee',
  name: 'Phí',
  amount: 0,
  rule: { rates: [rate], reductions: reduced },
});

describe('fees', () => {
  test('by pages and copies are what counting page by page gives', () => {
    fc.assert(
      fc.property(unitRates, facts, (rate, given) => {
        expect(computeFees([onlyFee(rate)], { ...given, grounds: [] }).total).toBe(naive(rate, given));
      }),
    );
  });

  test('are whole, not negative, never above what they were before reductions, and add up', () => {
    fc.assert(
      fc.property(inputs, ([drawn, given]) => {
        const { lines, total, knownTotal } = computeFees(drawn, given);
        expect(lines).toHaveLength(drawn.length);
        for (const { gross, amount, reductions: taken } of lines) {
          if (amount === null || gross === null) continue;
          expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
          expect(gross - taken.reduce((sum, one) => sum + (one.amount ?? Number.NaN), 0)).toBe(amount);
          expect(taken.every((one) => one.amount !== null && one.amount >= 0)).toBe(true);
        }
        const known = lines.flatMap(({ amount }) => (amount === null ? [] : [amount]));
        expect(knownTotal).toBe(known.reduce((sum, amount) => sum + amount, 0));
        expect(total).toBe(known.length === lines.length ? knownTotal : null);
      }),
    );
  });

  test('by pages never get less when there are more pages or copies', () => {
    fc.assert(
      fc.property(unitRates, facts, fc.constantFrom('pages', 'copies'), (rate, given, more) => {
        const { quantities } = given;
        const total = (counted: FeeFacts['quantities']): number =>
          computeFees([onlyFee(rate)], { ...given, grounds: [], quantities: counted }).knownTotal;
        const grown = { ...quantities, [more]: (quantities[more] ?? 0) + 1 };
        expect(total(grown)).toBeGreaterThanOrEqual(total(quantities));
      }),
    );
  });

  test('never get more when a further ground is claimed', () => {
    fc.assert(
      fc.property(inputs, ([drawn, given]) => {
        const without = computeFees(drawn, { ...given, grounds: given.grounds.slice(1) });
        expect(
          computeFees(drawn, given).lines.map(
            ({ amount }, index) => (amount ?? 0) <= (without.lines[index]?.amount ?? Infinity),
          ),
        ).not.toContain(false);
      }),
    );
  });

  test('less a share are rounded half up, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 1, max: 10_000 }), (amount, parts) => {
        const fee = onlyFee({ kind: 'flat', amount }, [
          {
            id: 'a',
            name: { vi: 'a', en: 'a' },
            off: { share: parts / 10_000 },
            basis: { kind: 'condition', when: { all: [] } },
          },
        ]);
        const twice = (2n * BigInt(amount) * BigInt(10_000 - parts) + 10_000n) / 20_000n;
        const { total } = computeFees([fee], {
          channel: 'direct',
          caseId: 'standard',
          day: '2026-01-01',
          quantities: {},
          form: null,
          grounds: [],
        });
        expect(total).toBe(Number(twice));
      }),
    );
  });

  test('are the same every time, and every line reads in both languages', () => {
    fc.assert(
      fc.property(inputs, ([drawn, given]) => {
        const computed = computeFees(drawn, given);
        expect(computeFees(structuredClone(drawn), structuredClone(given))).toEqual(computed);
        expect(JSON.parse(JSON.stringify(computed))).toEqual(computed);
        for (const line of computed.lines)
          for (const locale of ['vi', 'en'] as const) {
            const texts = explainFee(line, locale);
            expect(texts).toHaveLength(line.explanation.length);
            for (const text of texts) expect(text).toMatch(/^[\p{Lu}\d].*\.$/u);
            expect(texts.join(' ')).not.toMatch(/undefined|NaN|null|Infinity/);
          }
      }),
    );
  });
});
