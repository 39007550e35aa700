import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.ts';
import { computeFees, type FeeFacts, type FeeLine } from './fees.ts';
import type { Fee, FeeRate, FeeReduction, FeeRule } from './procedure.ts';

const facts = (changes: Partial<FeeFacts> = {}): FeeFacts => ({
  channel: 'direct',
  caseId: 'standard',
  day: '2026-01-01',
  quantities: {},
  form: null,
  grounds: [],
  ...changes,
});

const aFee = (rule?: FeeRule, amount: number | null = 1000): Fee => ({
  id: 'fee',
  name: 'Phí',
  amount,
  ...(rule === undefined ? {} : { rule }),
});

const flat = (amount: number | null, scope: Omit<FeeRate, 'kind'> = {}): FeeRate => ({
  ...scope,
  kind: 'flat',
  amount,
});

const onGround = (id: string, off: FeeReduction['off'], dates: { from?: string; to?: string } = {}): FeeReduction => ({
  id,
  name: { vi: id, en: id },
  off,
  basis: { kind: 'ground', documentType: 'fee-exemption-proof' },
  ...dates,
});

const lineOf = (fee: Fee, changes: Partial<FeeFacts> = {}): FeeLine | undefined =>
  computeFees([fee], facts(changes)).lines[0];

const amountOf = (fee: Fee, changes: Partial<FeeFacts> = {}): number | null | undefined => lineOf(fee, changes)?.amount;

const refusal = (run: () => unknown): DomainError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('was not refused');
};

describe('a fee without a rule', () => {
  test('is its amount, once', () => {
    expect(computeFees([aFee()], facts())).toEqual({
      lines: [
        {
          fee: 'fee',
          name: 'Phí',
          quantities: {},
          tiers: [],
          gross: 1000,
          reductions: [],
          amount: 1000,
          explanation: [
            { kind: 'flat', amount: 1000 },
            { kind: 'due', amount: 1000 },
          ],
        },
      ],
      total: 1000,
      knownTotal: 1000,
    });
  });

  test('is not known where a council sets it, and then neither is the total', () => {
    const { lines, total, knownTotal } = computeFees([aFee(), { ...aFee(undefined, null), id: 'council' }], facts());
    expect([lines[1]?.amount, total, knownTotal]).toEqual([null, null, 1000]);
  });

  test.each([
    ['lần', 1000],
    ['hồ sơ', 1000],
    ['trang', null],
    ['bản', null],
  ])('stated by "%s" comes to %p, because nothing says how many', (unit, amount) => {
    expect(amountOf({ ...aFee(), unit })).toBe(amount);
  });

  test('that is free is free by any unit', () => {
    expect(amountOf({ ...aFee(undefined, 0), unit: 'bản' })).toBe(0);
  });

  test('and without an id, as stored before fees had one, is named by its number', () => {
    const old: Fee = { name: 'Lệ phí', amount: 5000 };
    expect(computeFees([old, old], facts()).lines.map(({ fee }) => fee)).toEqual(['fee-1', 'fee-2']);
  });
});

test('no fees come to 0', () => {
  expect(computeFees([], facts())).toEqual({ lines: [], total: 0, knownTotal: 0 });
});

describe('a fee that is due only', () => {
  test.each<[string, FeeRule['due'], Partial<FeeFacts>]>([
    ['by some channels', { channels: ['online', 'postal'] }, { channel: 'online' }],
    ['in some cases', { cases: ['late'] }, { caseId: 'late' }],
    ['from a day on', { from: '2026-02-01' }, { day: '2026-02-01' }],
    ['until a day', { to: '2025-12-31' }, { day: '2025-12-31' }],
    ['by the facts of the form', { when: { fact: 'form.floors', atLeast: 3 } }, { form: { floors: 3 } }],
    ['by what was counted', { when: { fact: 'quantities.pages', atLeast: 3 } }, { quantities: { pages: 3 } }],
  ])('%s gives no line otherwise', (_, due, changes) => {
    const fee = aFee({ rates: [flat(1000)], ...(due === undefined ? {} : { due }) });
    expect(computeFees([fee], facts())).toEqual({ lines: [], total: 0, knownTotal: 0 });
    expect(amountOf(fee, changes)).toBe(1000);
  });
});

