import { DomainError } from '../errors.ts';
import type { LastChange } from '../dossier/state.ts';
import type { Pause } from '../calendar/types.ts';
import type { Ask, ConsultationEvent, Opinion, RecallGround } from './events.ts';

/** `open`: with the asked agency. `asked-back`: with whoever asked. The others are ends. */
export const CONSULTATION_STATUSES = ['open', 'asked-back', 'answered', 'recalled'] as const;
export type ConsultationStatus = (typeof CONSULTATION_STATUSES)[number];

/** The fold of a consultation's stream. */
export interface ConsultationState extends Ask {
  readonly code: string;
  readonly seq: number;
  readonly status: ConsultationStatus;
  readonly sentAt: string;
  readonly contentHash: string;
  /** Null while it is with whoever asked. */
  readonly dueAt: string | null;
  readonly remindAt: string | null;
  readonly overdue: boolean;
  /** By the agency that has it now. */
  readonly delivered: boolean;
  readonly opened: boolean;
  readonly pauses: readonly Pause[];
  /** Agencies that had it before and passed it on. */
  readonly passedBy: readonly string[];
  readonly opinion: Opinion | null;
  readonly late: boolean;
  readonly last: LastChange;
}

/** Where a consultation stands. */
export interface HeldConsultation {
  readonly state: ConsultationState;
  /** Hash of the last event of its stream, hex. */
  readonly headHash: string;
}

/** What the run of a consultation starts from. */
export interface OpenedConsultation extends HeldConsultation {
  /** Set where its dossier has taken it back and it does not know yet. */
  readonly recall: RecallGround | null;
}

/** True when nothing more can happen to it. */
export function isOver({ status }: Pick<ConsultationState, 'status'>): boolean {
  return status === 'answered' || status === 'recalled';
}

/** The code of a dossier's n-th consultation, which is also the name of its stream. */
export function consultationCode(dossier: string, number: number): string {
  return `${dossier}.C${number}`;
}

/** True for the code of a consultation, among those of streams that have a run. */
export function isConsultationCode(code: string): boolean {
  return /\.C\d+$/.test(code);
}

/** The dossier of a consultation's code. @throws DomainError `consultation-code-invalid`, `dossier-code-invalid` */
export function parseConsultationCode(code: string): { dossier: string } {
  const dossier = /^(.+)\.C[1-9]\d{0,3}$/.exec(code)?.[1];
  if (dossier === undefined) throw new DomainError('consultation-code-invalid');
  return { dossier };
}

/** Folds a whole stream. The first event of a consultation is always that it was sent. @throws Error for another stream */
export function foldConsultation(events: readonly ConsultationEvent[]): ConsultationState {
  const [first, ...rest] = events;
  if (first?.type !== 'consultation-sent') throw new Error('a consultation begins with being sent');
  const { dueAt, remindAt, contentHash, ...ask } = first.data;
  return rest.reduce(evolveConsultation, {
    ...ask,
    code: first.stream,
    seq: first.seq,
    status: 'open',
    sentAt: first.at,
    contentHash,
    dueAt,
    remindAt,
    overdue: false,
    delivered: false,
    opened: false,
    pauses: [],
    passedBy: [],
    opinion: null,
    late: false,
    last: lastOf(first),
  });
}

/** Folds one event into the state. */
export function evolveConsultation(state: ConsultationState, event: ConsultationEvent): ConsultationState {
  return { ...change(state, event), seq: event.seq, last: lastOf(event) };
}

function lastOf({ type, at, actor }: ConsultationEvent): LastChange {
  const byPerson = 'person' in actor;
  return { type, at, person: byPerson ? actor.person : null, agency: byPerson ? actor.agency : null };
}

function change(state: ConsultationState, event: ConsultationEvent): ConsultationState {
  const { at } = event;
  switch (event.type) {
    case 'consultation-sent':
      return state;
    case 'consultation-delivered':
      return { ...state, delivered: true };
    case 'consultation-opened':
      return { ...state, opened: true };
    case 'consultation-asked-back':
      return {
        ...state,
        status: 'asked-back',
        dueAt: null,
        remindAt: null,
        pauses: [...state.pauses, { kind: 'suspension', from: at, to: null }],
      };
    case 'consultation-replied': {
      const { dueAt, remindAt } = event.data;
      const pauses = state.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
      return { ...state, status: 'open', dueAt, remindAt, pauses };
    }
    case 'consultation-passed-on': {
      const { from, to, via } = event.data;
      return { ...state, agency: to, via, delivered: false, opened: false, passedBy: [...state.passedBy, from] };
    }
    case 'consultation-answered': {
      const { opinion, late } = event.data;
      return { ...state, status: 'answered', opinion, late, dueAt: null, remindAt: null };
    }
    case 'consultation-recalled':
      return { ...state, status: 'recalled', dueAt: null, remindAt: null };
    case 'consultation-reminded':
      return { ...state, remindAt: null };
    case 'consultation-overdue':
      return { ...state, overdue: true, remindAt: null };
  }
}
