import { describe, expect, test } from '@jest/globals';
import { formQuantities } from './fee-quantities.ts';
import type { Fee } from './procedure.ts';

const fee = (quantities: Readonly<Record<string, string>>): Fee => ({
  id: 'certification',
  name: 'Phí',
  amount: 2000,
  rule: { quantities, rates: [{ kind: 'per', quantity: 'pages', each: 'copies', tiers: [{ amount: 2000 }] }] },
});
const FEES: readonly Fee[] = [
  fee({ pages: 'pagesPerCopy', copies: 'order.copies' }),
  { id: 'free', name: 'Lệ phí', amount: 0 },
];

describe('the quantities of an e-form', () => {
  test('are those that the fee rules map, under the names that the rates count by', () => {
    const form = { pagesPerCopy: 10, order: { copies: 5 }, copies: 7 };
    expect(formQuantities(FEES, form)).toEqual({ pages: 10, copies: 5 });
  });

  test.each<[string, Readonly<Record<string, unknown>> | null]>([
    ['a field that was left out', { pagesPerCopy: 10 }],
    ['a text in the place of a number', { pagesPerCopy: 10, order: { copies: '5' } }],
    ['what only looks like a field', { pagesPerCopy: 10, 'order.copies': 5 }],
  ])('are without %s', (_, form) => {
    expect(formQuantities(FEES, form)).toEqual({ pages: 10 });
  });

  test('are none without a form, and none where no rule maps them', () => {
    expect(formQuantities(FEES, null)).toEqual({});
    expect(formQuantities(FEES.slice(1), { pagesPerCopy: 10 })).toEqual({});
  });
});
