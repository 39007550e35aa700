import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import type { Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import { parseNationalRecord, type NationalRecord } from '../../infra/catalogue/national-record.ts';
import { createProcedureStore } from '../../infra/db/procedure-store.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testDemo, testStack } from '../support/stack.ts';

const PROCEDURE = '2.000635';

describe('The catalogue in PostgreSQL', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(async () => {
    await install(motcua.catalogue);
    await motcua.stop();
  }, 30_000);

  const install = (catalogue: Catalogue) => installCatalogue(motcua.db, catalogue, testDemo());
  const content = async (): Promise<string> => {
    const tables = ['agency', 'office', 'procedure_version', 'person', 'appointment'];
    const texts = tables.map((table) => rows(motcua.db, `select t::text as row from ${table} t order by 1`));
    return JSON.stringify(await Promise.all(texts));
  };
  const versionsOf = (code: string) =>
    rows(motcua.db, 'select version, status, source from procedure_version where code = $1 order by version', code);
  const theProcedure = (): CatalogueProcedure => {
    const found = motcua.catalogue.procedures.get(PROCEDURE);
    if (found === undefined) throw new Error(`no procedure ${PROCEDURE}`);
    return found;
  };
  const catalogueWith = (procedure: CatalogueProcedure): Catalogue => ({
    ...motcua.catalogue,
    procedures: new Map([...motcua.catalogue.procedures, [procedure.code, procedure]]),
  });

  test('installed again, also twice at once, changes nothing', async () => {
    const before = await content();
    const [first, second] = await Promise.all([install(motcua.catalogue), install(motcua.catalogue)]);
    expect([first.newVersions, second.newVersions]).toEqual([0, 0]);
    expect(first.procedures).toBe(motcua.catalogue.procedures.size);
    expect(await content()).toBe(before);
  });

  test('with a changed procedure gets a new version, and open dossiers stay on the route they were received under', async () => {
    const before = (await versionsOf(PROCEDURE)).length;
    const old = await motcua.receive({ procedure: PROCEDURE });
    const procedure = theProcedure();
    const stages = procedure.route?.stages.filter(({ kind }) => kind !== 'approval') ?? [];
    const shortened = catalogueWith({ ...procedure, route: { stages } });
    const reports = [await install(shortened), await install(shortened)];
    expect(reports.map(({ newVersions }) => newVersions)).toEqual([1, 0]);
    expect(await versionsOf(PROCEDURE)).toHaveLength(before + 1);

    const fresh = await motcua.receive({ procedure: PROCEDURE });
    const pinned = await rows(
      motcua.db,
      'select procedure_version as version from dossier where code = any ($1) order by received_at',
      [old.code, fresh.code],
    );
    expect(pinned).toEqual([{ version: before }, { version: before + 1 }]);
    const acts = async ({ code, step }: typeof old) => (await motcua.takeToEnd(code, step)).map(({ act }) => act);
    expect(await acts(old)).toEqual(['appraise', 'approve', 'seal', 'return']);
    expect(await acts(fresh)).toEqual(['appraise', 'seal', 'return']);
  });

  describe('filled by the import of national records', () => {
    const codes = Array.from({ length: 40 }, () => `9.${String(randomInt(1e6)).padStart(6, '0')}`);
    let record: NationalRecord;

    beforeAll(async () => {
      const path = new URL('../fixtures/national-records/9.000001.txt', import.meta.url);
      record = parseNationalRecord(await readFile(path, 'utf8'), '9.000001.txt');
    });

    const drafts = (hash: string) => [...new Set(codes)].map((code) => ({ code, contentHash: hash, content: record }));
    const store = () =>
      createProcedureStore({ execute: (text, params) => motcua.db.execute({ name: '', text }, params) });

    test('adds drafts, finds them unchanged the second time, and gives changed ones a new version', async () => {
      const n = drafts('x').length;
      expect(await store().upsertDrafts(drafts('one'))).toEqual({ inserted: n, changed: 0, unchanged: 0 });
      expect(await store().upsertDrafts(drafts('one'))).toEqual({ inserted: 0, changed: 0, unchanged: n });
      expect(await store().upsertDrafts(drafts('two'))).toEqual({ inserted: 0, changed: n, unchanged: 0 });
      expect(await versionsOf(codes[0] ?? '')).toEqual([
        { version: 1, status: 'draft', source: 'national' },
        { version: 2, status: 'draft', source: 'national' },
      ]);
    });

    test('by several at once gives each code one new version', async () => {
      const n = drafts('x').length;
      const counts = await Promise.all([0, 1, 2, 3].map(() => store().upsertDrafts(drafts('three'))));
      expect(counts.reduce((sum, { changed }) => sum + changed, 0)).toBe(n);
      expect(counts.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(3 * n);
      expect(await versionsOf(codes[1] ?? '')).toHaveLength(3);
    });

    test('leaves what is published as it is: a draft is no procedure to file', async () => {
      const [code] = codes;
      const answer = await motcua
        .as('receptionist-hong-gai')
        .post('/dossiers', motcua.intakeBody({ body: { procedure: code, case: 'any' } }));
      expect([answer.status, answer.body['code']]).toEqual([422, 'procedure-draft']);
      const national = [{ code: PROCEDURE, contentHash: `national ${randomInt(1e9)}`, content: record }];
      const { inserted, changed } = await store().upsertDrafts(national);
      expect(inserted + changed).toBe(1);
      const { code: received } = await motcua.receive({ procedure: PROCEDURE });
      const [pinned] = await rows(
        motcua.db,
        `select v.status, v.source from dossier d join procedure_version v
           on v.code = d.procedure and v.version = d.procedure_version where d.code = $1`,
        received,
      );
      expect(pinned).toEqual({ status: 'published', source: 'catalogue' });
    });
  });
});
