import { ACCESS, authorise, type Relation } from '../access/access.ts';
import { ledgerActor, type ActorContext } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import type { Act, ActOf } from './act.ts';
import { ACT_NAMES } from './act-names.ts';
import { actRule, actsOf, COMPLETING_ACTS, needsResult, type ActName } from './acts.ts';
import type { ActRequest, DecidedCommand } from './command.ts';
import { approveApology, confirmPaper, draftApology, extend, replan } from './decide-dates.ts';
import {
  confirmClosing,
  confirmWithdrawal,
  declineWithdrawal,
  refuseReception,
  reopen,
  requestWithdrawal,
} from './decide-endings.ts';
import { acceptHandover, acknowledgeHandover } from './decide-handovers.ts';
import { migrate } from './decide-migration.ts';
import { recordPayment, refundPayment, requestPayment, waivePayment } from './decide-payments.ts';
import { accept, assign, complete, sendBack, undo } from './decide-steps.ts';
import { planVerification, recordVerification } from './decide-verifications.ts';
import { receiveSupplement, requestSupplement, resume, suspend } from './decide-waits.ts';
import { consult } from './decide-consultations.ts';
import type { Deciding, Position } from './deciding.ts';
import type { DraftEvent, StoredResult } from './events.ts';
import { hasEnded, openPartAgencies, participantsOf, type DossierState, type ResolvedStage } from './state.ts';

export type { Act } from './act.ts';
export type { Position } from './deciding.ts';

type Decider<N extends ActName> = (desk: Deciding, act: ActOf<N>) => DraftEvent[];

/** What each act writes. */
const DECIDERS: { readonly [N in ActName]: Decider<N> } = {
  accept,
  appraise: complete,
  approve: complete,
  seal: complete,
  return: complete,
  'propose-refusal': complete,
  'refuse-reception': refuseReception,
  'send-back': sendBack,
  undo,
  assign,
  consult,
  'request-supplement': requestSupplement,
  'receive-supplement': receiveSupplement,
  'confirm-closing': confirmClosing,
  'request-payment': requestPayment,
  'record-payment': recordPayment,
  'waive-payment': waivePayment,
  'refund-payment': refundPayment,
  suspend,
  resume,
  extend,
  'draft-apology': draftApology,
  'approve-apology': approveApology,
  'request-withdrawal': requestWithdrawal,
  'confirm-withdrawal': confirmWithdrawal,
  'decline-withdrawal': declineWithdrawal,
  'confirm-paper': confirmPaper,
  'acknowledge-handover': acknowledgeHandover,
  'accept-handover': acceptHandover,
  'plan-verification': planVerification,
  'record-verification': recordVerification,
  replan,
  migrate,
  reopen,
};

/**
 * Judges an act without writing it: the synchronous half that a workflow's validator may run.
 * @throws DomainError as `decide`
 */
export function judge(snapshot: Position, act: Act, actor: ActorContext, at: string): void {
  decide(snapshot, act, actor, at);
}

/**
 * Decides an act: the events it writes, in order. What the calendar says is still missing; `stampClocks` fills it in, and
 * `stampResults` the results that were stored.
 * @param at instant of the act, ISO, UTC
 * @throws DomainError `dossier-ended`, `dossier-open`, `precondition-failed`, `act-stale`, `act-not-now`, `reason-missing`,
 *   `assigned-to-another`, `dossier-waits`, `not-waiting`, `withdrawal-pending`, `result-missing`, `result-not-asked`, those of
 *   `authorise` and those that the deciders name.
 */
export function decide(snapshot: Position, act: Act, actor: ActorContext, at: string): DraftEvent[] {
  const { state } = snapshot;
  const rule = actRule(act.act);
  const position = positionOf(state);
  assertPhase(state, act.act);
  if (typeof act.expectedSeq === 'number' && act.expectedSeq < state.seq)
    throw new DomainError('precondition-failed', { seq: state.seq, ...position });
  if (rule.onEnded !== true && (state.step === null || state.step.task !== act.task))
    throw new DomainError('act-stale', position);
  const stage = openStageOf(snapshot);
  assertAllowed(snapshot, act.act, actor);
  if (rule.reason === true && act.note === null) throw new DomainError('reason-missing', { act: act.act });
  assertNotWaiting(state, act.act);
  const takesResult =
    stage !== null && rule.completes !== undefined && act.act !== 'propose-refusal' && needsResult(stage);
  if (takesResult && act.document === null) throw new DomainError('result-missing', { act: act.act });
  const isGiven = act.document !== null || (act.act === 'seal' && (act.further ?? []).length > 0);
  if (!takesResult && isGiven) throw new DomainError('result-not-asked', { act: act.act });
  const decider = DECIDERS[act.act] as (desk: Deciding, act: Act) => DraftEvent[];
  return decider({ ...snapshot, stage, actor, at }, act);
}

/**
 * The acts that an actor may do on a dossier now, by the very checks of `decide`: where it stands, who he is to it, what it waits for.
 * What an act takes besides, a reason or a result, is not asked yet.
 */
export function possibleActs(snapshot: Position, actor: ActorContext): ActName[] {
  return ACT_NAMES.filter((act) => !BY_NO_REQUEST.includes(act) && isPossible(snapshot, act, actor));
}

