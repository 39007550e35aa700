import type { PauseKind, Pause } from '../calendar/types.ts';
import type { Role } from '../access/roles.ts';
import type { ConsultationRule, SilenceRule, RoutePart, Stage, StatedLimit, StepKind } from '../procedure/route.ts';
import type { Opinion, RecallGround } from '../consultation/events.ts';
import type { ActName } from './act-names.ts';
import type { ClosedOutcome, DossierClocks, Officers, PartOutcome, StoredResult } from './events.ts';
import type { DossierRules } from './rules.ts';

/** The step that is open now. */
export interface OpenStep {
  readonly task: string;
  readonly stage: string;
  readonly kind: StepKind;
  readonly agency: string;
  readonly role: Role;
  readonly routedAt: string;
  readonly budget: StatedLimit;
  /** Null while the clock stands still. */
  readonly dueAt: string | null;
  readonly overdue: boolean;
  readonly dueSoonAt: string | null;
  readonly escalateAt: string | null;
  /** The agency that routed it here; the holder's own is no hand-over. Absent where a run was not told. */
  readonly from?: string;
  /** What the receiver said or did of the hand-over so far; its first act is an acceptance too. */
  readonly handover?: 'delivered' | 'accepted';
}

/** `new`: filed, not yet received. `closed`: ended without the result that was asked for. */
export const DOSSIER_STATUSES = ['new', 'in-process', 'returned', 'closed'] as const;
export type DossierStatus = (typeof DOSSIER_STATUSES)[number];

/** What the dossier waits for; its clocks stand still. */
export interface Wait {
  readonly kind: PauseKind;
  readonly from: string;
  /** Until when the applicant is to answer; null for a suspension. */
  readonly respondBy: string | null;
  /** The applicant did not answer in time: closing is proposed. */
  readonly overdue: boolean;
  /** The obligation that is to be met. */
  readonly obligation: string | null;
}

/** What the dossier's clocks are counted from. */
export interface ClockBasis {
  readonly receivedAt: string;
  /** The limit of the appointment. */
  readonly limit: StatedLimit;
  /** The law's limit, where it is another. */
  readonly legalLimit: StatedLimit | null;
  readonly extension: StatedLimit | null;
  /** The appointment was put off: from `at` on it is `dueAt`, and later by the extension where that came afterwards. */
  readonly putOff: { readonly at: string; readonly dueAt: string; readonly extended: boolean } | null;
}

/** One amount the applicant owes or owed. */
export interface Obligation {
  readonly id: string;
  readonly amount: number;
  readonly status: 'requested' | 'paid' | 'waived' | 'refunded';
}

/** A consultation that was asked for, as far as the dossier knows of it. Its own stream knows the rest. */
export interface Consulted {
  readonly code: string;
  readonly rule: string;
  readonly stage: string;
  readonly agency: string;
  /** `deemed-agreed`: silent beyond its time, where the route takes that for agreement. A late answer may still come. */
  readonly status: 'open' | 'deemed-agreed' | 'answered' | 'recalled';
  readonly overdue: boolean;
  readonly onSilence: SilenceRule;
  readonly opinion: Opinion | null;
  /** Why it was taken back, where what became of the dossier did it. */
  readonly recalledBecause: RecallGround | null;
  /** Number of the last event of its stream that was reported. */
  readonly reported: number;
}

/** The last act, while its author may still take it back: the state before it. */
export interface Undo {
  readonly command: string;
  readonly person: string;
  /** For which the person acted. */
  readonly agency: string;
  readonly act: ActName;
  readonly at: string;
  readonly medium: 'electronic' | 'paper';
  readonly before: Omit<DossierState, 'undo'>;
}

/** What happened last, and who did it: for whoever comes too late. */
export interface LastChange {
  readonly type: string;
  readonly at: string;
  readonly person: string | null;
  readonly agency: string | null;
}

