import { once } from 'node:events';
import type { Logger } from 'pino';
import { connectDatabase } from '../../db/orm.ts';
import type { Config } from '../../config/config.ts';
import { createDemoLogins } from './demo-logins.ts';
import { sweepIssuerState } from './issuer-state.ts';
import { createProvider } from './provider.ts';
import { issuerServer } from './serve-issuer.ts';

const SWEEP_EVERY_MS = 60_000;
const CONNECTIONS = 4;

/** What only the issuer knows. */
export interface IssuerKeys {
  /** A private JWK, as JSON. */
  readonly signingKey: string;
  readonly cookieKey: string;
}

/**
 * Serves the embedded issuer at the address of OIDC_ISSUER.
 * @returns how to end it
 * @throws Error where no demo accounts may be used
 */
export async function startIssuer(config: Config, keys: IssuerKeys, logger: Logger): Promise<() => Promise<void>> {
  const { identity, demo, database } = config;
  if (identity === undefined || demo === undefined) throw new Error('DEMO_IDENTITY is off: there are no demo accounts');
  const { issuer, audience } = identity;
  const db = await connectDatabase(database.url, CONNECTIONS);
  const logins = createDemoLogins(db);
  const { signingKey, cookieKey } = keys;
  const jwk = { ...JSON.parse(signingKey), alg: 'ES256', use: 'sig' };
  const { clientKey } = demo;
  const provider = createProvider({ issuer, audience, db, logins, clientKey, signingKey: jwk, cookieKey });
  provider.on('server_error', (_ctx, error) => logger.error({ error: error.name }, 'issuer failed'));
  const server = issuerServer({ issuer, provider, logins, logger });
  const { hostname, port } = new URL(issuer);
  server.listen(Number(port), hostname);
  await once(server, 'listening');
  const sweeping = setInterval(() => {
    sweepIssuerState(db).catch(() => logger.warn('expired sign-ins are still there'));
  }, SWEEP_EVERY_MS).unref();
  return async () => {
    clearInterval(sweeping);
    server.close();
    server.closeAllConnections();
    await db.close();
  };
}
