import type { Role } from '../access/roles.ts';
import type { PauseKind } from '../calendar/types.ts';
import type { Ask, RecallGround } from '../consultation/events.ts';
import type { Channel } from '../procedure/procedure.ts';
import type { StatedLimit, StepKind } from '../procedure/route.ts';
import type { ChainedEvent, Placed } from '../ledger/ledger-event.ts';
import type { StepActName } from './act-names.ts';
import type {
  OBLIGATION_KINDS,
  PAYMENT_METHODS,
  AskedComponent,
  ClosedOutcome,
  DossierClocks,
  Handover,
  NoteRef,
  ObligationLine,
  Officers,
  ReceivedComponent,
  ReopenGround,
  Running,
  StoredResult,
} from './event-parts.ts';
import type { ConsultationNews } from './messages.ts';

export type * from './event-parts.ts';
export {
  CLOSED_OUTCOMES,
  HANDOVER_METHODS,
  IDENTITY_CHECKS,
  OBLIGATION_KINDS,
  PAYMENT_METHODS,
  REOPEN_GROUNDS,
} from './event-parts.ts';

/** One ask, as the dossier's ledger keeps it; `dueAt` is null only in a draft. */
export interface AskedConsultation extends Omit<Ask, 'of' | 'asker' | 'stage'> {
  /** Code of the consultation. */
  readonly consultation: string;
  readonly dueAt: string | null;
  readonly remindAt: string | null;
}

/** One part of an interlinked stage as it begins: its sub-dossier and how long its agency has. */
export interface BegunPart {
  readonly part: string;
  /** Of the sub-dossier among those of its dossier, from 1. */
  readonly number: number;
  readonly code: string;
  readonly agency: string;
  readonly limit: StatedLimit;
  /** The step that it begins with. */
  readonly first: {
    readonly stage: string;
    readonly kind: StepKind;
    readonly agency: string;
    readonly role: Role;
    readonly budget: StatedLimit;
  };
}

/** What came of a part; `dropped`: it never began, for want of another's result. */
export type PartOutcome = 'done' | 'refused' | 'recalled' | 'dropped';

/** What a sub-dossier says of its end to the dossier that it is part of. */
export interface PartReport {
  readonly part: string;
  readonly code: string;
  readonly outcome: 'done' | 'refused' | 'recalled';
  readonly results: readonly StoredResult[];
  /** Premises of its steps, each once. */
  readonly places: readonly string[];
  /** Number and hash of the last event of its stream. */
  readonly seq: number;
  readonly headHash: string;
}

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

