import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { COMPLETE_ENVIRONMENT } from '../../infra/config/environment.ts';
import { CHECKOUT } from '../../infra/config/settings.ts';
import { systemVariables } from '../../infra/config/system-variables.ts';
import { dataPaths, holderOf } from '../../infra/stack/data-folder.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import { isAlive } from '../../infra/stack/process-identity.ts';
import type { OwnProcess } from '../../infra/stack/process-identity.ts';
import { settingsIn } from '../../infra/stack/stack-environment.ts';
import { createDesks, type Desks } from '../support/desks.ts';
import { TEST_PASSWORD, testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** With warm caches and an idle machine it takes some ten seconds. */
const RUNS_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 40_000;

/** One that does not end by itself is waited for longer than this before it is killed. */
const POLITE_MS = 15_000;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Command {
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<Ended>;
}

describe('npm start', () => {
  const dataDir = join(testStack().folder, 'launched');
  const commands: ChildProcess[] = [];
  let env: Record<string, string>;
  let desks: Desks;
  let launched: Command;
  let code: string;

  beforeAll(async () => {
    const ports = await freePorts();
    env = {
      ...systemVariables(),
      // Where programs come from, of which alone `npm test` tells; and no file .env of whoever runs the tests.
      ...settingsIn(process.env),
      ...COMPLETE_ENVIRONMENT,
      DATA_DIR: dataDir,
      API_PORT: String(ports.api),
      EMBEDDED_POSTGRES_PORT: String(ports.postgres),
      EMBEDDED_TEMPORAL_PORT: String(ports.temporal),
      EMBEDDED_MINIO_PORT: String(ports.minio),
      EMBEDDED_ISSUER_PORT: String(ports.issuer),
      DEMO_PASSWORD: TEST_PASSWORD,
    };
    desks = createDesks(`http://127.0.0.1:${ports.api}`, await loadCatalogue());
  });
  afterAll(async () => {
    for (const child of commands) if (child.exitCode === null) child.kill('SIGINT');
    await until(() => holderOf(dataDir) === undefined, ENDS_WITHIN_MS);
  }, 60_000);

  const run = (script: 'start' | 'reset'): Command => {
    const child = spawn(process.execPath, [join(CHECKOUT, 'scripts', `${script}.mjs`)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    commands.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve({ code: exitCode, output }));
    });
    return { child, output: () => output, ended };
  };
  const start = async (): Promise<Command> => {
    const command = run('start');
    const early = command.ended.then(({ output }) => Promise.reject(new Error(`ended early: ${output}`)));
    await Promise.race([until(() => command.output().includes('motcua is running'), RUNS_WITHIN_MS), early]);
    early.catch(() => undefined);
    return command;
  };
  /** The servers and services it runs now, as it has written them down. */
  const running = (): OwnProcess[] => JSON.parse(readFileSync(dataPaths(dataDir).processes, 'utf8'));
  const names = (processes: readonly OwnProcess[]): string[] => processes.map(({ name }) => name).toSorted();
  const dossier = async () => {
    const { status, body } = await desks.as('receptionist-hong-gai').get(`/dossiers/${code}`);
    return [status, body['code']];
  };

  const EVERYTHING = ['api', 'issuer', 'minio', 'postgres', 'temporal', 'worker'];

  test('says what runs where once all of it is ready, and takes a dossier in', async () => {
    launched = await start();
    expect(launched.output()).toContain(`API              ${desks.url}`);
    expect(launched.output()).toContain('(embedded)');
    expect(names(running())).toEqual(EVERYTHING);
    const ready = await desks.withToken(null).get('/health/ready');
    expect([ready.status, ready.body['status']]).toEqual([200, 'ready']);
    ({ code } = await desks.receive());
    expect(await dossier()).toEqual([200, code]);
  }, 90_000);

  test('keeps its data from npm run reset while it runs', async () => {
    const { code: exitCode, output } = await run('reset').ended;
    expect([exitCode, output]).toEqual([
      1,
      expect.stringMatching(/^DATA_DIR: .* is in use by process \d+; stop it first/),
    ]);
    expect(await dossier()).toEqual([200, code]);
  }, 30_000);

  test('ends everything on Ctrl-C, with the exit code 0', async () => {
    const processes = running();
    const asked = performance.now();
    launched.child.kill('SIGINT');
    const { code: exitCode, output } = await launched.ended;
    expect([exitCode, output.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/stopped$/)]);
    expect(names(processes.filter(isAlive))).toEqual([]);
    expect(holderOf(dataDir)).toBeUndefined();
    expect(performance.now() - asked).toBeLessThan(POLITE_MS);
  }, 60_000);

  test('finds its data again, and after a kill -9 once more', async () => {
    launched = await start();
    expect(await dossier()).toEqual([200, code]);
    const processes = running();
    process.kill(holderOf(dataDir)?.pid ?? 0, 'SIGKILL');
    expect((await launched.ended).code).not.toBe(0);

    launched = await start();
    expect(names(processes.filter(isAlive))).toEqual([]);
    expect(names(running())).toEqual(EVERYTHING);
    expect(await dossier()).toEqual([200, code]);
  }, 150_000);

  test('has its data removed by npm run reset once it has stopped', async () => {
    launched.child.kill('SIGINT');
    expect((await launched.ended).code).toBe(0);
    const { code: exitCode, output } = await run('reset').ended;
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/^removed .*postgres.*\n$/)]);
    expect(existsSync(dataDir)).toBe(false);
  }, 90_000);
});
