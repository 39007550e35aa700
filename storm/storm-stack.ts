import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalogue, type Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { readConfig, readSettings, type Config, type Env } from '../infra/config/config.ts';
import { connect, type Connections } from '../infra/connect.ts';
import { findProgram } from '../infra/stack/binaries.ts';
import { freePorts } from '../infra/stack/ports.ts';
import type { ServerControl } from '../infra/stack/server-process.ts';
import { issuerProcess, keepRunning, serviceProcess } from '../infra/stack/service-process.ts';
import { prepareDatabase } from '../infra/stack/start-service.ts';
import { startStack, type Stack } from '../infra/stack/start-stack.ts';
import { toxiproxy, type CuttableWay, type Toxiproxy } from '../infra/stack/toxiproxy.ts';
import { ENGINE_NAMES } from '../workflows/names.ts';
import { writeStormCatalogue } from './storm-catalogue.ts';

/** An act's outcome is waited for so long; what takes longer is answered 503 and asked for again. */
const ACT_WAIT_SECONDS = '3';

/** motcua with two workers and two APIs, each with ways of its own to the servers, every one of which can be cut. */
export interface StormStack {
  readonly config: Config;
  readonly catalogue: Catalogue;
  /** The storm's own way to the facts and the engine, which nobody cuts. */
  readonly connections: Connections;
  /** What can be killed, by what it is. */
  readonly targets: readonly Target[];
  readonly ways: readonly CuttableWay[];
  /** Addresses of the two APIs, each behind a way. */
  readonly apiUrls: readonly string[];
  /** Names of processes that ended by themselves, each time they did. */
  readonly crashes: readonly string[];
  stop(): Promise<void>;
}

export interface Target {
  readonly kind: 'worker' | 'api' | 'temporal' | 'postgres' | 'minio';
  readonly server: ServerControl;
}

export interface StormStackOptions {
  readonly env: Env;
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly tell: (line: string) => void;
}

export async function startStormStack({ env, folder, signal, tell }: StormStackOptions): Promise<StormStack> {
  const catalogueDir = join(folder, 'catalogue');
  mkdirSync(folder, { recursive: true });
  writeStormCatalogue(catalogueDir);
  const binary = await findProgram('toxiproxy-server', readSettings(env), tell);
  const stack = await startStack({
    env: { ...env, CATALOGUE_DIR: catalogueDir, ACT_WAIT_SECONDS },
    dataDir: join(folder, 'stack'),
    ports: 'free',
    onProgress: tell,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    await prepareDatabase(stack.config);
    await issuerProcess(stack)?.start();
    const { dataDir, guarded } = stack;
    const proxy = await toxiproxy({ dataDir, binary, guarded });
    await proxy.server.start();
    return await assemble(stack, proxy, tell);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function assemble(stack: Stack, proxy: Toxiproxy, tell: (line: string) => void): Promise<StormStack> {
  const { postgres, minio, temporal, config } = stack;
  if (postgres === undefined || minio === undefined || temporal === undefined)
    throw new Error('a storm kills its servers, so it takes none but embedded ones');
  const ways: CuttableWay[] = [];
  const open = async (name: string, port: number): Promise<number> => {
    const way = await proxy.open(name, port);
    ways.push(way);
    return way.port;
  };
  /** The stack as one process reaches it: each server over a way of that process's own. */
  const ledTo = async (name: string): Promise<Stack> => {
    const databasePort = String(await open(`${name}-postgres`, postgres.port));
    const through = (url = ''): string => Object.assign(new URL(url), { port: databasePort }).href;
    const port = (await freePorts()).api;
    const env = {
      ...stack.env,
      DATABASE_URL: through(stack.env['DATABASE_URL']),
      DATABASE_API_URL: through(stack.env['DATABASE_API_URL']),
      TEMPORAL_ADDRESS: `127.0.0.1:${await open(`${name}-temporal`, temporal.port)}`,
      S3_ENDPOINT: `http://127.0.0.1:${await open(`${name}-minio`, minio.port)}`,
      API_PORT: String(port),
    };
    return { ...stack, env, config: readConfig(env), ports: { ...stack.ports, api: port } };
  };
  const workers = await each(['worker-1', 'worker-2'], async (name) =>
    serviceProcess('worker', await ledTo(name), name),
  );
  const apis = await each(['api-1', 'api-2'], async (name) => serviceProcess('api', await ledTo(name), name));
  const apiUrls = await each(apis, async ({ name, port }) => `http://127.0.0.1:${await open(name, port)}`);
  await Promise.all([...workers, ...apis].map((server) => server.start()));

  const stopping = new AbortController();
  const crashes: string[] = [];
  const targets: Target[] = [
    ...workers.map((server) => ({ kind: 'worker', server }) as const),
    ...apis.map((server) => ({ kind: 'api', server }) as const),
    { kind: 'temporal', server: temporal },
    { kind: 'postgres', server: postgres },
    { kind: 'minio', server: minio },
  ];
  for (const { server } of targets) {
    server.onCrash(() => void crashes.push(server.name));
    keepRunning(server, stopping.signal, tell);
  }
  const connections = await connect(config, ENGINE_NAMES);
  const catalogue = await loadCatalogue(config.catalogueDir);
  return {
    config,
    catalogue,
    connections,
    targets,
    ways,
    apiUrls,
    crashes,
    async stop() {
      stopping.abort();
      await connections.close();
      for (const server of [...apis, ...workers, proxy.server]) await server.stop();
      await stack.stop();
    },
  };
}

async function each<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
