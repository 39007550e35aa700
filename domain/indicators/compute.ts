import { INDICATORS, INDICATOR_IDS, type CountName, type IndicatorId } from './definitions.ts';
import { percentile } from './histogram.ts';

/** Sums of the counts of one scope: a period, an agency, a procedure… */
export interface IndicatorCounts {
  /** An absent count is zero. */
  readonly totals: Readonly<Partial<Record<CountName, number>>>;
  /** Stage id -> bucket of minutes -> steps acted on. */
  readonly minutes: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** A share with what it is made of; null where there is nothing to share. */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
  readonly share: number | null;
}

/** How long the steps of one stage took, in minutes from routing to act. */
export interface StepTiming {
  readonly stage: string;
  readonly steps: number;
  readonly medianMinutes: number | null;
  readonly p90Minutes: number | null;
}

export interface ComputedIndicators {
  readonly shares: Readonly<Record<IndicatorId, Share>>;
  /** By stage id, in alphabetical order. */
  readonly steps: readonly StepTiming[];
}

/** Computes every indicator of the table from the counts. Pure. */
export function computeIndicators({ totals, minutes }: IndicatorCounts): ComputedIndicators {
  const shares = INDICATOR_IDS.map((id) => {
    const numerator = totals[INDICATORS[id].numerator] ?? 0;
    const denominator = totals[INDICATORS[id].denominator] ?? 0;
    return [id, { numerator, denominator, share: denominator === 0 ? null : numerator / denominator }] as const;
  });
  return {
    // One entry per id of the table, which the compiler cannot follow through fromEntries.
    shares: Object.fromEntries(shares) as Record<IndicatorId, Share>,
    steps: [...minutes]
      .map(([stage, buckets]) => timingOf(stage, buckets))
      .toSorted((a, b) => (a.stage < b.stage ? -1 : 1)),
  };
}

function timingOf(stage: string, buckets: ReadonlyMap<number, number>): StepTiming {
  return {
    stage,
    steps: [...buckets.values()].reduce((sum, count) => sum + count, 0),
    medianMinutes: percentile(buckets, 0.5),
    p90Minutes: percentile(buckets, 0.9),
  };
}
