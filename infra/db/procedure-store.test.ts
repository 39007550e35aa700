import { describe, expect, it } from '@jest/globals';
import { type NationalRecord, parseNationalRecord } from '../catalogue/national-record.ts';
import { createProcedureStore } from './procedure-store.ts';
import { readFile } from 'node:fs/promises';

const content: NationalRecord = parseNationalRecord(
  await readFile(new URL('../../test/fixtures/national-records/9.000001.txt', import.meta.url), 'utf8'),
  '9.000001.txt',
);
const draft = (code: string) => ({ code, contentHash: `hash of ${code}`, content });

/** A database that holds the codes of `same`, gives prepared answers for others, and remembers which contents it was sent. */
function database(same: string[], ...answers: Record<string, string>[]) {
  const asked: string[][] = [];
  return {
    asked,
    execute(_sql: string, params: unknown[]) {
      const rows = JSON.parse(String(params[0])) as { code: string; content?: unknown }[];
      if (rows.every(({ content: sent }) => sent === undefined)) return Promise.resolve(same.map((code) => ({ code })));
      const codes = rows.map(({ code }) => code);
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
      asked.push(codes);
      return Promise.resolve(codes.map((code) => ({ code, outcome: answer[code] })));
    },
  };
}

describe('the store of procedure versions', () => {
  it('sends only the contents that are not there yet, in one statement, and counts the outcomes', async () => {
    const db = database(['c'], { a: 'inserted', b: 'changed' });
    expect(await createProcedureStore(db).upsertDrafts([draft('a'), draft('b'), draft('c')])).toEqual({
      inserted: 1,
      changed: 1,
      unchanged: 1,
    });
    expect(db.asked).toEqual([['a', 'b']]);
  });

  it('asks again for the codes whose version another import took first', async () => {
    const db = database([], { a: 'inserted', b: 'conflict' }, { b: 'unchanged' });
    expect(await createProcedureStore(db).upsertDrafts([draft('a'), draft('b')])).toEqual({
      inserted: 1,
      changed: 0,
      unchanged: 1,
    });
    expect(db.asked).toEqual([['a', 'b'], ['b']]);
  });

  it('gives up when the versions never settle', async () => {
    await expect(createProcedureStore(database([], { a: 'conflict' })).upsertDrafts([draft('a')])).rejects.toThrow(
      '1 of 1',
    );
  });
});
