import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.ts';
import type { FeeLine } from '../procedure/fees.ts';
import { feeLines, knownLines, unknownFees } from './fee-lines.ts';

const line = (fee: string, amount: number | null): FeeLine => ({
  fee,
  name: fee,
  quantities: {},
  tiers: [],
  gross: amount,
  reductions: [],
  amount,
  explanation: [],
});
const FEES = { lines: [line('publication', 100_000), line('registration', null), line('exempt', 0)] };
const STATED = [{ item: 'registration', amount: 50_000 }];

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) return [error.code, error.params];
    throw error;
  }
};

describe('fees that are computed', () => {
  test('are owed where they are known and come to something; the rest is named', () => {
    expect(knownLines(FEES)).toEqual([{ item: 'publication', amount: 100_000 }]);
    expect(unknownFees(FEES)).toEqual(['registration']);
  });

  test('are asked for with the amounts that only a council sets, which have to be stated', () => {
    expect(feeLines(FEES, STATED, [])).toEqual([{ item: 'publication', amount: 100_000 }, ...STATED]);
    const more = { lines: [...FEES.lines, line('map', null)] };
    expect(refusal(() => feeLines(more, [], []))).toEqual(['fee-amount-missing', { fees: 'registration, map' }]);
  });

  test.each<[string, readonly { item: string; amount: number }[], string | null]>([
    ['of a fee that is computed', [...STATED, { item: 'publication', amount: 1 }], 'registration'],
    ['of a fee that is exempt', [...STATED, { item: 'exempt', amount: 1 }], 'registration'],
    ['of no fee of the procedure', [...STATED, { item: '0987612345', amount: 1 }], 'registration'],
    ['twice', [...STATED, ...STATED], 'registration'],
  ])('take no amount %s, and do not repeat what was sent', (_, stated, fees) => {
    expect(refusal(() => feeLines(FEES, stated, []))).toEqual(['fee-line-not-asked', { fees }]);
  });

  test('are asked for once: what the dossier was asked for before is left out', () => {
    expect(feeLines(FEES, STATED, ['publication'])).toEqual(STATED);
    expect(refusal(() => feeLines(FEES, [], ['publication', 'registration']))).toEqual(['nothing-to-pay', {}]);
  });

  test('that are all exempt are nothing to pay', () => {
    expect(refusal(() => feeLines({ lines: [line('exempt', 0)] }, [], []))).toEqual(['nothing-to-pay', {}]);
  });
});
