import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dataPaths } from '../../infra/stack/data-folder.ts';
import { identityOf } from '../../infra/stack/process-identity.ts';
import type { ServerControl } from '../../infra/stack/server-process.ts';
import { persist } from '../support/desks.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { sessionOf } from '../support/people.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const API = fileURLToPath(new URL('../../api/main.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

/** Time in which a process that waits for a server tries more than once. */
const SEVERAL_TRIES_MS = 3_000;

describe('A process that is started while a server is away', () => {
  let service: OwnService;
  const started: ServerControl[] = [];
  let database: TcpProxy;
  let engine: TcpProxy;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    service = await prepareOwnService('start-during-outage', { env: { ACT_WAIT_SECONDS: '3' } });
    const { ports, env: told } = service.stack;
    database = await startTcpProxy(ports.postgres);
    engine = await startTcpProxy(ports.temporal);
    const through = (url = ''): string => Object.assign(new URL(url), { port: String(database.port) }).href;
    env = {
      ...told,
      DATABASE_URL: through(told['DATABASE_URL']),
      DATABASE_API_URL: through(told['DATABASE_API_URL']),
      TEMPORAL_ADDRESS: `127.0.0.1:${engine.port}`,
    };
  }, 180_000);
  afterEach(async () => {
    await Promise.all([database.join(), engine.join()]);
    await Promise.all(started.splice(0).map((process) => process.stop()));
  }, 60_000);
  afterAll(async () => {
    await service?.stop();
    await Promise.all([database?.close(), engine?.close()]);
  }, 60_000);

  const program = (name: string, main: string, change: Readonly<Record<string, string>> = {}): ServerControl => {
    const control = service.program(name, main, [], { ...env, ...change });
    started.push(control);
    return control;
  };
  const logOf = ({ name }: ServerControl): string => {
    const path = join(dataPaths(service.stack.dataDir).logs, `${name}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  /** What a process has logged about a setting, by the lines that begin with it. */
  const linesAbout = (setting: string, process: ServerControl): string[] =>
    logOf(process)
      .split('\n')
      .filter((line) => line.startsWith(`${setting}: `) || line.includes(`"msg":"${setting}: `));

  test('comes up without PostgreSQL, says so, answers 503, and works once it is there', async () => {
    // Signed in before: an outage of the database is one of signing in too.
    const session = await sessionOf(service.connections.db, 'receptionist-hong-gai');
    await database.cut();
    const api = program('api-early', API);
    const worker = program('worker-early', WORKER);
    await Promise.all([api.start(), worker.start()]);
    const logged = [
      ['DATABASE_API_URL', api],
      ['DATABASE_URL', worker],
    ] as const;
    for (const [setting, process] of logged) {
      expect(linesAbout(setting, process)).toEqual([
        expect.stringMatching(new RegExp(`"level":40.*nothing listens at 127\\.0\\.0\\.1:${database.port}`)),
      ]);
    }
    const clerk = service.withToken(session);
    expect((await clerk.get('/health/live')).status).toBe(200);
    const [ready, received] = [
      await clerk.get('/health/ready'),
      await clerk.post('/dossiers', service.intakeBody()),
    ] as const;
    expect([ready.status, ready.body['code']]).toEqual([503, 'not-ready']);
    expect([received.status, received.body['code']]).toEqual([503, 'database-unavailable']);

    await database.join();
    const { code, step } = await service.receive();
    if (step === null) throw new Error('a reception opens a step');
    expect((await persist(() => service.tryAct(code, step))).status).toBe(200);
    for (const [setting, process] of logged) {
      await until(() => linesAbout(setting, process).length === 2);
      expect(linesAbout(setting, process)[1]).toMatch(/"level":30.*connected to/);
    }
  }, 120_000);

  test.each([
    ['API', API, 'DATABASE_API_URL', 'motcua_api'],
    ['worker', WORKER, 'DATABASE_URL', 'motcua_app'],
  ])(
    'does not come up with a database that no waiting would mend: the %s says why in one line',
    async (name, main, setting, role) => {
      const { stack } = service;
      const change = (parts: Partial<URL>): string => Object.assign(new URL(stack.env[setting] ?? ''), parts).href;
      const refused: [string, string, RegExp][] = [
        ['password', change({ password: 'wrong' }), new RegExp(`refuses the password of role "${role}"`)],
        ['database', change({ pathname: '/nowhere' }), /has no database "nowhere"|does not admit/],
        ['owner', stack.config.database.ownerUrl ?? '', /role "motcua_owner" could change what is in the ledger/],
      ];
      for (const [what, url, words] of refused) {
        // Demo accounts would be refused first: a wrong password is not that of the embedded database.
        const wrong = program(`${name}-${what}`, main, { [setting]: url, DEMO_IDENTITY: 'off' });
        await expect(wrong.start()).rejects.toThrow('ended at once');
        expect(logOf(wrong).trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`^${setting}: `))]);
        expect(logOf(wrong)).toMatch(words);
      }
    },
    120_000,
  );

  test('waits for Temporal, and says once why, again when the reason changes, and when it is connected', async () => {
    await engine.cut();
    const worker = program('worker-waiting', WORKER);
    const coming = worker.start();
    await until(() => linesAbout('TEMPORAL_ADDRESS', worker).length > 0, 30_000);
    await new Promise((resolve) => setTimeout(resolve, SEVERAL_TRIES_MS));
    expect(linesAbout('TEMPORAL_ADDRESS', worker)).toEqual([
      expect.stringMatching(new RegExp(`"level":40.*127\\.0\\.0\\.1:${engine.port} does not listen`)),
    ]);
    const mute = await listenMutely(engine.port);
    await until(() => linesAbout('TEMPORAL_ADDRESS', worker).length > 1, 30_000);
    expect(linesAbout('TEMPORAL_ADDRESS', worker)[1]).toMatch(/"level":40.*does not answer/);
    await mute.close();
    await engine.join();
    await coming;
    expect(linesAbout('TEMPORAL_ADDRESS', worker).at(-1)).toMatch(/"level":30.*connected to/);
  }, 120_000);

  test('names TEMPORAL_TLS when the other side speaks none, and ends when it is told to', async () => {
    const worker = program('worker-tls', WORKER, { TEMPORAL_TLS: 'on' });
    const coming = worker.start().catch((error: Error) => error.message);
    await until(() => linesAbout('TEMPORAL_TLS', worker).length > 0, 30_000);
    expect(linesAbout('TEMPORAL_TLS', worker)[0]).toMatch(/"level":40.*do not agree on TLS/);
    const { pid = 0 } = worker;
    const stopping = performance.now();
    await worker.stop();
    expect(identityOf(pid)).toBeUndefined();
    expect(performance.now() - stopping).toBeLessThan(8_000);
    expect(await coming).toContain('ended at once');
  }, 60_000);
});

/** A server that takes every connection and never says anything. */
async function listenMutely(port: number): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
