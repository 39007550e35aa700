import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Client as S3Client, RETENTION_MODES } from 'minio';
import { Client } from 'pg';
import { commandLineOf, identityOf } from '../../infra/stack/process-identity.ts';
import { TEMPORAL_PORTS } from '../../infra/stack/ports.ts';
import { embeddedSecrets } from '../../infra/stack/secrets.ts';
import { startStack } from '../../infra/stack/start-stack.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';
import type { HeldStack } from '../support/hold-stack.ts';
import { strays } from '../support/listening.ts';
import { startOwnStack, testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('a stack whose launcher is killed', () => {
  const folder = join(testStack().folder, 'killed');
  const launchers: ChildProcess[] = [];

  const launch = async (): Promise<{ launcher: ChildProcess; held: HeldStack }> => {
    const launcher = fork(fileURLToPath(new URL('../support/hold-stack.ts', import.meta.url)), [folder], {
      execArgv: [],
    });
    launchers.push(launcher);
    const held = await new Promise<HeldStack>((resolve, reject) => {
      launcher.once('message', (message) => resolve(message as HeldStack));
      launcher.once('exit', (code) => reject(new Error(`the launcher ended with ${code}`)));
    });
    return { launcher, held };
  };

  const alive = (pids: readonly number[]): number[] => pids.filter((pid) => identityOf(pid) !== undefined);

  afterAll(() => {
    for (const launcher of launchers) launcher.kill('SIGKILL');
  });

  test('leaves no server behind, and the next start goes ahead at once', async () => {
    const { launcher, held } = await launch();
    expect(alive(held.pids)).toHaveLength(3);
    launcher.kill('SIGKILL');
    await until(() => Promise.resolve(alive(held.pids).length === 0), 30_000);

    const second = await launch();
    expect(alive(second.held.pids)).toHaveLength(3);
    second.launcher.kill('SIGKILL');
    await until(() => Promise.resolve(alive(second.held.pids).length === 0), 30_000);
  }, 120_000);

  test('and whose guard is killed with it, is ended by the next start', async () => {
    const { launcher, held } = await launch();
    const [guard] = await childrenOf(launcher.pid ?? 0, 'guard.ts');
    process.kill(guard ?? 0, 'SIGKILL');
    launcher.kill('SIGKILL');
    await delay(500);
    expect(alive(held.pids)).toHaveLength(3);

    const second = await launch();
    expect(second.held.endedLeftovers.toSorted()).toEqual(['minio', 'postgres', 'temporal']);
    expect(alive(held.pids)).toEqual([]);
    second.launcher.kill('SIGKILL');
    await until(() => Promise.resolve(alive(second.held.pids).length === 0), 30_000);
  }, 120_000);
});

const childrenOf = async (parent: number, program: string): Promise<number[]> => {
  const { readdir, readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const isChild = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(parent);
      return isChild && commandLineOf(pid).includes(program) ? [pid] : [];
    }),
  );
  return found.flat();
};

