import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batches.ts';
import { ENGINE_NAMES } from './names.ts';

/** Slices of all batches wait in a queue of their own, from which the engine gives each agency its turn. */
const { workOnBatch } = proxyActivities<BatchActivities>({
  taskQueue: ENGINE_NAMES.batchQueue,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** The batch was asked for, paused, resumed, cancelled or is to be undone: its row says which. */
export const steeredSignal = defineSignal('steered');
export const progressQuery = defineQuery<Awaited<ReturnType<BatchActivities['workOnBatch']>> | null>('progress');

/**
 * One batch: slice after slice, until nothing is left of it. Its row and items say what is to be done and what was; this only keeps
 * going, waits while it is paused, and is started again when it is to be undone.
 */
export async function batch(id: string): Promise<void> {
  let steered = 0;
  let stands: Awaited<ReturnType<BatchActivities['workOnBatch']>> | null = null;
  setHandler(steeredSignal, () => {
    steered += 1;
  });
  setHandler(progressQuery, () => stands);
  for (;;) {
    const seen = steered;
    stands = await workOnBatch(id);
    const goesOn = stands.open > 0 || steered !== seen;
    if (!goesOn && stands.status !== 'paused') return;
    if (!goesOn) await condition(() => steered !== seen);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof batch>(id);
  }
}
