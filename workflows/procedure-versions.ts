import { proxyActivities } from '@temporalio/workflow';
import type { ProcedureVersionActivities } from '../activities/procedure-versions.ts';

const { beginMigration, finishMigration } = proxyActivities<ProcedureVersionActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** A worker that was killed is noticed by its silence. */
const { foldDossiers, previewMoves, moveDossiers } = proxyActivities<ProcedureVersionActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** Folds recorded dossiers of one version of a procedure over another. */
export async function foldProcedureVersion(folding: string): Promise<void> {
  await foldDossiers(folding);
}

/** Works out what a proposed migration would make of its dossiers. */
export async function previewMigration(migration: string): Promise<void> {
  await previewMoves(migration);
}

/** Moves the dossiers of an approved migration, each by an act of its own. */
export async function applyMigration(migration: string): Promise<void> {
  if (!(await beginMigration(migration))) return;
  await moveDossiers(migration);
  await finishMigration(migration);
}