describe('a running stack', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startOwnStack('servers');
    await query(stack.adminUrl ?? '', `create role clerk login password 'clerk'`);
    await query(stack.adminUrl ?? '', 'grant connect on database motcua to clerk');
  }, 60_000);
  afterAll(() => stack?.stop(), 60_000);

  const allPorts = (): number[] => {
    const { postgres, minio, temporal } = stack.ports;
    return [postgres, minio, ...Array.from({ length: TEMPORAL_PORTS }, (_, index) => temporal + index)];
  };

  const opens = (host: string, port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = createConnection({ host, port, timeout: 2_000 });
      const settle = (open: boolean) => () => {
        socket.destroy();
        resolve(open);
      };
      socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
    });

  test('can be reached on this machine, and by none of its other addresses', async () => {
    expect(strays(allPorts())).toEqual([]);
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const outside = addresses
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const port of allPorts()) expect([port, await opens('127.0.0.1', port)]).toEqual([port, true]);
    const open = await Promise.all(outside.flatMap((host) => allPorts().map((port) => opens(host, port))));
    expect(open.filter(Boolean)).toEqual([]);
  });

  test('shows no secret in the arguments of its processes', () => {
    const lines = [stack.postgres, stack.minio, stack.temporal].map((server) => commandLineOf(server?.pid ?? 0));
    expect(lines.every((line) => line.length > 0)).toBe(true);
    const secrets = Object.values(embeddedSecrets(stack.dataDir));
    expect(secrets.filter((secret) => lines.some((line) => line.includes(secret)))).toEqual([]);
  });

  test('lets the application role into its database, as owner of nothing', async () => {
    const { url } = stack.config.database;
    const [row] = await query(
      url,
      `select current_user as name, rolsuper, rolcreatedb, has_schema_privilege('public', 'CREATE') as may_create,
        current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('timezone') as zone
       from pg_roles where rolname = current_user`,
    );
    expect(row).toEqual({
      name: 'motcua_app',
      rolsuper: false,
      rolcreatedb: false,
      may_create: false,
      fsync: 'on',
      commit: 'on',
      zone: 'UTC',
    });
    await expect(query(url.replace(/motcua$/, 'temporal'), 'select 1')).rejects.toThrow('permission denied');
  });

  test("keeps PostgreSQL's data, port and password through a kill -9", async () => {
    const owner = stack.config.database.ownerUrl ?? '';
    await query(owner, 'create table kept as select 42 as answer');
    await stack.postgres?.kill();
    await expect(query(owner, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await stack.postgres?.start();
    expect(await query(owner, 'select answer from kept')).toEqual([{ answer: 42 }]);
  }, 60_000);

  test('stores results where nobody can delete a version before its time', async () => {
    const { endpoint, accessKey, secretKey, region, buckets } = stack.config.storage;
    const { hostname, port } = new URL(endpoint);
    const client = new S3Client({
      endPoint: hostname,
      port: Number(port),
      useSSL: false,
      accessKey,
      secretKey,
      region,
    });
    const { versionId } = await client.putObject(buckets.results, 'result', Buffer.from('sealed'));
    const retainUntilDate = new Date(Date.now() + 60_000).toISOString();
    await client.putObjectRetention(buckets.results, 'result', {
      mode: RETENTION_MODES.COMPLIANCE,
      retainUntilDate,
      versionId: versionId ?? '',
    });
    await expect(client.removeObject(buckets.results, 'result', { versionId: versionId ?? '' })).rejects.toThrow(
      /WORM/,
    );
  });

  test('archives the history of a closed run, readable after Temporal has forgotten it', async () => {
    const { address, namespace } = stack.config.temporal;
    const connection = await Connection.connect({ address });
    const client = new TemporalClient({ connection, namespace });
    try {
      const handle = await client.workflow.start('nobody-runs-this', { workflowId: 'archived', taskQueue: 'none' });
      const { firstExecutionRunId: runId } = handle;
      await handle.terminate('closed by a test');
      const before = await handle.fetchHistory();
      await archived(stack);
      const execution = { workflowId: 'archived', runId };
      await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: execution });
      await until(
        () =>
          handle.describe().then(
            () => false,
            () => true,
          ),
        30_000,
      );
      const after = await client.workflow.getHandle('archived', runId).fetchHistory();
      expect(after.events).toEqual(before.events);
    } finally {
      await connection.close();
    }
  }, 90_000);

  test('goes on after Temporal was killed and started again', async () => {
    const { address, namespace } = stack.config.temporal;
    await stack.temporal?.kill();
    await stack.temporal?.start();
    const connection = await Connection.connect({ address });
    try {
      const client = new TemporalClient({ connection, namespace });
      const start = () => client.workflow.start('nobody-runs-this', { workflowId: 'after', taskQueue: 'none' });
      await until(
        () =>
          start().then(
            () => true,
            () => false,
          ),
        30_000,
      );
      expect((await client.workflow.getHandle('after').describe()).status.name).toBe('RUNNING');
    } finally {
      await connection.close();
    }
  }, 60_000);

  test('refuses a second start on its folder, and one that would use its ports', async () => {
    await expect(startStack({ env: {}, dataDir: stack.dataDir, ports: 'free' })).rejects.toThrow(/^DATA_DIR: .*in use/);
    const env = { EMBEDDED_POSTGRES_PORT: String(stack.ports.postgres) };
    const dataDir = join(testStack().folder, 'second');
    await expect(startStack({ env, dataDir })).rejects.toThrow(
      new RegExp(`^EMBEDDED_POSTGRES_PORT: .*port ${stack.ports.postgres} is in use`),
    );
  });

  test('serves as the external servers of another start, which then starts none of its own', async () => {
    const { ownerUrl = '' } = stack.config.database;
    const env = { ...stack.env, DATABASE_OWNER_URL: ownerUrl, DEMO_IDENTITY: 'off' };
    const told: string[] = [];
    const start = (change: Record<string, string>): Promise<Stack> =>
      startStack({
        env: { ...env, ...change },
        dataDir: join(testStack().folder, 'external'),
        ports: 'free',
        onProgress: (line) => told.push(line),
      });
    const other = await start({});
    expect([other.postgres, other.minio, other.temporal]).toEqual([undefined, undefined, undefined]);
    await other.stop();
    const warnings = (): string[] => told.filter((line) => line.startsWith('TEMPORAL_NAMESPACE: '));
    expect(warnings()).toEqual([]);

    await registerWithoutArchive(stack, 'no-archive');
    await (await start({ TEMPORAL_NAMESPACE: 'no-archive' })).stop();
    expect(warnings()).toEqual([expect.stringMatching(/không lưu trữ.*namespace no-archive archives no histories/)]);
    await expect(start({ DEMO_IDENTITY: 'on' })).rejects.toThrow(/^DEMO_IDENTITY: .*DATABASE_URL/);
  }, 60_000);

  const changed = (url: string | undefined, parts: Partial<URL>): string =>
    Object.assign(new URL(url ?? ''), parts).href;

  test.each([
    [
      'a wrong password',
      'DATABASE_URL',
      (env: Record<string, string>) => ({ DATABASE_URL: changed(env.DATABASE_URL, { password: 'wrong' }) }),
      /refuses the password/,
    ],
    [
      'an unknown database',
      'DATABASE_URL',
      () => ({ DATABASE_URL: changed(stack.adminUrl, { pathname: '/nowhere' }) }),
      /has no database "nowhere"/,
    ],
    [
      'the owner as the application',
      'DATABASE_URL',
      (env: Record<string, string>) => ({ DATABASE_URL: env.DATABASE_OWNER_URL ?? '' }),
      /role "motcua_owner" could change what is in the ledger/,
    ],
    [
      'a superuser as the application',
      'DATABASE_URL',
      () => ({ DATABASE_URL: changed(stack.adminUrl, { pathname: '/motcua' }) }),
      /role "postgres" could change what is in the ledger/,
    ],
    [
      'a role of another name',
      'DATABASE_URL',
      (env: Record<string, string>) => ({
        DATABASE_URL: changed(env.DATABASE_URL, { username: 'clerk', password: 'clerk' }),
      }),
      /the role is "clerk" and must be named motcua_app/,
    ],
    [
      'the application as the owner',
      'DATABASE_OWNER_URL',
      (env: Record<string, string>) => ({ DATABASE_OWNER_URL: env.DATABASE_URL ?? '' }),
      /role "motcua_app" may not make or change the schema/,
    ],
    [
      'an unreachable PostgreSQL',
      'DATABASE_URL',
      () => ({ DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' }),
      /nothing listens at 127\.0\.0\.1:1/,
    ],
    [
      'an unreachable Temporal',
      'TEMPORAL_ADDRESS',
      () => ({ TEMPORAL_ADDRESS: '127.0.0.1:1' }),
      /no Temporal server answers/,
    ],
    ['an unreachable store', 'S3_ENDPOINT', () => ({ S3_ENDPOINT: 'http://127.0.0.1:1' }), /nothing listens there/],
    ['a wrong access key', 'S3_ACCESS_KEY', () => ({ S3_ACCESS_KEY: 'wrong' }), /does not know this key/],
    ['a wrong secret key', 'S3_SECRET_KEY', () => ({ S3_SECRET_KEY: 'wrongwrong' }), /secret key is wrong/],
    [
      'a results bucket without Object Lock',
      'S3_BUCKET_RESULTS',
      () => ({ S3_BUCKET_RESULTS: 'motcua-documents' }),
      /Object Lock/,
    ],
  ])(
    'with %s says so in one line that begins with %s',
    async (_, setting, change, words) => {
      const { ownerUrl = '' } = stack.config.database;
      const env = { ...stack.env, DATABASE_OWNER_URL: ownerUrl, DEMO_IDENTITY: 'off' };
      const start = startStack({
        env: { ...env, ...change(env) },
        dataDir: join(testStack().folder, 'refused'),
        ports: 'free',
      });
      const message = await start.then(
        () => 'was accepted',
        (error: Error) => error.message,
      );
      expect(message).toMatch(new RegExp(`^${setting}: `));
      expect(message).toMatch(words);
      expect(message.split('\n')).toHaveLength(1);
    },
    40_000,
  );
});

/** A namespace as an operator may have made it. */
const registerWithoutArchive = async ({ config }: Stack, namespace: string): Promise<void> => {
  const connection = await Connection.connect({ address: config.temporal.address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  } finally {
    await connection.close();
  }
};

/** Waits until Temporal has written some history to the archive. */
const archived = async ({ config }: Stack): Promise<void> => {
  const { endpoint, accessKey, secretKey, region, buckets } = config.storage;
  const { hostname, port } = new URL(endpoint);
  const client = new S3Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey, region });
  await until(async () => {
    const names = await client.listObjectsV2(buckets.history, '', true).toArray();
    return names.length > 0;
  }, 30_000);
};
