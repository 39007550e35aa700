import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { ActOutcome, ActRequest } from '../domain/dossier/command.ts';
import type { DossierSnapshot, DossierState } from '../domain/dossier/state.ts';
import { ENGINE_NAMES } from './names.ts';

/** What a run of a dossier starts from. Its workflow id is the dossier's code. */
export interface DossierInput {
  readonly snapshot: DossierSnapshot;
  /** Continue as new when the history has this many events, even if the server does not suggest it yet. */
  readonly continueAfterEvents: number;
}

export const actUpdate = defineUpdate<ActOutcome, [ActRequest]>(ENGINE_NAMES.actUpdate);
export const positionQuery = defineQuery<DossierState>('position');
