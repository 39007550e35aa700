import { readConfig, readSettings } from '../config/config.ts';
import type { Config, Env, Settings } from '../config/config.ts';
import { checkApiRole, checkApplicationRole, checkOwnerRole } from '../db/check-database.ts';
import { findProgram } from './binaries.ts';
import { ensureBuckets } from './buckets.ts';
import { openDataFolder } from './data-folder.ts';
import { guardProcesses } from './guarded-processes.ts';
import type { GuardedProcesses } from './guarded-processes.ts';
import { embeddedMinio } from './minio.ts';
import { checkTemporal, ensureNamespace } from './namespace.ts';
import { configuredPorts, freePorts, requireFreePort, TEMPORAL_PORTS } from './ports.ts';
import type { StackPorts } from './ports.ts';
import { withProgress } from './progress.ts';
import { embeddedPostgres, superuserUrl } from './postgres.ts';
import { provisionDatabase } from './provision-database.ts';
import { writeRunning } from './running-stack.ts';
import { embeddedSecrets } from './secrets.ts';
import type { EmbeddedSecrets } from './secrets.ts';
import type { ServerControl } from './server-process.ts';
import {
  completeEnvironment,
  embeddedParts,
  embedsIssuer,
  requireCompanions,
  requireApiPlace,
  requireDemoPlace,
  withoutOwner,
} from './stack-environment.ts';
import type { EmbeddedParts } from './stack-environment.ts';
import { explainDisk, StackError } from './stack-error.ts';
import { embeddedTemporal } from './temporal.ts';

