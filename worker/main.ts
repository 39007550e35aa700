import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import { ConfigError, readConfig } from '../infra/config/config.ts';
import { connect, temporalConnection } from '../infra/connect.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import { startRelay } from '../infra/relay/start-runs.ts';
import { createLogger } from '../infra/telemetry/logger.ts';
import { createPayloadCodec } from '../infra/temporal/payload-codec.ts';
import { ensureSchedules } from '../infra/temporal/schedules.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { bundleWorkflows, createWorker } from './create-worker.ts';
import { createPorts } from './ports.ts';

const RETRY_MS = 1000;

/** The worker process: runs the dossiers' workflows and their activities, relays the outbox, folds the counts. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => logger.warn({ level, ...meta }, message)),
    shutdownSignals: [],
  });
  const [bundle, catalogue, connections] = await Promise.all([
    bundleWorkflows(),
    loadCatalogue(config.catalogueDir),
    connect(config, ENGINE_NAMES),
  ]);
  const { db, engine, procedures } = connections;
  const relay = startRelay(db, engine, procedures, logger);

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

  try {
    const connection = await untilConnected(
      () => NativeConnection.connect(temporalConnection(config)),
      stopping.signal,
    );
    if (connection !== null) {
      const worker = await createWorker({
        connection,
        namespace: config.temporal.namespace,
        codec: createPayloadCodec(config.keys.payload),
        bundle,
        ports: createPorts(config, db, catalogue),
      });
      stopping.signal.addEventListener('abort', () => worker.shutdown());
      await ensureSchedules(engine.client, ENGINE_NAMES.queue);
      logger.info({ queue: ENGINE_NAMES.queue }, 'worker ready');
      process.send?.({ ready: true });
      await worker.run();
      await connection.close();
    }
  } finally {
    // Also when the engine refuses: a process that only relays would look alive and never be started again.
    await relay.stop();
    await connections.close();
  }
}

/** The engine may come up after the worker does. */
async function untilConnected<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  return null;
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  // The engine's own threads would keep a process alive that does nothing.
  process.exit(1);
}
