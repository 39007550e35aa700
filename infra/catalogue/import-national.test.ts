import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentHash, importNational, type ProcedureDraft, type ProcedureStore } from './import-national.ts';
import { parseNationalRecord } from './national-record.ts';
import { readRecords, type SourceItem } from './read-records.ts';

const FOLDER = fileURLToPath(new URL('../../test/fixtures/national-records', import.meta.url));
const ARCHIVE = `${FOLDER}.tar.xz`;

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

async function* these(...items: SourceItem[]): AsyncGenerator<SourceItem> {
  yield* items;
}

/** A store that keeps every version in memory, as the table does. */
class FakeStore implements ProcedureStore {
  readonly versions: ProcedureDraft[] = [];
  readonly batches: number[] = [];

  upsertDrafts(batch: readonly ProcedureDraft[]) {
    this.batches.push(batch.length);
    const counts = { inserted: 0, changed: 0, unchanged: 0 };
    for (const draft of batch) {
      const latest = this.versions.findLast(({ code }) => code === draft.code);
      if (latest?.contentHash === draft.contentHash) {
        counts.unchanged += 1;
        continue;
      }
      counts[latest ? 'changed' : 'inserted'] += 1;
      this.versions.push(draft);
    }
    return Promise.resolve(counts);
  }
}

let scratch: string;
let record: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-catalogue-'));
  record = await readFile(join(FOLDER, '9.000001.txt'), 'utf8');
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
    expect(items[0]).toHaveProperty('skipped');
  });

  it('refuses bytes that are not UTF-8', async () => {
    expect(await collect(FOLDER)).toContainEqual({
      source: 'hong/sai-ma-hoa.txt',
      error: 'national-record.invalid-utf8',
    });
  });

  it('reports an archive that was cut off', async () => {
    const path = join(scratch, 'cut.tar.xz');
    await writeFile(path, await readFile(ARCHIVE));
    await truncate(path, 1000);
    expect((await collect(path)).at(-1)).toEqual({ source: path, error: 'catalogue.damaged-archive' });
  });

  it('says what is wrong with a path', async () => {
    await expect(collect(join(scratch, 'nowhere'))).rejects.toThrow('catalogue.not-found');
    const file = join(scratch, 'plain.txt');
    await writeFile(file, 'x');
    await expect(collect(file)).rejects.toThrow('catalogue.not-an-archive');
  });
});

describe('importing the catalogue', () => {
  it('reports the broken records and lets the rest in', async () => {
    const store = new FakeStore();
    const report = await importNational(readRecords(FOLDER), store);
    expect(report).toMatchObject({
      records: 9,
      valid: 5,
      imported: 5,
      changed: 0,
      unchanged: 0,
      skipped: ['.gitattributes'],
    });
    expect(report.broken).toEqual([
      { source: 'hong/cat-ngang.txt', code: '9.000006', error: 'national-record.truncated' },
      { source: 'hong/khong-ma.txt', error: 'national-record.missing-code' },
      { source: 'hong/sai-ma-hoa.txt', error: 'national-record.invalid-utf8' },
      { source: 'hong/trung-ma.txt', code: '9.000001', error: 'national-record.duplicate-code' },
    ]);
    expect(store.versions.map(({ code }) => code)).toEqual([
      '9.000001',
      '9.000002',
      '9.000003',
      '9.000004',
      '9.000005-X',
    ]);
  });

  it('counts and lists every flag with the procedure, the field and the code', async () => {
    const { flags } = await importNational(readRecords(FOLDER), null);
    expect(flags.byCode).toMatchObject({
      'free-text-limit': 4,
      'suspicious-fee': 2,
      'empty-component': 1,
      'unknown-unit': 1,
    });
    expect(flags.list).toContainEqual({
      procedure: '9.000003',
      field: 'methods[0].fees[0]',
      code: 'suspicious-fee',
      value: '135 VNĐ (135.000 đồng/lần)',
    });
    expect(Object.values(flags.byCode).reduce((sum, count) => sum + count, 0)).toBe(flags.list.length);
  });

  it('changes nothing the second time, from whichever source', async () => {
    const store = new FakeStore();
    await importNational(readRecords(FOLDER), store);
    for (const path of [FOLDER, ARCHIVE])
      expect(await importNational(readRecords(path), store)).toMatchObject({ imported: 0, changed: 0, unchanged: 5 });
    expect(store.versions).toHaveLength(5);
  });

  it('adds a version for a changed record, and again when it changes back', async () => {
    const store = new FakeStore();
    const source = '9.000001.txt';
    await importNational(these({ source, text: record }), store);
    const changed = record.replace('5 WORKING_DAY', '4 WORKING_DAY');
    expect(await importNational(these({ source, text: changed }), store)).toMatchObject({ changed: 1, unchanged: 0 });
    expect(await importNational(these({ source, text: record }), store)).toMatchObject({ changed: 1, unchanged: 0 });
    expect(store.versions).toHaveLength(3);
  });

  it('stores in batches and hands each good record on', async () => {
    const store = new FakeStore();
    const seen: string[] = [];
    await importNational(readRecords(FOLDER), store, { batchSize: 2, onRecord: ({ code }) => void seen.push(code) });
    expect(store.batches).toEqual([2, 2, 1]);
    expect(seen).toHaveLength(5);
  });

  it('takes the hash over what a record says: not its file, its line ends, its Unicode form or our flags', () => {
    const hash = contentHash(parseNationalRecord(record, '9.000001.txt'));
    expect(hash).toMatch(/^[0-9a-f]{64}$/u);
    expect(contentHash(parseNationalRecord(record.replaceAll('\n', '\r\n'), 'other.txt'))).toBe(hash);
    expect(contentHash(parseNationalRecord(record.normalize('NFD'), '9.000001.txt'))).toBe(hash);
    expect(contentHash(parseNationalRecord(record.replace('Bản sao: 2', 'Bản sao: 3'), '9.000001.txt'))).not.toBe(hash);
  });
});
