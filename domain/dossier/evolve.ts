import type { Pause, PauseKind } from '../calendar/types.ts';
import type { ActName } from './act-names.ts';
import type { DossierClocks, DossierEvent, StepClocks } from './events.ts';
import {
  emptyDossier,
  refusing,
  type ClockBasis,
  type DossierState,
  type OpenStep,
  type Undo,
  type Wait,
} from './state.ts';

/** Folds one event into the state. Total: an event that decide produced never makes it throw. */
export function evolve(state: DossierState, event: DossierEvent): DossierState {
  const { seq, at, actor, type } = event;
  const byPerson = 'person' in actor;
  // Somebody acted on it: what was done before cannot be taken back any more.
  const isAnother = byPerson && type !== 'act-undone' && event.command !== state.undo?.command;
  const undo = isAnother ? null : state.undo;
  const last = { type, at, person: byPerson ? actor.person : null, agency: byPerson ? actor.agency : null };
  return { ...change({ ...state, undo }, event), seq, lastAt: at, last };
}

/** Folds a whole stream, in order. */
export function fold(code: string, events: readonly DossierEvent[]): DossierState {
  return events.reduce(evolve, emptyDossier(code));
}

function change(state: DossierState, event: DossierEvent): DossierState {
  const { at } = event;
  switch (event.type) {
    case 'dossier-filed':
      return state;
    case 'dossier-received': {
      const { limit, legalLimit = null, dueAt, dueProvisional, paperBy = null } = event.data;
      const clocks = event.data.clocks ?? onlyDue(dueAt, dueProvisional);
      const places = placesWith(state, event);
      return {
        ...state,
        status: 'in-process',
        basis: basisOf(at, limit, legalLimit),
        paperBy,
        places,
        ...running(clocks),
      };
    }
    case 'dossier-accepted': {
      const { limit, legalLimit, clocks, paperBy } = event.data;
      return { ...state, status: 'in-process', basis: basisOf(at, limit, legalLimit), paperBy, ...running(clocks) };
    }
    case 'step-opened': {
      const { task, stage, kind, agency, role, budget, dueAt, dueSoonAt = null, escalateAt = null } = event.data;
      return {
        ...state,
        stepsOpened: state.stepsOpened + 1,
        processedAt: kind === 'return' ? at : null,
        step: { task, stage, kind, agency, role, budget, routedAt: at, dueAt, dueSoonAt, escalateAt, overdue: false },
      };
    }
    case 'step-acted': {
      const { act, result, stage, kind } = event.data;
      return {
        ...acted(state, event, act),
        step: null,
        ...(result === null ? {} : { result, furtherResults: [] }),
        refusedAt: refusing(state, stage, act),
        // Who has done the first step has not waited for the paper part.
        paperBy: kind === 'reception' ? state.paperBy : null,
        places: placesWith(state, event),
        // A sealed result is there for good, whichever act sealed it.
        undo: CAN_BE_UNDONE.includes(act) && result === null ? undoOf(state, event, act) : null,
      };
    }
    case 'result-sealed': {
      const { result } = event.data;
      return result === null ? state : { ...state, furtherResults: [...state.furtherResults, result] };
    }
    case 'step-sent-back':
      return { ...state, step: null, undo: undoOf(state, event, 'send-back') };
    case 'act-undone':
      return state.undo === null ? state : restored(state, state.undo);
    case 'officers-assigned': {
      const { stage, lead, supporting, following } = event.data;
      return { ...state, officers: { ...state.officers, [stage]: { lead, supporting, following } } };
    }
    case 'supplement-requested':
      return { ...standing(state, 'supplement', at, event.data.respondBy, null), supplements: state.supplements + 1 };
    case 'supplement-received':
      return goingOn(state, at, event.data);
    case 'payment-requested': {
      const { obligation, amount, stopsClock, respondBy } = event.data;
      const owed: DossierState = {
        ...state,
        obligations: [...state.obligations, { id: obligation, amount, status: 'requested' }],
      };
      return stopsClock ? standing(owed, 'payment', at, respondBy, obligation) : owed;
    }
    case 'payment-recorded':
      return settled(state, at, event.data, 'paid');
    case 'payment-waived':
      return settled(state, at, event.data, 'waived');
    case 'payment-refunded':
      return withObligation(state, event.data.obligation, 'refunded');
    case 'dossier-suspended':
      return standing(state, 'suspension', at, null, null);
    case 'dossier-resumed':
      return goingOn(state, at, event.data);
    case 'deadline-extended': {
      const { basis: former } = state;
      const basis = former && {
        ...former,
        extension: event.data.by,
        putOff: former.putOff && { ...former.putOff, extended: true },
      };
      return { ...state, basis, ...rescheduled(state, event.data) };
    }
    case 'apology-drafted': {
      const person = 'person' in event.actor ? event.actor.person : '';
      return { ...acted(state, event, 'draft-apology'), apology: { dueAt: event.data.dueAt, person } };
    }
    case 'apology-approved': {
      const basis = state.basis && { ...state.basis, putOff: { at, dueAt: event.data.dueAt, extended: false } };
      return {
        ...state,
        basis,
        apology: null,
        reappointments: state.reappointments + 1,
        ...rescheduled(state, event.data),
      };
    }
    case 'withdrawal-requested':
      return { ...state, withdrawal: true };
    case 'withdrawal-declined':
      return { ...state, withdrawal: false };
    case 'paper-arrived':
      return { ...state, paperBy: null };
    case 'clocks-replanned':
      return { ...state, ...rescheduled(state, event.data) };
    case 'dossier-closed':
      return {
        ...state,
        status: 'closed',
        step: null,
        wait: null,
        withdrawal: false,
        paperBy: null,
        outcome: event.data.outcome,
        pauses: ended(state.pauses, at),
      };
    case 'dossier-returned':
      return { ...state, status: 'returned', step: null, paperBy: null };
    case 'dossier-reopened': {
      const { clocks, free } = event.data;
      const basis = state.basis && basisOf(at, state.basis.limit, state.basis.legalLimit);
      return {
        ...state,
        status: 'in-process',
        free,
        outcome: null,
        refusedAt: [],
        overdue: false,
        basis,
        pauses: [],
        reappointments: 0,
        apology: null,
        ...running(clocks),
      };
    }
    case 'step-overdue':
      return isOpen(state, event.data.task)
        ? {
            ...state,
            step: { ...state.step, overdue: true },
            rung: rang(state, 'step-overdue', `${event.data.task} ${event.data.dueAt}`),
          }
        : state;
    case 'step-due-soon':
      return isOpen(state, event.data.task)
        ? {
            ...state,
            step: { ...state.step, dueSoonAt: null },
            rung: rang(state, 'step-due-soon', `${event.data.task} ${event.data.dueAt}`),
          }
        : state;
    case 'step-escalated':
      return isOpen(state, event.data.task)
        ? {
            ...state,
            step: { ...state.step, escalateAt: null },
            rung: rang(state, 'step-escalated', `${event.data.task} ${state.step.escalateAt ?? at}`),
          }
        : state;
    case 'dossier-overdue':
      return { ...state, overdue: true, rung: rang(state, 'dossier-overdue', event.data.dueAt) };
    case 'dossier-due-soon':
      return { ...state, rung: rang(state, 'dossier-due-soon', event.data.dueAt) };
    case 'legal-limit-passed':
      return { ...state, rung: rang(state, 'legal-limit-passed', event.data.dueAt) };
    case 'apology-due':
      return { ...state, rung: rang(state, 'apology-due', event.data.by) };
    case 'response-overdue':
      return { ...state, wait: state.wait && { ...state.wait, overdue: true } };
    case 'paper-overdue':
      return { ...state, rung: rang(state, 'paper-overdue', event.data.by) };
  }
}

