import { readApi } from '../config/api-config.ts';
import { API_SETTINGS } from '../config/api-settings.ts';
import { ConfigError } from '../config/config.ts';
import type { ConfigProblem, Env, Settings } from '../config/config.ts';
import { demoRefusal } from '../config/demo-identity.ts';
import { COMPLETE_ENVIRONMENT } from '../config/environment.ts';
import { SETTINGS } from '../config/settings.ts';
import { clientSecretOf, WEB_CLIENT } from '../identity/issuer/demo-clients.ts';
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
  {
    given: 'DATABASE_URL',
    needs: ['DATABASE_API_URL', 'DATABASE_OWNER_URL', 'PAYLOAD_KEYS', 'MASTER_KEYS', 'IDENTITY_HASH_KEY'],
  },
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
  demoRefusal({
    embeddedDatabase: settings.DATABASE_URL === undefined,
    apiHost: settings.API_HOST,
    ownIssuer: settings.OIDC_ISSUER !== undefined,
  });

/** Whether we bring up an issuer too, with demo accounts: unless it was switched off, wherever it may be. */
export const embedsIssuer = (settings: Settings, env: Env): boolean =>
  env['DEMO_IDENTITY'] !== 'off' && demoRefusalFor(settings) === undefined;

/** @throws {ConfigError} when demo accounts are asked for where they must not be */
export const requireDemoPlace = (settings: Settings): void => {
  const refusal = settings.DEMO_IDENTITY ? demoRefusalFor(settings) : undefined;
  if (refusal !== undefined) throw new ConfigError([{ setting: 'DEMO_IDENTITY', ...refusal }]);
};

/** @throws {ConfigError} when the API would speak in clear with other machines, before anything is started */
export const requireApiPlace = (settings: Settings): void => {
  const problems: ConfigProblem[] = [];
  readApi(settings, problems);
  if (problems.length > 0) throw new ConfigError(problems);
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

/** Limits that one program reaches when it plays everybody in a province at once: tests, the storm, the benchmark, the fuzzer. */
export const HIGH_LIMITS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(API_SETTINGS)
    .filter((name) => name.startsWith('LIMIT_'))
    .map((name) => [name, '1000000']),
);

/**
 * What holds for tests and the benchmark too, which servers, keys and ports of the real service never do: where programs come from. And
 * limits that they do not reach.
 */
export const programSettingsIn = (env: Env): Record<string, string> => ({
  ...HIGH_LIMITS,
  ...Object.fromEntries(Object.entries(settingsIn(env)).filter(([name]) => PROGRAM_SETTINGS.includes(name))),
});

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
  DATABASE_API_URL: roleUrl('motcua_api', secrets.apiPassword, ports.postgres, 'motcua'),
  DATABASE_OWNER_URL: roleUrl('motcua_owner', secrets.ownerPassword, ports.postgres, 'motcua'),
  ...(settings.PAYLOAD_KEYS === undefined ? { PAYLOAD_KEYS: secrets.payloadKeys } : {}),
  ...(settings.MASTER_KEYS === undefined ? { MASTER_KEYS: secrets.masterKeys } : {}),
  ...(settings.IDENTITY_HASH_KEY === undefined ? { IDENTITY_HASH_KEY: secrets.identityHashKey } : {}),
});

const storageFacts = ({ settings, ports, secrets }: EmbeddedFacts): Record<string, string> => ({
  S3_ENDPOINT: minioEndpoint(ports.minio),
  ...(settings.S3_ACCESS_KEY === undefined ? { S3_ACCESS_KEY: secrets.s3AccessKey } : {}),
  ...(settings.S3_SECRET_KEY === undefined ? { S3_SECRET_KEY: secrets.s3SecretKey } : {}),
});

/** What the embedded issuer and those who sign in at it share. */
const demoFacts = ({ settings, ports, secrets }: EmbeddedFacts): Record<string, string> => {
  const key = settings.DEMO_CLIENT_KEY ?? Buffer.from(secrets.demoClientKey, 'base64');
  return {
    DEMO_IDENTITY: SETTINGS.DEMO_IDENTITY.embeddedDefault,
    OIDC_ISSUER: `http://127.0.0.1:${ports.issuer}`,
    OIDC_CLIENT_ID: WEB_CLIENT,
    OIDC_CLIENT_SECRET: clientSecretOf(key, WEB_CLIENT),
    OIDC_CLAIM_IDENTITY_NUMBER: 'identity_number',
    DEMO_PASSWORD: secrets.demoPassword,
    DEMO_CLIENT_KEY: secrets.demoClientKey,
  };
};

/** The whole environment of the processes that use the servers: embedded defaults, then the operator's, then addresses. */
export const completeEnvironment = (env: Env, dataDir: string, facts: EmbeddedFacts): Record<string, string> => {
  const { settings, parts, ports } = facts;
  const ownDatabase = settings.DATABASE_URL === undefined;
  const demo = embedsIssuer(settings, env);
  return {
    ...COMPLETE_ENVIRONMENT,
    ...(demo ? demoFacts(facts) : {}),
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

/** The same without the roles that are not this program's: the API's rows are those of whoever asks, and only the API needs that role. */
export const withDatabaseOf = (
  program: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
): Record<string, string> => {
  const foreign = program === 'api' ? 'DATABASE_URL' : 'DATABASE_API_URL';
  return Object.fromEntries(Object.entries(withoutOwner(env)).filter(([name]) => !name.startsWith(foreign)));
};
