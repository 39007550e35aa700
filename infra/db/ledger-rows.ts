import type { DossierEvent } from '../../domain/dossier/events.ts';
import type { LedgerTail } from '../../domain/dossier/command.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import type { ChainedEvent, LedgerEvent } from '../../domain/ledger/ledger-event.ts';
import type { Database } from './orm.ts';

/** A row of `dossier_event` as the database gives it. */
type EventRow = Record<string, unknown> & {
  stream: string;
  seq: number;
  at: Date;
  prev_hash: string;
  hash: string;
};

/** The recordset that `jsonb_to_recordset` reads chained events from. */
export const EVENT_RECORDSET = `(stream text, seq int, v smallint, type text, at timestamptz, actor jsonb, medium text, place text,
  command text, data jsonb, prev_hash text, hash text)`;

/** A chained event as one row for the recordset. */
export function toEventRow({ event, prevHash, hash }: ChainedEvent): Record<string, unknown> {
  return { ...event, prev_hash: prevHash, hash };
}

function fromEventRow<E extends LedgerEvent>({ prev_hash, hash, ...row }: EventRow): ChainedEvent<E> {
  return { event: { ...row, at: row.at.toISOString() } as unknown as E, prevHash: prev_hash, hash };
}

const STREAM = {
  name: 'read-stream',
  text: `select v, stream, seq, type, at, actor, medium, place, command, data, prev_hash, hash
    from dossier_event where stream = $1 and ($2::text is null or command = $2) order by seq`,
};

/** A stream of the ledger in order; with `command`, only what that command wrote. */
export async function readStream<E extends LedgerEvent = DossierEvent>(
  db: Pick<Database, 'execute'>,
  stream: string,
  command: string | null = null,
): Promise<ChainedEvent<E>[]> {
  return (await db.execute<EventRow>(STREAM, [stream, command])).map(fromEventRow<E>);
}

/** What a stream holds after an event, once the whole of it has been verified. @throws DomainError `ledger-gap`, `ledger-tampered` */
export async function readLedgerTail(
  db: Pick<Database, 'execute'>,
  stream: string,
  afterSeq: number,
): Promise<LedgerTail> {
  const chained = await readStream(db, stream);
  const events = chained.map(({ event }) => event).filter(({ seq }) => seq > afterSeq);
  return { events, headHash: verifyChain(chained) };
}