/** Where a part of an interlinked stage is; `recalled`: its dossier ended, `dropped`: what it needs did not come. */
export const PART_STATUSES = ['waiting', 'open', 'done', 'refused', 'recalled', 'dropped'] as const satisfies readonly (
  | 'waiting'
  | 'open'
  | PartOutcome
)[];
export type PartStatus = (typeof PART_STATUSES)[number];

/** A part of an interlinked stage of a dossier. */
export interface PartState {
  /** Id of the part in the route. */
  readonly part: string;
  /** Id of its interlinked stage. */
  readonly stage: string;
  readonly status: PartStatus;
  /** Its sub-dossier; null for one that has not begun. */
  readonly begun: { readonly number: number; readonly code: string; readonly agency: string } | null;
  /** A digitised result came of it. */
  readonly digitised: boolean;
}

/** Of a sub-dossier: the dossier that it is part of, and the agency by whose calendar it is counted. */
export interface PartOf {
  readonly of: string;
  readonly part: string;
  readonly number: number;
  readonly agency: string;
}

/** The fold of a dossier's stream: enough to judge every act, small enough to travel in a workflow's input. */
export interface DossierState {
  readonly code: string;
  readonly seq: number;
  readonly status: DossierStatus;
  readonly step: OpenStep | null;
  readonly stepsOpened: number;
  /** The version of its procedure that it was moved to; null while it is on that of its intake. */
  readonly version: number | null;
  /** The appointment; null before reception and while the clocks stand still. */
  readonly dueAt: string | null;
  readonly overdue: boolean;
  readonly clocks: DossierClocks | null;
  /** Marks that were recorded, each with its instant, so that none is recorded twice. */
  readonly rung: readonly string[];
  readonly basis: ClockBasis | null;
  /** Raw intervals of standstill, in order; the last one may be open. */
  readonly pauses: readonly Pause[];
  readonly wait: Wait | null;
  /** Supplements asked for; more than one counts as late nationally (Decision 766/QĐ-TTg, 2.1). */
  readonly supplements: number;
  readonly apology: { readonly dueAt: string; readonly person: string } | null;
  readonly reappointments: number;
  /** Verifications planned or recorded since its limit began. */
  readonly verifications: number;
  readonly obligations: readonly Obligation[];
  /** The applicant has asked to withdraw it, and nobody has decided. */
  readonly withdrawal: boolean;
  /** It was taken up again by the agency's fault: no new fee is owed (Decree 61/2018 art. 21). */
  readonly free: boolean;
  /**
   * Stages that propose to refuse what was asked for. While one does, what is sealed and returned is the refusal (phiếu từ chối,
   * art. 19.8).
   */
  readonly refusedAt: readonly string[];
  readonly officers: Readonly<Record<string, Officers>>;
  /** Until when the paper part must have arrived; null when there is none, or it has. */
  readonly paperBy: string | null;
  readonly outcome: ClosedOutcome | null;
  /** When the result was ready to be returned; on time or late is judged here (Decision 766/QĐ-TTg, 2.1). */
  readonly processedAt: string | null;
  /** Of the last act that sealed one. */
  readonly result: StoredResult | null;
  /** Of the same act. */
  readonly furtherResults: readonly StoredResult[];
  /** Who did which act, for the separation of duties. */
  readonly actedBy: Readonly<Partial<Record<ActName, readonly string[]>>>;
  /** Parts of its interlinked stages, as they stand. */
  readonly parts: readonly PartState[];
  /** Set for a sub-dossier, and for no other. */
  readonly partOf: PartOf | null;
  /** Premises of the reception and of the steps so far, each once. */
  readonly places: readonly string[];
  readonly lastAt: string | null;
  readonly last: LastChange | null;
  readonly undo: Undo | null;
  /** In the order in which they were asked for. */
  readonly consultations: readonly Consulted[];
}

/** The limit of the appointment, and the law's where it is another. */
export interface DossierLimits {
  readonly limit: StatedLimit;
  readonly legalLimit: StatedLimit | null;
}

/** A consultation rule of the pinned route; without an agency, whoever asks names it. */
export interface ResolvedConsultation extends Omit<ConsultationRule, 'agency'> {
  readonly agency: string | null;
}

