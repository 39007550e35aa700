import type { Opinion, RecallGround } from '../consultation/events.ts';
import type { PauseKind } from '../calendar/types.ts';
import type { StoredResult } from './event-parts.ts';

/** What became of a consultation, as far as the dossier has to know. */
export type ConsultationNews =
  | { readonly kind: 'answered'; readonly opinion: Opinion; readonly late: boolean }
  /** With the agency that has it, where the dossier may not have heard that it was passed on. */
  | { readonly kind: 'overdue'; readonly agency?: string }
  | { readonly kind: 'recalled' }
  | { readonly kind: 'passed-on'; readonly agency: string };

/** How a part of an interlinked dossier ended. */
export type PartNews = {
  readonly kind: 'ended';
  readonly outcome: 'done' | 'refused' | 'recalled';
  readonly results: readonly StoredResult[];
  /** Premises of its steps, each once. */
  readonly places: readonly string[];
};

/** A child's report to its dossier's run: what its stream says up to an event. A repeat is known by child and number. */
export interface Report {
  readonly child: string;
  readonly seq: number;
  /** Hash of that event: with it the dossier's ledger vouches for the child's. */
  readonly headHash: string;
  readonly news: ConsultationNews | PartNews;
}

/** What a dossier's run tells the run of a consultation or of a part. */
export type Told =
  | { readonly order: 'recall'; readonly because: RecallGround }
  | { readonly order: 'pause'; readonly kind: PauseKind; readonly from: string }
  | { readonly order: 'resume'; readonly at: string }
  /** The applicant has asked to withdraw the dossier: nothing is done until somebody has decided. */
  | { readonly order: 'hold' }
  | { readonly order: 'release' };

/** A message from one run to another, by the id of the workflow, whichever of its runs is open. */
export type Message =
  | { readonly to: string; readonly signal: 'reported'; readonly payload: Report }
  | { readonly to: string; readonly signal: 'told'; readonly payload: Told };
