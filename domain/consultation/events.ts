import type { Lead } from '../calendar/lead.ts';
import type { NoteRef } from '../dossier/event-parts.ts';
import type { Placed } from '../ledger/ledger-event.ts';
import type { SilenceRule, StatedLimit } from '../procedure/route.ts';

/** How an ask reaches an agency: it works in this system, or has one of its own, whose client fetches it. */
export const DELIVERIES = ['inbox', 'system'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** What an asked agency may say. */
export const OPINIONS = ['agreed', 'agreed-with-conditions', 'not-agreed', 'no-opinion'] as const;
export type Opinion = (typeof OPINIONS)[number];

/** Why an ask is taken back: by whoever asked, or because of what became of the dossier. */
export const RECALL_GROUNDS = ['asker', 'suspended', 'refused', 'closed', 'returned'] as const;
export type RecallGround = (typeof RECALL_GROUNDS)[number];

/** A file that goes along, by the hash of its stored (encrypted) object, hex SHA-256. */
export interface Enclosed {
  readonly id: string;
  readonly sha256: string;
}

/** The instants of a consultation's clock, ISO, UTC. */
export interface ConsultationClocks {
  readonly dueAt: string;
  /** When the agency is reminded; null where there is no time for it. */
  readonly remindAt: string | null;
}

/** Everything the asked agency is sent, and how long it has. */
export interface Ask {
  /** Code of the dossier. */
  readonly of: string;
  readonly stage: string;
  readonly rule: string;
  /** The agency that asks. */
  readonly asker: string;
  readonly agency: string;
  readonly via: Delivery;
  readonly within: StatedLimit;
  readonly remind: Lead;
  readonly onSilence: SilenceRule;
  readonly question: NoteRef;
  readonly documents: readonly Enclosed[];
}

/** What the events of a consultation's stream say. Free text lies in erasable tables. */
export interface ConsultationEventData {
  /** `contentHash`: over question, files and deadline; a receipt names it. */
  readonly 'consultation-sent': Ask & ConsultationClocks & { readonly contentHash: string };
  readonly 'consultation-delivered': { readonly agency: string; readonly contentHash: string };
  readonly 'consultation-opened': { readonly agency: string };
  /** The asked agency needs to know more; its clock stands still until the reply. */
  readonly 'consultation-asked-back': { readonly note: NoteRef };
  readonly 'consultation-replied': {
    readonly note: NoteRef;
    readonly documents: readonly Enclosed[];
  } & ConsultationClocks;
  /** Another agency is the right one; the deadline stays. */
  readonly 'consultation-passed-on': {
    readonly from: string;
    readonly to: string;
    readonly via: Delivery;
    readonly note: NoteRef;
  };
  readonly 'consultation-answered': {
    readonly agency: string;
    readonly opinion: Opinion;
    readonly late: boolean;
    readonly note: NoteRef;
    readonly documents: readonly Enclosed[];
    /** Over opinion, text and files. */
    readonly contentHash: string;
  };
  readonly 'consultation-recalled': { readonly because: RecallGround; readonly note: NoteRef | null };
  readonly 'consultation-reminded': { readonly dueAt: string };
  /** Its time is over; what that means is the route's to say. */
  readonly 'consultation-overdue': { readonly dueAt: string; readonly silence: SilenceRule };
}

export type ConsultationEventType = keyof ConsultationEventData;

/** An event of a consultation before it has its place. */
export type ConsultationDraft = {
  [T in ConsultationEventType]: { readonly type: T; readonly at: string; readonly data: ConsultationEventData[T] };
}[ConsultationEventType];

/** An event of a consultation in its place. */
export type ConsultationEvent = Placed<ConsultationDraft>;
