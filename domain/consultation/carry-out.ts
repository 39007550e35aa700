import type { EventActor } from '../access/actor.ts';
import type { ClockCalendar } from '../dossier/clock-calendar.ts';
import type { Medium } from '../dossier/events.ts';
import { canonicalHash, chain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH, placeEvents, type ChainedEvent } from '../ledger/ledger-event.ts';
import { countConsultation } from './clocks.ts';
import type { Ask, ConsultationClocks, ConsultationDraft, ConsultationEvent } from './events.ts';
import { evolveConsultation, foldConsultation, type ConsultationState } from './state.ts';

/** A decided command on a consultation, ready to be written. */
export interface ConsultationInput {
  readonly state: ConsultationState;
  readonly headHash: string;
  readonly runId: string;
  readonly key: string;
  readonly requestHash: string;
  readonly act: string;
  readonly at: string;
  readonly actor: EventActor;
  readonly rights: { readonly person: string; readonly version: number } | null;
  readonly medium: Medium;
  readonly place: string | null;
  readonly drafts: readonly ConsultationDraft[];
}

/** What an act on a consultation answers, word for word the same to every repeat of its key. */
export interface ConsultationOutcome {
  readonly consultation: string;
  readonly dossier: string;
  readonly act: string;
  readonly seq: number;
  readonly at: string;
  readonly status: ConsultationState['status'];
  readonly agency: string;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  /** Hash of the stream's last event: the receipt of the act. */
  readonly headHash: string;
}

/** Everything one command on a consultation writes, in one statement. */
export interface ConsultationWrite {
  readonly before: ConsultationState;
  readonly beforeHash: string;
  readonly after: ConsultationState;
  readonly input: Omit<ConsultationInput, 'state' | 'headHash' | 'drafts'>;
  readonly chained: readonly ChainedEvent<ConsultationEvent>[];
  readonly outcome: ConsultationOutcome;
}

/** What was written: the run folds the events in. */
export interface ConsultationReceipt {
  readonly events: readonly ConsultationEvent[];
  readonly headHash: string;
  readonly outcome: ConsultationOutcome;
}

/** Makes of a decided command everything that is to be written. @throws DomainError as the calendar does */
export function carryOutConsultation(
  { state, headHash: head, drafts, ...input }: ConsultationInput,
  calendar: ClockCalendar,
): ConsultationWrite {
  const { actor, medium, place, key } = input;
  const frame = { stream: state.code, afterSeq: state.seq, actor, medium, place, command: key };
  let after = state;
  const events = placeEvents(frame, drafts).map((event) => {
    const filled = filledIn(after, event, calendar);
    after = evolveConsultation(after, filled);
    return filled;
  });
  const chained = chain(head, events);
  const headHash = chained.at(-1)?.hash ?? head;
  const { act, at } = input;
  return {
    before: state,
    beforeHash: head,
    after,
    input,
    chained,
    outcome: {
      consultation: after.code,
      dossier: after.of,
      act,
      seq: after.seq,
      at,
      status: after.status,
      agency: after.agency,
      dueAt: after.dueAt,
      overdue: after.overdue,
      headHash,
    },
  };
}

/** What only the calendar, or a hash, says of an event. */
function filledIn(before: ConsultationState, event: ConsultationEvent, calendar: ClockCalendar): ConsultationEvent {
  switch (event.type) {
    case 'consultation-answered': {
      const { opinion, note, documents } = event.data;
      const contentHash = canonicalHash({ consultation: before.code, opinion, text: note.commitment, documents });
      return { ...event, data: { ...event.data, contentHash } };
    }
    case 'consultation-replied': {
      const { pauses } = evolveConsultation(before, event);
      return { ...event, data: { ...event.data, ...countConsultation(before, before.sentAt, pauses, calendar) } };
    }
    default:
      return event;
  }
}

/** Hash of all that the asked agency is sent: the receipt of either side names it. */
export function askedHash({ of, rule, asker, question, documents }: Ask, dueAt: string): string {
  return canonicalHash({ dossier: of, rule, asker, text: question.commitment, documents, dueAt });
}

/** What a consultation begins with: it is sent, and where the agency works in this system delivered by that. */
export function beginConsultation(
  code: string,
  ask: Ask & ConsultationClocks,
  frame: Pick<ConsultationInput, 'actor' | 'medium' | 'place' | 'key' | 'at'>,
): { readonly state: ConsultationState; readonly chained: readonly ChainedEvent<ConsultationEvent>[] } {
  const { key: command, at, ...by } = frame;
  const contentHash = askedHash(ask, ask.dueAt);
  const drafts: ConsultationDraft[] = [{ type: 'consultation-sent', at, data: { ...ask, contentHash } }];
  if (ask.via === 'inbox')
    drafts.push({ type: 'consultation-delivered', at, data: { agency: ask.agency, contentHash } });
  const events = placeEvents({ stream: code, afterSeq: 0, command, ...by }, drafts);
  return { state: foldConsultation(events), chained: chain(GENESIS_HASH, events) };
}
