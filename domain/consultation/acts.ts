import type { Permission } from '../access/access.ts';
import type { ActorContext } from '../access/actor.ts';
import type { Medium, NoteRef } from '../dossier/events.ts';
import type { Delivery, Enclosed, Opinion } from './events.ts';

/** What people do with a consultation, by who may do it. */
export const CONSULTATION_ACTS = {
  acknowledge: 'consult.acknowledge',
  open: 'consult.open',
  answer: 'consult.answer',
  'ask-back': 'consult.ask-back',
  'pass-on': 'consult.pass-on',
  reply: 'consult.reply',
  recall: 'consult.recall',
} as const satisfies Record<string, Permission>;
export type ConsultationActName = keyof typeof CONSULTATION_ACTS;

interface ActBase {
  readonly medium: Medium;
  readonly place: string | null;
  /** As for acts on dossiers: number of the last event that the person had seen. */
  readonly expectedSeq?: number | null;
}

interface ActDetails {
  /** The hash of what arrived, as the receiver counted or read it. */
  readonly acknowledge: { readonly contentHash: string };
  readonly open: unknown;
  readonly answer: { readonly opinion: Opinion; readonly note: NoteRef; readonly documents: readonly Enclosed[] };
  readonly 'ask-back': { readonly note: NoteRef };
  readonly 'pass-on': { readonly agency: string; readonly via: Delivery; readonly note: NoteRef };
  readonly reply: { readonly note: NoteRef; readonly documents: readonly Enclosed[] };
  readonly recall: { readonly note: NoteRef };
}

export type ConsultationActOf<N extends ConsultationActName> = ActBase & { readonly act: N } & ActDetails[N];

/** A human act on a consultation. */
export type ConsultationAct = { [N in ConsultationActName]: ConsultationActOf<N> }[ConsultationActName];

/** The same on its way to the run of the consultation. */
export interface ConsultationActRequest {
  readonly key: string;
  readonly requestHash: string;
  readonly act: ConsultationAct;
  readonly actor: ActorContext;
  readonly ledgerSeq?: number;
}