describe('of the rates of a fee', () => {
  const fee = aFee({
    rates: [
      flat(100, { channels: ['direct'] }),
      flat(50, { channels: ['online'], to: '2026-06-30' }),
      flat(80, { channels: ['online'], from: '2026-07-01', cases: ['standard'] }),
      flat(null, { channels: ['online'], from: '2026-07-01', cases: ['council'] }),
    ],
  });

  test.each<[Partial<FeeFacts>, number | null]>([
    [{}, 100],
    [{ channel: 'online', day: '2026-06-30' }, 50],
    [{ channel: 'online', day: '2026-07-01' }, 80],
    [{ channel: 'online', day: '2026-07-01', caseId: 'council' }, null],
    [{ channel: 'postal' }, null],
  ])('%j takes the one of its channel, case and day', (changes, amount) => {
    expect(amountOf(fee, changes)).toBe(amount);
  });

  test('the explanation tells which applied, or that none did', () => {
    expect(lineOf(fee, { channel: 'online', day: '2026-06-30' })?.explanation[0]).toEqual({
      kind: 'rate',
      scope: { channels: ['online'], to: '2026-06-30' },
    });
    expect(lineOf(fee, { channel: 'postal' })?.explanation).toEqual([
      { kind: 'unknown', reason: 'no-rate' },
      { kind: 'due', amount: null },
    ]);
  });
});

describe('a fee by what is counted', () => {
  const perPage = aFee({
    rates: [
      {
        kind: 'per',
        quantity: 'pages',
        each: 'copies',
        tiers: [{ upTo: 2, amount: 2000 }, { amount: 1000 }],
        minimum: 3000,
        cap: 10_000,
      },
    ],
  });
  const perVehicle = aFee({
    rates: [
      { kind: 'per', quantity: 'vehicles', quantityName: { vi: 'xe', en: 'vehicles' }, tiers: [{ amount: 7000 }] },
    ],
  });

  test.each([
    [0, 1, 0, 'nothing counted costs nothing, not the minimum'],
    [1, 1, 3000, 'the minimum'],
    [2, 1, 4000, 'the whole first tier'],
    [3, 1, 5000, 'the second tier begun'],
    [8, 1, 10_000, 'the cap, just reached'],
    [9, 1, 10_000, 'the cap'],
    [1, 4, 12_000, 'the minimum of each copy'],
    [9, 3, 30_000, 'the cap of each copy'],
    [3, 0, 0, 'no copy'],
  ])('%i pages in %i copies cost %i: %s', (pages, copies, amount) => {
    expect(amountOf(perPage, { quantities: { pages, copies } })).toBe(amount);
  });

  test('explains itself step by step', () => {
    expect(lineOf(perPage, { quantities: { pages: 12, copies: 2 } })).toMatchObject({
      quantities: { pages: 12, copies: 2 },
      tiers: [
        { count: 2, unitAmount: 2000 },
        { count: 10, unitAmount: 1000 },
      ],
      gross: 20_000,
      explanation: [
        { kind: 'tier', first: 1, last: 2, count: 2, unitAmount: 2000, amount: 4000 },
        { kind: 'tier', first: 3, last: null, count: 10, unitAmount: 1000, amount: 10_000 },
        { kind: 'cap', perCopy: true, before: 14_000, amount: 10_000 },
        { kind: 'copies', count: 2, unitAmount: 10_000, amount: 20_000 },
        { kind: 'due', amount: 20_000 },
      ],
    });
  });

  test('counts whatever the intake states, by its name', () => {
    expect(amountOf(perVehicle, { quantities: { vehicles: 3 } })).toBe(21_000);
  });

  test.each<[string, Readonly<Record<string, number>>, string]>([
    ['is missing', { copies: 1 }, 'pages'],
    ['of copies is missing', { pages: 1 }, 'copies'],
    ['is negative', { pages: -1, copies: 1 }, 'pages'],
    ['is a fraction', { pages: 1.5, copies: 1 }, 'pages'],
    ['is not a number', { pages: Number.NaN, copies: 1 }, 'pages'],
    ['is too large', { pages: 1, copies: 1_000_001 }, 'copies'],
  ])('is refused when a quantity %s', (_, quantities, quantity) => {
    const { code, params } = refusal(() => computeFees([perPage], facts({ quantities })));
    expect([code, params]).toEqual(['fee-quantity-missing', { fee: 'fee', quantity }]);
  });

  test('is refused when it would be too large to count', () => {
    const dear = aFee({ rates: [{ kind: 'per', quantity: 'pages', tiers: [{ amount: 1_000_000_000 }] }] });
    expect(amountOf(dear, { quantities: { pages: 100 } })).toBe(100_000_000_000);
    expect(refusal(() => amountOf(dear, { quantities: { pages: 101 } })).code).toBe('fee-quantity-missing');
  });

  test('takes no quantity from what objects inherit', () => {
    const odd = aFee({ rates: [{ kind: 'per', quantity: 'constructor', tiers: [{ amount: 1 }] }] });
    expect(refusal(() => amountOf(odd)).code).toBe('fee-quantity-missing');
  });

  test('needs no quantity where another rate applies', () => {
    const rates = [...(perPage.rule?.rates ?? [])].map((rate) => ({ ...rate, channels: ['direct'] as const }));
    expect(amountOf(aFee({ rates: [...rates, flat(500, { channels: ['online'] })] }), { channel: 'online' })).toBe(500);
  });
});

