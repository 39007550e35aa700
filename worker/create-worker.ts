import { fileURLToPath } from 'node:url';
import type { PayloadCodec } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { createBatchActivities, type BatchPorts } from '../activities/batches.ts';
import { createCalendarChangeActivities, type CalendarChangePorts } from '../activities/calendar-changes.ts';
import { createCommandActivities, type CommandPorts } from '../activities/commands.ts';
import { createConsultationActivities, type ConsultationPorts } from '../activities/consultations.ts';
import { createPeriodicActivities, type PeriodicPorts } from '../activities/periodic.ts';
import { createProcedureVersionActivities, type ProcedureVersionPorts } from '../activities/procedure-versions.ts';
import type { ResultPorts } from '../activities/results.ts';
import { WORKER_OPTIONS } from '../infra/temporal/worker-options.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { domainErrorsAreFinal } from './domain-errors.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Bundles the workflow code once per process. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
}

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly codec: PayloadCodec;
  readonly bundle: WorkflowBundleWithSourceMap;
  readonly ports: CommandPorts &
    ConsultationPorts &
    ResultPorts &
    PeriodicPorts &
    CalendarChangePorts &
    BatchPorts &
    ProcedureVersionPorts;
  /** Another task queue than that of dossiers, for tests. */
  readonly queue?: string;
}

/** Slices of batches that one process works on at once: what they leave of it is for acts one by one. */
const BATCHES_AT_ONCE = 2;

/** What takes tasks of the engine. */
export interface RunningWorker {
  /** Works until it is shut down. @throws when the engine refuses: then nothing works on */
  run(): Promise<void>;
  shutdown(): void;
}

/** A worker for dossiers, and beside it one for batches; any number of them may run, none keeps state of its own. */
export async function createWorker({
  connection,
  namespace,
  codec,
  bundle,
  ports,
  queue,
}: WorkerParts): Promise<RunningWorker> {
  const shared = {
    ...WORKER_OPTIONS,
    connection,
    namespace,
    dataConverter: { payloadCodecs: [codec] },
    interceptors: { activity: [() => ({ inbound: domainErrorsAreFinal })] },
  };
  const ofDossiers = await Worker.create({
    ...shared,
    taskQueue: queue ?? ENGINE_NAMES.queue,
    workflowBundle: bundle,
    activities: {
      ...withHeartbeats({ ...createCommandActivities(ports), ...createConsultationActivities(ports) }),
      ...createPeriodicActivities(ports),
      ...createCalendarChangeActivities(ports),
      ...createProcedureVersionActivities(ports),
    },
  });
  const ofBatches = await Worker.create({
    ...shared,
    taskQueue: queue === undefined ? ENGINE_NAMES.batchQueue : `${queue}-batch`,
    activities: createBatchActivities(ports),
    maxConcurrentActivityTaskExecutions: BATCHES_AT_ONCE,
  });
  return together([ofDossiers, ofBatches]);
}

/** Workers that end together: one that cannot go on takes the others along. */
function together(workers: readonly Worker[]): RunningWorker {
  let stopped = false;
  const shutdown = (): void => {
    stopped = true;
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    async run() {
      if (!stopped) await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
    },
  };
}
