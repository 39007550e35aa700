import { authorise } from '../access/access.ts';
import type { ActorContext } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import { ACTS, actsOf, needsResult, type ActName } from './acts.ts';
import type { DraftEvent, Medium, StoredResult } from './events.ts';
import { hasEnded, type DossierSnapshot, type DossierState, type ResolvedStage } from './state.ts';

/** A human act on the open step. Ids and codes only; free text lies in an erasable table and is named by id. */
export interface Act {
  readonly act: ActName;
  /** The task the person saw when acting; another one open means the act is stale. */
  readonly task: string;
  readonly medium: Medium;
  readonly place: string;
  readonly note: { readonly id: string; readonly commitment: string } | null;
  /** Id of the uploaded result, for stages that require one. */
  readonly document: string | null;
  /**
   * Number of the last event that the person had seen; what has happened since makes the act void. Null or absent: no condition.
   * A number beyond the state's own is of events that a run behind its ledger has yet to learn of.
   */
  readonly expectedSeq?: number | null;
}

/** Where a dossier stands on its pinned route. */
type Position = Pick<DossierSnapshot, 'stages' | 'state'>;

/**
 * Judges an act without deciding it: the synchronous half that a workflow's validator may run. Which acts complete the open step
 * and what they must bring is the route's to say.
 * @throws DomainError `dossier-ended`, `precondition-failed`, `act-stale`, `act-not-now`, `result-missing`, `result-not-asked`, and those of
 *   `authorise`.
 */
export function judge({ stages, state }: Position, act: Act, actor: ActorContext): void {
  const { step, seq } = state;
  const position = { status: state.status, task: step?.task ?? null, stage: step?.stage ?? null };
  if (hasEnded(state)) throw new DomainError('dossier-ended', position);
  if (typeof act.expectedSeq === 'number' && act.expectedSeq < seq)
    throw new DomainError('precondition-failed', { seq, ...position });
  if (step === null || step.task !== act.task) throw new DomainError('act-stale', position);
  const stage = stages.find(({ id }) => id === step.stage);
  if (stage === undefined || !actsOf(stage).includes(act.act))
    throw new DomainError('act-not-now', { act: act.act, ...position });
  authorise(ACTS[act.act].permission, actor, { step, actedBy: state.actedBy });
  if (needsResult(stage) && act.document === null) throw new DomainError('result-missing', { act: act.act });
  if (!needsResult(stage) && act.document !== null) throw new DomainError('result-not-asked', { act: act.act });
}

/** Id of the upload that becomes the digitised result by an act; null where the open stage requires none. */
export function resultOf({ stages, state }: Position, act: Act): string | null {
  const stage = stages.find(({ id }) => id === state.step?.stage);
  return stage !== undefined && needsResult(stage) ? act.document : null;
}

/**
 * Decides an act: the events it writes, in order. The due instants of opened steps are still null; `stampDeadlines` fills
 * them from the calendar.
 * @param at instant of the act, ISO, UTC
 * @param result the stored result of an act that needs one; null where `stampResult` fills it in
 * @throws DomainError as `judge`
 */
export function decide(
  snapshot: Position,
  act: Act,
  actor: ActorContext,
  at: string,
  result: StoredResult | null,
): DraftEvent[] {
  const { state, stages } = snapshot;
  judge(snapshot, act, actor);
  const step = state.step;
  if (step === null) throw new DomainError('act-stale');
  const acted: DraftEvent = {
    type: 'step-acted',
    at,
    data: { task: step.task, stage: step.stage, kind: step.kind, act: act.act, note: act.note, result },
  };
  const next = stages[stages.findIndex((stage) => stage.id === step.stage) + 1];
  if (next === undefined) {
    return [acted, { type: 'dossier-returned', at, data: { late: isLate(state, at) } }];
  }
  return [acted, openStep(state.code, next, state.stepsOpened + 1, at)];
}

/** Fills in the result that was stored for the act. */
export function stampResult(drafts: readonly DraftEvent[], result: StoredResult | null): DraftEvent[] {
  return drafts.map((draft) => (draft.type === 'step-acted' ? { ...draft, data: { ...draft.data, result } } : draft));
}

/** Late when the result was ready only after the appointment; a citizen who collects late does not make it so. */
function isLate(state: DossierState, at: string): boolean {
  return state.dueAt !== null && Date.parse(state.processedAt ?? at) > Date.parse(state.dueAt);
}

/** The event that routes a dossier to a stage; its task is named after the dossier and the step's number. */
export function openStep(code: string, stage: ResolvedStage, number: number, at: string): DraftEvent {
  return {
    type: 'step-opened',
    at,
    data: {
      task: `${code}.${number}`,
      stage: stage.id,
      kind: stage.kind,
      agency: stage.agency,
      role: stage.role,
      budget: stage.budget,
      dueAt: null,
    },
  };
}
