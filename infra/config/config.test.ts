import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, readSettings } from './config.ts';
import type { Env } from './config.ts';
import { COMPLETE_ENVIRONMENT, environmentOf } from './environment.ts';
import { CHECKOUT } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'motcua-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');

const complete: Env = {
  DATABASE_URL: 'postgresql://app:secret@db:5432/motcua',
  TEMPORAL_ADDRESS: 'temporal:7233',
  S3_ENDPOINT: 'https://s3.example',
  S3_ACCESS_KEY: 'access',
  S3_SECRET_KEY: 'secret',
  PAYLOAD_KEYS: `new:${key(2)},old:${key(1)}`,
  MASTER_KEYS: `m1:${key(3)}`,
  IDENTITY_HASH_KEY: key(4),
};

const refusal = (read: () => unknown): ConfigError => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

const secretFile = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('configuration', () => {
  test('defaults fill in whatever is not set', () => {
    const config = readConfig(complete);
    expect(config.api).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      actWaitSeconds: 15,
      tls: undefined,
      trustProxy: 0,
    });
    expect(config.temporal).toMatchObject({ namespace: 'motcua', tls: undefined, apiKey: undefined });
    expect(config.storage).toMatchObject({ resultRetentionDays: 3650, region: 'us-east-1' });
    expect([config.identity, config.demo]).toEqual([undefined, undefined]);
    expect(config.catalogueDir).toBe(join(CHECKOUT, 'catalogue'));
  });

  test('an empty value counts as not set', () => {
    expect(readConfig({ ...complete, API_PORT: '' }).api.port).toBe(3000);
  });

  test('the first key of a ring is the active one, and each has 32 bytes', () => {
    const [active, ...others] = readConfig(complete).keys.payload;
    expect(active.id).toBe('new');
    expect(active.bytes).toHaveLength(32);
    expect(others.map(({ id }) => id)).toEqual(['old']);
  });

  test.each([
    ['a short key', 'm1:AAAA'],
    ['the same id twice', `m1:${key(1)},m1:${key(2)}`],
    ['no id', key(1)],
    ['an empty entry', `m1:${key(1)},`],
  ])('a ring with %s is refused without being shown', (_, value) => {
    const { message } = refusal(() => readConfig({ ...complete, MASTER_KEYS: value }));
    expect(message).toMatch(/^MASTER_KEYS: /);
    expect(message).not.toContain(value);
  });

  test('every bad setting has one line that names it, in Vietnamese and English', () => {
    const error = refusal(() =>
      readConfig({ ...complete, API_PORT: '70000', LOG_LEVEL: 'loud', S3_ENDPOINT: 'minio:9000' }),
    );
    expect(error.problems.map(({ setting }) => setting).toSorted()).toEqual(['API_PORT', 'LOG_LEVEL', 'S3_ENDPOINT']);
    expect(error.message.split('\n')).toHaveLength(3);
    expect(error.message).toContain('phải là');
    expect(error.message).toContain('must be');
  });

  test('a secret never appears in an error', () => {
    const { message } = refusal(() => readConfig({ ...complete, DATABASE_URL: 'mysql://app:hunter2@db/motcua' }));
    expect(message).not.toContain('hunter2');
  });

  test('a process that uses servers says which of them it does not know', () => {
    const { problems } = refusal(() => readConfig({}));
    expect(problems.map(({ setting }) => setting)).toEqual([
      'DATABASE_URL',
      'TEMPORAL_ADDRESS',
      'S3_ENDPOINT',
      'S3_ACCESS_KEY',
      'S3_SECRET_KEY',
      'PAYLOAD_KEYS',
      'MASTER_KEYS',
      'IDENTITY_HASH_KEY',
    ]);
  });

  test('a secret may be the content of a file, without its last line break', () => {
    const { S3_SECRET_KEY: _, ...rest } = complete;
    const path = secretFile('s3', 'from-file\n');
    expect(readConfig({ ...rest, S3_SECRET_KEY_FILE: path }).storage.secretKey).toBe('from-file');
  });

  test('a secret given both ways, and a file that cannot be read, are refused', () => {
    const both = refusal(() => readSettings({ S3_SECRET_KEY: 'x', S3_SECRET_KEY_FILE: secretFile('s3-too', 'y') }));
    expect(both.message).toContain('not both');
    const missing = refusal(() => readSettings({ S3_SECRET_KEY_FILE: join(folder, 'nowhere') }));
    expect(missing.message).toMatch(/^S3_SECRET_KEY_FILE: .*ENOENT/);
  });

  test('an API key or a client certificate turns TLS on', () => {
    expect(readConfig({ ...complete, TEMPORAL_API_KEY: 'k' }).temporal.tls).toBeDefined();
    const mutual = readConfig({ ...complete, TEMPORAL_TLS_CERT: 'cert', TEMPORAL_TLS_KEY: 'key' });
    expect(mutual.temporal.tls).toMatchObject({ cert: 'cert', key: 'key' });
  });

  test('the environment wins over the file .env, but an empty variable does not', () => {
    writeFileSync(join(folder, '.env'), 'API_PORT=4000\nLOG_LEVEL=warn\n# S3_REGION=x\n');
    const env = environmentOf({ API_PORT: '5000', LOG_LEVEL: '' }, folder);
    expect(env).toMatchObject({ API_PORT: '5000', LOG_LEVEL: 'warn' });
    expect(env.S3_REGION).toBeUndefined();
  });

  test('an environment that a launcher has made stands alone, whatever the file .env says', () => {
    writeFileSync(join(folder, '.env'), 'API_PORT=4000\nDATABASE_OWNER_URL=postgresql://owner:o@db/motcua\n');
    const env = { ...COMPLETE_ENVIRONMENT, LOG_LEVEL: 'warn' };
    expect(environmentOf(env, folder)).toEqual(env);
  });
});

