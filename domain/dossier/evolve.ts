import type { ActName } from './act-names.ts';
import { asked, awaited, recalled, reported } from './consulted.ts';
import { begun, recalledParts, withOutcome } from './parts.ts';
import type { DossierEvent } from './events.ts';
import { routedFrom, takenOver } from './handovers.ts';
import {
  STILL,
  basisOf,
  ended,
  goingOn,
  onlyDue,
  rescheduled,
  running,
  settled,
  standing,
  withObligation,
} from './running.ts';
import { emptyDossier, refusing, type DossierState, type OpenStep, type Undo } from './state.ts';

/** Folds one event into the state. Total: an event that decide produced never makes it throw. */
export function evolve(state: DossierState, event: DossierEvent): DossierState {
  const { seq, at, actor, type } = event;
  const byPerson = 'person' in actor;
  // Somebody acted on it: what was done before cannot be taken back any more.
  const isAnother = byPerson && !LEAVES_UNDO.includes(type) && event.command !== state.undo?.command;
  const undo = isAnother ? null : state.undo;
  const last = { type, at, person: byPerson ? actor.person : null, agency: byPerson ? actor.agency : null };
  return { ...change({ ...state, undo, step: takenOver(state.step, event) }, event), seq, lastAt: at, last };
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
      const { dueAt, dueSoonAt = null, escalateAt = null, ...opened } = event.data;
      const from = routedFrom(event);
      return {
        ...state,
        stepsOpened: state.stepsOpened + 1,
        processedAt: opened.kind === 'return' ? at : null,
        step: {
          ...opened,
          routedAt: at,
          ...(state.wait === null ? { dueAt, dueSoonAt, escalateAt } : STILL),
          overdue: false,
          ...(from === undefined ? {} : { from }),
        },
      };
    }
    case 'step-acted': {
      const { act, result, stage, kind } = event.data;
      return {
        ...acted(state, event, act),
        step: null,
        ...(result === null ? {} : { result, furtherResults: [] }),
        refusedAt: refusing(state, stage, act),
        consultations: act === 'propose-refusal' ? recalled(state.consultations, 'refused') : state.consultations,
        // Who has done the first step has not waited for the paper part.
        paperBy: kind === 'reception' ? state.paperBy : null,
        places: placesWith(state, event),
        // A sealed result is there for good, whichever act sealed it.
        undo:
          CAN_BE_UNDONE.includes(act) && result === null && !recallsAny(state, act) ? undoOf(state, event, act) : null,
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
      const { stage, lead, supporting, following, former } = event.data;
      const undo = former === undefined ? state.undo : undoOf(state, event, 'assign');
      return { ...state, undo, officers: { ...state.officers, [stage]: { lead, supporting, following } } };
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
    case 'consultations-asked':
      return { ...state, consultations: [...state.consultations, ...asked(event.data.stage, event.data.asks)] };
    case 'consultation-reported':
      return { ...state, consultations: reported(state, event.data) };
    case 'dossier-suspended':
      return {
        ...standing(state, 'suspension', at, null, null),
        consultations: recalled(state.consultations, 'suspended'),
      };
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
    case 'verification-planned':
    case 'verification-recorded':
      return { ...state, verifications: state.verifications + 1 };
    case 'handover-delivered':
      return state.step === null ? state : { ...state, step: { ...state.step, handover: 'delivered' } };
    case 'handover-accepted':
      return state.step === null ? state : { ...state, step: { ...state.step, handover: 'accepted' } };
    case 'clocks-replanned':
      return { ...state, ...rescheduled(state, event.data) };
    case 'version-migrated': {
      const { to, limit, legalLimit, budget } = event.data;
      const moved = {
        ...state,
        version: to,
        basis: state.basis && { ...state.basis, limit, legalLimit },
        step: state.step && { ...state.step, budget },
      };
      return { ...moved, ...rescheduled(moved, event.data) };
    }
    case 'dossier-closed':
      return {
        ...state,
        status: 'closed',
        step: null,
        wait: null,
        withdrawal: false,
        paperBy: null,
        outcome: event.data.outcome,
        parts: recalledParts(state.parts),
        consultations: recalled(state.consultations, 'closed'),
        pauses: ended(state.pauses, at),
      };
    case 'dossier-returned':
      return {
        ...state,
        status: 'returned',
        step: null,
        paperBy: null,
        consultations: recalled(state.consultations, 'returned'),
      };
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
        verifications: 0,
        apology: null,
        ...running(clocks),
      };
    }
    case 'parts-begun':
      return { ...state, parts: begun(state, event.data), undo: null };
    case 'part-ended': {
      const { part, outcome, results, places } = event.data;
      const parts = withOutcome(state.parts, part, outcome, results.length > 0);
      return { ...state, parts, places: [...new Set([...state.places, ...places])] };
    }
    case 'part-dropped':
      return { ...state, parts: withOutcome(state.parts, event.data.part, 'dropped') };
    case 'parts-joined':
      return { ...state, step: null };
    case 'part-begun': {
      const { of, part, number, agency, limit, clocks } = event.data;
      const basis = basisOf(at, limit, null);
      return { ...state, status: 'in-process', partOf: { of, part, number, agency }, basis, ...running(clocks) };
    }
    case 'part-paused':
      return {
        ...standing(state, event.data.kind, at, null, null),
        undo: null,
        consultations:
          event.data.kind === 'suspension' ? recalled(state.consultations, 'suspended') : state.consultations,
      };
    case 'part-resumed':
      return { ...goingOn(state, at, event.data), undo: null };
    case 'part-held':
      return { ...state, withdrawal: true, undo: null };
    case 'part-released':
      return { ...state, withdrawal: false };
    case 'part-finished':
      return {
        ...state,
        status: 'returned',
        step: null,
        processedAt: at,
        consultations: recalled(state.consultations, 'returned'),
      };
    case 'part-recalled':
      return {
        ...state,
        status: 'closed',
        step: null,
        wait: null,
        withdrawal: false,
        undo: null,
        consultations: recalled(state.consultations, event.data.because),
        pauses: ended(state.pauses, at),
      };
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

