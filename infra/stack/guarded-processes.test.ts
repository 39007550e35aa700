import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import type { DataFolder } from './data-folder.ts';
import { guardProcesses } from './guarded-processes.ts';

/** A data folder on a disk that can be filled. */
const aFolder = (): DataFolder & { failure: Error | null; readonly lists: string[][] } => ({
  dir: '/data',
  endedLeftovers: [],
  failure: null,
  lists: [],
  record(processes) {
    if (this.failure !== null) throw this.failure;
    this.lists.push(processes.map(({ name }) => name));
  },
  release: () => undefined,
});

const systemError = (code: string): Error => Object.assign(new Error(`${code}: write`), { code });

test('a full disk is told of once and ends nobody: the list of processes is written again when there is room', async () => {
  const folder = aFolder();
  const told: string[] = [];
  const guarded = guardProcesses(folder, (line) => told.push(line));
  const run = async (name: string): Promise<void> => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 200)'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    expect(guarded.adopt(name, child, 'terminate')?.pid).toBe(child.pid);
    await ended;
  };
  try {
    await run('first');
    expect(folder.lists).toEqual([['first'], []]);

    folder.failure = systemError('ENOSPC');
    await run('second');
    await run('third');
    expect(told).toEqual([expect.stringMatching(/^DATA_DIR: .* đã đầy \| .*\/data is full$/)]);

    folder.failure = systemError('EROFS');
    await run('fourth');
    expect(told.slice(1)).toEqual([expect.stringMatching(/^DATA_DIR: .*cannot write in \/data: EROFS/)]);

    folder.failure = null;
    await run('fifth');
    expect(folder.lists.slice(2)).toEqual([['fifth'], []]);
    expect(told).toHaveLength(2);
  } finally {
    await guarded.close();
  }
});
