/** What one round measured: milliseconds of each act, of the batch, and how many of its dossiers waited when the small one was done. */
export interface FairnessRound {
  readonly alone: readonly number[];
  readonly beside: readonly number[];
  readonly batchMs: number;
  readonly waiting: number;
}

interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly acts: number;
}

/** How an agency's acts fare beside another agency's batch; times in milliseconds. */
export interface FairnessFigures {
  readonly ratioP50: number;
  readonly ratioP95: number;
  readonly alone: Latencies;
  readonly beside: Latencies;
  /** Medians over the rounds. */
  readonly batch: { readonly ms: number; readonly waiting: number };
}

export function fairnessOf(rounds: readonly FairnessRound[]): FairnessFigures {
  const alone = latenciesOf(rounds.flatMap((round) => round.alone));
  const beside = latenciesOf(rounds.flatMap((round) => round.beside));
  return {
    ratioP50: rounded(beside.p50 / alone.p50),
    ratioP95: rounded(beside.p95 / alone.p95),
    alone,
    beside,
    batch: {
      ms: quantile(
        rounds.map(({ batchMs }) => batchMs),
        0.5,
      ),
      waiting: quantile(
        rounds.map(({ waiting }) => waiting),
        0.5,
      ),
    },
  };
}

function latenciesOf(all: readonly number[]): Latencies {
  return { p50: rounded(quantile(all, 0.5)), p95: rounded(quantile(all, 0.95)), acts: all.length };
}

/** The value that a share of all are not above; NaN of none. */
function quantile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
