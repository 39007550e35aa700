import type { Journey, Peer } from './peer.ts';
import { between, together, type ProcessorTimes } from './processor-time.ts';

/** What one round of one peer took. Milliseconds. */
export interface Round {
  readonly dossiers: number;
  /** Wall time of the five steps: all receptions, then all acts. */
  readonly stepsMs: number;
  /** Wall time of what the acts needed first. */
  readonly prepareMs: number;
  readonly begins: readonly number[];
  readonly acts: readonly number[];
  /** Of the five steps alone. */
  readonly cpu: ProcessorTimes;
  readonly workflowIds: readonly string[];
}

/**
 * Takes dossiers through a peer, `clients` at a time. Receptions, preparations and acts follow each other, so that the five
 * steps can be timed without what has no counterpart at the other peer.
 */
export async function runRound(
  peer: Peer,
  { dossiers, clients }: { readonly dossiers: number; readonly clients: number },
  readCpu: () => ProcessorTimes,
): Promise<Round> {
  const begins: number[] = [];
  const acts: number[] = [];
  const journeys: Journey[] = [];
  const cpuAtStart = readCpu();
  const beginMs = await timed(() =>
    spread(Array.from({ length: dossiers }), clients, async () => {
      begins.push(await timed(async () => void journeys.push(await peer.begin())));
    }),
  );
  const cpuOfBegin = between(cpuAtStart, readCpu());
  const prepareMs = await timed(() => spread(journeys, clients, (journey) => journey.prepare()));
  const cpuPrepared = readCpu();
  const actsMs = await timed(() =>
    spread(journeys, clients, async (journey) => {
      for (const act of journey.acts) acts.push(await timed(act));
    }),
  );
  const cpu = together(cpuOfBegin, between(cpuPrepared, readCpu()));
  const workflowIds = journeys.map(({ workflowId }) => workflowId);
  return { dossiers, stepsMs: beginMs + actsMs, prepareMs, begins, acts, cpu, workflowIds };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Works through items, `width` at a time. */
async function spread<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const line = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: width }, line));
}
