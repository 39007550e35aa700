import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { BatchStands } from '../infra/batches/batch-rows.ts';

export interface BatchPorts {
  readonly batches: {
    /** Positions of the next items; none when the batch is over or paused. */
    next(batch: string): Promise<readonly number[]>;
    /** Works on one item. @returns false when nothing is known of its outcome yet */
    visit(batch: string, position: number): Promise<boolean>;
    /** How far it has come; ends it when nothing is left. */
    stands(batch: string): Promise<BatchStands>;
  };
}

/** Batches, slice by slice. What was done is in the items, so that a slice that was cut off is simply begun again. */
export function createBatchActivities({ batches }: BatchPorts) {
  return {
    /** Works on the next items of a batch, and says how it stands then. */
    async workOnBatch(batch: string): Promise<BatchStands> {
      const items = await batches.next(batch);
      let isAnyKnown = items.length === 0;
      // One after the other: a batch is in no hurry, and leaves the machine to acts one by one.
      for (const position of items) {
        // Told to stop: another worker goes on.
        if (cancellationSignal().aborted) throw new Error('the worker stops');
        if (await batches.visit(batch, position)) isAnyKnown = true;
        heartbeat();
      }
      // The engine or the database is away: tried again after a pause.
      if (!isAnyKnown) throw new Error('nothing is known of any item');
      return batches.stands(batch);
    },
  };
}

export type BatchActivities = ReturnType<typeof createBatchActivities>;
