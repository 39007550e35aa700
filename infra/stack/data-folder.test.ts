import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dataPaths, holderOf, looksLikeDataFolder, openDataFolder } from './data-folder.ts';
import { embeddedSecrets } from './secrets.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'motcua-data-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the data folder', () => {
  test('has one holder: a second start is told who it is', async () => {
    const folder = await openDataFolder(join(root, 'data'));
    expect(holderOf(folder.dir)?.pid).toBe(process.pid);
    await expect(openDataFolder(folder.dir)).rejects.toThrow(new RegExp(`^DATA_DIR: .*process ${process.pid}, since`));
    folder.release();
    expect(holderOf(folder.dir)).toBeUndefined();
    (await openDataFolder(folder.dir)).release();
  });

  test('is taken over from a holder that died, even if its pid is in use again', async () => {
    const dir = join(root, 'data');
    mkdirSync(dir);
    writeFileSync(
      dataPaths(dir).lock,
      JSON.stringify({ pid: process.pid, identity: 'an earlier boot', since: 'then' }),
    );
    expect(holderOf(dir)).toBeUndefined();
    const folder = await openDataFolder(dir);
    expect(holderOf(dir)?.pid).toBe(process.pid);
    folder.release();
  });

  test.each(['', '{', '{"pid":"x"}'])('is taken over when its lock holds %j', async (content) => {
    const dir = join(root, 'data');
    mkdirSync(dir);
    writeFileSync(dataPaths(dir).lock, content);
    const folder = await openDataFolder(dir);
    expect(holderOf(dir)?.pid).toBe(process.pid);
    folder.release();
  });

  test('keeps its secrets from one start to the next, readable by this user only', () => {
    const first = embeddedSecrets(root);
    expect(embeddedSecrets(root)).toEqual(first);
    expect(statSync(dataPaths(root).secrets).mode & 0o777).toBe(0o600);
    expect(new Set(Object.values(first)).size).toBe(Object.values(first).length);
  });

  test('generates a secret that a later version needs and keeps the others', () => {
    writeFileSync(dataPaths(root).secrets, JSON.stringify({ appPassword: 'kept' }));
    expect(embeddedSecrets(root)).toMatchObject({ appPassword: 'kept', masterKeys: expect.stringMatching(/^k1:/) });
    expect(JSON.parse(readFileSync(dataPaths(root).secrets, 'utf8'))).toHaveProperty('payloadKeys');
  });

  test('is told from another folder before it is removed', async () => {
    (await openDataFolder(join(root, 'data'))).release();
    expect(looksLikeDataFolder(join(root, 'data'))).toBe(true);
    writeFileSync(join(root, 'data', 'thesis.docx'), '');
    expect(looksLikeDataFolder(join(root, 'data'))).toBe(false);
    embeddedSecrets(join(root, 'data'));
    expect(looksLikeDataFolder(join(root, 'data'))).toBe(true);
  });
});
