import type { ChainedDossierEvent, DossierEvent } from '../../domain/dossier/events.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Database } from '../../infra/db/orm.ts';
import { rows, type Findings } from './findings.ts';

/** A stream as it lies in the ledger. */
export type Stream = readonly ChainedDossierEvent[];

/** Reads every stream and verifies it: no gap, every hash right. */
export async function proveStreams(
  db: Pick<Database, 'execute'>,
  { gaps }: Findings,
): Promise<ReadonlyMap<string, Stream>> {
  const streams = new Map<string, Stream>();
  for (const { stream } of await rows<{ stream: string }>(db, 'select distinct stream from dossier_event')) {
    const chained = await readStream(db, stream);
    streams.set(stream, chained);
    try {
      verifyChain(chained);
    } catch (error) {
      gaps.push(`${stream}: ${error instanceof Error ? error.message : 'not valid'}`);
    }
  }
  return streams;
}

/** The events of a stream, command by command. */
export function commandsOf(stream: Stream): DossierEvent[][] {
  const commands: DossierEvent[][] = [];
  for (const { event } of stream) {
    const last = commands.at(-1);
    if (last?.[0]?.command === event.command) last.push(event);
    else commands.push([event]);
  }
  return commands;
}
