import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';

/** What runs again and again: the workflow's type is the schedule's id. */
const SCHEDULES = [
  { workflow: 'foldIndicators', every: '5m' },
  { workflow: 'removeExpiredDrafts', every: '6h' },
  { workflow: 'recheckHeldDocuments', every: '2m' },
  { workflow: 'removeUnusedDocuments', every: '6h' },
] as const;

/** Creates the schedules that are missing; those that an operator has changed or paused are left as they are. */
export async function ensureSchedules(client: Client, queue: string): Promise<void> {
  for (const { workflow, every } of SCHEDULES) {
    try {
      await client.schedule.create({
        scheduleId: workflow,
        spec: { intervals: [{ every }] },
        action: { type: 'startWorkflow', workflowType: workflow, taskQueue: queue },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
