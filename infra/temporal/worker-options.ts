import type { WorkerOptions } from '@temporalio/worker';

/** How every worker of dossiers is set up, the one that the benchmark compares with included. */
export const WORKER_OPTIONS = {
  maxCachedWorkflows: 2000,
  shutdownGraceTime: '10s',
} as const satisfies Partial<WorkerOptions>;
