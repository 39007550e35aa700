import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack, type Header } from 'tar-stream';
import { readRecords } from './read-records.ts';
import type { SourceItem } from './read-records-item.ts';

const FOLDER = fileURLToPath(new URL('../../test/fixtures/national-records', import.meta.url));
const ARCHIVE = `${FOLDER}.tar.xz`;
/** A text of the project's own compressed by xz: no tar. */
const XZ_OF_A_WORD = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAFaGVsbG8KAAAApWCX8ZT2/eAAAR4GwS+kHR+2830BAAAAAARZWg==',
  'base64',
);

async function collect(path: string): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  for await (const item of readRecords(path)) items.push(item);
  return items;
}

/** Items in one order, whatever their source calls its root. */
function names(items: SourceItem[]): SourceItem[] {
  return items
    .map((item) => ({ ...item, source: item.source.replace(/^\.\//u, '') }))
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

/** A tar of these entries; the text of a file is its own name. */
async function tarOf(...entries: readonly ((Partial<Header> & Pick<Header, 'name'>) | string)[]): Promise<Buffer> {
  const archive = pack();
  for (const entry of entries) {
    if (typeof entry === 'string') archive.entry({ name: entry }, entry);
    else archive.entry(entry);
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

let scratch: string;
const at = (name: string): string => join(scratch, name);
async function fileOf(name: string, content: Buffer | string): Promise<string> {
  await writeFile(at(name), content);
  return at(name);
}
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-catalogue-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('reading a catalogue', () => {
  it('gives the same records from a folder and from its .tar.xz', async () => {
    const folder = names(await collect(FOLDER));
    expect(folder).toHaveLength(10);
    expect(names(await collect(ARCHIVE))).toEqual(folder);
  });

  it('goes into subfolders, in the order of names, and tells which files are no records', async () => {
    const items = await collect(FOLDER);
    expect(items.map(({ source }) => source)).toEqual([
      '.gitattributes',
      '9.000001.txt',
      '9.000002.txt',
      '9.000003.txt',
      '9.000004.txt',
      '9.000005.txt',
      'hong/cat-ngang.txt',
      'hong/khong-ma.txt',
      'hong/sai-ma-hoa.txt',
      'hong/trung-ma.txt',
    ]);
    expect(items[0]).toHaveProperty('skipped', 'hidden');
  });

  it('refuses bytes that are not UTF-8', async () => {
    expect(await collect(FOLDER)).toContainEqual({
      source: 'hong/sai-ma-hoa.txt',
      error: 'national-record.invalid-utf8',
    });
  });

  it('says what is wrong with a path', async () => {
    await expect(collect(at('nowhere'))).rejects.toThrow('catalogue.not-found');
    await expect(collect(await fileOf('plain.txt', 'x'))).rejects.toThrow('catalogue.not-an-archive');
  });
});

describe('a folder', () => {
  it('is read through links to files, and only regular files of it are opened', async () => {
    const folder = at('mixed');
    await mkdir(join(folder, 'sub'), { recursive: true });
    await writeFile(join(folder, 'a.txt'), 'a');
    await writeFile(join(folder, 'b.dat'), 'b');
    await writeFile(join(folder, '.c.txt'), 'c');
    await symlink('b.dat', join(folder, 'd.txt'));
    await symlink('nowhere', join(folder, 'e.txt'));
    await symlink('sub', join(folder, 'f.txt'));
    await link(join(folder, 'b.dat'), join(folder, 'g.txt'));
    execFileSync('/usr/bin/mkfifo', [join(folder, 'h.txt')]);
    expect(await collect(folder)).toEqual([
      { source: '.c.txt', skipped: 'hidden' },
      { source: 'a.txt', text: 'a' },
      { source: 'b.dat', skipped: 'not-text' },
      { source: 'd.txt', text: 'b' },
      { source: 'e.txt', error: 'national-record.unreadable' },
      { source: 'f.txt', skipped: 'folder-link' },
      { source: 'g.txt', text: 'b' },
      { source: 'h.txt', skipped: 'special-file' },
    ]);
    await expect(collect(join(folder, 'h.txt'))).rejects.toThrow('catalogue.not-a-file');
  });
});

describe('an archive', () => {
  it('is read through its links, which come last, and tells what its other entries are', async () => {
    const path = await fileOf(
      'links.tar',
      await tarOf(
        'a.txt',
        { name: 'folder', type: 'directory' },
        { name: 'folder/hard.txt', type: 'link', linkname: 'z.dat' },
        { name: 'folder/soft.txt', type: 'symlink', linkname: '../z.dat' },
        { name: 'out.txt', type: 'symlink', linkname: '/etc/hostname' },
        { name: 'pipe.txt', type: 'fifo' },
        'folder/.hidden.txt',
        'z.dat',
      ),
    );
    expect(await collect(path)).toEqual([
      { source: 'a.txt', text: 'a.txt' },
      { source: 'pipe.txt', skipped: 'special-file' },
      { source: 'folder/.hidden.txt', skipped: 'hidden' },
      { source: 'z.dat', skipped: 'not-text' },
      { source: 'folder/hard.txt', text: 'z.dat' },
      { source: 'folder/soft.txt', text: 'z.dat' },
      { source: 'out.txt', skipped: 'link-without-target' },
    ]);
  });

  it('that was cut off is told of behind the records before', async () => {
    const path = await fileOf('cut.tar.xz', (await readFile(ARCHIVE)).subarray(0, 1000));
    expect((await collect(path)).at(-1)).toEqual({ source: path, problem: 'catalogue.damaged-archive' });
    const tar = await tarOf('a.txt', 'b.txt');
    const inside = await fileOf('inside.tar', tar.subarray(0, 1024 + 100));
    expect(await collect(inside)).toEqual([
      { source: 'a.txt', text: 'a.txt' },
      { source: inside, problem: 'catalogue.damaged-archive' },
    ]);
  });

  it('that was cut off exactly between two records is not taken for whole', async () => {
    const tar = await tarOf('a.txt', 'b.txt');
    const path = await fileOf('between.tar', tar.subarray(0, 1024));
    expect(await collect(path)).toEqual([
      { source: 'a.txt', text: 'a.txt' },
      { source: path, problem: 'catalogue.unfinished-archive' },
    ]);
    const whole = await fileOf('whole.tar', tar);
    expect(await collect(whole)).toHaveLength(2);
  });

  it('without entries is one, and empty', async () => {
    expect(await collect(await fileOf('empty.tar', await tarOf()))).toEqual([]);
  });

  it('that is no tar inside its .xz is not called damaged', async () => {
    const path = await fileOf('word.xz', XZ_OF_A_WORD);
    await expect(collect(path)).rejects.toMatchObject({ code: 'catalogue.no-tar-inside', params: { path } });
  });
});
