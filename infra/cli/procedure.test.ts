import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { procedureCommand } from './procedure.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procedure-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (...argv: string[]) => {
  const io = { out: '', err: '' };
  const code = await procedureCommand(argv, {
    stdout: (text) => void (io.out += text),
    stderr: (text) => void (io.err += text),
    directory: folder,
    token: 'a-token',
  });
  return { code, ...io };
};

/** A file of the catalogue with one text changed, by its path. */
const changed = async (from: string, to: string): Promise<string> => {
  const text = await readFile('catalogue/procedures/1.001612.json', 'utf8');
  expect(text).toContain(from);
  await writeFile(join(folder, 'changed.json'), text.replace(from, to));
  return 'changed.json';
};

describe('motcua procedure', () => {
  it.each([
    [[]],
    [['check']],
    [['check', 'a', 'b']],
    [['fold', '1.001612']],
    [['migration', 'undo', '1.001612', 'x']],
    [['migrate', '1.001612', '1', '2', 'file.txt']],
    [['propose', 'file.json']],
    [['versions', '1.001612', '--unknown']],
  ])('says how it is used: %j', async (argv) => {
    const { code, out, err } = await run(...argv);
    expect([code, out, err.includes('motcua procedure check FILE')]).toEqual([2, '', true]);
  });

  it('shows its usage when asked', async () => {
    expect(await run('check', 'file.json', '--help')).toMatchObject({ code: 0, err: '' });
  });

  it('checks a file without any server, and says what is wrong in both languages', async () => {
    const file = await changed('"role": "agency-leader"', '"role": "appraiser"');
    const { code, out } = await run('check', file);
    expect(code).toBe(1);
    expect(out).toContain('role-may-not-act');
    expect(out).toContain('công chức thẩm định không có quyền phê duyệt');
    expect(out).toContain('appraiser may not approve');
    expect(JSON.parse((await run('check', file, '--json')).out)).toMatchObject({
      severity: 'error',
      code: 'role-may-not-act',
      at: { kind: 'stage', id: 'approval' },
    });
  });

  it('checks nothing that is no procedure, and says where it is not', async () => {
    const file = await changed('"level": "commune"', '"level": "village"');
    expect(await run('check', file)).toMatchObject({ code: 1, err: expect.stringContaining('level') });
    expect(await run('check', 'nowhere.json')).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be read'),
    });
  });
});
