import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import { readConfig, type Config } from '../infra/config/config.ts';
import { environmentOf } from '../infra/config/environment.ts';
import { connect, temporalConnection } from '../infra/connect.ts';
import { openCalendars } from '../infra/calendars/calendar-store.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import { meetDatabase } from '../infra/db/meet-database.ts';
import { startRunChecks } from '../infra/relay/check-runs.ts';
import { startRelay } from '../infra/relay/start-runs.ts';
import { createLogger } from '../infra/telemetry/logger.ts';
import { createOutage, type Outage } from '../infra/telemetry/outage.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { temporalProblem } from '../infra/temporal/connection-problem.ts';
import { createPayloadCodec } from '../infra/temporal/payload-codec.ts';
import { ensureSchedules } from '../infra/temporal/schedules.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { bundleWorkflows, createWorker } from './create-worker.ts';
import { createPorts } from './ports.ts';

const RETRY_MS = 1000;

/** A server that takes a connection and says nothing is told of after this long; it is waited for all the same. */
const PATIENCE_MS = 10_000;

/** The worker process: runs the dossiers' workflows and their activities, relays the outbox, folds the counts. */
async function main(): Promise<void> {
  const config = readConfig(environmentOf(process.env));
  const logger = createLogger('worker', config.logLevel);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => logger.warn({ level, ...meta }, message)),
    shutdownSignals: [],
  });
  await meetDatabase(config.database.url, logger);
  const [bundle, catalogue, connections] = await Promise.all([
    bundleWorkflows(),
    loadCatalogue(config.catalogueDir),
    connect(config, ENGINE_NAMES),
  ]);
  const { db, engine, procedures } = connections;
  const calendars = await openCalendars(db, logger);
  const relay = startRelay(db, engine, procedures, logger);
  const checks = startRunChecks(db, engine, procedures, logger);

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

  try {
    const outage = createOutage(logger, 'TEMPORAL_ADDRESS', config.temporal.address);
    const connection = await untilConnected(config, outage, stopping.signal);
    if (connection !== null) {
      const worker = await createWorker({
        connection,
        namespace: config.temporal.namespace,
        codec: createPayloadCodec(config.keys.payload),
        bundle,
        ports: createPorts(config, connections, catalogue, calendars, logger),
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
    await checks.stop();
    await relay.stop();
    calendars.stop();
    await connections.close();
  }
}

/** The engine may come up after the worker does, and what keeps us from it may be mended meanwhile. Null: told to stop. */
async function untilConnected(config: Config, outage: Outage, signal: AbortSignal): Promise<NativeConnection | null> {
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  while (!signal.aborted) {
    const unanswered = setTimeout(() => outage.away(temporalProblem(config, new Error('no answer'))), PATIENCE_MS);
    try {
      const connection = await Promise.race([NativeConnection.connect(temporalConnection(config)), stopped]);
      if (connection !== null) outage.over();
      return connection;
    } catch (error) {
      outage.away(temporalProblem(config, error));
      await Promise.race([new Promise((resolve) => setTimeout(resolve, RETRY_MS)), stopped]);
    } finally {
      clearTimeout(unanswered);
    }
  }
  return null;
}

let exitCode = 0;
try {
  await main();
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  exitCode = 1;
}
// The engine's own threads, or an attempt to connect, would keep a process alive that does nothing.
process.exit(exitCode);
