import { installCatalogue, type InstallReport } from '../catalogue/install-catalogue.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import type { Config } from '../config/config.ts';
import { migrate } from '../db/migrate.ts';
import { connectDatabase } from '../db/orm.ts';
import { withProgress } from './progress.ts';
import type { ServerControl } from './server-process.ts';
import { keepRunning, serviceProcess } from './service-process.ts';
import { startStack } from './start-stack.ts';
import type { Stack, StackOptions } from './start-stack.ts';

/** The whole of motcua: its servers, its schema and catalogue, one worker and one API. */
export interface Service {
  readonly stack: Stack;
  readonly worker: ServerControl;
  readonly api: ServerControl;
  readonly apiUrl: string;
  /** Ends API, worker and servers in this order. */
  stop(onProgress?: (line: string) => void): Promise<void>;
}

/** Brings the schema up to date and writes the catalogue's data; repeats change nothing. @returns what was found in the database */
export const prepareDatabase = async (config: Config): Promise<InstallReport> => {
  await migrate(config.database.ownerUrl ?? config.database.url);
  const db = await connectDatabase(config.database.url, 2);
  try {
    return await installCatalogue(db, await loadCatalogue(config.catalogueDir), { demo: config.demoIdentity });
  } finally {
    await db.close();
  }
};

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

  const stop = async (onProgress: (line: string) => void = () => undefined): Promise<void> => {
    stopping.abort();
    for (const server of [api, worker]) {
      if (server.pid === undefined) continue;
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
    await withProgress(tell, 'worker and API', () => Promise.all([worker.start(), api.start()]));
    options.signal?.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  const servers = [stack.postgres, stack.minio, stack.temporal, worker, api];
  for (const server of servers) if (server !== undefined) keepRunning(server, stopping.signal, tell);
  const { host, port } = stack.config.api;
  return { stack, worker, api, apiUrl: `http://${host}:${port}`, stop };
};
