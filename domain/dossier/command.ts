import type { ActorContext, EventActor } from '../access/actor.ts';
import type { IndicatorDelta } from '../indicators/deltas.ts';
import type { Act } from './act.ts';
import type { Birth } from './births.ts';
import type { DueExplanation } from './deadlines.ts';
import type { ChainedDossierEvent, DossierEvent, DraftEvent, Medium } from './events.ts';
import type { DossierHead, DossierState } from './state.ts';

/** A human act on its way to the dossier: identifiers only. */
export interface ActRequest {
  /** The Idempotency-Key of the command; with the hash of the request it names the Update. */
  readonly key: string;
  readonly requestHash: string;
  readonly act: Act;
  readonly actor: ActorContext;
  /** Number of the last event that its sender read in the ledger; a run that knows less reads on before it judges. */
  readonly ledgerSeq?: number;
}

/** What an act answers, word for word the same to every repeat of its key. */
export interface ActOutcome {
  readonly code: string;
  readonly act: string;
  readonly seq: number;
  readonly at: string;
  readonly status: string;
  readonly nationalStatus: number;
  readonly step: {
    readonly task: string;
    readonly stage: string;
    readonly agency: string;
    readonly dueAt: string | null;
  } | null;
  /** The appointment; null before reception and while the clocks stand still. */
  readonly dueAt: string | null;
  /** Hash of the stream's last event: the receipt of the act. */
  readonly headHash: string;
}

/** A decided command, ready to be written. */
export interface CommandInput {
  readonly snapshot: DossierHead;
  readonly runId: string;
  readonly key: string;
  readonly requestHash: string;
  readonly act: string;
  readonly at: string;
  readonly actor: EventActor;
  /** The rights that must still hold when the command is written; null for the engine's own. */
  readonly rights: { readonly person: string; readonly version: number } | null;
  readonly medium: Medium;
  readonly place: string | null;
  readonly drafts: readonly DraftEvent[];
  /** Ids of the uploads that become digitised results, stored before the drafts are written. */
  readonly documents: readonly string[];
}

/** What is particular to one command; the rest is where the dossier stands, and which run decided it. */
export type DecidedCommand = Omit<CommandInput, 'snapshot' | 'runId'>;

/** Everything one command writes, in one statement. */
export interface CommandWrite {
  readonly before: DossierHead;
  readonly after: DossierState;
  readonly input: Omit<CommandInput, 'snapshot' | 'drafts' | 'documents'>;
  readonly chained: readonly ChainedDossierEvent[];
  /** Consultations and sub-dossiers that begin with it. */
  readonly births: readonly Birth[];
  readonly deltas: readonly IndicatorDelta[];
  readonly outcome: ActOutcome;
  /** How the appointment was counted, where it was set anew. */
  readonly explanation: DueExplanation | null;
}

/** What the ledger holds beyond what a run has folded. */
export interface LedgerTail {
  readonly events: readonly DossierEvent[];
  /** Hash of the stream's last event. */
  readonly headHash: string;
}

/** What was written: the workflow folds the events in. */
export interface CommandReceipt {
  readonly events: readonly DossierEvent[];
  readonly headHash: string;
  readonly outcome: ActOutcome;
}
