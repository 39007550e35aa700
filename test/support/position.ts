import type { Client } from '@temporalio/client';
import type { DossierState } from '../../domain/dossier/state.ts';

/** The position of a dossier as its last run has it; null while that run sleeps, which nobody has asked for anything yet. */
export async function positionOf({ workflow }: Client, code: string): Promise<DossierState | null> {
  const handle = workflow.getHandle(code);
  const { events } = await handle.fetchHistory();
  const isAwake = events?.some(({ workflowTaskCompletedEventAttributes: task }) => task) === true;
  return isAwake ? handle.query<DossierState>('position') : null;
}
