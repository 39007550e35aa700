import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { DossierPage } from '../../contracts/dossier.ts';
import { OwnReadPage, PersonalReadPage, type PersonalReadItem } from '../../contracts/personal-read.ts';
import { removePersonalReads } from '../../infra/db/personal-reads.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { aPdf, type Answer, type Caller } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

const NUMBER = '022190001234';
const NAME = 'Nguyễn Thị Mẫu Xem';
const NOTE = 'Ghi chú nội bộ cho bước sau';
const WHY = { headers: { 'X-Motcua-Reason': encodeURIComponent('Xác minh đơn khiếu nại số 15') } };

describe('Personal data', () => {
  let motcua: Motcua;
  let ways: Ways;
  let way: Way;
  let scan: string;
  let citizen: Caller & { readonly id: string };

  const inName = (identityNumber: string) => ({
    body: {
      applicant: {
        kind: 'citizen',
        name: NAME,
        identityNumber,
        phone: '0912345678',
        email: 'mau@vidu.example',
        address: 'Tổ 1, khu 2',
      },
    },
  });
  /** A citizen who signed in with an identity number. */
  const aCitizen = async (identityNumber: string): Promise<Caller & { readonly id: string }> => {
    const { id, token } = await aPerson(motcua.db, []);
    const hash = identityHasherOf(motcua.config.keys.identity)(identityNumber);
    await rows(motcua.db, 'update person set identity_hash = $2 where id = $1', id, hash);
    return { id, ...motcua.withToken(token) };
  };
  const reads = async (dossier: string, by: Caller = motcua.as('auditor')): Promise<PersonalReadItem[]> =>
    PersonalReadPage.parse((await by.get(`/personal-reads?dossier=${dossier}`)).body).items;
  const refused = ({ status, body }: Answer): unknown[] => [status, body['code']];

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    way = await ways.receive(inName(NUMBER));
    const uploaded = await motcua
      .as(AT.appraiser)
      .upload(`/dossiers/${way.code}/documents?kind=component`, aPdf(), 'application/pdf');
    scan = String(uploaded.body['id']);
    citizen = await aCitizen(NUMBER);
    await way.do(AT.appraiser, 'appraise', { note: NOTE });
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  describe('is shown', () => {
    test('by the task: the number in full to the counter that received it and whoever holds the step, masked to others', async () => {
      const seen = async (who: string) => (await way.view(who)).applicant;
      expect(await seen(AT.counter)).toMatchObject({ view: 'full', name: NAME, identityNumber: NUMBER });
      // It lies with the leader now.
      for (const who of [AT.appraiser, AT.leader])
        expect(await seen(who)).toMatchObject({
          view: 'masked',
          name: NAME,
          identityNumber: expect.stringMatching(/^\D+234$/),
        });
      expect(await seen(AT.seal)).toMatchObject({
        name: 'N••• T••• M••• X•••',
        identityNumber: expect.stringMatching(/^\D+234$/),
        phone: null,
        email: null,
        address: null,
      });
      for (const who of ['indicator-officer', 'system-administrator', 'receptionist-bai-chay'])
        expect([who, await seen(who)]).toEqual([who, null]);
    });

    test('to an auditor masked, and in full where he says why', async () => {
      const auditor = motcua.as('auditor');
      const masked = await auditor.get(`/dossiers/${way.code}`);
      expect(masked.body).toMatchObject({ applicant: { view: 'masked', name: 'N••• T••• M••• X•••', email: null } });
      expect(masked.text).not.toContain(NUMBER);
      const full = await auditor.get(`/dossiers/${way.code}`, WHY);
      expect(full.body).toMatchObject({ applicant: { view: 'full', name: NAME, identityNumber: NUMBER } });
      expect((await auditor.get(`/dossiers/${way.code}/timeline`)).text).not.toContain(NOTE);
      expect((await auditor.get(`/dossiers/${way.code}/timeline`, WHY)).text).toContain(NOTE);
      const file = `/dossiers/${way.code}/documents/${scan}`;
      expect(refused(await auditor.get(file))).toEqual([428, 'read-reason-missing']);
      expect((await auditor.get(file, WHY)).status).toBe(200);
      for (const reason of [
        encodeURIComponent('ngắn'),
        '%E0%A4%A-a-broken-one',
        `${'x'.repeat(20)}%0Ax`,
        'x'.repeat(501),
      ])
        expect(refused(await auditor.get(file, { headers: { 'X-Motcua-Reason': reason } }))).toEqual([
          400,
          'read-reason-invalid',
        ]);
    });

    test('as notes to those who work on it, and not to who seals', async () => {
      const noteSeenBy = async (who: string) => (await way.timeline(who)).events.some(({ note }) => note === NOTE);
      expect(await Promise.all([AT.leader, AT.handover, AT.seal, 'auditor'].map(noteSeenBy))).toEqual([
        true,
        true,
        false,
        false,
      ]);
      expect(refused(await motcua.as(AT.seal).get(`/dossiers/${way.code}/documents/${scan}`))).toEqual([
        403,
        'role-not-allowed',
      ]);
    });

    test('to an auditor within his reach only: below his agency, and of nothing that he worked on', async () => {
      const ofDepartment = await ways.someone({ agency: 'H49.04', role: 'auditor' });
      expect(refused(await ofDepartment.get(`/dossiers/${way.code}`))).toEqual([404, 'dossier-unknown']);
      const ofWard = await ways.someone({ agency: 'H49.143', role: 'auditor' });
      expect((await ofWard.get(`/dossiers/${way.code}`)).status).toBe(200);
      const worked = await ways.someone({ agency: 'H49', role: 'auditor' }, { agency: 'H49.143', role: 'appraiser' });
      const other = await ways.receive();
      const asAuditor = { headers: { 'X-Motcua-Appointment': `${worked.id}-1` } };
      expect((await worked.get(`/dossiers/${other.code}`, asAuditor)).status).toBe(200);
      await other.do(worked, 'appraise');
      for (const path of ['', '/timeline', '/handovers'])
        expect(refused(await worked.get(`/dossiers/${other.code}${path}`, asAuditor))).toEqual([
          403,
          'duties-not-separate',
        ]);
      // As whoever worked on it he still reads it.
      expect((await worked.get(`/dossiers/${other.code}`)).status).toBe(200);
    });

    test('masked to who leads an agency above, and to nobody who leads beside', async () => {
      const above = await ways.someone({ agency: 'H49', role: 'agency-leader' });
      expect((await above.get(`/dossiers/${way.code}`)).body).toMatchObject({
        applicant: { view: 'masked', name: 'N••• T••• M••• X•••', phone: null },
      });
      expect(refused(await above.get(`/dossiers/${way.code}/documents/${scan}`))).toEqual([403, 'not-taking-part']);
      expect(refused(await motcua.as('leader-bai-chay').get(`/dossiers/${way.code}`))).toEqual([
        404,
        'dossier-unknown',
      ]);
    });
  });

  describe('of his own', () => {
    test('is read by a citizen: his dossiers, each in full, its files, and its timeline without officers', async () => {
      const { items } = DossierPage.parse((await citizen.get('/my/dossiers')).body);
      expect(items.map(({ code }) => code)).toContain(way.code);
      const seen = await citizen.get(`/dossiers/${way.code}`);
      expect(seen.body).toMatchObject({
        applicant: { view: 'full', name: NAME, identityNumber: NUMBER },
        verifications: [],
      });
      const timeline = await citizen.get(`/dossiers/${way.code}/timeline`);
      expect(timeline.status).toBe(200);
      expect(timeline.text).not.toMatch(/Ghi chú nội bộ|Demo|(receptionist|appraiser)-hong-gai/);
      expect((await citizen.get(`/dossiers/${way.code}/documents/${scan}`)).status).toBe(200);
    });

    test('is read by no other citizen, and by none who only handed it in for him', async () => {
      const proxy = '022144556633';
      const forAnother = await ways.receive({
        body: {
          applicant: { kind: 'citizen', name: NAME, identityNumber: NUMBER },
          submitter: { name: 'Trần Văn Nộp', identityNumber: proxy, basis: 'family' },
        },
      });
      const submitter = await aCitizen(proxy);
      expect((await submitter.get('/my/dossiers')).body).toEqual({ items: [], next: null });
      for (const one of [submitter, await aCitizen('022190009999')])
        for (const path of ['', '/timeline', '/personal-reads', `/documents/${scan}`])
          expect(refused(await one.get(`/dossiers/${forAnother.code}${path}`))).toEqual([404, 'dossier-unknown']);
    });

    test('comes in pages, the latest filed first', async () => {
      const two = await aCitizen('022190007777');
      const codes: string[] = [];
      for (let n = 0; n < 3; n += 1) codes.unshift((await ways.receive(inName('022190007777'))).code);
      const first = DossierPage.parse((await two.get('/my/dossiers?limit=2')).body);
      const second = DossierPage.parse((await two.get(`/my/dossiers?limit=2&cursor=${first.next}`)).body);
      expect([...first.items, ...second.items].map(({ code }) => code)).toEqual(codes);
      expect(second.next).toBeNull();
    });
  });

  describe('is put on record when it is read', () => {
    test('with who, what, by which right, for which task, why and when', async () => {
      const other = await ways.receive(inName('022190005555'));
      await other.view(AT.appraiser);
      await motcua.as('auditor').get(`/dossiers/${other.code}`, WHY);
      const [audited, appraised] = await reads(other.code);
      expect(appraised).toMatchObject({
        person: { id: AT.appraiser },
        role: 'appraiser',
        agency: { code: 'H49.143' },
        dossier: other.code,
        what: ['name', 'identity', 'phone', 'email', 'address', 'submitter'],
        permission: 'dossier.read',
        route: 'readDossier',
        task: other.task,
        reason: null,
      });
      expect(audited).toMatchObject({ person: { id: 'auditor' }, reason: 'Xác minh đơn khiếu nại số 15' });
      expect(Date.parse(audited?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(appraised?.at ?? ''));
    });

    test('each time, of a file, of notes and of drafts too; and not where nothing personal is shown', async () => {
      const other = await ways.receive(inName('022190004444'));
      const recorded = async () => (await reads(other.code)).map(({ route, what }) => [route, what]);
      await other.view('system-administrator');
      await other.view('receptionist-bai-chay');
      await other.timeline(AT.appraiser);
      expect(await recorded()).toEqual([]);
      await other.do(AT.appraiser, 'appraise', { note: NOTE });
      await other.timeline(AT.leader);
      const result = await other.attachment(AT.leader);
      await motcua.as(AT.leader).get(`/dossiers/${other.code}/documents/${result}`);
      await motcua.as(AT.leader).get(`/dossiers/${other.code}/documents/${result}`);
      expect(await recorded()).toEqual([
        ['downloadDocument', ['documents']],
        ['downloadDocument', ['documents']],
        ['readTimeline', ['notes']],
      ]);
    });

    test('or does not leave: no record, no data', async () => {
      const owner = new Client({ connectionString: testStack().config.database.ownerUrl });
      await owner.connect();
      await owner.query('alter table personal_read rename column request to away');
      try {
        for (const [who, path] of [
          [motcua.as(AT.counter), `/dossiers/${way.code}`],
          [motcua.as(AT.leader), `/dossiers/${way.code}/timeline`],
          [motcua.as(AT.leader), `/dossiers/${way.code}/documents/${scan}`],
          [citizen, `/dossiers/${way.code}`],
        ] as const) {
          const answer = await who.get(path);
          expect(refused(answer)).toEqual([503, 'read-not-logged']);
          expect(answer.text).not.toContain(NAME);
        }
        // What is not personal does not wait for it.
        expect((await motcua.as('system-administrator').get(`/dossiers/${way.code}`)).status).toBe(200);
      } finally {
        await owner.query('alter table personal_read rename column away to request');
        await owner.end();
      }
      expect((await motcua.as(AT.counter).get(`/dossiers/${way.code}`)).status).toBe(200);
    });

    test('for good: nobody changes or removes a record, and no role but the auditor reads the log', async () => {
      await way.view(AT.counter);
      for (const text of [
        `update personal_read set person = 'x' where dossier = $1`,
        'delete from personal_read where dossier = $1',
      ])
        await expect(rows(motcua.db, text, way.code)).rejects.toThrow(/permission denied/);
      await expect(rows(motcua.db, 'select remove_personal_reads(now())')).rejects.toThrow(/for a year at least/);
      for (const who of [AT.leader, 'system-administrator', 'indicator-officer', 'citizen'])
        expect(refused(await motcua.as(who).get('/personal-reads'))).toEqual([403, 'role-not-allowed']);
    });

    test('until its time is over, which no setting makes shorter than a year', async () => {
      const before = (await reads(way.code)).length;
      await rows(
        motcua.db,
        `insert into personal_read (at, request, person, appointment, role, agency, dossier, what, permission, route)
          values (now() - interval '1826 days', 'r', 'p', 'p-1', 'appraiser', 'H49.143', $1, '{name}', 'dossier.read', 'readDossier')`,
        way.code,
      );
      expect(await reads(way.code)).toHaveLength(before + 1);
      expect(await removePersonalReads(motcua.db, motcua.config.personalReadDays)).toBe(1);
      expect(await reads(way.code)).toHaveLength(before);
      await expect(removePersonalReads(motcua.db, 30)).rejects.toThrow(/for a year at least/);
    });

    test('within the reach of whoever audits, in pages, by dossier, person and time', async () => {
      const elsewhere = await ways.someone({ agency: 'H49.04', role: 'auditor' });
      expect(await reads(way.code, elsewhere)).toEqual([]);
      const auditor = motcua.as('auditor');
      const all = await reads(way.code);
      expect(all.length).toBeGreaterThan(3);
      const page = PersonalReadPage.parse((await auditor.get(`/personal-reads?dossier=${way.code}&limit=2`)).body);
      const next = PersonalReadPage.parse(
        (await auditor.get(`/personal-reads?dossier=${way.code}&limit=2&cursor=${page.next}`)).body,
      );
      expect([...page.items, ...next.items]).toEqual(all.slice(0, 4));
      const byPerson = PersonalReadPage.parse(
        (await auditor.get(`/personal-reads?dossier=${way.code}&person=${AT.counter}`)).body,
      );
      expect(byPerson.items).toEqual(all.filter(({ person }) => person.id === AT.counter));
      const to = encodeURIComponent(all.at(-1)?.at ?? '');
      expect((await auditor.get(`/personal-reads?dossier=${way.code}&to=${to}`)).body['items']).toEqual([]);
    });

    test('and is told to whose it is: which agency, in which capacity, what and when, and no officer’s name', async () => {
      const answer = await citizen.get(`/dossiers/${way.code}/personal-reads`);
      const { items } = OwnReadPage.parse(answer.body);
      expect(items).toContainEqual(
        expect.objectContaining({
          role: 'receptionist',
          agency: expect.objectContaining({ code: 'H49.01.143' }),
          self: false,
        }),
      );
      expect(items).toContainEqual(expect.objectContaining({ role: 'auditor', audit: true }));
      expect(items).toContainEqual(expect.objectContaining({ role: 'citizen', self: true, agency: null }));
      expect(answer.text).not.toMatch(/receptionist-hong-gai|appraiser-hong-gai|Demo|khiếu nại/);
    });
  });
});
