import type { Role } from '../access/roles.ts';
import type { ActName, StageKind, Stage } from '../procedure/route.ts';
import type { DossierEvent, StoredResult } from './events.ts';

/** The step that is open now. */
export interface OpenStep {
  readonly task: string;
  readonly stage: string;
  readonly kind: StageKind;
  readonly agency: string;
  readonly role: Role;
  readonly routedAt: string;
  readonly dueAt: string | null;
  readonly overdue: boolean;
}

export const DOSSIER_STATUSES = ['new', 'in-process', 'returned'] as const;
export type DossierStatus = (typeof DOSSIER_STATUSES)[number];

/** The fold of a dossier's stream: enough to judge every act, small enough to travel in a workflow's input. */
export interface DossierState {
  readonly code: string;
  readonly seq: number;
  readonly status: DossierStatus;
  readonly step: OpenStep | null;
  readonly stepsOpened: number;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  /** When the result was ready to be returned; on time or late is judged here (Decision 766/QĐ-TTg, 2.1). */
  readonly processedAt: string | null;
  readonly result: StoredResult | null;
  /** Who did which act, for the separation of duties. */
  readonly actedBy: Readonly<Partial<Record<ActName, readonly string[]>>>;
  /** Premises where people acted so far, each once. */
  readonly places: readonly string[];
  readonly lastAt: string | null;
}

/** A stage of the pinned route with the agency resolved at intake. */
export interface ResolvedStage extends Omit<Stage, 'agency'> {
  readonly agency: string;
}

/** Everything a run starts from: the fold of the ledger and the pinned route. The one way to start a run. */
export interface DossierSnapshot {
  readonly procedure: string;
  readonly version: number;
  readonly office: string;
  readonly receivingAgency: string;
  readonly competentAgency: string;
  readonly centrePremises: readonly string[];
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
    dueAt: null,
    overdue: false,
    processedAt: null,
    result: null,
    actedBy: {},
    places: [],
    lastAt: null,
  };
}

/** Folds one event into the state. Total: an event that decide produced never makes it throw. */
export function evolve(state: DossierState, event: DossierEvent): DossierState {
  const { seq, place, at } = event;
  const places = place === null || state.places.includes(place) ? state.places : [...state.places, place];
  return { ...change(state, event), seq, places, lastAt: at };
}

function change(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'dossier-received':
      return { ...state, status: 'in-process', dueAt: event.data.dueAt };
    case 'step-opened': {
      const { task, stage, kind, agency, role, dueAt } = event.data;
      return {
        ...state,
        stepsOpened: state.stepsOpened + 1,
        processedAt: kind === 'return' ? event.at : null,
        step: { task, stage, kind, agency, role, dueAt, routedAt: event.at, overdue: false },
      };
    }
    case 'step-acted': {
      const { act, result } = event.data;
      const people = state.actedBy[act] ?? [];
      const person = 'person' in event.actor ? event.actor.person : null;
      return {
        ...state,
        step: null,
        result: result ?? state.result,
        actedBy:
          person === null || people.includes(person) ? state.actedBy : { ...state.actedBy, [act]: [...people, person] },
      };
    }
    case 'dossier-returned':
      return { ...state, status: 'returned', step: null };
    case 'step-overdue':
      return state.step?.task === event.data.task ? { ...state, step: { ...state.step, overdue: true } } : state;
    case 'dossier-overdue':
      return { ...state, overdue: true };
  }
}

/** Folds a whole stream, in order. */
export function fold(code: string, events: readonly DossierEvent[]): DossierState {
  return events.reduce(evolve, emptyDossier(code));
}

/** True for a task that was opened after this state: the state is behind the ledger that knows the task. */
export function isBehind(state: DossierState, task: string): boolean {
  return Number(task.slice(task.lastIndexOf('.') + 1)) > state.stepsOpened;
}

/** True when nothing more can happen to the dossier. */
export function hasEnded(state: DossierState): boolean {
  return state.status === 'returned';
}
