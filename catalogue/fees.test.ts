import { beforeAll, describe, expect, it } from '@jest/globals';
import { computeFees, type ComputedFees, type FeeFacts } from '../domain/procedure/fees.ts';
import { explainFee } from '../domain/procedure/fee-text.ts';
import { loadCatalogue, type Catalogue } from '../infra/catalogue/load-catalogue.ts';

/** Worked by hand from the amounts of the national records. */

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue();
});

const feesOf = (code: string, given: Partial<FeeFacts> = {}): ComputedFees => {
  const procedure = catalogue.procedures.get(code);
  if (procedure === undefined) throw new Error(`no ${code}`);
  const caseId = procedure.cases[0]?.id ?? '';
  const facts: FeeFacts = {
    channel: 'direct',
    caseId,
    day: '2026-07-01',
    quantities: {},
    form: null,
    grounds: [],
    ...given,
  };
  return computeFees(procedure.fees, facts);
};

describe('certification of copies (2.000815): 2,000 a page, 1,000 from page 3, at most 200,000 a copy', () => {
  it.each([
    [1, 1, 2_000],
    [2, 1, 4_000],
    [3, 1, 5_000],
    [10, 1, 12_000],
    [10, 5, 60_000],
    [1, 3, 6_000],
    [197, 1, 199_000],
    [198, 1, 200_000],
    [199, 1, 200_000],
    [1_000, 1, 200_000],
    [198, 4, 800_000],
    [300, 4, 800_000],
  ])('%i pages in %i copies cost %i đồng', (pages, copies, total) => {
    expect(feesOf('2.000815', { quantities: { pages, copies } }).total).toBe(total);
  });

  it('reads as it was worked out', () => {
    const [line] = feesOf('2.000815', { quantities: { pages: 10, copies: 5 } }).lines;
    expect(line === undefined ? [] : explainFee(line, 'vi')).toEqual([
      'Trang 1–2: 2 trang × 2.000 đồng = 4.000 đồng.',
      'Từ trang thứ 3: 8 trang × 1.000 đồng = 8.000 đồng.',
      '5 bản × 12.000 đồng = 60.000 đồng.',
      'Phải nộp 60.000 đồng.',
    ]);
  });

  it('cannot be computed without pages and copies', () => {
    expect(() => feesOf('2.000815', { quantities: { copies: 1 } })).toThrow('fee-quantity-missing');
    expect(() => feesOf('2.000815', { quantities: { pages: 1 } })).toThrow('fee-quantity-missing');
  });
});

describe('copies from the civil status register (2.000635): 8,000 a copy', () => {
  it.each([
    [1, 8_000],
    [4, 32_000],
  ])('%i copies cost %i đồng', (copies, total) => {
    expect(feesOf('2.000635', { quantities: { copies } }).total).toBe(total);
  });
});

describe('exchange of a driving licence (3.000347): 135,000, online 115,000 through 2025-12-31', () => {
  it.each<[FeeFacts['channel'], string, number]>([
    ['online', '2025-12-31', 115_000],
    ['online', '2026-01-01', 135_000],
    ['direct', '2025-12-31', 135_000],
    ['direct', '2026-01-01', 135_000],
    ['online', '2023-12-01', 115_000],
  ])('%s on %s costs %i đồng', (channel, day, total) => {
    expect(feesOf('3.000347', { channel, day }).total).toBe(total);
  });
});

describe('registration of residence (1.004222): online 10,000, in person 20,000', () => {
  it.each<[FeeFacts['channel'], readonly string[], number | null]>([
    ['online', [], 10_000],
    ['direct', [], 20_000],
    ['direct', ['poor-household'], 0],
    ['online', ['child', 'disabled'], 0],
    ['postal', [], null],
  ])('%s with the grounds %j costs %p đồng', (channel, grounds, total) => {
    expect(feesOf('1.004222', { channel, grounds }).total).toBe(total);
  });

  it('knows no ground of another procedure', () => {
    expect(() => feesOf('1.004222', { grounds: ['on-time'] })).toThrow('fee-ground-unknown');
  });
});

describe('registration of an enterprise (2.001583): 100,000 to publish it', () => {
  it('and a fee that no source confirms, online none', () => {
    expect(feesOf('2.001583')).toMatchObject({ total: null, knownTotal: 100_000 });
    expect(feesOf('2.001583', { channel: 'online' })).toMatchObject({ total: 100_000, knownTotal: 100_000 });
  });
});

describe('registration of death (1.000656): set by the council', () => {
  it.each<[readonly string[], number | null]>([
    [[], null],
    [['on-time'], 0],
    [['merit-family'], 0],
  ])('with the grounds %j costs %p đồng', (grounds, total) => {
    expect(feesOf('1.000656', { grounds }).total).toBe(total);
  });
});

describe('the fees of all procedures', () => {
  it.each(['1.001193', '1.000894', '1.001776', '2.000986', '2.001023'])('%s is free', (code) => {
    expect(feesOf(code).total).toBe(0);
  });

  it.each(['1.001612', '1.004873', '1.009994', '1.013225', '1.013831', '1.014199', '3.000333'])(
    'the fee of %s is not known',
    (code) => {
      expect(feesOf(code)).toMatchObject({ total: null, knownTotal: 0 });
    },
  );

  it('can be computed for every case, by every channel', () => {
    for (const { code, cases } of catalogue.procedures.values())
      for (const { id } of cases)
        for (const channel of ['direct', 'online', 'postal'] as const) {
          const { lines } = feesOf(code, { caseId: id, channel, quantities: { pages: 3, copies: 2 } });
          expect([code, lines.length]).toEqual([code, catalogue.procedures.get(code)?.fees.length]);
        }
  });
});