/** What a change of a calendar or of a procedure does to each dossier. */
const BY_NO_REQUEST: readonly ActName[] = ['replan', 'migrate'];

function isPossible(snapshot: Position, act: ActName, actor: ActorContext): boolean {
  const { state } = snapshot;
  try {
    assertPhase(state, act);
    assertAllowed(snapshot, act, actor);
    assertNotWaiting(state, act);
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
  return act !== 'undo' || state.undo?.person === actor.person;
}

function positionOf({ status, step }: DossierState) {
  return { status, task: step?.task ?? null, stage: step?.stage ?? null };
}

function openStageOf({ stages, state }: Position): ResolvedStage | null {
  return stages.find(({ id }) => id === state.step?.stage) ?? null;
}

/** @throws DomainError `act-on-parent`, `dossier-ended`, `dossier-open` */
function assertPhase(state: DossierState, act: ActName): void {
  const rule = actRule(act);
  if (rule.ofWhole === true && state.partOf !== null)
    throw new DomainError('act-on-parent', { act, parent: state.partOf.of });
  if (rule.onEnded !== true && hasEnded(state)) throw new DomainError('dossier-ended', positionOf(state));
  if (rule.onEnded === true && !hasEnded(state)) throw new DomainError('dossier-open', positionOf(state));
}

/** @throws DomainError `act-not-now`, `assigned-to-another`, those of `authorise` */
function assertAllowed(snapshot: Position, act: ActName, actor: ActorContext): void {
  const { state } = snapshot;
  const { completes: kind, permission } = actRule(act);
  const stage = openStageOf(snapshot);
  if (kind !== undefined && (stage === null || !completes(act, stage)))
    throw new DomainError('act-not-now', { act, ...positionOf(state) });
  authorise(permission, actor, {
    step: state.step,
    actedBy: state.actedBy,
    participants: participantsOf(snapshot),
    owners: [snapshot.competentAgency],
    parts: openPartAgencies(state),
  });
  if (HOLDS_STEP.includes(ACCESS[permission].relation)) assertLead(state, actor);
}

/**
 * A human act, decided: everything of its command but where it is written.
 * @throws DomainError as `decide`
 */
export function decideCommand(
  snapshot: Position,
  { key, requestHash, act, actor }: ActRequest,
  at: string,
): DecidedCommand {
  return {
    key,
    requestHash,
    act: act.act,
    at,
    actor: ledgerActor(actor),
    rights: { person: actor.person, version: actor.rightsVersion },
    medium: act.medium,
    place: act.place,
    drafts: decide(snapshot, act, actor, at),
    documents: documentsOf(snapshot, act),
  };
}

/** A refusal may be proposed wherever something is appraised, and sealed like any other result. */
function completes(act: ActName, stage: ResolvedStage): boolean {
  if (act === 'propose-refusal') return actsOf(stage).includes('appraise');
  return (COMPLETING_ACTS as readonly ActName[]).includes(act) && (actsOf(stage) as readonly ActName[]).includes(act);
}

const HOLDS_STEP: readonly Relation[] = ['holds-step', 'holds-step-or-part'];

/** What is for whoever holds the step is done by the officer to whom it was given, or by who acts for him (art. 19.1). */
function assertLead({ step, officers }: DossierState, { agency, person, onBehalfOf }: ActorContext): void {
  const lead = step?.agency === agency ? officers[step.stage]?.lead : undefined;
  if (lead !== undefined && lead !== person && lead !== onBehalfOf)
    throw new DomainError('assigned-to-another', { officer: lead });
}

/** While a dossier waits, only what ends the wait, or may be done at any time, is done; what may be done then may be taken back then. */
function assertNotWaiting({ wait, withdrawal, undo: last }: DossierState, act: ActName): void {
  const { during, duringWithdrawal } = actRule(act === 'undo' ? (last?.act ?? act) : act);
  if (wait !== null && during !== 'any' && during !== wait.kind)
    throw new DomainError('dossier-waits', { for: wait.kind });
  if (wait === null && during !== undefined && during !== 'any') throw new DomainError('not-waiting', { for: during });
  if (withdrawal && duringWithdrawal !== true) throw new DomainError('withdrawal-pending');
}

/** Uploads that become digitised results by an act, the stage's own first; none where the open stage requires none. */
export function documentsOf({ stages, state }: Position, act: Act): readonly string[] {
  const stage = stages.find(({ id }) => id === state.step?.stage);
  if (stage === undefined || !needsResult(stage) || act.document === null) return [];
  return [act.document, ...(act.act === 'seal' ? (act.further ?? []).map(({ document }) => document) : [])];
}

/** Fills in the results that were stored for the act, in the order of `documentsOf`. */
export function stampResults(drafts: readonly DraftEvent[], results: readonly StoredResult[]): DraftEvent[] {
  const left = [...results];
  return drafts.map((draft) => {
    if (draft.type !== 'step-acted' && draft.type !== 'result-sealed') return draft;
    const result = left.shift() ?? null;
    return draft.type === 'step-acted'
      ? { ...draft, data: { ...draft.data, result } }
      : { ...draft, data: { ...draft.data, result } };
  });
}
