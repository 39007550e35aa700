import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { closedBefore, erasableAt, retentionOf, type ErasureFacts, type RetentionSchedule } from './erasure.ts';

const SCHEDULE: RetentionSchedule = {
  default: { years: 10 },
  procedures: { '1.000001': { years: 2 }, '1.000002': { years: null } },
  documentTypes: { licence: { years: 5 }, 'birth-certificate': { years: null } },
};
const CLOSED: ErasureFacts = {
  closedAt: '2026-03-04T05:06:07Z',
  period: { years: 2 },
  resultsUntil: [],
  held: false,
  reused: false,
};
const period = (code: string, ...types: string[]) =>
  retentionOf(SCHEDULE, { code, results: types.map((documentType) => ({ id: documentType, name: 'x', documentType })) })
    .years;

describe('The retention period of a dossier', () => {
  test('is that of its procedure, or the default', () => {
    expect(period('1.000001')).toBe(2);
    expect(period('9.999999')).toBe(10);
  });

  test('is the longest of its procedure’s and its results’; for good is longest of all', () => {
    expect(period('1.000001', 'licence')).toBe(5);
    expect(period('9.999999', 'licence', 'unlisted')).toBe(10);
    expect(period('1.000001', 'birth-certificate', 'licence')).toBeNull();
    expect(period('1.000002', 'licence')).toBeNull();
  });
});

describe('A dossier may be erased', () => {
  test('once its whole years have passed after the year in which it was closed, by the clock of Viet Nam', () => {
    expect(erasableAt(CLOSED)).toEqual({ from: '2028-12-31T17:00:00.000Z' });
    // Closed in the last minutes of 2026 by UTC is closed in 2027 here.
    expect(erasableAt({ ...CLOSED, closedAt: '2026-12-31T17:00:00Z' })).toEqual({ from: '2029-12-31T17:00:00.000Z' });
    expect(erasableAt({ ...CLOSED, closedAt: '2026-12-31T16:59:59Z' })).toEqual({ from: '2028-12-31T17:00:00.000Z' });
  });

  test('not before the last of its results may be deleted', () => {
    const resultsUntil = ['2027-01-01T00:00:00Z', '2036-11-24T00:00:00Z'];
    expect(erasableAt({ ...CLOSED, resultsUntil })).toEqual({ from: '2036-11-24T00:00:00.000Z' });
  });

  test.each([
    ['open', { closedAt: null }, 'erasure-dossier-open'],
    ['to be kept by order', { held: true }, 'erasure-held'],
    ['of use to an open dossier', { reused: true }, 'erasure-document-reused'],
    ['kept for good', { period: { years: null } }, 'erasure-kept-for-good'],
  ])('never while it is %s', (_, facts, never) => {
    expect(erasableAt({ ...CLOSED, ...facts })).toEqual({ never });
  });

  test('exactly when the search for those that are due finds it', () => {
    const instants = fc.date({ min: new Date('2018-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, instants, fc.integer({ min: 1, max: 100 }), (closed, now, years) => {
        const closedAt = closed.toISOString();
        const erasable = erasableAt({ ...CLOSED, closedAt, period: { years } });
        const isDue = 'from' in erasable && erasable.from <= now.toISOString();
        expect(closedAt < closedBefore(now.toISOString(), years)).toBe(isDue);
      }),
    );
  });
});
