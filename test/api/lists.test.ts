import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { DossierPage } from '../../contracts/dossier.ts';
import { ProcedurePage, ProcedureView } from '../../contracts/procedure.ts';
import type { Caller } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

/** Rows of this run's own, so that others of the same database do not matter. */
const RUN = randomUUID().slice(0, 8).toUpperCase();

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Every entry of a list, page by page; `between` happens after each page but the last. */
async function walk<T>(
  caller: Caller,
  path: string,
  page: z.ZodType<Page<T>>,
  query: Readonly<Record<string, string>>,
  between: (last: T) => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | null = ''; next !== null;) {
    const text = new URLSearchParams({ ...query, ...(next === '' ? {} : { cursor: next }) }).toString();
    const answer = await caller.get(`${path}?${text}`);
    expect(answer.status).toBe(200);
    const { items, next: after } = page.parse(answer.body);
    const last = items.at(-1);
    found.push(...items);
    if (after !== null && last === undefined) throw new Error('a page that is not the last is not empty');
    if (after !== null && last !== undefined) await between(last);
    next = after;
  }
  return found;
}

describe('A list', () => {
  let motcua: Motcua;
  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const refusal = async (caller: Caller, path: string): Promise<unknown[]> => {
    const { status, body } = await caller.get(path);
    return [status, body['code']];
  };

  describe('of dossiers', () => {
    const MINE = `H49.${RUN}A`;
    const THEIRS = `H49.${RUN}B`;
    const OTHERS = `H49.${RUN}C`;
    /** Received by, competent. */
    const PARTIES = [
      [MINE, THEIRS],
      [THEIRS, MINE],
      [MINE, MINE],
      [THEIRS, OTHERS],
    ] as const;
    const DOSSIERS = 48;
    const codeOf = (number: number): string => `H49.${RUN}-261124-${String(number).padStart(5, '0')}`;
    const numberOf = ({ code }: { readonly code: string }): number => Number(code.slice(code.lastIndexOf('-') + 1));

    let me: Caller;
    let versions: { code: string; version: number }[];

    const insert = async (number: number, index = number): Promise<string> => {
      const [receiving, competent] = PARTIES[index % PARTIES.length] ?? PARTIES[0];
      const procedure = versions[index % 2];
      const ended = index % 5 === 0;
      await rows(
        motcua.db,
        `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
          received_at, due_at, due_provisional, due_explanation, status, national_status, overdue, seq, head_hash, updated_at)
          values ($1, $2, $3, 'c', 'direct', 'test', $4, $5, '{}', now(), now(), false, '{}', $6, $7, $8, 1, '0', now())`,
        codeOf(number),
        procedure?.code,
        procedure?.version,
        receiving,
        competent,
        ended ? 'returned' : 'in-process',
        ended ? 10 : 4,
        index % 3 === 0,
      );
      return codeOf(number);
    };
    const inDatabase = async (condition = 'true', agency: string = MINE): Promise<string[]> => {
      const found = await rows<{ code: string }>(
        motcua.db,
        `select code from dossier where (receiving_agency = $1 or competent_agency = $1) and ${condition} order by code desc`,
        agency,
      );
      return found.map(({ code }) => code);
    };
    const list = async (query: Readonly<Record<string, string>>, caller = me): Promise<string[]> =>
      (await walk(caller, '/dossiers', DossierPage, query)).map(({ code }) => code);

    beforeAll(async () => {
      versions = await rows(
        motcua.db,
        `select distinct on (code) code, version from procedure_version where code in ('1.000656', '2.000815') order by code, version`,
      );
      for (let index = 0; index < DOSSIERS; index += 1) await insert(index * 100, index);
      me = motcua.withToken((await aPerson(motcua.db, [{ agency: MINE, role: 'appraiser' }])).token);
    });

    test('is walked whole and in order by pages of any size, what was received and what is to be decided merged', async () => {
      const all = await inDatabase();
      expect(all).toHaveLength((DOSSIERS * 3) / 4);
      for (const limit of ['1', '2', '7', '35', '36', '37', '200']) expect(await list({ limit })).toEqual(all);
    });

    test('is walked whole under each of its filters', async () => {
      const cases: [Record<string, string>, string][] = [
        [{ status: 'returned' }, `status = 'returned'`],
        [{ nationalStatus: '4' }, 'national_status = 4'],
        [{ procedure: '2.000815' }, `procedure = '2.000815'`],
        [{ overdue: 'true' }, 'overdue'],
        [{ overdue: 'false', status: 'in-process' }, `not overdue and status = 'in-process'`],
        [{ status: 'new' }, 'false'],
      ];
      for (const [filter, condition] of cases)
        expect([filter, await list({ ...filter, limit: '3' })]).toEqual([filter, await inDatabase(condition)]);
    });

    test('shows each dossier once and leaves none out while others are received between the pages', async () => {
      const before = await inDatabase();
      const ahead: string[] = [];
      const passed: string[] = [];
      let pages = 0;
      const found = await walk(me, '/dossiers', DossierPage, { limit: '4' }, async (last) => {
        for (const parties of [0, 1, 2]) {
          passed.push(await insert(numberOf(last) + 10 + parties, parties));
          ahead.push(await insert(numberOf(last) - 10 - parties, parties));
        }
        pages += 1;
      });
      const codes = found.map(({ code }) => code);
      expect(pages).toBeGreaterThan(8);
      expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => (a < b ? 1 : -1)));
      expect(new Set(codes)).toEqual(new Set([...before, ...ahead]));
      expect(codes.filter((code) => passed.includes(code))).toEqual([]);
      expect(await list({ limit: '5' })).toEqual(await inDatabase());
    });

    test('holds only what one takes part in, by the agency of the appointment that is asked for', async () => {
      const parties = async (caller: Caller, query = {}) =>
        (await walk(caller, '/dossiers', DossierPage, { limit: '50', ...query })).map((dossier) => [
          dossier.receivingAgency.code,
          dossier.competentAgency.code,
        ]);
      const mine = await parties(me);
      expect(mine.length).toBeGreaterThan(0);
      expect(mine.filter((both) => !both.includes(MINE))).toEqual([]);
      expect(await refusal(me, `/dossiers?agency=${THEIRS}`)).toEqual([403, 'not-taking-part']);

      const twoHats = [MINE, THEIRS].map((agency) => ({ agency, role: 'agency-leader' }) as const);
      const both = motcua.withToken((await aPerson(motcua.db, twoHats)).token);
      expect(await parties(both)).toEqual(mine);
      expect((await parties(both, { agency: THEIRS })).filter((two) => !two.includes(THEIRS))).toEqual([]);
      expect(await refusal(both, `/dossiers?agency=${OTHERS}`)).toEqual([403, 'not-taking-part']);
    });

    test('is shown to an overseer for any agency, to a citizen or a stranger never', async () => {
      const auditor = motcua.as('auditor');
      expect(await list({ agency: OTHERS, limit: '9' }, auditor)).toEqual(await inDatabase('true', OTHERS));
      expect(await refusal(motcua.as('citizen'), '/dossiers')).toEqual([403, 'role-not-allowed']);
      expect(await refusal(motcua.withToken(null), '/dossiers')).toEqual([401, 'unauthenticated']);
    });

    test('shows a dossier as it is now, with names and the step that is open', async () => {
      const { code, step, dueAt } = await motcua.receive();
      const committee = { code: 'H49.143', name: motcua.catalogue.agencies.get('H49.143')?.name };
      const justBefore = cursor({ l: 'dossiers', k: { code: `${code}~` } });
      const { body } = await motcua.as('appraiser-hong-gai').get(`/dossiers?limit=1&cursor=${justBefore}`);
      expect(DossierPage.parse(body).items).toEqual([
        expect.objectContaining({
          code,
          dueAt,
          procedure: expect.objectContaining({ code: '2.000815' }),
          competentAgency: committee,
          status: 'in-process',
          nationalStatus: { code: 2, name: { vi: 'Được tiếp nhận', en: 'Received' } },
          overdue: false,
          processedAt: null,
          closedAt: null,
          openStep: { task: step?.task, stage: 'appraisal', agency: committee },
        }),
      ]);
    });

    test('goes on where a cursor says, be its entry there or not, and never beyond what one takes part in', async () => {
      const from = (code: string): string => cursor({ l: 'dossiers', k: { code } });
      expect(await list({ limit: '6', cursor: from(codeOf(2050)) })).toEqual(
        await inDatabase(`code < '${codeOf(2050)}'`),
      );
      expect(await list({ limit: '6', cursor: from('') })).toEqual([]);
      const { body } = await me.get(`/dossiers?limit=200&cursor=${from('~')}`);
      expect(DossierPage.parse(body).items.map(({ code }) => code)).toEqual((await inDatabase()).slice(0, 200));
    });

    test('refuses a cursor that it did not give out', async () => {
      const forged = [
        'x',
        'e30',
        "'; drop table dossier; --",
        cursor({ l: 'procedures', k: { code: codeOf(1) } }),
        cursor({ l: 'dossiers', k: { code: 1 } }),
        cursor({ l: 'dossiers', k: { code: codeOf(1), agency: THEIRS } }),
        cursor({ l: 'dossiers', k: { code: 'x'.repeat(101) } }),
        cursor({ l: 'dossiers' }),
      ];
      for (const text of forged)
        expect([text, await refusal(me, `/dossiers?cursor=${encodeURIComponent(text)}`)]).toEqual([
          text,
          [400, 'cursor-invalid'],
        ]);
      for (const query of [`cursor=${'x'.repeat(1001)}`, 'limit=0', 'limit=201', 'limit=two', 'status=gone', 'page=2'])
        expect([query, await refusal(me, `/dossiers?${query}`)]).toEqual([query, [400, 'request-invalid']]);
    });
  });

  describe('of procedures', () => {
    const PREFIX = `T${RUN}`;
    const codeOf = (number: number): string => `${PREFIX}.${String(number).padStart(4, '0')}`;
    const numberOf = ({ code }: { readonly code: string }): number => Number(code.slice(-4));
    const name = { vi: `Thủ tục thử ${RUN} 100%`, en: `Test procedure ${RUN} 100%` };
    const insert = async (code: string, version: number, status: 'draft' | 'published'): Promise<string> => {
      const content = {
        name,
        level: 'commune',
        field: 'Thử',
        onlineLevel: 'full',
        effectiveFrom: '2026-01-01',
        provisional: ['name'],
      };
      await rows(
        motcua.db,
        `insert into procedure_version (code, version, status, source, content, content_hash) values ($1, $2, $3, 'test', $4, $5)`,
        code,
        version,
        status,
        JSON.stringify(content),
        randomUUID(),
      );
      return code;
    };
    const list = (query: Readonly<Record<string, string>>, between?: (last: { code: string }) => Promise<void>) =>
      walk(motcua.as('citizen'), '/procedures', ProcedurePage, query, between);
    const codesOf = (items: readonly { readonly code: string }[]): string[] => items.map(({ code }) => code);
    const inDatabase = async (prefix = ''): Promise<string[]> =>
      codesOf(
        await rows<{ code: string }>(
          motcua.db,
          'select distinct code from procedure_version where starts_with(code, $1) order by code',
          prefix,
        ),
      );

    beforeAll(async () => {
      for (let index = 0; index < 20; index += 1) {
        const code = codeOf(index * 100);
        await insert(code, 1, index % 3 === 0 ? 'draft' : 'published');
        if (index % 2 === 0) await insert(code, 2, 'published');
        if (index % 4 === 0) await insert(code, 3, 'draft');
      }
    });

    test('is walked whole and in order by pages of any size, each in its newest version', async () => {
      for (const limit of ['1', '3', '19', '20', '21']) {
        const found = await list({ q: PREFIX, limit });
        expect(codesOf(found)).toEqual(await inDatabase(PREFIX));
        for (const { code, version, status } of found) {
          const index = numberOf({ code }) / 100;
          const expected = index % 2 === 0 ? [2, 'published'] : [1, index % 3 === 0 ? 'draft' : 'published'];
          expect([code, version, status]).toEqual([code, ...expected]);
        }
      }
      expect(codesOf(await list({ limit: '7' }))).toEqual(await inDatabase());
    });

    test('is searched by the beginning of a code or a part of a name, taken literally', async () => {
      const all = await inDatabase(PREFIX);
      for (const q of [`thử ${RUN}`, `TEST PROCEDURE ${RUN}`, `${RUN} 100%`, `Thủ tục thử ${RUN}`.normalize('NFD')])
        expect([q, codesOf(await list({ q, limit: '6' }))]).toEqual([q, all]);
      for (const q of [`${RUN} 1_0`, `${RUN}%100`, `x${PREFIX}`]) expect([q, await list({ q })]).toEqual([q, []]);
      expect(codesOf(await list({ q: codeOf(500) }))).toEqual([codeOf(500)]);
    });

    test('shows each procedure once and leaves none out while others come and change between the pages', async () => {
      const before = await inDatabase(PREFIX);
      const ahead: string[] = [];
      const passed: string[] = [];
      const found = await list({ q: PREFIX, limit: '3' }, async (last) => {
        passed.push(await insert(codeOf(numberOf(last) - 10), 1, 'draft'));
        ahead.push(await insert(codeOf(numberOf(last) + 10), 1, 'published'));
        for (const changed of [last.code, codeOf(1900)])
          await rows(
            motcua.db,
            `insert into procedure_version (code, version, status, source, content, content_hash)
              select code, version + 1, 'published', source, content, $2 from procedure_version where code = $1 order by version desc limit 1`,
            changed,
            randomUUID(),
          );
      });
      expect(passed.length).toBeGreaterThan(5);
      expect(codesOf(found)).toEqual([...before, ...ahead].toSorted());
      expect(found.at(-1)).toMatchObject({ code: codeOf(1900), version: passed.length + 1, status: 'published' });
    });

    test('refuses a cursor that it did not give out', async () => {
      const forged = ['x', cursor({ l: 'dossiers', k: { code: 'a' } }), cursor({ l: 'procedures', k: {} }), cursor([])];
      for (const text of forged)
        expect([text, await refusal(motcua.as('citizen'), `/procedures?cursor=${text}`)]).toEqual([
          text,
          [400, 'cursor-invalid'],
        ]);
      for (const query of ['limit=0', 'limit=201', 'q=', `q=${'x'.repeat(101)}`, 'code=1'])
        expect([query, await refusal(motcua.as('citizen'), `/procedures?${query}`)]).toEqual([
          query,
          [400, 'request-invalid'],
        ]);
      expect(await refusal(motcua.withToken(null), '/procedures')).toEqual([401, 'unauthenticated']);
    });

    test('leads to each procedure: as in the catalogue, whether it can be received, and whether a draft is newer', async () => {
      const view = async (code: string): Promise<ProcedureView> => {
        const { status, body } = await motcua.as('citizen').get(`/procedures/${code}`);
        expect([code, status]).toEqual([code, 200]);
        return ProcedureView.parse(body);
      };
      for (const [code, procedure] of motcua.catalogue.procedures) {
        const { content, name: shown, receivable, ...found } = await view(code);
        const { competence: _, ...expected } = procedure;
        expect(content).toMatchObject(JSON.parse(JSON.stringify(expected)));
        expect(shown).toEqual(procedure.name);
        expect(found).toMatchObject({ code, status: 'published', source: 'catalogue', level: procedure.level });
        expect([code, receivable]).toEqual([
          code,
          procedure.route !== undefined && procedure.effectiveTo === undefined,
        ]);
      }
      const [redrafted, draft] = [`U${RUN}.1`, `U${RUN}.2`];
      await insert(redrafted, 1, 'draft');
      await insert(redrafted, 2, 'published');
      await insert(redrafted, 3, 'draft');
      await insert(draft, 1, 'draft');
      expect(await view(redrafted)).toMatchObject({
        version: 2,
        status: 'published',
        newerDraft: 3,
        receivable: false,
      });
      expect(await view(draft)).toMatchObject({ version: 1, status: 'draft', newerDraft: null, receivable: false });
      for (const code of ['9.999999', `${PREFIX}.`, 'x'])
        expect([code, await refusal(motcua.as('citizen'), `/procedures/${code}`)]).toEqual([
          code,
          [404, 'procedure-unknown'],
        ]);
      expect(await refusal(motcua.withToken(null), '/procedures/2.000815')).toEqual([401, 'unauthenticated']);
    });
  });
});
