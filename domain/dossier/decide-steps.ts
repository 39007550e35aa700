import { DomainError } from '../errors.ts';
import type { ActOf, CompletingAct } from './act.ts';
import { assertConsulted } from './decide-consultations.ts';
import { openStepOf, reasonOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';
import { noneIsDone, outcomesOf, partsOnEntry } from './parts.ts';
import { refusing, type DossierState, type ResolvedStage } from './state.ts';

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

/**
 * The events by which a dossier comes to a stage; with an interlinked one, the parts begin that need no other.
 * @param only the parts that are to be done, where a dossier is taken up again for some; null: all of them
 */
export function enterStage(
  state: Pick<DossierState, 'code' | 'stepsOpened' | 'parts'>,
  stage: ResolvedStage,
  at: string,
  only: readonly string[] | null = null,
): DraftEvent[] {
  const number = state.stepsOpened + 1;
  const task = `${state.code}.${number}`;
  return [openStep(state.code, stage, number, at), ...partsOnEntry(state, stage, task, at, only)];
}

/**
 * Completes the open step and routes the dossier to the next, or ends it with the last (Decree 61/2018 art. 19-20).
 * @throws DomainError `payment-outstanding` (nothing is handed over that is not paid), `consultation-open`, `consultation-missing`
 */
export function complete(desk: Deciding, act: CompletingAct): DraftEvent[] {
  const { state, stages, stage, at } = desk;
  if (stage !== null && act.act !== 'propose-refusal') assertConsulted(state, stage);
  const acted = stepActed(desk, act);
  const further = act.act === 'seal' ? (act.further ?? []) : [];
  const sealed = further.map(({ result }): DraftEvent => ({
    type: 'result-sealed',
    at,
    data: { task: openStepOf(desk).task, name: result, result: null },
  }));
  const isRefused = refusing(state, openStepOf(desk).stage, act.act).length > 0;
  const later = stages.slice(stages.findIndex(({ id }) => id === state.step?.stage) + 1);
  // What is refused already is not sent on to other agencies.
  const next = later.find(({ parts }) => parts === undefined || !isRefused);
  if (next !== undefined) return [acted, ...sealed, ...enterStage(state, next, at)];
  if (state.partOf !== null) return [acted, ...sealed, finished(desk, isRefused)];
  const owed = state.obligations.find(({ status }) => status === 'requested');
  if (owed !== undefined) throw new DomainError('payment-outstanding', { obligation: owed.id, amount: owed.amount });
  return [acted, ...sealed, returned(desk, act)];
}

function stepActed(desk: Deciding, act: CompletingAct): DraftEvent {
  const { task, stage, kind } = openStepOf(desk);
  return {
    type: 'step-acted',
    at: desk.at,
    data: { task, stage, kind, act: act.act, note: act.note, result: null },
  };
}

function returned(desk: Deciding, act: CompletingAct): DraftEvent {
  const { state, at } = desk;
  const handover = act.act === 'return' && act.handover !== undefined ? { handover: act.handover } : {};
  const isRefused = refusing(state, openStepOf(desk).stage, act.act).length > 0 || noneIsDone(state);
  const refused = isRefused ? { refused: true } : {};
  const parts = state.parts.length === 0 ? {} : { parts: outcomesOf(state.parts) };
  return { type: 'dossier-returned', at, data: { late: isLate(state, at), ...refused, ...parts, ...handover } };
}

/** The last stage of a part is done: what comes of it is its dossier's to return. */
function finished({ state, at }: Deciding, refused: boolean): DraftEvent {
  return { type: 'part-finished', at, data: { refused, late: isLate(state, at) } };
}

/** Late when the result was ready only after the appointment; a citizen who collects late does not make it so. */
function isLate(state: DossierState, at: string): boolean {
  return state.dueAt !== null && Date.parse(state.processedAt ?? at) > Date.parse(state.dueAt);
}

/** What was filed is received: its clocks start, and it goes to the first stage of its route (art. 17). */
export function accept(desk: Deciding, act: ActOf<'accept'>): DraftEvent[] {
  const { state, stages, limits, at } = desk;
  const [, first] = stages;
  if (first === undefined) throw new DomainError('act-not-now', { act: act.act, stage: 'reception' });
  return [
    stepActed(desk, act),
    {
      type: 'dossier-accepted',
      at,
      data: { ...limits, clocks: null, paperBy: act.paper === true ? at : null },
    },
    ...enterStage(state, first, at),
  ];
}

/**
 * Sends the dossier back to a stage that it has passed.
 * @throws DomainError `stage-not-passed`, `stage-joined` where other agencies have done their parts since
 */
export function sendBack(desk: Deciding, act: ActOf<'send-back'>): DraftEvent[] {
  const { state, stages, at } = desk;
  const { task, stage, kind } = openStepOf(desk);
  const target = stages.findIndex(({ id }) => id === act.stage);
  const earlier = stages[target];
  const present = stages.findIndex(({ id }) => id === stage);
  if (earlier === undefined || earlier.kind === 'reception' || target >= present)
    throw new DomainError('stage-not-passed', { stage: act.stage });
  const between = stages.slice(target, present + 1).find(({ parts }) => parts !== undefined);
  if (between !== undefined) throw new DomainError('stage-joined', { stage: between.id });
  return [
    { type: 'step-sent-back', at, data: { task, stage, kind, to: earlier.id, note: reasonOf(act) } },
    openStep(state.code, earlier, state.stepsOpened + 1, at),
  ];
}

/**
 * Takes one's own last act back, as long as nobody has acted on it.
 * @throws DomainError `nothing-to-undo`, `not-your-act`
 */
export function undo(desk: Deciding): DraftEvent[] {
  const { state, actor, at } = desk;
  if (state.undo === null) throw new DomainError('nothing-to-undo');
  const { command, act, before, person } = state.undo;
  if (person !== actor.person) throw new DomainError('not-your-act', { act });
  return [
    {
      type: 'act-undone',
      at,
      data: { command, act, task: openStepOf(desk).task, restored: before.step?.task ?? '' },
    },
  ];
}

/** Names who leads the open stage, who supports and who follows it (art. 19.1: the head of the agency assigns). */
export function assign(desk: Deciding, { lead, supporting, following, note }: ActOf<'assign'>): DraftEvent[] {
  const { stage, agency } = openStepOf(desk);
  const former = desk.state.officers[stage] ?? null;
  return [
    { type: 'officers-assigned', at: desk.at, data: { stage, agency, lead, supporting, following, note, former } },
  ];
}
