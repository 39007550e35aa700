import type { ActorContext } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import type { NoteRef } from './events.ts';
import type { DossierSnapshot, OpenStep, ResolvedStage } from './state.ts';

/** Where a dossier stands on its pinned route, and the rules it lives under. */
export type Position = Omit<DossierSnapshot, 'headHash' | 'centrePremises' | 'receivedElsewhere'>;

/** What an act is decided on, once it is known to be allowed at all. */
export interface Deciding extends Position {
  /** The stage that is open; null for a dossier that has ended. */
  readonly stage: ResolvedStage | null;
  readonly actor: ActorContext;
  readonly at: string;
}

/** The open step, which every act but a reopening has. @throws DomainError `act-stale` */
export function openStepOf({ state }: Pick<Position, 'state'>): OpenStep {
  if (state.step === null) throw new DomainError('act-stale', { status: state.status, task: null, stage: null });
  return state.step;
}

/** The reason of an act that must have one. @throws DomainError `reason-missing` */
export function reasonOf(act: { readonly act: string; readonly note: NoteRef | null }): NoteRef {
  if (act.note === null) throw new DomainError('reason-missing', { act: act.act });
  return act.note;
}
