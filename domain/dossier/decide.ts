import { authorise } from '../access/access.ts';
import type { ActorContext } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import { ACTS, type ActName } from './acts.ts';
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
  /** Id of the uploaded result, for acts that need one. */
  readonly document: string | null;
}

/**
 * Judges an act without deciding it: the synchronous half that a workflow's validator may run.
 * @throws DomainError `dossier-ended`, `act-stale`, `act-not-now`, `result-missing`, and those of `authorise`.
 */
export function judge(state: DossierState, act: Act, actor: ActorContext): void {
  const rule = ACTS[act.act];
  const position = { status: state.status, task: state.step?.task ?? null, stage: state.step?.stage ?? null };
  if (hasEnded(state)) throw new DomainError('dossier-ended', position);
  if (state.step === null || state.step.task !== act.task) throw new DomainError('act-stale', position);
  if (state.step.kind !== rule.completes) throw new DomainError('act-not-now', { act: act.act, ...position });
  authorise(rule.permission, actor, { step: state.step, actedBy: state.actedBy });
  if (rule.needsResult && act.document === null) throw new DomainError('result-missing', { act: act.act });
}

/**
 * Decides an act: the events it writes, in order. The due instants of opened steps are still null; `stampDeadlines` fills
 * them from the calendar.
 * @param at instant of the act, ISO, UTC
 * @param result the stored result of an act that needs one; null where `stampResult` fills it in
 * @throws DomainError as `judge`
 */
export function decide(
  snapshot: Pick<DossierSnapshot, 'stages' | 'state'>,
  act: Act,
  actor: ActorContext,
  at: string,
  result: StoredResult | null,
): DraftEvent[] {
  const { state, stages } = snapshot;
  judge(state, act, actor);
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
