import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { leadsToEmbedded } from '../stack/secrets.ts';
import { demoRefusal } from './demo-identity.ts';
import type { KeyRing, SettingKind } from './setting-kinds.ts';
import { SETTINGS } from './settings.ts';
import type { Setting, SettingName } from './settings.ts';

/** Names and values as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** One bad setting, in words for whoever runs the service. */
export interface ConfigProblem {
  readonly setting: string;
  readonly en: string;
  readonly vi: string;
}

/**
 * The environment does not make a configuration. The message has one line per bad setting, Vietnamese then English, and
 * never the value of a secret. Causes: a value of the wrong form, a required setting missing, `NAME` and `NAME_FILE` both
 * set, a secret's file that cannot be read, demo accounts where they must not be.
 */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ setting, en, vi }) => `${setting}: ${vi} | ${en}`).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

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
    readonly buckets: { readonly documents: string; readonly results: string; readonly history: string };
    readonly resultRetentionDays: number;
  };
  readonly keys: { readonly payload: KeyRing; readonly master: KeyRing };
  readonly api: { readonly host: string; readonly port: number; readonly actWaitSeconds: number };
  /** How long a batch may be taken back once it is over. */
  readonly batchUndoMinutes: number;
  readonly demoIdentity: boolean;
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
 * @throws {ConfigError} listing all bad and missing settings at once
 */
export const readConfig = (env: Env): Config => {
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
      url: required('DATABASE_URL'),
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
      buckets: {
        documents: settings.S3_BUCKET_DOCUMENTS,
        results: settings.S3_BUCKET_RESULTS,
        history: settings.S3_BUCKET_HISTORY,
      },
      resultRetentionDays: settings.RESULT_RETENTION_DAYS,
    },
    keys: { payload: required('PAYLOAD_KEYS'), master: required('MASTER_KEYS') },
    api: { host: settings.API_HOST, port: settings.API_PORT, actWaitSeconds: settings.ACT_WAIT_SECONDS },
    batchUndoMinutes: settings.BATCH_UNDO_MINUTES,
    demoIdentity: settings.DEMO_IDENTITY,
    catalogueDir: settings.CATALOGUE_DIR,
    dataDir: settings.DATA_DIR,
    logLevel: settings.LOG_LEVEL,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  requireDemoPlace(config);
  return config;
};

/** Holds in every process: whoever started it, and whatever it was told. */
const requireDemoPlace = ({ demoIdentity, database, api, dataDir }: Config): void => {
  if (!demoIdentity) return;
  const refusal = demoRefusal({ embeddedDatabase: leadsToEmbedded(dataDir, database.url), apiHost: api.host });
  if (refusal !== undefined) throw new ConfigError([{ setting: 'DEMO_IDENTITY', ...refusal }]);
};