/** How a dossier goes on by another version of its procedure; whatever of that version its clocks are counted from. */
export interface VersionMove {
  /** Id of the decision. */
  readonly migration: string;
  readonly from: number;
  readonly to: number;
  /** Stage id -> agency, by the new route. A stage that is not on the dossier's way is not in it. */
  readonly agencies: Readonly<Record<string, string>>;
  readonly limit: StatedLimit;
  readonly legalLimit: StatedLimit | null;
  readonly supplementWithinWorkingDays: number;
  /** Of the step that is open. */
  readonly budget: StatedLimit;
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
    /** The agency that hands it over, where no act of a person did. */
    readonly from?: string;
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
  readonly 'officers-assigned': Officers & {
    readonly stage: string;
    readonly agency: string;
    readonly note: NoteRef | null;
    /** Whom the stage had before; null for nobody. Not in the oldest dossiers, whose assignments are not taken back. */
    readonly former?: Officers | null;
  };
  /** Other agencies are asked what they think (lấy ý kiến, art. 19.5): each ask with its content and deadline, in a stream of its own. */
  readonly 'consultations-asked': {
    readonly task: string;
    readonly stage: string;
    readonly asks: readonly AskedConsultation[];
  };
  /** What a consultation's stream says up to an event of it, by number and hash. */
  readonly 'consultation-reported': {
    readonly consultation: string;
    readonly seq: number;
    readonly hash: string;
    readonly news: ConsultationNews;
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
  /** What another agency handed over with a step arrived: the hash of the event that routed it, as the receiver named it. */
  readonly 'handover-delivered': { readonly task: string; readonly hash: string; readonly note: NoteRef | null };
  /** The receiver took it over, and so has it. */
  readonly 'handover-accepted': { readonly task: string; readonly hash: string; readonly note: NoteRef | null };
  /** Where and with whom a verification is to be lies in the erasable table; a later plan takes the place of an earlier one. */
  readonly 'verification-planned': {
    readonly task: string;
    readonly stage: string;
    readonly from: string;
    readonly to: string;
    readonly record: NoteRef;
  };
  /** A verification took place; photos and signed minutes are its documents. */
  readonly 'verification-recorded': DossierEventData['verification-planned'] & {
    readonly documents: readonly string[];
  };
  /** The calendar of open dossiers changed; `change` is its id. */
  readonly 'clocks-replanned': Running & { readonly change: string; readonly formerDueAt: string | null };
  /** It is on another version of its procedure from now on; the route, the rules and the limits are that version's. */
  readonly 'version-migrated': Running & VersionMove & { readonly formerDueAt: string | null };
  /** Ended without the result that was asked for. */
  readonly 'dossier-closed': { readonly outcome: ClosedOutcome; readonly note: NoteRef | null };
  readonly 'dossier-returned': {
    readonly late: boolean;
    readonly refused?: boolean;
    readonly handover?: Handover;
    /** Of an interlinked procedure: what came of each part. */
    readonly parts?: readonly { readonly part: string; readonly outcome: PartOutcome }[];
  };
  readonly 'dossier-reopened': {
    readonly ground: ReopenGround;
    readonly stage: string;
    /** The agency is at fault, so the applicant pays nothing (art. 21). */
    readonly free: boolean;
    readonly clocks: DossierClocks | null;
    readonly note: NoteRef;
  };
  /**
   * Agencies of an interlinked stage begin their parts (liên thông, art. 19.6-7), each as a sub-dossier with a stream of its own;
   * `waiting`: parts that need the results of others first.
   */
  readonly 'parts-begun': {
    readonly task: string;
    readonly stage: string;
    readonly parts: readonly BegunPart[];
    readonly waiting: readonly string[];
  };
  /** What came of a part, and the head of its stream then. */
  readonly 'part-ended': PartReport;
  /** It cannot begin: the part `because` did not bring what it needs. */
  readonly 'part-dropped': { readonly part: string; readonly because: string };
  /** No part of the stage is open or waits any more. */
  readonly 'parts-joined': { readonly task: string; readonly stage: string };
  /** Of a sub-dossier, and the first of its stream: its part of the dossier `of` begins. */
  readonly 'part-begun': {
    readonly of: string;
    readonly part: string;
    readonly number: number;
    readonly agency: string;
    readonly limit: StatedLimit;
    readonly clocks: DossierClocks | null;
  };
  /** The dossier waits, so its clocks stand still and nothing is done. */
  readonly 'part-paused': { readonly kind: PauseKind };
  readonly 'part-resumed': Running;
  /** The applicant has asked to withdraw the dossier; nothing is done until somebody has decided, and the clocks run on. */
  readonly 'part-held': Readonly<Record<string, never>>;
  readonly 'part-released': Readonly<Record<string, never>>;
  /** The agency is through with it; what comes of it goes to the dossier. */
  readonly 'part-finished': { readonly refused: boolean; readonly late: boolean };
  /** The dossier has ended without it. */
  readonly 'part-recalled': { readonly because: RecallGround };
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
export type DossierEvent = Placed<DraftEvent>;

/** The same with its hashes, as a row of the ledger. */
export type ChainedDossierEvent = ChainedEvent<DossierEvent>;

/** The events of one type, in order. */
export function ofType<T extends DossierEventType>(
  events: readonly DossierEvent[],
  type: T,
): (DossierEvent & { readonly type: T; readonly data: DossierEventData[T] })[] {
  return events.filter(
    (event): event is DossierEvent & { readonly type: T; readonly data: DossierEventData[T] } => event.type === type,
  );
}
