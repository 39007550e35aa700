import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

const STRANGER = 'appraiser-bai-chay';

describe('Dossiers are found', () => {
  let motcua: Motcua;
  let ways: Ways;
  let way: Way;
  let other: Way;
  /** Of the applicant of `way`, and of nobody else. */
  const phone = `09${randomInt(10_000_000, 99_999_999)}`;
  const identityNumber = `022${randomInt(100_000_000, 999_999_999)}`;
  const family = `Đặng${randomInt(1_000_000)}`;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    const applicant = { kind: 'citizen', name: `${family} Thị Ánh`, phone, identityNumber };
    way = await ways.receive({ body: { applicant } });
    other = await ways.receive();
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const search = async (who: string, by: string, value: string) => {
    const { status, body } = await motcua.as(who).post('/dossiers/search', { by, value });
    return status === 200 ? (body['items'] as readonly { readonly code: string }[]).map(({ code }) => code) : status;
  };

  describe('by their applicant', () => {
    test.each([
      ['a name without its marks', 'name', () => `${family.replace('Đặng', 'dang')} thi anh`],
      ['a part of a name', 'name', () => family],
      ['an identity number, spaced as people write it', 'identity', () => identityNumber.replace(/(.{3})/, '$1 ')],
      ['the last digits of a phone', 'phone', () => phone.slice(-7)],
    ])('by %s', async (_, by, value) => {
      expect(await search(AT.appraiser, by, value())).toEqual([way.code]);
    });

    test('by nobody whose agency takes no part, by any counter only what is its own', async () => {
      for (const who of [STRANGER, 'receptionist-bai-chay']) expect(await search(who, 'phone', phone)).toEqual([]);
    });

    test('by nobody who does not work on dossiers', async () => {
      for (const who of ['catalogue-administrator', 'system-administrator', 'indicator-officer'])
        expect([who, await search(who, 'phone', phone)]).toEqual([who, 403]);
    });

    test('only by what the searcher sees whole: what is masked to him cannot be tried out', async () => {
      for (const [who, by, value] of [
        [AT.seal, 'name', family],
        [AT.seal, 'identity', identityNumber],
        [AT.leader, 'identity', identityNumber],
        [AT.leader, 'phone', phone],
      ] as const)
        expect([who, by, await search(who, by, value)]).toEqual([who, by, 403]);
      expect(await search(AT.leader, 'name', family)).toEqual([way.code]);
    });

    test('by an auditor who says why, and not otherwise', async () => {
      expect(await search('auditor', 'identity', identityNumber)).toBe(428);
      const why = { headers: { 'X-Motcua-Reason': encodeURIComponent('Khiếu nại của người nộp hồ sơ') } };
      const { status, body } = await motcua
        .as('auditor')
        .post('/dossiers/search', { by: 'identity', value: identityNumber }, why);
      expect([status, body['items']]).toMatchObject([200, [{ code: way.code }]]);
    });

    test('and each that is found is a reading on record, of what it was found by', async () => {
      const reads = () => count(motcua.db, "personal_read where route = 'searchDossiers' and dossier = $1", way.code);
      const before = await reads();
      await search(AT.appraiser, 'phone', phone);
      expect(await reads()).toBe(before + 1);
      const [last] = await rows(
        motcua.db,
        `select person, what, permission from personal_read where dossier = $1 order by id desc limit 1`,
        way.code,
      );
      expect(last).toEqual({ person: AT.appraiser, what: ['phone'], permission: 'dossier.search' });
    });

    test('not by words that may mean more than is asked: a sign of a pattern is a sign of a name', async () => {
      expect(await search(AT.appraiser, 'name', '%%%%')).toEqual([]);
      expect(await search(AT.appraiser, 'name', `${family}_Thi`)).toEqual([]);
      expect(await search(AT.appraiser, 'phone', '12')).toBe(422);
    });

    test('and that somebody looked is on record, what he looked for is not', async () => {
      const before = await count(motcua.db, 'search_use where kind = $1', 'name');
      await search(AT.appraiser, 'name', family);
      expect(await count(motcua.db, 'search_use where kind = $1', 'name')).toBe(before + 1);
      const [last] = await rows<{ row: string }>(
        motcua.db,
        'select to_jsonb(s)::text as row from search_use s order by id desc limit 1',
      );
      expect(last?.row).toMatch(/"hits": 1/);
      expect(last?.row.toLowerCase()).not.toContain(family.toLowerCase().slice(4));
    });

    test('and auditors see that somebody looked, also for what is not there, within their reach', async () => {
      const nobody = `${family} Khong Co`;
      await search(AT.appraiser, 'name', nobody);
      const seenBy = async (agency: string) => {
        const auditor = await ways.someone({ agency, role: 'auditor' });
        const { status, body, text } = await auditor.get(`/searches?person=${AT.appraiser}&limit=1`);
        expect([status, text.includes(family)]).toEqual([200, false]);
        return body['items'];
      };
      for (const agency of ['H49', 'H49.143'])
        expect(await seenBy(agency)).toMatchObject([{ person: { id: AT.appraiser }, by: 'name', hits: 0 }]);
      expect(await seenBy('H49.04')).toEqual([]);
      for (const who of [AT.appraiser, AT.leader]) expect((await motcua.as(who).get('/searches')).status).toBe(403);
    });
  });

  describe('by what is due', () => {
    const listed = async (who: string, state: string): Promise<readonly string[]> => {
      const codes: string[] = [];
      let cursor: string | null = null;
      do {
        const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { status, body } = await motcua.as(who).get(`/dossiers/by-due?state=${state}&limit=100${more}`);
        expect(status).toBe(200);
        codes.push(...(body['items'] as readonly { readonly code: string }[]).map(({ code }) => code));
        cursor = body['next'] as string | null;
      } while (cursor !== null);
      return codes;
    };
    const stateOf = async (code: string): Promise<string[]> => {
      const found: string[] = [];
      for (const state of ['open', 'waiting', 'ended'])
        if ((await listed(AT.appraiser, state)).includes(code)) found.push(state);
      return found;
    };

    test('in the state they are in, from the reception to the end', async () => {
      expect(await stateOf(other.code)).toEqual(['open']);
      await other.do(AT.appraiser, 'request-supplement');
      expect(await stateOf(other.code)).toEqual(['waiting']);
      await other.do(AT.counter, 'receive-supplement');
      expect(await stateOf(other.code)).toEqual(['open']);
      expect(await listed(STRANGER, 'open')).not.toContain(other.code);
    });

    test('those due first at the head, each once, as their rows say', async () => {
      const open = await listed(AT.appraiser, 'open');
      const [agency] = await rows<{ agency: string }>(
        motcua.db,
        'select competent_agency as agency from dossier where code = $1',
        way.code,
      );
      const inDatabase = await rows<{ code: string }>(
        motcua.db,
        `select code from dossier where closed_at is null and waits_for is null
          and (competent_agency = $1 or receiving_agency = $1 and parent is null) order by coalesce(due_at, 'infinity'), code`,
        agency?.agency,
      );
      expect(open).toEqual(inDatabase.map(({ code }) => code));
    });

    test('of the agencies that one oversees or works at only', async () => {
      const { status } = await motcua.as(STRANGER).get('/dossiers/by-due?agency=H49.143');
      expect(status).toBe(403);
    });
  });
});
