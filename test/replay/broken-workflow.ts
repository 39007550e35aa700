import { sleep } from '@temporalio/workflow';
import * as today from '../../workflows/index.ts';

type Workflow<A extends unknown[]> = (...input: A) => Promise<unknown>;

/** A workflow as nobody may change it: it asks for something that its runs under way never asked for. */
const broken =
  <A extends unknown[]>(workflow: Workflow<A>): Workflow<A> =>
  async (...input) => {
    await sleep('1 second');
    await workflow(...input);
  };

export const batch = broken(today.batch);
export const applyCalendarChange = broken(today.applyCalendarChange);
export const previewCalendarChange = broken(today.previewCalendarChange);
export const consultation = broken(today.consultation);
export const dossier = broken(today.dossier);
export const foldIndicators = broken(today.foldIndicators);
export const recheckHeldDocuments = broken(today.recheckHeldDocuments);
export const removeExpiredDrafts = broken(today.removeExpiredDrafts);
export const removeUnusedDocuments = broken(today.removeUnusedDocuments);
export const applyMigration = broken(today.applyMigration);
export const foldProcedureVersion = broken(today.foldProcedureVersion);
export const previewMigration = broken(today.previewMigration);
