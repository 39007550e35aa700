import { fileURLToPath } from 'node:url';
import { CHECKOUT } from '../infra/config/settings.ts';
import { dataPaths } from '../infra/stack/data-folder.ts';
import { serverProcess, type ServerControl } from '../infra/stack/server-process.ts';
import { NODE_FLAGS } from '../infra/stack/service-process.ts';
import { startService, type Service } from '../infra/stack/start-service.ts';
import type { Stack, StackOptions } from '../infra/stack/start-stack.ts';
import { METER_SETTINGS } from './meter.ts';

/** motcua as `npm start` runs it, and beside it the worker of the bare peer. */
export interface BenchStack {
  readonly service: Service;
  /** Process ids by name, for their processor time. */
  readonly pids: Readonly<Record<string, number | undefined>>;
  stop(): Promise<void>;
}

export async function startBenchStack(options: StackOptions): Promise<BenchStack> {
  const service = await startService({ ...options, ports: 'free', postgresSettings: METER_SETTINGS });
  const { stack, worker, api } = service;
  const bareWorker = bareWorkerProcess(stack);
  const stop = async (): Promise<void> => {
    await bareWorker.stop();
    await service.stop();
  };
  try {
    await bareWorker.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = {
    temporal: stack.temporal?.pid,
    postgres: stack.postgres?.pid,
    minio: stack.minio?.pid,
    worker: worker.pid,
    api: api.pid,
    'bare worker': bareWorker.pid,
    bench: process.pid,
  };
  return { service, pids, stop };
}

function bareWorkerProcess(stack: Stack): ServerControl {
  return serverProcess(
    {
      name: 'bare-worker',
      setting: 'TEMPORAL_ADDRESS',
      port: 0,
      end: 'terminate',
      readyWithinMs: 60_000,
      dataDir: stack.dataDir,
      logDir: dataPaths(stack.dataDir).logs,
      messages: true,
      command: () =>
        Promise.resolve({
          file: process.execPath,
          args: [...NODE_FLAGS, fileURLToPath(new URL('bare/worker-main.ts', import.meta.url))],
          env: stack.env,
          cwd: CHECKOUT,
        }),
      isReady: (told) => Promise.resolve(told),
    },
    stack.guarded,
  );
}
