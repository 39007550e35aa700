/** What events are made of: shapes that several of them, and other streams, share. */

/** How an act was done and handed on: in the system, or on paper and entered afterwards. */
export type Medium = 'electronic' | 'paper';

/** A digitised result as stored: where its ciphertext lies and until when nobody can delete it. */
export interface StoredResult {
  readonly document: string;
  readonly bucket: string;
  /** Object key, which ends in the ciphertext's own SHA-256. */
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
  readonly retainUntil: string;
}

/** A handed-in component: ids and counts only; names come from the pinned procedure version. */
export interface ReceivedComponent {
  readonly component: string;
  readonly originals: number;
  readonly copies: number;
  readonly documents: readonly string[];
}

/** Id of a text in the erasable table of notes, with its commitment. */
export interface NoteRef {
  readonly id: string;
  readonly commitment: string;
}

/** What is missing (thành phần cần bổ sung), as the slip lists it: codes and counts only. */
export interface AskedComponent {
  readonly component: string;
  readonly originals: number;
  readonly copies: number;
}

/**
 * The instants of a dossier's own clocks, beside its appointment. All ISO, UTC; null where a clock does not run.
 * What they say is computed by the calendar when the event is written, and never afterwards.
 */
export interface DossierClocks {
  /** The appointment (ngày hẹn trả), by the province's limit or as it was put off. */
  readonly dueAt: string;
  /** By the law's limit, where the province's own is another one or the appointment was put off. */
  readonly legalDueAt: string | null;
  readonly dueSoonAt: string | null;
  /** Until when an apology must go out (Decree 61/2018 art. 19.9). */
  readonly apologyBy: string | null;
  /** Until when a supplement may be asked for (art. 19.4). */
  readonly supplementBy: string | null;
  /** The calendar is not published that far. */
  readonly provisional: boolean;
}

/** The instants of an open step's clocks. */
export interface StepClocks {
  readonly dueAt: string;
  readonly dueSoonAt: string | null;
  /** When its superior is told that it is overdue. */
  readonly escalateAt: string | null;
}

/** Officers of a stage: who leads it, who supports, who follows (chủ trì, phối hợp, theo dõi). */
export interface Officers {
  readonly lead: string;
  readonly supporting: readonly string[];
  readonly following: readonly string[];
}

/** The clocks that run on from an event. Both null in a draft and where none is set anew, the step's also where none is open. */
export interface Running {
  readonly clocks: DossierClocks | null;
  readonly step: StepClocks | null;
}

export const OBLIGATION_KINDS = ['fee', 'charge', 'tax', 'other'] as const;
/** One amount that the applicant owes (nghĩa vụ tài chính), in đồng. */
export interface ObligationLine {
  /** Id of the fee in the procedure, or of the tax. */
  readonly item: string;
  readonly amount: number;
}

export const PAYMENT_METHODS = ['cash', 'transfer', 'online', 'post'] as const;
export const HANDOVER_METHODS = ['counter', 'post', 'online'] as const;
export const IDENTITY_CHECKS = ['identity-card', 'electronic-identity', 'receipt-slip'] as const;

/** How a result was handed over (trả kết quả, art. 20), and how it was made sure to whom. */
export interface Handover {
  readonly method: (typeof HANDOVER_METHODS)[number];
  /** At the counter: how the person was identified. */
  readonly identity?: (typeof IDENTITY_CHECKS)[number];
  /** Id of the uploaded authorisation (giấy ủy quyền), where somebody else collects. */
  readonly authorisation?: string;
  /** Number of the consignment, by post. */
  readonly tracking?: string;
  /** The originals that were handed in were given back (art. 20). */
  readonly originals?: boolean;
}

export const REOPEN_GROUNDS = ['agency-fault', 'applicant-request', 'authority'] as const;
/** Why an ended dossier is taken up again: a wrong result by the agency's or another's fault, or a decision of an authority. */
export type ReopenGround = (typeof REOPEN_GROUNDS)[number];

/** How a dossier ended without the result that was asked for. */
export const CLOSED_OUTCOMES = ['not-received', 'withdrawn', 'supplement-lapsed'] as const;
export type ClosedOutcome = (typeof CLOSED_OUTCOMES)[number];
