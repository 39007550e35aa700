/** Sub-buckets per power of two: a percentile is off by at most 1/32 (about 3 %) of its value. */
const PRECISION_BITS = 5;
const STEPS = 2 ** PRECISION_BITS;

/** The bucket of a duration in whole minutes: exact below 64 minutes, then 32 buckets per doubling. */
export function bucketOf(minutes: number): number {
  const value = Math.max(0, Math.floor(minutes));
  if (value < 2 * STEPS) return value;
  const shift = Math.floor(Math.log2(value)) - PRECISION_BITS;
  return shift * STEPS + Math.floor(value / 2 ** shift);
}

/** The middle of a bucket, in minutes: the inverse of `bucketOf` up to its precision. */
export function minutesOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const shift = Math.floor(bucket / STEPS) - 1;
  const low = (bucket - shift * STEPS) * 2 ** shift;
  return low + (2 ** shift - 1) / 2;
}

/**
 * The nearest-rank percentile of a histogram.
 * @param counts bucket -> count
 * @param share 0 < share <= 1, e.g. 0.5 or 0.9
 * @returns minutes, or null without data
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...counts.entries()].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= rank) return minutesOf(bucket);
  }
  return null;
}
