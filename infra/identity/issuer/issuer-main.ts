import { readConfig } from '../../config/config.ts';
import { environmentOf } from '../../config/environment.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { startFailure } from '../../telemetry/start-failure.ts';
import { startIssuer } from './start-issuer.ts';

/** The process of the embedded issuer. `npm start` gives it its keys, which no other process gets. */
async function main(): Promise<void> {
  const config = readConfig(environmentOf(process.env));
  const logger = createLogger('issuer', config.logLevel);
  const { ISSUER_SIGNING_KEY: signingKey = '', ISSUER_COOKIE_KEY: cookieKey = '' } = process.env;
  const stop = await startIssuer(config, { signingKey, cookieKey }, logger);
  process.send?.({ ready: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exitCode = 1;
}