/** A stage of the pinned route with the agency resolved at intake. */
export interface ResolvedStage extends Omit<Stage, 'agency' | 'kind' | 'consultations' | 'parts'> {
  readonly consultations?: readonly ResolvedConsultation[];
  readonly kind: StepKind;
  readonly agency: string;
  readonly parts?: readonly ResolvedPart[];
}

/** A part that is on the dossier's way, with its agencies; its own is that of its first stage. */
export interface ResolvedPart extends Omit<RoutePart, 'name' | 'stages'> {
  readonly agency: string;
  readonly stages: readonly ResolvedStage[];
}

/** Everything a run starts from: the fold of the ledger and the pinned route. The one way to start a run. */
export interface DossierSnapshot {
  readonly procedure: string;
  readonly version: number;
  readonly office: string;
  readonly receivingAgency: string;
  readonly competentAgency: string;
  readonly centrePremises: readonly string[];
  readonly receivedElsewhere: boolean;
  readonly rules: DossierRules;
  /** The limits that hold once it is received. */
  readonly limits: DossierLimits;
  readonly stages: readonly ResolvedStage[];
  readonly state: DossierState;
  /** Hash of the last event of the stream, hex. */
  readonly headHash: string;
}

/** A snapshot without the route, which whoever writes a decided command does not need. */
export type DossierHead = Omit<DossierSnapshot, 'stages'>;

/** The state before the first event. */
export function emptyDossier(code: string): DossierState {
  return {
    code,
    seq: 0,
    status: 'new',
    step: null,
    stepsOpened: 0,
    version: null,
    dueAt: null,
    overdue: false,
    clocks: null,
    rung: [],
    basis: null,
    pauses: [],
    wait: null,
    supplements: 0,
    apology: null,
    reappointments: 0,
    verifications: 0,
    obligations: [],
    withdrawal: false,
    free: false,
    refusedAt: [],
    officers: {},
    paperBy: null,
    outcome: null,
    processedAt: null,
    result: null,
    furtherResults: [],
    actedBy: {},
    parts: [],
    partOf: null,
    places: [],
    lastAt: null,
    last: null,
    undo: null,
    consultations: [],
  };
}

/** True for a task that was opened after this state: the state is behind the ledger that knows the task. */
export function isBehind(state: DossierState, task: string): boolean {
  return Number(task.slice(task.lastIndexOf('.') + 1)) > state.stepsOpened;
}

/** The statuses in which a dossier has ended. */
export const ENDED: readonly DossierStatus[] = ['returned', 'closed'];

/** True when nothing more can happen to the dossier, unless it is taken up again. */
export function hasEnded({ status }: Pick<DossierState, 'status'>): boolean {
  return ENDED.includes(status);
}

/** Agencies and the office that take part in a dossier. */
export function participantsOf(
  snapshot: Pick<DossierSnapshot, 'office' | 'receivingAgency' | 'competentAgency' | 'stages'>,
): string[] {
  const { office, receivingAgency, competentAgency, stages } = snapshot;
  const inParts = stages.flatMap(({ parts = [] }) => parts.flatMap((part) => part.stages));
  const agencies = [...stages, ...inParts].map(({ agency }) => agency);
  return [...new Set([office, receivingAgency, competentAgency, ...agencies])];
}

/** Agencies whose part of the open interlinked stage is open. */
export function openPartAgencies({ parts }: Pick<DossierState, 'parts'>): readonly string[] {
  return parts.flatMap(({ status, begun }) => (status === 'open' && begun !== null ? [begun.agency] : []));
}

/** The stages that propose to refuse after an act of one; a stage that is passed again says anew what it thinks. */
export function refusing(
  { refusedAt }: Pick<DossierState, 'refusedAt'>,
  stage: string,
  act: ActName,
): readonly string[] {
  if (act !== 'propose-refusal') return act === 'appraise' ? refusedAt.filter((one) => one !== stage) : refusedAt;
  return refusedAt.includes(stage) ? refusedAt : [...refusedAt, stage];
}