export interface StackOptions {
  /** Settings as in `.env.example`. A server whose address is set here is not started, only checked. */
  readonly env: Env;
  /** Instead of DATA_DIR. */
  readonly dataDir?: string;
  /** `free`: any free ports, for tests beside a running start. Default: those of the settings. */
  readonly ports?: 'configured' | 'free';
  /** The API will be served too, so its port must be free. */
  readonly serveApi?: boolean;
  /** Further settings of the embedded PostgreSQL, e.g. `shared_preload_libraries` for measuring. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  /** Further dynamic settings of the embedded Temporal server, for tests. */
  readonly temporalSettings?: Readonly<Record<string, unknown>>;
  /** Gives up on bringing the stack up; what has been started is ended first. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/** Servers that are up, and everything a process needs to use them. */
export interface Stack {
  /** The environment of worker, API and command line: addresses, secrets, keys; without the schema owner's URL. */
  readonly env: Readonly<Record<string, string>>;
  /** The same as a configuration, with the schema owner's URL. */
  readonly config: Config;
  readonly dataDir: string;
  readonly ports: StackPorts;
  /** Names of processes that an earlier launcher had left running and that were ended first. */
  readonly endedLeftovers: readonly string[];
  /** Whether the facts are kept in the embedded PostgreSQL; it may also run for Temporal alone. */
  readonly ownDatabase: boolean;
  /** A superuser of the embedded PostgreSQL, for tests that measure or break things. */
  readonly adminUrl: string | undefined;
  /** undefined: an external server is used instead. */
  readonly postgres: ServerControl | undefined;
  readonly minio: ServerControl | undefined;
  readonly temporal: ServerControl | undefined;
  /** Runs further processes under the same guard: none outlives this process. */
  readonly guarded: GuardedProcesses;
  /** Ends the servers, Temporal first and PostgreSQL last, and lets the data folder go. */
  stop(onProgress?: (line: string) => void): Promise<void>;
}

interface Assembly {
  readonly settings: Settings;
  readonly parts: EmbeddedParts;
  readonly ports: StackPorts;
  readonly secrets: EmbeddedSecrets;
  readonly config: Config;
  readonly dataDir: string;
  readonly postgresSettings: Readonly<Record<string, string>>;
  readonly temporalSettings: Readonly<Record<string, unknown>>;
  readonly guarded: GuardedProcesses;
  readonly tell: (line: string) => void;
}

type Servers = Pick<Stack, 'postgres' | 'minio' | 'temporal'>;

/** Knowing a process of ours from a stranger's takes what Windows does not offer. */
const requirePlatform = (parts: EmbeddedParts): void => {
  if (process.platform !== 'win32' || !Object.values(parts).includes(true)) return;
  throw new StackError(
    'DATABASE_URL',
    'embedded servers run on Linux and macOS; use WSL 2, or set DATABASE_URL, TEMPORAL_ADDRESS and S3_ENDPOINT',
    'máy chủ nhúng chỉ chạy trên Linux và macOS; hãy dùng WSL 2 hoặc đặt DATABASE_URL, TEMPORAL_ADDRESS và S3_ENDPOINT',
  );
};

const requirePorts = async (parts: EmbeddedParts, ports: StackPorts): Promise<void> => {
  if (parts.postgres) await requireFreePort('EMBEDDED_POSTGRES_PORT', ports.postgres);
  if (parts.minio) await requireFreePort('EMBEDDED_MINIO_PORT', ports.minio);
  if (!parts.temporal) return;
  for (let index = 0; index < TEMPORAL_PORTS; index += 1) {
    await requireFreePort('EMBEDDED_TEMPORAL_PORT', ports.temporal + index);
  }
};

const makePostgres = (assembly: Assembly): ServerControl | undefined => {
  const { parts, dataDir, ports, secrets, postgresSettings: settings, guarded } = assembly;
  if (!parts.postgres) return undefined;
  const { postgresPassword: superuserPassword } = secrets;
  return embeddedPostgres({ dataDir, port: ports.postgres, superuserPassword, settings, guarded });
};

const makeMinio = async (assembly: Assembly): Promise<ServerControl | undefined> => {
  const { parts, dataDir, ports, config, settings, guarded, tell } = assembly;
  if (!parts.minio) return undefined;
  const { accessKey, secretKey, region } = config.storage;
  const binary = await findProgram('minio', settings, tell);
  return embeddedMinio({ dataDir, port: ports.minio, binary, accessKey, secretKey, region, guarded });
};

const makeTemporal = async (assembly: Assembly): Promise<ServerControl | undefined> => {
  const {
    parts,
    dataDir,
    ports,
    secrets,
    config,
    settings,
    temporalSettings: dynamicSettings,
    guarded,
    tell,
  } = assembly;
  if (!parts.temporal) return undefined;
  const { endpoint, accessKey, secretKey, region, buckets } = config.storage;
  return embeddedTemporal({
    dataDir,
    port: ports.temporal,
    postgresPort: ports.postgres,
    password: secrets.temporalPassword,
    serverBinary: await findProgram('temporal-server', settings, tell),
    sqlToolBinary: await findProgram('temporal-sql-tool', settings, tell),
    archive: { endpoint, region, accessKey, secretKey, bucket: buckets.history },
    dynamicSettings,
    guarded,
  });
};

/** Finds every program before anything is started: a build takes minutes, and each alone keeps every core busy. */
const makeServers = async (assembly: Assembly): Promise<Servers> => {
  const minio = await makeMinio(assembly);
  const temporal = await makeTemporal(assembly);
  return { postgres: makePostgres(assembly), minio, temporal };
};

/** Looks at the servers that are not ours before anything of ours is built or started. */
const checkExternals = async ({ settings, config, parts, tell }: Assembly): Promise<void> => {
  if (settings.DATABASE_URL !== undefined) {
    tell('external PostgreSQL …');
    await checkApplicationRole(config.database.url);
    await checkOwnerRole(config.database.ownerUrl ?? config.database.url);
    if (config.database.apiUrl !== undefined) await checkApiRole(config.database.apiUrl);
  }
  if (!parts.minio) {
    tell('external S3 storage …');
    await ensureBuckets(config.storage);
  }
  if (!parts.temporal) {
    tell('external Temporal …');
    await checkTemporal(config);
  }
};

/** Waits for all before it fails, so that nothing is still being started when the stack is taken down. */
const both = async (...work: readonly Promise<unknown>[]): Promise<void> => {
  const failure = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
};

const bringUp = async (assembly: Assembly, servers: Servers): Promise<void> => {
  const { config, ports, secrets, tell } = assembly;
  const timed = (what: string, work: () => Promise<unknown>) => withProgress(tell, what, work);
  const { postgres, minio, temporal } = servers;
  const engine = async (): Promise<void> => {
    if (postgres !== undefined) {
      await timed('PostgreSQL', async () => {
        await postgres.start();
        await provisionDatabase(superuserUrl(ports.postgres, secrets.postgresPassword), secrets);
      });
    }
    if (temporal !== undefined) await timed('Temporal', () => temporal.start());
  };
  const storage = async (): Promise<void> => {
    if (minio === undefined) return;
    await timed('MinIO', async () => {
      await minio.start();
      await ensureBuckets(config.storage);
    });
  };
  await both(engine(), storage());
  // Only now: the server looks for the archive's bucket when the namespace is made.
  await timed('Temporal namespace', () => ensureNamespace(config, config.storage.buckets.history, tell));
};

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(new Error('given up'));
    if (signal?.aborted === true) fail();
    else signal?.addEventListener('abort', fail, { once: true });
  });

