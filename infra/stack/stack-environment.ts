import { ConfigError } from '../config/config.ts';
import type { ConfigProblem, Env, Settings } from '../config/config.ts';
import { demoRefusal } from '../config/demo-identity.ts';
import { COMPLETE_ENVIRONMENT } from '../config/environment.ts';
import { SETTINGS } from '../config/settings.ts';
import type { Setting } from '../config/settings.ts';
import { minioEndpoint } from './minio.ts';
import type { StackPorts } from './ports.ts';
import { roleUrl } from './provision-database.ts';
import type { EmbeddedSecrets } from './secrets.ts';

/** Which servers we bring up ourselves. */
export interface EmbeddedParts {
  readonly postgres: boolean;
  readonly temporal: boolean;
  readonly minio: boolean;
}

/** Those without an address. Temporal keeps its data in PostgreSQL, so an embedded one brings the embedded PostgreSQL along. */
export const embeddedParts = (settings: Settings): EmbeddedParts => {
  const temporal = settings.TEMPORAL_ADDRESS === undefined;
  return {
    temporal,
    postgres: temporal || settings.DATABASE_URL === undefined,
    minio: settings.S3_ENDPOINT === undefined,
  };
};

const COMPANIONS = [
  // Keys made by themselves would lie in a folder nobody backs up, and with them every document of a real database.
  { given: 'DATABASE_URL', needs: ['DATABASE_OWNER_URL', 'PAYLOAD_KEYS', 'MASTER_KEYS'] },
  { given: 'S3_ENDPOINT', needs: ['S3_ACCESS_KEY', 'S3_SECRET_KEY'] },
] as const;

/** @throws {ConfigError} when an external server is named without what goes with it */
export const requireCompanions = (settings: Settings): void => {
  const problems = COMPANIONS.filter(({ given }) => settings[given] !== undefined).flatMap(({ given, needs }) =>
    needs
      .filter((name) => settings[name] === undefined)
      .map((setting): ConfigProblem => ({
        setting,
        en: `is required when ${given} is set`,
        vi: `là bắt buộc khi đặt ${given}`,
      })),
  );
  if (problems.length > 0) throw new ConfigError(problems);
};

const demoRefusalFor = (settings: Settings) =>
  demoRefusal({ embeddedDatabase: settings.DATABASE_URL === undefined, apiHost: settings.API_HOST });

/** @throws {ConfigError} when demo accounts are asked for where they must not be */
export const requireDemoPlace = (settings: Settings): void => {
  const refusal = settings.DEMO_IDENTITY ? demoRefusalFor(settings) : undefined;
  if (refusal !== undefined) throw new ConfigError([{ setting: 'DEMO_IDENTITY', ...refusal }]);
};

const KNOWN = new Set(
  Object.entries<Setting>(SETTINGS).flatMap(([name, { secret }]) =>
    secret === true ? [name, `${name}_FILE`] : [name],
  ),
);

/** The settings among the variables of an environment, empty ones left out. */
export const settingsIn = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => KNOWN.has(entry[0]) && entry[1] !== undefined && entry[1] !== '',
    ),
  );

const PROGRAM_SETTINGS = [
  'MOTCUA_CACHE_DIR',
  'TEMPORAL_SERVER_BINARY',
  'TEMPORAL_SQL_TOOL_BINARY',
  'MINIO_BINARY',
  'TOXIPROXY_BINARY',
];

/**
 * The settings that say where programs come from. They hold for tests and the benchmark too, which servers, keys and ports of the
 * real service never do.
 */
export const programSettingsIn = (env: Env): Record<string, string> =>
  Object.fromEntries(Object.entries(settingsIn(env)).filter(([name]) => PROGRAM_SETTINGS.includes(name)));

/** The variables of an environment that are no settings. */
export const withoutSettings = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !KNOWN.has(name)));

interface EmbeddedFacts {
  readonly settings: Settings;
  readonly parts: EmbeddedParts;
  readonly ports: StackPorts;
  readonly secrets: EmbeddedSecrets;
}

const databaseFacts = ({ settings, ports, secrets }: EmbeddedFacts): Record<string, string> => ({
  DATABASE_URL: roleUrl('motcua_app', secrets.appPassword, ports.postgres, 'motcua'),
  DATABASE_OWNER_URL: roleUrl('motcua_owner', secrets.ownerPassword, ports.postgres, 'motcua'),
  ...(settings.PAYLOAD_KEYS === undefined ? { PAYLOAD_KEYS: secrets.payloadKeys } : {}),
  ...(settings.MASTER_KEYS === undefined ? { MASTER_KEYS: secrets.masterKeys } : {}),
});

const storageFacts = ({ settings, ports, secrets }: EmbeddedFacts): Record<string, string> => ({
  S3_ENDPOINT: minioEndpoint(ports.minio),
  ...(settings.S3_ACCESS_KEY === undefined ? { S3_ACCESS_KEY: secrets.s3AccessKey } : {}),
  ...(settings.S3_SECRET_KEY === undefined ? { S3_SECRET_KEY: secrets.s3SecretKey } : {}),
});

/** The whole environment of the processes that use the servers: embedded defaults, then the operator's, then addresses. */
export const completeEnvironment = (env: Env, dataDir: string, facts: EmbeddedFacts): Record<string, string> => {
  const { settings, parts, ports } = facts;
  const ownDatabase = settings.DATABASE_URL === undefined;
  return {
    ...COMPLETE_ENVIRONMENT,
    ...(demoRefusalFor(settings) === undefined ? { DEMO_IDENTITY: SETTINGS.DEMO_IDENTITY.embeddedDefault } : {}),
    ...(parts.minio ? { RESULT_RETENTION_DAYS: SETTINGS.RESULT_RETENTION_DAYS.embeddedDefault } : {}),
    ...settingsIn(env),
    ...(ownDatabase ? databaseFacts(facts) : {}),
    ...(parts.minio ? storageFacts(facts) : {}),
    ...(parts.temporal ? { TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}` } : {}),
    API_PORT: String(ports.api),
    DATA_DIR: dataDir,
  };
};

/** The same without what only migrations may use. */
export const withoutOwner = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DATABASE_OWNER_URL')));