describe('exemptions and reductions', () => {
  const fee = aFee({
    rates: [flat(1001)],
    reductions: [
      onGround('half', { share: 0.5 }),
      onGround('less-300', { amount: 300 }),
      onGround('exempt', { share: 1 }),
      onGround('past', { share: 1 }, { to: '2025-12-31' }),
      {
        id: 'small',
        name: { vi: 'nhỏ', en: 'small' },
        off: { share: 0.1 },
        basis: { kind: 'condition', when: { fact: 'form.area', atMost: 10 } },
      },
    ],
  });

  test.each<[string, Partial<FeeFacts>, number]>([
    ['nothing claimed', {}, 1001],
    ['half a đồng is rounded up', { grounds: ['half'] }, 501],
    ['an amount', { grounds: ['less-300'] }, 701],
    ['one after the other, in the order of the rule', { grounds: ['less-300', 'half'] }, 201],
    ['an exemption', { grounds: ['exempt', 'half'] }, 0],
    ['a ground that is over', { grounds: ['past'] }, 1001],
    ['the last day of a ground', { grounds: ['past'], day: '2025-12-31' }, 0],
    ['a condition that holds: 900.9 is 901', { form: { area: 10 } }, 901],
    ['a condition that does not hold', { form: { area: 11 } }, 1001],
    ['a ground claimed twice', { grounds: ['half', 'half'] }, 501],
  ])('%s', (_, changes, amount) => {
    expect(amountOf(fee, changes)).toBe(amount);
  });

  test('are told with what each took off, and none below 0', () => {
    const cheap = aFee({ rates: [flat(200)], reductions: fee.rule?.reductions ?? [] });
    expect(lineOf(cheap, { grounds: ['half', 'less-300', 'exempt'] })).toMatchObject({
      gross: 200,
      reductions: [
        { id: 'half', amount: 100 },
        { id: 'less-300', amount: 100 },
      ],
      amount: 0,
    });
  });

  test('a ground claimed out of its time is explained', () => {
    expect(lineOf(fee, { grounds: ['past'] })?.explanation[1]).toEqual({
      kind: 'not-in-force',
      id: 'past',
      name: { vi: 'past', en: 'past' },
      from: null,
      to: '2025-12-31',
    });
  });

  test('an exemption makes an amount that is not known 0, a reduction leaves it unknown', () => {
    const council = aFee({ rates: [flat(null)], reductions: fee.rule?.reductions ?? [] }, null);
    expect(lineOf(council, { grounds: ['exempt'] })).toMatchObject({
      gross: null,
      reductions: [{ id: 'exempt', amount: null }],
      amount: 0,
    });
    expect(lineOf(council, { grounds: ['half', 'less-300'] })).toMatchObject({
      reductions: [
        { id: 'half', amount: null },
        { id: 'less-300', amount: null },
      ],
      amount: null,
    });
    expect(computeFees([council, { ...aFee(), id: 'other' }], facts({ grounds: ['exempt'] })).total).toBe(1000);
  });

  test('the same ground reduces every fee that knows it', () => {
    const other = { ...aFee({ rates: [flat(10)], reductions: [onGround('half', { share: 0.5 })] }), id: 'other' };
    expect(computeFees([fee, other], facts({ grounds: ['half'] })).total).toBe(506);
  });

  test.each(['nobody-knows', 'small', 'constructor'])(
    'the ground %s, which cannot be claimed, is refused',
    (ground) => {
      const { code, params } = refusal(() => amountOf(fee, { grounds: [ground] }));
      expect([code, params]).toEqual(['fee-ground-unknown', { ground }]);
    },
  );

  test('a ground of a fee that is not due is known all the same', () => {
    const online = { ...fee, rule: { rates: [flat(1)], ...fee.rule, due: { channels: ['online'] as const } } };
    expect(computeFees([online], facts({ grounds: ['half'] })).lines).toEqual([]);
  });

  test.each([
    [5, 0.9, 1],
    [5, 0.7, 2],
    [15, 0.1, 14],
    [1, 0.5, 1],
    [3, 0.8333, 1],
    [100_000_000_000, 0.0001, 99_990_000_000],
  ])('%i đồng less %f of it are %i', (amount, share, left) => {
    const exact = aFee({ rates: [flat(amount)], reductions: [onGround('a', { share })] });
    expect(amountOf(exact, { grounds: ['a'] })).toBe(left);
  });
});
