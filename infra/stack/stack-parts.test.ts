import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig, readSettings } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { COMPLETE_ENVIRONMENT, environmentOf } from '../config/environment.ts';
import { CHECKOUT } from '../config/settings.ts';
import { findProgram } from './binaries.ts';
import { freePorts, requireFreePort, TEMPORAL_PORTS } from './ports.ts';
import { embeddedSecrets } from './secrets.ts';
import { completeEnvironment, embeddedParts, requireCompanions, withoutOwner } from './stack-environment.ts';
import { startStack } from './start-stack.ts';
import { PASSWORD_VARIABLE, temporalServerConfig } from './temporal-config.ts';
import { findTestServer } from './test-server.ts';

const withFolder = async <T>(work: (folder: string) => T | Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-stack-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const withPath = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const { PATH: before } = process.env;
  process.env.PATH = path;
  try {
    return await work();
  } finally {
    process.env.PATH = before;
  }
};

const environmentIn = (folder: string, env: Record<string, string>): Record<string, string> => {
  const settings = readSettings(env);
  const ports = { postgres: 1, minio: 2, temporal: 3, api: 4, issuer: 5 };
  const facts = { settings, parts: embeddedParts(settings), ports, secrets: embeddedSecrets(folder) };
  return completeEnvironment(env, folder, facts);
};

const environmentFor = (env: Record<string, string>): Promise<Record<string, string>> =>
  withFolder((folder) => environmentIn(folder, env));

const configFor = (env: Record<string, string>): Promise<Config> =>
  withFolder((folder) => readConfig(environmentIn(folder, env)));

const KEYS = `k:${Buffer.alloc(32).toString('base64')}`;
const EXTERNAL_DATABASE = {
  DATABASE_URL: 'postgresql://a:b@db/motcua',
  DATABASE_API_URL: 'postgresql://i:b@db/motcua',
  DATABASE_OWNER_URL: 'postgresql://o:b@db/motcua',
  PAYLOAD_KEYS: KEYS,
  MASTER_KEYS: KEYS,
  IDENTITY_HASH_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('which servers are ours', () => {
  test('all three when nothing is set, with demo accounts and results that a trial can delete after a day', async () => {
    expect(embeddedParts(readSettings({}))).toEqual({ postgres: true, temporal: true, minio: true });
    const config = await configFor({});
    expect(config.storage.resultRetentionDays).toBe(1);
    expect(config.demo?.password).toMatch(/^[a-z0-9]{12}$/);
    expect(config.identity).toMatchObject({ issuer: 'http://127.0.0.1:5', clientId: 'motcua-web' });
    expect(config.database.url).toContain('motcua_app');
    expect(config.database.ownerUrl).toContain('motcua_owner');
  });

  test('an embedded Temporal brings the embedded PostgreSQL along, but the facts go to the external one', async () => {
    expect(embeddedParts(readSettings(EXTERNAL_DATABASE))).toEqual({ postgres: true, temporal: true, minio: true });
    const config = await configFor(EXTERNAL_DATABASE);
    expect(config.database.url).toBe(EXTERNAL_DATABASE.DATABASE_URL);
    expect([config.demo, config.identity]).toEqual([undefined, undefined]);
  });

  test('none that has an address', () => {
    const env = { ...EXTERNAL_DATABASE, TEMPORAL_ADDRESS: 't:7233', S3_ENDPOINT: 'http://s3:9000' };
    expect(embeddedParts(readSettings(env))).toEqual({ postgres: false, temporal: false, minio: false });
  });

  test('an external database needs its own keys and owner, an external store its credentials', () => {
    const settings = readSettings({ DATABASE_URL: 'postgresql://a:b@db/motcua', S3_ENDPOINT: 'http://s3:9000' });
    expect(() => requireCompanions(settings)).toThrow(
      /^DATABASE_API_URL.*\nDATABASE_OWNER_URL.*\nPAYLOAD_KEYS.*\nMASTER_KEYS.*\nIDENTITY_HASH_KEY.*\nS3_ACCESS_KEY.*\nS3_SECRET_KEY/,
    );
  });

  test('what the operator has set wins over embedded defaults', async () => {
    const config = await configFor({
      RESULT_RETENTION_DAYS: '30',
      DEMO_IDENTITY: 'off',
      S3_SECRET_KEY: 'mine1234',
    });
    expect(config.storage).toMatchObject({ resultRetentionDays: 30, secretKey: 'mine1234' });
    expect([config.demo, config.identity]).toEqual([undefined, undefined]);
  });

  test('demo accounts are off by themselves where others can reach the API', async () => {
    expect(
      (await configFor({ API_HOST: '0.0.0.0', API_BEHIND_TLS_PROXY: 'on', TRUST_PROXY: '1' })).demo,
    ).toBeUndefined();
    expect((await configFor({ API_HOST: 'localhost' })).demo).toBeDefined();
  });

  test('an issuer of one’s own takes the place of the embedded one', async () => {
    const own = {
      OIDC_ISSUER: 'https://id.example/tinh',
      OIDC_CLIENT_SECRET: 's',
      PUBLIC_URL: 'https://motcua.example/',
    };
    const { demo, identity } = await configFor(own);
    expect(demo).toBeUndefined();
    expect(identity).toMatchObject({ issuer: own.OIDC_ISSUER, publicUrl: 'https://motcua.example' });
    expect(identity?.claims).toEqual({ identityNumber: undefined });
  });

  test.each([
    ['an external database', EXTERNAL_DATABASE, /^DEMO_IDENTITY: .*DATABASE_URL/],
    ['an API that others can reach', { API_HOST: '0.0.0.0' }, /^DEMO_IDENTITY: .*API_HOST=0\.0\.0\.0/],
    ['an issuer of one’s own', { OIDC_ISSUER: 'https://id.example' }, /^DEMO_IDENTITY: .*OIDC_ISSUER/],
    ['one’s own on this machine', { OIDC_ISSUER: 'http://127.0.0.1:1' }, /^DEMO_IDENTITY: .*OIDC_ISSUER/],
  ])('demo accounts asked for with %s are refused before anything is started', async (_, env, words) => {
    const start = startStack({ env: { ...env, DEMO_IDENTITY: 'on' }, dataDir: '/nowhere', ports: 'free' });
    await expect(start).rejects.toThrow(words);
  });

  test('an API that would speak in clear with other machines is refused before anything is started', async () => {
    const start = startStack({ env: { API_HOST: '0.0.0.0' }, dataDir: '/nowhere', ports: 'free' });
    await expect(start).rejects.toThrow(/^API_HOST: .*API_TLS_CERT/);
  });

  test('worker and API look at no file .env, which may name other servers or the schema owner', async () => {
    const env = await environmentFor({});
    expect(environmentOf(env, CHECKOUT)).toEqual(env);
    expect(env).toMatchObject(COMPLETE_ENVIRONMENT);
  });

  test('worker and API are not given the schema owner', async () => {
    expect(Object.keys(withoutOwner(await environmentFor({}))).filter((name) => name.includes('OWNER'))).toEqual([]);
  });
});

describe('ports', () => {
  test('one in use is named with its setting', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(requireFreePort('API_PORT', port)).rejects.toThrow(
      new RegExp(`^API_PORT: cổng ${port} .*port ${port} is in use`),
    );
    await new Promise((resolve) => server.close(resolve));
    await requireFreePort('API_PORT', port);
  });

  test('free ones lie below 32768, where Temporal accepts them', async () => {
    const { postgres, minio, temporal, api } = await freePorts();
    const all = [postgres, minio, api, ...Array.from({ length: TEMPORAL_PORTS }, (_, index) => temporal + index)];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all)).toBeLessThan(32_768);
  });
});

