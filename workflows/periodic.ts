import { proxyActivities } from '@temporalio/workflow';
import type { PeriodicActivities } from '../activities/periodic.ts';

const activities = proxyActivities<PeriodicActivities>({
  startToCloseTimeout: '5m',
  retry: { initialInterval: '5s', maximumInterval: '1m' },
});

/** Started by the schedule of the same name: folds appended counts into the rollup of the indicators. */
export async function foldIndicators(): Promise<number> {
  return activities.foldIndicators();
}

/** The same: removes drafts of receptions that nobody has saved for too long. */
export async function removeExpiredDrafts(): Promise<number> {
  return activities.removeExpiredDrafts();
}

/** The same: asks the virus scanner again for documents that are held. */
export async function recheckHeldDocuments(): Promise<number> {
  return activities.recheckHeldDocuments();
}

/** The same: removes uploads that no dossier has named for too long. */
export async function removeUnusedDocuments(): Promise<number> {
  return activities.removeUnusedDocuments();
}
