import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ConsultationActRequest } from '../domain/consultation/acts.ts';
import type { ConsultationOutcome } from '../domain/consultation/carry-out.ts';
import type { RecallGround } from '../domain/consultation/events.ts';
import type { ConsultationState, HeldConsultation } from '../domain/consultation/state.ts';
import type { ActOutcome, ActRequest } from '../domain/dossier/command.ts';
import type { DossierSnapshot, DossierState } from '../domain/dossier/state.ts';
import type { Report, Told } from '../domain/dossier/messages.ts';
import { ENGINE_NAMES } from './names.ts';

/** What a run of a dossier starts from. Its workflow id is the dossier's code. */
export interface DossierInput {
  readonly snapshot: DossierSnapshot;
  /** Continue as new when the history has this many events, even if the server does not suggest it yet. */
  readonly continueAfterEvents: number;
  /** It goes on from a run before it, which looked after the dossier's consultations and parts. */
  readonly continued?: true;
}

export const actUpdate = defineUpdate<ActOutcome, [ActRequest]>(ENGINE_NAMES.actUpdate);
/** The number of the last event in the ledger, for a run that may not have learnt of it; refused by one that has. */
export const catchUpUpdate = defineUpdate<void, [number]>(ENGINE_NAMES.catchUpUpdate);
/** Makes a run go on in a new one, whose history begins afresh; done as soon as nothing is under way. */
export const renewUpdate = defineUpdate<void>(ENGINE_NAMES.renewUpdate);
export const positionQuery = defineQuery<DossierState>('position');

/** What a run of a consultation starts from. Its workflow id is its code. */
export interface ConsultationRun {
  readonly held: HeldConsultation;
  /** Set where its dossier has taken it back before it had a run. */
  readonly recall: RecallGround | null;
  readonly continueAfterEvents: number;
}

export const consultationUpdate = defineUpdate<ConsultationOutcome, [ConsultationActRequest]>(ENGINE_NAMES.actUpdate);
export const consultationPositionQuery = defineQuery<ConsultationState>('position');

/** A child tells the run of its dossier what happened, by its workflow id, so that it reaches whichever run is open. */
export const reportedSignal = defineSignal<[Report]>('reported');
/** The run of a dossier tells a child what is ordered. */
export const toldSignal = defineSignal<[Told]>('told');
