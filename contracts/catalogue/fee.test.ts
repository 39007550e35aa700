import { describe, expect, it } from '@jest/globals';
import { Fee } from './fee.ts';

const FLAT = { kind: 'flat', amount: 1000 };
const PER_PAGE = { kind: 'per', quantity: 'pages', tiers: [{ upTo: 2, amount: 1000 }, { amount: 500 }] };
const POOR = {
  id: 'poor',
  name: { vi: 'Hộ nghèo', en: 'Poor household' },
  off: { share: 1 },
  basis: { kind: 'ground', documentType: 'fee-exemption-proof' },
};

const faults = (rule: object | undefined, fee: object = {}): string[] =>
  (
    Fee.safeParse({ id: 'a', name: 'Phí', amount: 1000, ...(rule === undefined ? {} : { rule }), ...fee }).error
      ?.issues ?? []
  ).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a fee', () => {
  it.each<[string, object | undefined]>([
    ['needs no rule', undefined],
    ['may be flat', { rates: [FLAT] }],
    ['may go by pages', { rates: [{ ...PER_PAGE, each: 'copies', minimum: 1, cap: 2 }] }],
    ['may go by what it names', { rates: [{ ...PER_PAGE, quantity: 'cars', quantityName: { vi: 'xe', en: 'cars' } }] }],
    ['may be reduced', { rates: [FLAT], reductions: [POOR, { ...POOR, id: 'less', off: { amount: 1 } }] }],
    [
      'may be due or reduced by a condition',
      {
        due: { channels: ['online'], when: { fact: 'form.a', equals: 1 } },
        rates: [FLAT],
        reductions: [{ ...POOR, basis: { kind: 'condition', when: { fact: 'form.b', equals: true } } }],
      },
    ],
    [
      'may change with channel, case and day',
      {
        rates: [
          { ...FLAT, channels: ['direct', 'postal'] },
          { ...FLAT, channels: ['online'], to: '2025-12-31' },
          { ...FLAT, channels: ['online'], from: '2026-01-01', cases: ['a'] },
          { ...FLAT, channels: ['online'], from: '2026-01-01', cases: ['b'] },
        ],
      },
    ],
  ])('%s', (_, rule) => {
    expect(faults(rule)).toEqual([]);
  });

  it('needs an id, and an amount of its rule to be shown', () => {
    expect(faults(undefined, { id: undefined })).toHaveLength(1);
    expect(faults({ rates: [FLAT] }, { amount: 2 })).toEqual(['amount: is not an amount of the rule']);
    expect(faults({ rates: [FLAT] }, { amount: null })).toHaveLength(1);
    expect(faults({ rates: [{ ...FLAT, amount: null }] }, { amount: null })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['rates that hold at once', { rates: [FLAT, FLAT] }, 'rule.rates: rates 0 and 1 overlap'],
    [
      'rates that share one day',
      {
        rates: [
          { ...FLAT, to: '2026-01-01' },
          { ...FLAT, from: '2026-01-01' },
        ],
      },
      'rule.rates: rates 0 and 1 overlap',
    ],
    [
      'rates that share one channel',
      {
        rates: [
          { ...FLAT, channels: ['online', 'direct'] },
          { ...FLAT, channels: ['direct'] },
        ],
      },
      'rule.rates: rates 0 and 1 overlap',
    ],
    [
      'a rate for all cases beside one of a case',
      { rates: [FLAT, { ...FLAT, cases: ['a'] }] },
      'rule.rates: rates 0 and 1 overlap',
    ],
    ['a rate that ends early', { rates: [{ ...FLAT, from: '2026-01-02', to: '2026-01-01' }] }, 'rule.rates.0.to: ends'],
    [
      'tiers out of order',
      {
        rates: [
          {
            ...PER_PAGE,
            tiers: [
              { upTo: 2, amount: 1000 },
              { upTo: 2, amount: 1 },
            ],
          },
        ],
      },
      'rule.rates.0.tiers',
    ],
    ['a last tier with an end', { rates: [{ ...PER_PAGE, tiers: [{ upTo: 2, amount: 1000 }] }] }, 'rule.rates.0.tiers'],
    [
      'a tier without an end before another',
      { rates: [{ ...PER_PAGE, tiers: [{ amount: 1000 }, { amount: 1 }] }] },
      'rule.rates.0.tiers',
    ],
    ['a minimum above the cap', { rates: [{ ...PER_PAGE, minimum: 2, cap: 1 }] }, 'rule.rates.0.minimum'],
    ['copies of copies', { rates: [{ ...PER_PAGE, quantity: 'copies', each: 'copies' }] }, 'rule.rates.0.each'],
    ['a quantity without a name', { rates: [{ ...PER_PAGE, quantity: 'cars' }] }, 'rule.rates.0.quantityName'],
    ['a fraction of a đồng', { rates: [{ ...FLAT, amount: 0.5 }] }, 'rule.rates.0.amount'],
    ['no rates', { rates: [] }, 'rule.rates'],
    ['a reduction twice', { rates: [FLAT], reductions: [POOR, POOR] }, 'rule.reductions: id poor is used twice'],
    ['a share of nothing', { rates: [FLAT], reductions: [{ ...POOR, off: { share: 0 } }] }, 'rule.reductions.0.off'],
    ['more than the whole', { rates: [FLAT], reductions: [{ ...POOR, off: { share: 1.1 } }] }, 'rule.reductions.0.off'],
    [
      'a share too fine',
      { rates: [FLAT], reductions: [{ ...POOR, off: { share: 0.33333 } }] },
      'rule.reductions.0.off',
    ],
    [
      'share and amount',
      { rates: [FLAT], reductions: [{ ...POOR, off: { share: 1, amount: 1 } }] },
      'rule.reductions.0.off',
    ],
    [
      'a ground without proof',
      { rates: [FLAT], reductions: [{ ...POOR, basis: { kind: 'ground' } }] },
      'rule.reductions.0.basis',
    ],
  ])('is refused for %s', (_, rule, fault) => {
    expect(faults(rule).join('\n')).toContain(fault);
  });
});
