import { installCatalogue, type InstallReport } from '../catalogue/install-catalogue.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { apiOrigin } from '../config/api-config.ts';
import type { Config } from '../config/config.ts';
import { migrate, rewriteApplicants } from '../db/migrate.ts';
import { connectDatabase } from '../db/orm.ts';
import { createApplicantSealer } from '../personal/applicant-sealer.ts';
import { identityHasherOf } from '../personal/identity-hash.ts';
import { requireMasterKeys } from '../personal/master-key-use.ts';
import { sealOldApplicants } from '../personal/seal-old-applicants.ts';
import { createKeyring } from '../storage/envelope.ts';
import { withProgress } from './progress.ts';
import type { ServerControl } from './server-process.ts';
import { issuerProcess, keepRunning, serviceProcess } from './service-process.ts';
import { startStack } from './start-stack.ts';
import type { Stack, StackOptions } from './start-stack.ts';

/** The whole of motcua: its servers, its schema and catalogue, one worker, one API, and the issuer of demo accounts. */
export interface Service {
  readonly stack: Stack;
  readonly worker: ServerControl;
  readonly api: ServerControl;
  /** undefined: demo accounts are off, or an external issuer is used. */
  readonly issuer: ServerControl | undefined;
  readonly apiUrl: string;
  /** Ends API, worker and servers in this order. */
  stop(onProgress?: (line: string) => void): Promise<void>;
}

/** Brings the schema up to date and writes the catalogue's data; repeats change nothing. @returns what was found in the database */
export const prepareDatabase = async (config: Config): Promise<InstallReport> => {
  const ownerUrl = config.database.ownerUrl ?? config.database.url;
  await migrate(ownerUrl);
  const db = await connectDatabase(config.database.url, 2);
  try {
    const { master, identity } = config.keys;
    await requireMasterKeys(
      db,
      master.map(({ id }) => id),
    );
    const sealed = await sealOldApplicants(
      db,
      createApplicantSealer(createKeyring(master), identityHasherOf(identity)),
    );
    if (sealed > 0) await rewriteApplicants(ownerUrl);
    return await installCatalogue(db, await loadCatalogue(config.catalogueDir), { demo: demoOf(config) });
  } finally {
    await db.close();
  }
};

const demoOf = ({ demo, identity }: Config) =>
  demo === undefined || identity === undefined ? undefined : { issuer: identity.issuer, password: demo.password };

/**
 * Brings up the stack, then the worker and the API on it, and starts again what crashes.
 * @throws {ConfigError} or {StackError}, after ending what had been started
 */
export const startService = async (options: StackOptions): Promise<Service> => {
  const tell = options.onProgress ?? (() => undefined);
  const stack = await startStack({ ...options, serveApi: true });
  const stopping = new AbortController();
  const worker = serviceProcess('worker', stack);
  const api = serviceProcess('api', stack);
  const issuer = issuerProcess(stack);

  const stop = async (onProgress: (line: string) => void = () => undefined): Promise<void> => {
    stopping.abort();
    for (const server of [api, worker, issuer]) {
      if (server?.pid === undefined) continue;
      onProgress(`stopping ${server.name} …`);
      await server.stop();
    }
    await stack.stop(onProgress);
  };

  try {
    options.signal?.throwIfAborted();
    const report = await withProgress(tell, 'schema and catalogue', () => prepareDatabase(stack.config));
    for (const calendar of report.overriddenCalendars)
      tell(`calendar ${calendar}: a change that was approved is in force, not what its file says`);
    await withProgress(tell, 'worker and API', () => Promise.all([worker.start(), api.start(), issuer?.start()]));
    options.signal?.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  const servers = [stack.postgres, stack.minio, stack.temporal, worker, api, issuer];
  for (const server of servers) if (server !== undefined) keepRunning(server, stopping.signal, tell);
  return { stack, worker, api, issuer, apiUrl: apiOrigin(stack.config.api), stop };
};
