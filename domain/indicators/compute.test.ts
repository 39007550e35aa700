import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { computeIndicators } from './compute.ts';
import { INDICATORS, INDICATOR_IDS } from './definitions.ts';
import { bucketOf, minutesOf } from './histogram.ts';

const none = new Map<string, ReadonlyMap<number, number>>();

describe('indicators', () => {
  it('are shares of their counts', () => {
    const { shares } = computeIndicators({
      totals: {
        received: 10,
        'received-elsewhere': 4,
        handover: 8,
        'handover-electronic': 6,
        finished: 5,
        'finished-digitised': 5,
        'finished-on-time': 4,
        'finished-late': 1,
        'finished-on-site': 2,
        'procedures-finished': 3,
        'procedures-on-site': 1,
      },
      minutes: none,
    });
    expect(shares).toEqual({
      'handover-electronic': { numerator: 6, denominator: 8, share: 0.75 },
      'finished-digitised': { numerator: 5, denominator: 5, share: 1 },
      'on-site-dossiers': { numerator: 2, denominator: 5, share: 0.4 },
      'on-site-procedures': { numerator: 1, denominator: 3, share: 1 / 3 },
      'received-elsewhere': { numerator: 4, denominator: 10, share: 0.4 },
      'on-time': { numerator: 4, denominator: 5, share: 0.8 },
      late: { numerator: 1, denominator: 5, share: 0.2 },
    });
  });

  it('have no share without data, rather than a perfect or an empty one', () => {
    const { shares, steps } = computeIndicators({ totals: {}, minutes: none });
    for (const id of INDICATOR_IDS) expect(shares[id]).toEqual({ numerator: 0, denominator: 0, share: null });
    expect(steps).toEqual([]);
  });

  it('time each stage by median and 90th percentile', () => {
    const minutes = new Map([
      ['return', new Map([[bucketOf(3), 1]])],
      ['appraisal', new Map([10, 20, 30, 40, 50, 55, 56, 57, 60, 5000].map((value) => [bucketOf(value), 1]))],
    ]);
    const { steps } = computeIndicators({ totals: {}, minutes });
    expect(steps).toEqual([
      { stage: 'appraisal', steps: 10, medianMinutes: 50, p90Minutes: 60 },
      { stage: 'return', steps: 1, medianMinutes: 3, p90Minutes: 3 },
    ]);
  });

  it('put percentiles within 1/32 of the true value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const buckets = new Map<number, number>();
        for (const value of values) buckets.set(bucketOf(value), (buckets.get(bucketOf(value)) ?? 0) + 1);
        const [timing] = computeIndicators({ totals: {}, minutes: new Map([['s', buckets]]) }).steps;
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(0.9 * values.length) - 1] ?? 0;
        expect(Math.abs((timing?.p90Minutes ?? -1) - exact)).toBeLessThanOrEqual(exact / 32);
        expect(timing?.p90Minutes).toBe(minutesOf(bucketOf(exact)));
      }),
    );
  });

  it('are each defined in both languages with the text that asks for them', () => {
    for (const id of INDICATOR_IDS) {
      const { name, definition, source } = INDICATORS[id];
      for (const text of [name.vi, name.en, definition.vi, definition.en, source])
        expect(text.length).toBeGreaterThan(9);
    }
  });
});
