import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentHash, importNational, type ProcedureDraft, type ProcedureStore } from './import-national.ts';
import { parseNationalRecord } from './national-record.ts';
import { readRecords } from './read-records.ts';
import type { SourceItem } from './read-records-item.ts';

const FOLDER = fileURLToPath(new URL('../../test/fixtures/national-records', import.meta.url));
const ARCHIVE = `${FOLDER}.tar.xz`;

async function* these(...items: SourceItem[]): AsyncGenerator<SourceItem> {
  yield* items;
}

/** A store that keeps every version in memory, as the table does, and refuses a batch with one of the codes of `refused`. */
class FakeStore implements ProcedureStore {
  readonly versions: ProcedureDraft[] = [];
  readonly batches: number[] = [];
  readonly #refused: readonly string[];
  readonly #sqlState: string;

  constructor(refused: readonly string[] = [], sqlState = '54000') {
    this.#refused = refused;
    this.#sqlState = sqlState;
  }

  upsertDrafts(batch: readonly ProcedureDraft[]) {
    this.batches.push(batch.length);
    if (batch.some(({ code }) => this.#refused.includes(code)))
      return Promise.reject(Object.assign(new Error('refused'), { code: this.#sqlState }));
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

let record: string;
beforeAll(async () => {
  record = await readFile(join(FOLDER, '9.000001.txt'), 'utf8');
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
      skipped: [{ source: '.gitattributes', reason: 'hidden' }],
      incomplete: [],
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
      'free-text-limit': 2,
      'empty-limit': 1,
      'suspicious-fee': 2,
      'empty-component': 1,
      'unknown-unit': 2,
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

  it('reports a record that the database refuses and lets the rest in, whatever batch it came in', async () => {
    for (const batchSize of [1, 3, 200]) {
      const store = new FakeStore(['9.000002', '9.000004']);
      const report = await importNational(readRecords(FOLDER), store, { batchSize });
      expect(report).toMatchObject({ records: 9, valid: 3, imported: 3 });
      expect(report.broken.filter(({ error }) => error === 'national-record.refused')).toEqual([
        { source: '9.000002.txt', code: '9.000002', error: 'national-record.refused', reason: '54000' },
        { source: '9.000004.txt', code: '9.000004', error: 'national-record.refused', reason: '54000' },
      ]);
      expect(store.versions.map(({ code }) => code)).toEqual(['9.000001', '9.000003', '9.000005-X']);
    }
  });

  it('stops at any other failure of the database: the next record would fail as well', async () => {
    const store = new FakeStore(['9.000002'], '57P01');
    await expect(importNational(readRecords(FOLDER), store)).rejects.toMatchObject({ code: '57P01' });
    expect(store.batches).toHaveLength(1);
  });

  it('does not count a source that was not read to its end as a record', async () => {
    const items: SourceItem[] = [
      { source: '9.000001.txt', text: record },
      { source: 'x.tar', problem: 'catalogue.damaged-archive' },
    ];
    expect(await importNational(these(...items), null)).toMatchObject({
      records: 1,
      valid: 1,
      broken: [],
      incomplete: [{ source: 'x.tar', error: 'catalogue.damaged-archive' }],
    });
  });

  it('takes the hash over what a record says: not its file, its line ends, its Unicode form or our flags', () => {
    const hash = contentHash(parseNationalRecord(record, '9.000001.txt'));
    expect(hash).toMatch(/^[0-9a-f]{64}$/u);
    expect(contentHash(parseNationalRecord(record.replaceAll('\n', '\r\n'), 'other.txt'))).toBe(hash);
    expect(contentHash(parseNationalRecord(record.normalize('NFD'), '9.000001.txt'))).toBe(hash);
    expect(contentHash(parseNationalRecord(record.replace('Bản sao: 2', 'Bản sao: 3'), '9.000001.txt'))).not.toBe(hash);
  });
});
