import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrorCode } from '../../contracts/errors.ts';
import { openOut, outProblem } from './catalogue-import-out.ts';

const folders: string[] = [];
let scratch: string;
let input: string;
const at = (name: string): string => join(scratch, name);
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-out-'));
  folders.push(scratch);
  input = at('input');
  await mkdir(input);
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const told: string[] = [];
const open = (path: string, from = input) => openOut(path, from, (text) => told.push(text));

async function write(path: string, ...lines: string[]): Promise<void> {
  const out = await open(path);
  for (const line of lines) await out.add(line);
  await out.commit();
}

async function refusal(path: string, from?: string): Promise<unknown> {
  try {
    await (await open(path, from)).discard();
    return 'was opened';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('--out', () => {
  it('is there under its name only when it is whole', async () => {
    const out = await open(at('a.jsonl'));
    await out.add('1\n');
    expect(await readdir(scratch)).not.toContain('a.jsonl');
    await out.commit();
    expect(await readFile(at('a.jsonl'), 'utf8')).toBe('1\n');
    expect(await readdir(scratch)).toEqual(['a.jsonl', 'input']);
  });

  it('stays as it was when the records do not all come', async () => {
    await writeFile(at('a.jsonl'), 'old');
    const out = await open(at('a.jsonl'));
    await out.add('1\n');
    await out.discard();
    expect(await readFile(at('a.jsonl'), 'utf8')).toBe('old');
    expect(await readdir(scratch)).toEqual(['a.jsonl', 'input']);
  });

  it('keeps the permissions of the file it replaces', async () => {
    await writeFile(at('a.jsonl'), 'old');
    await chmod(at('a.jsonl'), 0o640);
    await write(at('a.jsonl'), 'new\n');
    expect((await stat(at('a.jsonl'))).mode & 0o777).toBe(0o640);
    expect(await readFile(at('a.jsonl'), 'utf8')).toBe('new\n');
  });

  it('is written through symbolic links, which stay, to a file that is there or not', async () => {
    await mkdir(at('real'));
    await writeFile(at('real/there'), 'old');
    await symlink('real', at('folder'));
    await symlink('folder/there', at('one'));
    await symlink('one', at('two'));
    await symlink('folder/new', at('dangling'));
    await write(at('two'), 'x\n');
    await write(at('dangling'), 'y\n');
    expect(await readFile(at('real/there'), 'utf8')).toBe('x\n');
    expect(await readFile(at('real/new'), 'utf8')).toBe('y\n');
    expect(await readlink(at('two'))).toBe('one');
    expect((await lstat(at('dangling'))).isSymbolicLink()).toBe(true);
  });

  it('streams into a pipe, which stays one, and says that it waits for a reader', async () => {
    execFileSync('/usr/bin/mkfifo', [at('pipe')]);
    told.length = 0;
    const read = readFile(at('pipe'), 'utf8');
    await write(at('pipe'), '1\n', '2\n');
    expect(await read).toBe('1\n2\n');
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
    expect(told.join('')).toMatch(/waiting for a reader: --out .*pipe/u);
  });

  it('is never what is read, by whatever name, nor lies in it', async () => {
    await writeFile(at('a.tar'), 'records');
    await symlink('a.tar', at('soft'));
    await link(at('a.tar'), at('hard'));
    await symlink('input', at('way'));
    await writeFile(join(input, '9.000001.txt'), 'record');
    for (const name of ['a.tar', 'soft', 'hard'])
      expect(await refusal(at(name), at('a.tar'))).toBe('catalogue.out-is-input');
    for (const name of ['input/9.000001.txt', 'input/new.jsonl', 'way/new.jsonl'])
      expect(await refusal(at(name))).toBe('catalogue.out-is-input');
    expect(await readFile(at('a.tar'), 'utf8')).toBe('records');
    expect(await readdir(input)).toEqual(['9.000001.txt']);
  });

  it('may lie beside what is read', async () => {
    await writeFile(at('a.tar'), 'records');
    expect(await refusal(at('input.jsonl'))).toBe('was opened');
    expect(await refusal(at('a.tar.jsonl'), at('a.tar'))).toBe('was opened');
  });

  it('that cannot be written is refused with what is wrong', async () => {
    await writeFile(at('file'), '');
    await symlink('round', at('round'));
    expect(await refusal(at('none/a'))).toBe('catalogue.out-no-folder');
    expect(await refusal(at('file/a'))).toBe('catalogue.out-no-folder');
    expect(await refusal(at('input'), at('file'))).toBe('catalogue.out-is-folder');
    expect(await refusal(at('new/'))).toBe('catalogue.out-is-folder');
    expect(await refusal(at('x'.repeat(300)))).toBe('catalogue.out-failed');
    expect(await refusal(at('round'))).toBe('catalogue.out-failed');
  });

  it('is not written where it is a socket', async () => {
    const server = createServer();
    await new Promise<void>((done) => void server.listen(at('socket'), done));
    expect(await refusal(at('socket'))).toBe('catalogue.out-not-a-file');
    await new Promise((done) => void server.close(done));
  });

  it.each([
    ['ENOSPC', 'catalogue.out-no-space'],
    ['EDQUOT', 'catalogue.out-no-space'],
    ['EFBIG', 'catalogue.out-too-large'],
    ['EACCES', 'catalogue.out-not-allowed'],
    ['EROFS', 'catalogue.out-not-allowed'],
    ['EPIPE', 'catalogue.out-no-reader'],
    ['EIO', 'catalogue.out-failed'],
  ])('names itself and the path that was asked for at %s', (errno, code) => {
    const problem = outProblem('a.jsonl', Object.assign(new Error('write /tmp/.motcua-1.tmp'), { code: errno }));
    expect(problem).toMatchObject({ code, params: { path: 'a.jsonl', reason: errno } });
    expect(isErrorCode(problem.code)).toBe(true);
  });
});
