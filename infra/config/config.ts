import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { leadsToEmbedded } from '../stack/secrets.ts';
import { readApi, type ApiConfig } from './api-config.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { demoRefusal, isLoopback } from './demo-identity.ts';
import { readIdentity, type DemoConfig, type IdentityConfig } from './identity-config.ts';
import type { KeyRing, SettingKind } from './setting-kinds.ts';
import { SETTINGS } from './settings.ts';
import type { Setting, SettingName } from './settings.ts';
import { readUploads, type UploadConfig } from './upload-config.ts';

export { ConfigError, type ConfigProblem };

/** Names and values as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

type ValueOf<S extends Setting> = S['kind'] extends SettingKind<infer Value> ? Value : never;

/** Every setting parsed; those without a default may be absent. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends { default: string }
    ? ValueOf<(typeof SETTINGS)[Name]>
    : ValueOf<(typeof SETTINGS)[Name]> | undefined;
};

export interface TemporalTls {
  readonly serverName: string | undefined;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** What a main reads once and passes down. Every server is known here, embedded or not. */
export interface Config {
  readonly database: {
    readonly url: string;
    /** Where the API works, whose rows are those of whoever asks; absent where a process is no API. */
    readonly apiUrl: string | undefined;
    /** The schema's owner; only processes that migrate are given it. */
    readonly ownerUrl: string | undefined;
    readonly poolSize: number;
  };
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly apiKey: string | undefined;
    readonly tls: TemporalTls | undefined;
  };
  readonly storage: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKey: string;
    readonly secretKey: string;
    /** PEM; undefined: the system's authorities. */
    readonly tlsCa: string | undefined;
    readonly buckets: {
      readonly documents: string;
      readonly results: string;
      readonly quarantine: string;
      readonly history: string;
    };
    readonly resultRetentionDays: number;
  };
  readonly uploads: UploadConfig;
  readonly keys: { readonly payload: KeyRing; readonly master: KeyRing; readonly identity: Uint8Array };
  readonly api: ApiConfig;
  /** How long a batch may be taken back once it is over. */
  readonly batchUndoMinutes: number;
  /** How long it is kept on record who read which personal data. */
  readonly personalReadDays: number;
  /** Undefined: nobody can sign in. */
  readonly identity: IdentityConfig | undefined;
  /** The accounts and clients for trying out, where the issuer is the embedded one. */
  readonly demo: DemoConfig | undefined;
  readonly catalogueDir: string;
  readonly dataDir: string;
  readonly logLevel: Settings['LOG_LEVEL'];
}

interface RawValue {
  readonly value?: string;
  readonly problem?: ConfigProblem;
}

const present = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : value;

const readSecretFile = (setting: string, path: string): RawValue => {
  try {
    return { value: readFileSync(path, 'utf8').trim() };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      problem: { setting, en: `cannot read the file ${path} (${code})`, vi: `không đọc được tệp ${path} (${code})` },
    };
  }
};

const rawValue = (name: string, setting: Setting, env: Env): RawValue => {
  const direct = present(env[name]);
  const file = setting.secret === true ? present(env[`${name}_FILE`]) : undefined;
  if (direct !== undefined && file !== undefined) {
    return {
      problem: {
        setting: name,
        en: `set either ${name} or ${name}_FILE, not both`,
        vi: `chỉ đặt ${name} hoặc ${name}_FILE, không đặt cả hai`,
      },
    };
  }
  if (file !== undefined) return readSecretFile(`${name}_FILE`, file);
  const value = direct ?? setting.default;
  return value === undefined ? {} : { value };
};

const invalid = (name: string, setting: Setting, value: string): ConfigProblem => {
  const shown = setting.secret === true ? '' : `, not "${value}"`;
  const shownVi = setting.secret === true ? '' : `, không phải "${value}"`;
  return { setting: name, en: `must be ${setting.kind.en}${shown}`, vi: `phải là ${setting.kind.vi}${shownVi}` };
};

/**
 * Parses every setting; servers may still be absent, since `npm start` brings up those that are.
 * @throws {ConfigError} listing all bad settings at once
 */
