import { fileURLToPath } from 'node:url';
import type { PayloadCodec } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { createCalendarChangeActivities, type CalendarChangePorts } from '../activities/calendar-changes.ts';
import { createCommandActivities, type CommandPorts } from '../activities/commands.ts';
import { createPeriodicActivities, type PeriodicPorts } from '../activities/periodic.ts';
import type { ResultPorts } from '../activities/results.ts';
import { WORKER_OPTIONS } from '../infra/temporal/worker-options.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { domainErrorsAreFinal } from './domain-errors.ts';

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
  readonly ports: CommandPorts & ResultPorts & PeriodicPorts & CalendarChangePorts;
  /** Another task queue than that of dossiers, for tests. */
  readonly queue?: string;
}

/** A worker for dossiers; any number of them may run, none keeps state of its own. */
export function createWorker({ connection, namespace, codec, bundle, ports, queue }: WorkerParts): Promise<Worker> {
  return Worker.create({
    ...WORKER_OPTIONS,
    connection,
    namespace,
    taskQueue: queue ?? ENGINE_NAMES.queue,
    workflowBundle: bundle,
    activities: {
      ...createCommandActivities(ports),
      ...createPeriodicActivities(ports),
      ...createCalendarChangeActivities(ports),
    },
    dataConverter: { payloadCodecs: [codec] },
    interceptors: { activity: [() => ({ inbound: domainErrorsAreFinal })] },
  });
}
