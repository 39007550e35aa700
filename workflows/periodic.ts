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
