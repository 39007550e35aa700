import type { DossierEvent, DossierEventData, DossierEventType, DraftEvent } from '../dossier/events.ts';
import type { EventActor } from '../access/actor.ts';

/** The hash before the first event of every stream. */
export const GENESIS_HASH = '0'.repeat(64);

/** A row of the ledger: the event, the hash of the one before it, and its own. Hex SHA-256. */
export interface ChainedEvent {
  readonly event: DossierEvent;
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
export function placeEvents(frame: CommandFrame, drafts: readonly DraftEvent[]): DossierEvent[] {
  const { afterSeq, ...shared } = frame;
  return drafts.map((draft, index) => ({ v: 1, ...shared, seq: afterSeq + index + 1, ...draft }));
}

/** The data of one event type, for callers that have narrowed by type. */
export type EventOf<T extends DossierEventType> = Extract<DossierEvent, { type: T }> & { data: DossierEventData[T] };