/** Acts that their author may take back as long as nobody has acted on them. A seal is final: it is corrected, not undone. */
const CAN_BE_UNDONE: readonly ActName[] = ['appraise', 'approve', 'propose-refusal'];

type Open = DossierState & { readonly step: OpenStep };

function isOpen(state: DossierState, task: string): state is Open {
  return state.step?.task === task;
}

/** The name of a mark in `rung`, by its instant and for a step by its task: a clock that is set anew rings anew. */
function rang({ rung }: DossierState, type: string, which: string): readonly string[] {
  const name = `${type} ${which}`;
  return rung.includes(name) ? rung : [...rung, name];
}

function basisOf(receivedAt: string, limit: ClockBasis['limit'], legalLimit: ClockBasis['legalLimit']): ClockBasis {
  return { receivedAt, limit, legalLimit, extension: null, putOff: null };
}

function onlyDue(dueAt: string, provisional: boolean): DossierClocks {
  return { dueAt, legalDueAt: null, dueSoonAt: null, apologyBy: null, supplementBy: null, provisional };
}

function running(clocks: DossierClocks | null): Pick<DossierState, 'clocks' | 'dueAt'> {
  return { clocks, dueAt: clocks?.dueAt ?? null };
}

/** Clocks that were set anew: what was overdue by another instant is not by this one. */
function rescheduled(
  state: DossierState,
  { clocks, step }: { readonly clocks: DossierClocks | null; readonly step: StepClocks | null },
): Pick<DossierState, 'clocks' | 'dueAt' | 'overdue' | 'step'> {
  const moved = clocks?.dueAt !== state.clocks?.dueAt;
  return {
    ...running(clocks),
    overdue: clocks !== null && state.rung.includes(`dossier-overdue ${clocks.dueAt}`) ? true : state.overdue && !moved,
    step: state.step && stepWith(state, state.step, step),
  };
}