/** To say that something arrived is not to act on it. */
const LEAVES_UNDO: readonly DossierEvent['type'][] = ['act-undone', 'handover-delivered'];

/** What was recalled with an act has gone out: the act stands. */
function recallsAny({ consultations }: DossierState, act: ActName): boolean {
  return act === 'propose-refusal' && consultations.some(awaited);
}

type Open = DossierState & { readonly step: OpenStep };

function isOpen(state: DossierState, task: string): state is Open {
  return state.step?.task === task;
}

/** The name of a mark in `rung`, by its instant and for a step by its task: a clock that is set anew rings anew. */
function rang({ rung }: DossierState, type: string, which: string): readonly string[] {
  const name = `${type} ${which}`;
  return rung.includes(name) ? rung : [...rung, name];
}

/** Who did an act: the person, and whoever he did it for. */
function acted(state: DossierState, { actor }: DossierEvent, act: ActName): DossierState {
  if (!('person' in actor)) return state;
  const people = state.actedBy[act] ?? [];
  const added = [actor.person, actor.onBehalfOf].filter((one) => one !== null && !people.includes(one)) as string[];
  return added.length === 0 ? state : { ...state, actedBy: { ...state.actedBy, [act]: [...people, ...added] } };
}

function undoOf(state: DossierState, { command, actor, at, medium }: DossierEvent, act: ActName): Undo | null {
  if (!('person' in actor)) return null;
  const { undo: _, ...before } = state;
  return { command, person: actor.person, agency: actor.agency, act, at, medium, before };
}

/**
 * As before the act, but for what cannot be taken back: that steps were opened and numbered, and that clocks rang meanwhile. An
 * assignment changed nothing but the officers.
 */
function restored(state: DossierState, { act, before }: Undo): DossierState {
  if (act === 'assign') return { ...state, officers: before.officers, undo: null };
  const { code, stepsOpened, rung, consultations } = state;
  const overdue = before.overdue || rung.includes(`dossier-overdue ${before.dueAt}`);
  // An act that was done by a run that began long ago kept less.
  return { ...emptyDossier(code), ...before, stepsOpened, rung, consultations, overdue, undo: null };
}

/** The premises so far, each once: of the reception and of the steps, by which those on site are told. */
function placesWith({ places }: DossierState, { place }: DossierEvent): readonly string[] {
  return place === null || places.includes(place) ? places : [...places, place];
}