/**
 * Brings up PostgreSQL, MinIO and Temporal, each unless its address is set, and makes what motcua needs in them: roles and
 * databases, buckets, namespace. The second call on a data folder finds the data of the first.
 * @throws {ConfigError} for bad settings
 * @throws {StackError} naming the setting: port in use, folder held, program missing, server unreachable, disk full
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const tell = options.onProgress ?? (() => undefined);
  const settings = readSettings(options.env);
  requireCompanions(settings);
  requireDemoPlace(settings);
  requireApiPlace(settings);
  const dataDir = options.dataDir ?? settings.DATA_DIR;
  const parts = embeddedParts(settings);
  requirePlatform(parts);
  const folder = await openDataFolder(dataDir);
  let guarded: GuardedProcesses | undefined;
  try {
    if (folder.endedLeftovers.length > 0)
      tell(`ended what an earlier start had left: ${folder.endedLeftovers.join(', ')}`);
    const ports = options.ports === 'free' ? await freePorts() : configuredPorts(settings);
    await requirePorts(parts, ports);
    if (options.serveApi === true) await requireFreePort('API_PORT', ports.api, settings.API_HOST);
    if (options.serveApi === true && embedsIssuer(settings, options.env))
      await requireFreePort('EMBEDDED_ISSUER_PORT', ports.issuer);
    const secrets = embeddedSecrets(dataDir);
    const env = completeEnvironment(options.env, dataDir, { settings, parts, ports, secrets });
    const config = readConfig(env);
    guarded = guardProcesses(folder, tell);
    const { postgresSettings = {}, temporalSettings = {} } = options;
    const tuning = { postgresSettings, temporalSettings };
    const assembly: Assembly = { settings, parts, ports, secrets, config, dataDir, ...tuning, guarded, tell };
    const abort = aborted(options.signal);
    await Promise.race([checkExternals(assembly), abort]);
    const servers = await Promise.race([makeServers(assembly), abort]);
    await Promise.race([bringUp(assembly, servers), abort]);
    writeRunning(dataDir, withoutOwner(env));
    const processes = guarded;
    return {
      env: withoutOwner(env),
      config,
      dataDir,
      ports,
      endedLeftovers: folder.endedLeftovers,
      ownDatabase: settings.DATABASE_URL === undefined,
      adminUrl: parts.postgres ? superuserUrl(ports.postgres, secrets.postgresPassword) : undefined,
      ...servers,
      guarded: processes,
      stop: async (onProgress = () => undefined) => {
        for (const server of [servers.temporal, servers.minio, servers.postgres]) {
          if (server?.pid === undefined) continue;
          onProgress(`stopping ${server.name} …`);
          await server.stop();
        }
        await processes.close();
        folder.release();
      },
    };
  } catch (error) {
    await guarded?.close();
    folder.release();
    throw explainDisk(error, dataDir);
  }
};