function stepWith({ rung }: DossierState, open: OpenStep, clocks: StepClocks | null): OpenStep {
  if (clocks === null) return open;
  return { ...open, ...clocks, overdue: rung.includes(`step-overdue ${open.task} ${clocks.dueAt}`) };
}

/** The clocks stand still from an instant on. */
function standing(
  state: DossierState,
  kind: PauseKind,
  from: string,
  respondBy: string | null,
  obligation: string | null,
): DossierState {
  const wait: Wait = { kind, from, respondBy, overdue: false, obligation };
  return {
    ...state,
    wait,
    pauses: [...state.pauses, { kind, from, to: null }],
    clocks: null,
    dueAt: null,
    step: state.step && { ...state.step, dueAt: null, dueSoonAt: null, escalateAt: null },
  };
}

function ended(pauses: readonly Pause[], at: string): readonly Pause[] {
  return pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
}

/** The wait is over, and the clocks run on as they were stamped. */
function goingOn(
  state: DossierState,
  at: string,
  clocks: { readonly clocks: DossierClocks | null; readonly step: StepClocks | null },
): DossierState {
  const after = { ...state, wait: null, pauses: ended(state.pauses, at) };
  return { ...after, ...rescheduled(after, clocks) };
}

function withObligation(
  state: DossierState,
  id: string,
  status: DossierState['obligations'][number]['status'],
): DossierState {
  return { ...state, obligations: state.obligations.map((one) => (one.id === id ? { ...one, status } : one)) };
}

function settled(
  state: DossierState,
  at: string,
  data: Parameters<typeof goingOn>[2] & { readonly obligation: string },
  status: 'paid' | 'waived',
): DossierState {
  const met = withObligation(state, data.obligation, status);
  return state.wait?.obligation === data.obligation ? goingOn(met, at, data) : met;
}

/** Who did an act: the person, and whoever he did it for. */
function acted(state: DossierState, { actor }: DossierEvent, act: ActName): DossierState {
  if (!('person' in actor)) return state;
  const people = state.actedBy[act] ?? [];
  const added = [actor.person, actor.onBehalfOf].filter((one) => one !== null && !people.includes(one)) as string[];
  return added.length === 0 ? state : { ...state, actedBy: { ...state.actedBy, [act]: [...people, ...added] } };
}

function undoOf(state: DossierState, { command, actor, at, medium }: DossierEvent, act: string): Undo | null {
  if (!('person' in actor)) return null;
  const { undo: _, ...before } = state;
  return { command, person: actor.person, agency: actor.agency, act, at, medium, before };
}

/** As before the act, but for what cannot be taken back: that steps were opened and numbered, and that clocks rang meanwhile. */
function restored({ stepsOpened, rung }: DossierState, { before }: Undo): DossierState {
  const overdue = before.overdue || rung.includes(`dossier-overdue ${before.dueAt}`);
  return { ...before, stepsOpened, rung, overdue, undo: null };
}

/** The premises so far, each once: of the reception and of the steps, by which those on site are told. */
function placesWith({ places }: DossierState, { place }: DossierEvent): readonly string[] {
  return place === null || places.includes(place) ? places : [...places, place];
}
