import type { EventActor } from '../access/actor.ts';
import type { Role } from '../access/roles.ts';
import type { Channel } from '../procedure/procedure.ts';
import type { StatedLimit, StepKind } from '../procedure/route.ts';
import type { StepActName } from './act-names.ts';

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

/** The clocks that run on from an event. Both null in a draft and where none is set anew, the step's also where none is open. */
interface Running {
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

/** What is known of a dossier from the moment it was filed. */
interface Filing {
  readonly procedure: string;
  readonly version: number;
  readonly case: string;
  readonly channel: Channel;
  readonly office: string;
  readonly receivingAgency: string;
  readonly competentAgency: string;
  /** Codes of the premises of the receiving centre, by which steps on site are told. */
  readonly centrePremises: readonly string[];
  /** The receiving office does not serve the territory of the competent agency (phi địa giới, Decree 118/2025 art. 14). */
  readonly receivedElsewhere: boolean;
  /** Stage id -> agency, as resolved at intake. A stage whose condition does not hold is not in it. */
  readonly agencies: Readonly<Record<string, string>>;
  readonly ruleSet: string;
  readonly components: readonly ReceivedComponent[];
  /** Somebody files for the applicant (người nộp thay); who, lies in erasable tables. */
  readonly byProxy?: boolean;
  /** SHA-256 over salt and canonical personal data; salt and data lie in erasable tables. */
  readonly applicantCommitment: string;
  readonly formCommitment: string | null;
}

/** What the events of a dossier's stream say. Ids, codes, instants and salted commitments; never a personal value. */
export interface DossierEventData {
  /** Filed online or by post, or brought to a counter where it could not be accepted as it was; not yet received. */
  readonly 'dossier-filed': Filing;
  /** Received at once, at a counter (Decree 61/2018 art. 17). What is optional here is not in the oldest dossiers. */
  readonly 'dossier-received': Filing & {
    readonly limit: StatedLimit;
    readonly legalLimit?: StatedLimit | null;
    readonly dueAt: string;
    readonly dueProvisional: boolean;
    readonly clocks?: DossierClocks | null;
    /** Until when its paper part must be with the agency of the first step (art. 18); null without paper. */
    readonly paperBy?: string | null;
    /** False where the result is given at once and no receipt was asked for (art. 17.4). */
    readonly receipt?: boolean;
  };
  /** What had been filed is received: the clocks start. */
  readonly 'dossier-accepted': {
    readonly limit: StatedLimit;
    readonly legalLimit: StatedLimit | null;
    readonly clocks: DossierClocks | null;
    readonly paperBy: string | null;
  };
  readonly 'step-opened': {
    readonly task: string;
    readonly stage: string;
    readonly kind: StepKind;
    readonly agency: string;
    readonly role: Role;
    readonly budget: StatedLimit;
    /** Null only in a draft: the calendar stamps it before the event is written. */
    readonly dueAt: string | null;
    readonly dueSoonAt?: string | null;
    readonly escalateAt?: string | null;
  };
  readonly 'step-acted': {
    readonly task: string;
    readonly stage: string;
    readonly kind: StepKind;
    readonly act: StepActName;
    readonly note: NoteRef | null;
    readonly result: StoredResult | null;
  };
  /** A further result of the same act. */
  readonly 'result-sealed': { readonly task: string; readonly name: string; readonly result: StoredResult | null };
  /** The dossier goes back to an earlier step. */
  readonly 'step-sent-back': {
    readonly task: string;
    readonly stage: string;
    readonly kind: StepKind;
    readonly to: string;
    readonly note: NoteRef;
  };
  readonly 'act-undone': {
    readonly command: string;
    readonly act: string;
    readonly task: string;
    readonly restored: string;
  };
  /** Lead, supporting and following officers of a stage (chủ trì, phối hợp, theo dõi). */
  readonly 'officers-assigned': {
    readonly stage: string;
    readonly agency: string;
    readonly lead: string;
    readonly supporting: readonly string[];
    readonly following: readonly string[];
    readonly note: NoteRef | null;
  };
  readonly 'supplement-requested': {
    readonly number: number;
    readonly task: string;
    readonly components: readonly AskedComponent[];
    readonly respondBy: string | null;
    readonly note: NoteRef;
  };
  readonly 'supplement-received': Running & {
    readonly number: number;
    readonly components: readonly ReceivedComponent[];
    readonly note: NoteRef | null;
  };
  readonly 'payment-requested': {
    readonly obligation: string;
    readonly kind: (typeof OBLIGATION_KINDS)[number];
    readonly lines: readonly ObligationLine[];
    readonly amount: number;
    /** The clocks stand still until it is paid. */
    readonly stopsClock: boolean;
    readonly respondBy: string | null;
    readonly note: NoteRef | null;
  };
  readonly 'payment-recorded': Running & {
    readonly obligation: string;
    readonly amount: number;
    readonly method: (typeof PAYMENT_METHODS)[number];
    /** Number of the receipt or of the transaction. */
    readonly reference: string;
  };
  readonly 'payment-waived': Running & { readonly obligation: string; readonly note: NoteRef };
  readonly 'payment-refunded': { readonly obligation: string; readonly amount: number; readonly note: NoteRef };
  readonly 'dossier-suspended': { readonly note: NoteRef };
  readonly 'dossier-resumed': Running & { readonly note: NoteRef | null };
  readonly 'deadline-extended': Running & { readonly by: StatedLimit; readonly note: NoteRef };
  readonly 'apology-drafted': { readonly dueAt: string; readonly note: NoteRef };
  readonly 'apology-approved': Running & {
    readonly formerDueAt: string;
    readonly dueAt: string;
    /** It went out by the day the rule set asks for. */
    readonly inTime: boolean;
    readonly note: NoteRef | null;
  };
  readonly 'withdrawal-requested': { readonly note: NoteRef };
  readonly 'withdrawal-declined': { readonly note: NoteRef };
  readonly 'paper-arrived': { readonly late: boolean };
  /** The calendar of open dossiers changed; `change` is its id. */
  readonly 'clocks-replanned': Running & { readonly change: string; readonly formerDueAt: string | null };
  /** Ended without the result that was asked for. */
  readonly 'dossier-closed': { readonly outcome: ClosedOutcome; readonly note: NoteRef | null };
  readonly 'dossier-returned': { readonly late: boolean; readonly refused?: boolean; readonly handover?: Handover };
  readonly 'dossier-reopened': {
    readonly ground: ReopenGround;
    readonly stage: string;
    /** The agency is at fault, so the applicant pays nothing (art. 21). */
    readonly free: boolean;
    readonly clocks: DossierClocks | null;
    readonly note: NoteRef;
  };
  readonly 'step-due-soon': { readonly task: string; readonly dueAt: string };
  readonly 'step-overdue': { readonly task: string; readonly dueAt: string };
  readonly 'step-escalated': { readonly task: string; readonly agency: string };
  readonly 'dossier-due-soon': { readonly dueAt: string };
  readonly 'dossier-overdue': { readonly dueAt: string };
  readonly 'legal-limit-passed': { readonly dueAt: string };
  /** The appointment will be missed unless a result comes today: the draft of an apology is laid before the agency. */
  readonly 'apology-due': { readonly by: string };
  /** The applicant has not answered: closing the dossier is proposed. */
  readonly 'response-overdue': { readonly wait: 'supplement' | 'payment'; readonly respondBy: string };
  readonly 'paper-overdue': { readonly by: string };
}

export type DossierEventType = keyof DossierEventData;

/** An event before it has its place in the ledger. */
export type DraftEvent = {
  [T in DossierEventType]: { readonly type: T; readonly at: string; readonly data: DossierEventData[T] };
}[DossierEventType];

/** One row of the ledger without its hashes. The shape is final: the ledger can only be appended to. */
export type DossierEvent = DraftEvent & {
  readonly v: 1;
  readonly stream: string;
  readonly seq: number;
  readonly actor: EventActor;
  readonly medium: Medium;
  /** Code of the premises where the act was done; null where the engine acted. */
  readonly place: string | null;
  /** Idempotency key of the command that wrote it. */
  readonly command: string;
};

/** The events of one type, in order. */
export function ofType<T extends DossierEventType>(
  events: readonly DossierEvent[],
  type: T,
): (DossierEvent & { readonly type: T; readonly data: DossierEventData[T] })[] {
  return events.filter(
    (event): event is DossierEvent & { readonly type: T; readonly data: DossierEventData[T] } => event.type === type,
  );
}