export const readSettings = (env: Env): Settings => {
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const { value, problem } = rawValue(name, setting, env);
    if (problem !== undefined) problems.push(problem);
    if (value === undefined) continue;
    const parsed: z.ZodSafeParseResult<unknown> = setting.kind.schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(invalid(name, setting, value));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  // The loop has filled exactly the keys of the table with what their kinds produce, which the compiler cannot follow.
  return values as Settings;
};

const tlsOf = (settings: Settings): TemporalTls | undefined => {
  const needed =
    settings.TEMPORAL_TLS || settings.TEMPORAL_API_KEY !== undefined || settings.TEMPORAL_TLS_CERT !== undefined;
  if (!needed) return undefined;
  return {
    serverName: settings.TEMPORAL_TLS_SERVER_NAME,
    ca: settings.TEMPORAL_TLS_CA,
    cert: settings.TEMPORAL_TLS_CERT,
    key: settings.TEMPORAL_TLS_KEY,
  };
};

/**
 * The configuration of a process that uses the servers: worker, API, command line. `npm start` passes the addresses and
 * secrets of what it has brought up; elsewhere the operator sets them.
 * @param database which of the roles the process works as
 * @throws {ConfigError} listing all bad and missing settings at once
 */
export const readConfig = (env: Env, database: 'DATABASE_URL' | 'DATABASE_API_URL' = 'DATABASE_URL'): Config => {
  const settings = readSettings(env);
  const problems: ConfigProblem[] = [];
  const required = <Name extends SettingName>(name: Name): NonNullable<Settings[Name]> => {
    const value = settings[name];
    if (value === undefined) {
      problems.push({
        setting: name,
        en: 'is required here (npm start sets it for the servers it brings up)',
        vi: 'là bắt buộc ở đây (npm start tự đặt cho các máy chủ nó khởi động)',
      });
    }
    // An absent value is reported below before anyone can see it.
    return value as NonNullable<Settings[Name]>;
  };
  const config: Config = {
    database: {
      url: required(database),
      apiUrl: settings.DATABASE_API_URL,
      ownerUrl: settings.DATABASE_OWNER_URL,
      poolSize: settings.DATABASE_POOL,
    },
    temporal: {
      address: required('TEMPORAL_ADDRESS'),
      namespace: settings.TEMPORAL_NAMESPACE,
      apiKey: settings.TEMPORAL_API_KEY,
      tls: tlsOf(settings),
    },
    storage: {
      endpoint: required('S3_ENDPOINT'),
      region: settings.S3_REGION,
      accessKey: required('S3_ACCESS_KEY'),
      secretKey: required('S3_SECRET_KEY'),
      tlsCa: settings.S3_TLS_CA,
      buckets: {
        documents: settings.S3_BUCKET_DOCUMENTS,
        results: settings.S3_BUCKET_RESULTS,
        quarantine: settings.S3_BUCKET_QUARANTINE,
        history: settings.S3_BUCKET_HISTORY,
      },
      resultRetentionDays: settings.RESULT_RETENTION_DAYS,
    },
    uploads: readUploads(settings),
    keys: {
      payload: required('PAYLOAD_KEYS'),
      master: required('MASTER_KEYS'),
      identity: required('IDENTITY_HASH_KEY'),
    },
    api: readApi(settings, problems),
    batchUndoMinutes: settings.BATCH_UNDO_MINUTES,
    personalReadDays: settings.PERSONAL_READ_DAYS,
    identity: readIdentity(settings, problems),
    demo: settings.DEMO_IDENTITY
      ? { password: required('DEMO_PASSWORD'), clientKey: required('DEMO_CLIENT_KEY') }
      : undefined,
    catalogueDir: settings.CATALOGUE_DIR,
    dataDir: settings.DATA_DIR,
    logLevel: settings.LOG_LEVEL,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  requireDemoPlace(config);
  return config;
};

/** Holds in every process: whoever started it, and whatever it was told. */
const requireDemoPlace = ({ demo, database, api, dataDir, identity }: Config): void => {
  if (demo === undefined) return;
  const refusal = demoRefusal({
    embeddedDatabase: leadsToEmbedded(dataDir, database.url),
    apiHost: api.host,
    ownIssuer: identity !== undefined && !isLoopback(new URL(identity.issuer).hostname),
  });
  if (refusal !== undefined) throw new ConfigError([{ setting: 'DEMO_IDENTITY', ...refusal }]);
};
