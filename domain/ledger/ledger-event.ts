import type { EventActor } from '../access/actor.ts';

/** The hash before the first event of every stream. */
export const GENESIS_HASH = '0'.repeat(64);

/** An event of any stream before it has its place. */
export interface Draft {
  readonly type: string;
  readonly at: string;
  readonly data: object;
}

/** A draft in its place: one row of the ledger without its hashes. */
export type Placed<D extends Draft> = D & {
  readonly v: 1;
  readonly stream: string;
  readonly seq: number;
  readonly actor: EventActor;
  readonly medium: 'electronic' | 'paper';
  /** Code of the premises where the act was done; null where the engine acted. */
  readonly place: string | null;
  /** Idempotency key of the command that wrote it. */
  readonly command: string;
};

/** An event of any stream. */
export type LedgerEvent = Placed<Draft>;

/** A row of the ledger: the event, the hash of the one before it, and its own. Hex SHA-256. */
export interface ChainedEvent<E extends LedgerEvent = LedgerEvent> {
  readonly event: E;
  readonly prevHash: string;
  readonly hash: string;
}

/** What every event of one command shares. */
export interface CommandFrame {
  readonly stream: string;
  /** Sequence number of the last event before the command. */
  readonly afterSeq: number;
  readonly actor: EventActor;
  readonly medium: 'electronic' | 'paper';
  readonly place: string | null;
  readonly command: string;
}

/** Gives drafts their place in the stream. */
export function placeEvents<D extends Draft>(frame: CommandFrame, drafts: readonly D[]): Placed<D>[] {
  const { afterSeq, ...shared } = frame;
  return drafts.map((draft, index) => ({ v: 1, ...shared, seq: afterSeq + index + 1, ...draft }));
}
