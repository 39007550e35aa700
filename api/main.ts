import { readConfig } from '../infra/config/config.ts';
import { environmentOf } from '../infra/config/environment.ts';
import { connect } from '../infra/connect.ts';
import { meetDatabase } from '../infra/db/meet-database.ts';
import { createLogger } from '../infra/telemetry/logger.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { composeApi } from './compose.ts';
import { createApiServer } from './http/api-server.ts';
import { shutDown } from './http/shut-down.ts';

/** The API process. Any number of them may run; none keeps state of its own. */
async function main(): Promise<void> {
  const config = readConfig(environmentOf(process.env), 'DATABASE_API_URL');
  const logger = createLogger('api', config.logLevel);
  await meetDatabase(config.database.url, logger, 'DATABASE_API_URL');
  const connections = await connect(config, ENGINE_NAMES, undefined, 'api');
  const { app, stop } = await composeApi(config, connections, logger);
  const { host, port, tls } = config.api;
  const server = createApiServer(app, { tls });
  server.once('error', (error: Error) => {
    process.stderr.write(`API_PORT: ${host}:${port} – ${error.message}\n`);
    process.exitCode = 1;
    void connections.close();
  });
  server.listen(port, host, () => {
    logger.info({ host, port, tls: tls !== undefined }, 'API ready');
    process.send?.({ ready: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void shutDown(server)
        .then(stop)
        .then(() => connections.close());
    });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exitCode = 1;
}
