import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { readConfig } from '../../infra/config/config.ts';
import { temporalConnection } from '../../infra/connect.ts';
import { WORKER_OPTIONS } from '../../infra/temporal/worker-options.ts';
import * as activities from './activities.ts';
import { BARE } from './names.ts';

/** The bare peer's worker process: the options of motcua's worker, the default data converter, nothing else. */
const config = readConfig(process.env);
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const connection = await NativeConnection.connect(temporalConnection(config));
const worker = await Worker.create({
  ...WORKER_OPTIONS,
  connection,
  namespace: config.temporal.namespace,
  taskQueue: BARE.queue,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  }),
  activities,
});
stopping.signal.addEventListener('abort', () => worker.shutdown());
process.send?.({ ready: true });
await worker.run();
await connection.close();