/** As an API must be that others reach without a certificate of its own. */
const PROXY = { API_BEHIND_TLS_PROXY: 'on', TRUST_PROXY: '1' };

describe('demo accounts', () => {
  const dataDir = join(folder, 'data');
  const embedded: Env = {
    ...complete,
    DATA_DIR: dataDir,
    DATABASE_URL: 'postgresql://motcua_app:made-here@127.0.0.1:25432/motcua',
    DEMO_IDENTITY: 'on',
    DEMO_PASSWORD: 'a-password',
    DEMO_CLIENT_KEY: key(5),
    OIDC_ISSUER: 'http://127.0.0.1:28080',
    OIDC_CLIENT_SECRET: 'secret',
  };
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ appPassword: 'made-here' }));

  test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('are accepted at %s, on the embedded database', (host) => {
    expect(readConfig({ ...embedded, API_HOST: host }).demo).toMatchObject({ password: 'a-password' });
  });

  test.each([
    ['another server', { DATABASE_URL: 'postgresql://motcua_app:made-here@db:5432/motcua' }, 'DATABASE_URL'],
    ['another password', { DATABASE_URL: 'postgresql://motcua_app:x@127.0.0.1:25432/motcua' }, 'DATABASE_URL'],
    ['no password', { DATABASE_URL: 'postgresql://motcua_app@127.0.0.1:25432/motcua' }, 'DATABASE_URL'],
    ['a folder without an embedded database', { DATA_DIR: folder }, 'DATABASE_URL'],
    ['an address open to all', { ...PROXY, API_HOST: '0.0.0.0' }, 'API_HOST'],
    ['every address', { ...PROXY, API_HOST: '::' }, 'API_HOST'],
    ['a name', { ...PROXY, API_HOST: 'motcua.example' }, 'API_HOST'],
    ['an issuer elsewhere', { OIDC_ISSUER: 'https://id.example', PUBLIC_URL: 'https://m.example' }, 'OIDC_ISSUER'],
  ])('are refused with %s, in one line', (_, change, named) => {
    const { message } = refusal(() => readConfig({ ...embedded, ...change }));
    expect(message).toMatch(new RegExp(`^DEMO_IDENTITY: .*${named}.* \\| .*${named}`));
    expect(message.split('\n')).toHaveLength(1);
    expect(readConfig({ ...embedded, ...change, DEMO_IDENTITY: 'off' }).demo).toBeUndefined();
  });
});

describe('signing in', () => {
  const own: Env = {
    ...complete,
    OIDC_ISSUER: 'https://id.example/realms/tinh',
    OIDC_CLIENT_SECRET: 'secret',
    PUBLIC_URL: 'https://motcua.example/',
  };

  test('takes the issuer as it is written, and the API’s address as an origin', () => {
    const { identity } = readConfig({ ...own, SESSION_IDLE_MINUTES: '15' });
    expect(identity).toMatchObject({
      issuer: 'https://id.example/realms/tinh',
      audience: 'urn:motcua:api',
      publicUrl: 'https://motcua.example',
      commandLineClientId: undefined,
      session: { idleMinutes: 15, hours: 10 },
    });
  });

  test.each([
    ['no secret', { OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET'],
    ['no address of its own', { PUBLIC_URL: '' }, 'PUBLIC_URL'],
    ['an issuer in clear', { OIDC_ISSUER: 'http://id.example' }, 'OIDC_ISSUER'],
    ['an address in clear', { PUBLIC_URL: 'http://motcua.example' }, 'PUBLIC_URL'],
    ['an issuer with a query', { OIDC_ISSUER: 'https://id.example?x=1' }, 'OIDC_ISSUER'],
    ['an issuer that only looks like this machine', { OIDC_ISSUER: 'http://127.0.0.1.example' }, 'OIDC_ISSUER'],
    ['a session that never ends', { SESSION_HOURS: '100000' }, 'SESSION_HOURS'],
  ])('is refused with %s, in one line', (_, change, setting) => {
    const { message } = refusal(() => readConfig({ ...own, ...change }));
    expect(message).toMatch(new RegExp(`^${setting}: .* \\| .*`));
    expect(message.split('\n')).toHaveLength(1);
    expect(message).not.toContain('secret');
  });

  test('at this machine needs no address of its own, nor TLS', () => {
    const { identity } = readConfig({ ...own, OIDC_ISSUER: 'http://localhost:9000', PUBLIC_URL: '' });
    expect(identity).toMatchObject({ issuer: 'http://localhost:9000', publicUrl: undefined });
  });
});