describe('programs', () => {
  test('without the program and without Go, the message names the ways out', () =>
    withFolder((folder) =>
      withPath(folder, async () => {
        const settings = readSettings({ MOTCUA_CACHE_DIR: folder });
        const found = findProgram('temporal-server', settings, () => undefined);
        await expect(found).rejects.toThrow(
          /^TEMPORAL_SERVER_BINARY: .*install Go .*on PATH.*copy it to .*TEMPORAL_ADDRESS/,
        );
      }),
    ));

  test('a configured path that cannot be run is named', async () => {
    const settings = readSettings({ MINIO_BINARY: join(CHECKOUT, 'package.json') });
    await expect(findProgram('minio', settings, () => undefined)).rejects.toThrow(/^MINIO_BINARY: /);
  });

  test('without Java or Maven the time-skipping server says what it needs', () =>
    withFolder((folder) =>
      withPath(folder, async () =>
        expect(await findTestServer(folder)).toEqual({ missing: expect.stringContaining('Java') }),
      ),
    ));
});

describe('the configuration of the Temporal server', () => {
  const text = temporalServerConfig({
    port: 7000,
    postgresPort: 5000,
    sqlUser: 'temporal',
    dynamicFile: '/dynamic.yaml',
    archive: { endpoint: 'http://s3', region: 'us-east-1', bucket: 'motcua-history' },
  });
  const config = JSON.parse(text.slice(text.indexOf('\n')));

  test('takes the password from the environment, so that the file holds none', () => {
    expect(text.startsWith('# enable-template\n')).toBe(true);
    expect(config.persistence.datastores.main.sql.password).toBe(`{{ env \`${PASSWORD_VARIABLE}\` }}`);
  });

  test('fixes 64 history shards, which cannot be changed after the first start', () => {
    expect(config.persistence.numHistoryShards).toBe(64);
  });

  test('listens on the loopback address only, on eight ports in a row', () => {
    const rpc: { grpcPort: number; membershipPort: number; bindOnLocalHost: boolean }[] = Object.values(
      config.services as Record<
        string,
        { rpc: { grpcPort: number; membershipPort: number; bindOnLocalHost: boolean } }
      >,
    ).map((service) => service.rpc);
    expect(rpc.every(({ bindOnLocalHost }) => bindOnLocalHost)).toBe(true);
    const ports = rpc.flatMap(({ grpcPort, membershipPort }) => [grpcPort, membershipPort]).toSorted((a, b) => a - b);
    expect(ports).toEqual([7000, 7001, 7002, 7003, 7004, 7005, 7006, 7007]);
  });
});

describe('package-lock.json', () => {
  const { packages }: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
    readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8'),
  );

  test('names the packages of every platform, else npm ci refuses it (node scripts/complete-lockfile.mjs)', () => {
    const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          packages[`node_modules/${name}`] === undefined && packages[`${parent}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});
