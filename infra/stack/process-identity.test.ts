import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { endAll, endProcess, identityOf, isAlive } from './process-identity.ts';
import type { OwnProcess } from './process-identity.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that runs `code` and then waits; `onExit` hears of its end. */
const startWith = async (name: string, code: string, onExit: () => void = () => {}): Promise<OwnProcess> => {
  const child = spawn(process.execPath, ['-e', `${code};setInterval(() => {}, 1e6); console.log('up');`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  child.once('exit', onExit);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const pid = child.pid ?? 0;
  return { name, pid, identity: identityOf(pid) ?? '', end: 'terminate' };
};

/** A process that is noted when it ends, and deaf to polite signals if asked. */
const start = (name: string, ended: string[], deaf = false): Promise<OwnProcess> =>
  startWith(name, deaf ? "for (const s of ['SIGTERM','SIGINT','SIGQUIT']) process.on(s, () => {})" : '', () => {
    ended.push(name);
  });

/** Code that appends a name to a file when told to end, and ends. */
const lastWords = (file: string, name: string): string =>
  `process.on('SIGTERM', () => { require('fs').appendFileSync(${JSON.stringify(file)}, ${JSON.stringify(`${name}\n`)}); process.exit(0); })`;

describe('a process we started', () => {
  test('is known by more than its pid, and no longer alive once it has ended', async () => {
    const own = await start('one', []);
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, identity: 'an earlier process with this pid' })).toBe(false);
    await endProcess(own);
    expect(isAlive(own)).toBe(false);
    expect(identityOf(own.pid)).toBeUndefined();
  });

  test('is never signalled in the person of a stranger who has its pid', async () => {
    const ended: string[] = [];
    const stranger = await start('stranger', ended);
    await endProcess({ ...stranger, identity: 'ours, long gone' });
    expect(isAlive(stranger)).toBe(true);
  });

  test('is killed when it does not heed', async () => {
    const own = await start('deaf', [], true);
    await endProcess(own, 200);
    expect(isAlive(own)).toBe(false);
  });

  test('ends before the servers it uses, whatever the order of their start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-end-order-'));
    const log = join(folder, 'ended');
    try {
      // Each says itself when it is told to end: two exits that follow closely may be reported to us the other way round.
      const names = ['postgres', 'worker', 'minio', 'temporal', 'api'];
      await endAll(await Promise.all(names.map((name) => startWith(name, lastWords(log, name)))));
      expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['api', 'worker', 'temporal', 'minio', 'postgres']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
