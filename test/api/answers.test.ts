import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../api/openapi.ts';
import { CALENDAR, createCalendarChanging, PROPOSER } from '../support/calendar-changing.ts';
import { createBatching } from '../support/batching.ts';
import { createConsulting } from '../support/consulting.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { RECEPTIONIST, type Caller } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { createVersioning, installFormer, withSecondLook } from '../support/versioning.ts';
import { AT, createWays } from '../support/ways.ts';

/** Who asks, where the appraiser of the dossier's agency may not. */
const ASKED_BY: Readonly<Record<string, string>> = {
  '/dossiers/{code}/engine-history': 'auditor',
  '/drafts': RECEPTIONIST,
  '/drafts/{id}': RECEPTIONIST,
  '/calendar-changes': 'auditor',
  '/calendar-changes/{id}': 'auditor',
  '/calendar-changes/{id}/dossiers': 'auditor',
  '/batches/{id}': AT.leader,
  '/batches/{id}/items': AT.leader,
  '/personal-reads': 'auditor',
  '/searches': 'auditor',
};
/** Asked by the applicant; once his values are gone nobody is he. */
const BY_APPLICANT = '/dossiers/{code}/personal-reads';
const NUMBER = '022190006666';
const APPLICANT = { kind: 'citizen', name: 'Demo Applicant', identityNumber: NUMBER };
/** A procedure that is changed here. */
const VERSIONED = '1.014199';
const DRAFT = randomUUID();
/** Browsers are led to the issuer and back; `sign-in.test.ts` goes along. */
const LEADING_AWAY: readonly string[] = ['/auth/login', '/auth/callback'];

describe('Every answer of the API to a question', () => {
  let motcua: Motcua;
  let paths: readonly string[];
  /** Id of a proposed change of the calendar, of which nothing comes. */
  let change: string;
  let consultation: string;
  let batch: string;
  let version: number;
  let migration: string;
  let restore: () => Promise<unknown>;
  let applicant: Caller;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    const { body } = await motcua.withToken(null).get('/openapi.json');
    const { paths: documented } = body as unknown as OpenApiDocument;
    paths = Object.entries(documented)
      .flatMap(([path, operations]) => ('get' in operations ? [path] : []))
      .filter((path) => !LEADING_AWAY.includes(path));
    const changing = createCalendarChanging(motcua);
    const content = await changing.inForce();
    const proposal = await changing.try(changing.withDayOff(content, changing.workingDate(5, content)));
    change = String(proposal.body['id']);

    const { id, token } = await aPerson(motcua.db, []);
    const hash = identityHasherOf(motcua.config.keys.identity)(NUMBER);
    await rows(motcua.db, 'update person set identity_hash = $2 where id = $1', id, hash);
    applicant = motcua.withToken(token);
    const ways = createWays(motcua);
    const consulting = createConsulting(motcua, ways);
    consultation = await consulting.ask(await consulting.dossier());
    const { code, step } = await motcua.receive();
    const items = [{ dossier: code, task: step?.task }];
    ({ id: batch } = await createBatching(motcua.as(AT.leader)).start('assign', { items, lead: AT.appraiser }));
    const versions = createVersioning(motcua, VERSIONED);
    const installed = await installFormer(motcua, VERSIONED);
    ({ restore } = installed);
    const running = await ways.receive({
      procedure: VERSIONED,
      body: { case: 'standard', components: [{ component: 'original', originals: 1 }] },
    });
    version = await versions.issue(withSecondLook(installed.former));
    migration = await versions.migrate(version - 1, version, [running.code]);
  }, 120_000);
  afterAll(async () => {
    await restore?.();
    await motcua?.as(PROPOSER).post(`/calendar-changes/${change}/drop`, undefined);
    await motcua?.stop();
  }, 30_000);

  /** Puts every question of the document; an answer that is not as the document says it is comes as 500. */
  async function ask(code: string, document: string): Promise<[string, number][]> {
    const given = { code, document, agency: 'H49.143', id: DRAFT, calendar: CALENDAR };
    return Promise.all(
      paths.map(async (path) => {
        const filled = {
          ...given,
          ...(path.startsWith('/procedures/') ? { code: '1.001193' } : {}),
          ...(path.startsWith('/calendar-changes/') ? { id: change } : {}),
          ...(path.startsWith('/consultations/') ? { code: consultation } : {}),
          ...(path.startsWith('/batches/') ? { id: batch } : {}),
          ...(/versions|migrations/.test(path) ? { code: VERSIONED, version: String(version), id: migration } : {}),
          ...(path.startsWith('/handovers/') ? { id: `${code}.1` } : {}),
        };
        const url = Object.entries(filled).reduce((text, [name, value]) => text.replace(`{${name}}`, value), path);
        const asked = ASKED_BY[path] ?? (/versions|migrations/.test(path) ? PROPOSER : AT.appraiser);
        const { status } = await (path === BY_APPLICANT ? applicant : motcua.as(asked)).download(url);
        return [path, status] as [string, number];
      }),
    );
  }
  const allFine = (): [string, number][] => paths.map((path) => [path, 200]);

  test('is as the document says, when the dossier is new, when it is finished, and when its personal values are gone', async () => {
    expect(paths).toEqual(expect.arrayContaining(['/dossiers/{code}', '/dossiers/{code}/timeline', '/indicators']));
    const { body } = await motcua.as(RECEPTIONIST).upload('/documents', Buffer.from('<Form/>'), 'application/xml');
    const document = String(body['id']);
    await motcua.as(RECEPTIONIST).put(`/drafts/${DRAFT}`, { office: 'phuong-hong-gai', form: { applicant: {} } });
    const components = [{ component: 'original', documents: [document] }];
    const { code, step } = await motcua.receive({
      body: {
        components,
        applicant: APPLICANT,
        submitter: { name: 'Demo Submitter' },
      },
    });
    expect(await ask(code, document)).toEqual(allFine());

    if (step !== null) await motcua.as('appraiser-hong-gai').post(`/tasks/${step.task}/opening`, undefined);
    await motcua.takeToEnd(code, step);
    expect(await ask(code, document)).toEqual(allFine());
    expect((await motcua.as('appraiser-hong-gai').get('/agencies/H49.143/tasks?state=done')).status).toBe(200);

    await rows(motcua.db, 'delete from applicant where dossier = $1', code);
    await rows(motcua.db, 'delete from document_name where document = $1', document);
    await rows(motcua.db, 'update document set wrapped_key = null, master_key_id = null where id = $1', document);
    const gone: Readonly<Record<string, number>> = {
      '/dossiers/{code}/documents/{document}': 410,
      [BY_APPLICANT]: 404,
    };
    const erased = allFine().map(([path, status]) => [path, gone[path] ?? status]);
    expect(await ask(code, document)).toEqual(erased);
  });

  test('leaves everything as it was, but for the record of what was read and when a session was last used', async () => {
    const { body } = await motcua.as(RECEPTIONIST).upload('/documents', Buffer.from('<Form/>'), 'application/xml');
    const { code } = await motcua.receive({
      body: { components: [{ component: 'original', documents: [body['id']] }], applicant: APPLICANT },
    });
    // What is done in the background is not done while we look.
    await until(async () => (await count(motcua.db, 'outbox where subject = $1', code)) === 0);
    await motcua.stopRelay();
    await motcua.stopWorker();
    try {
      // Everybody who asks has signed in then.
      const first = await ask(code, String(body['id']));
      expect(await changedBy(() => ask(code, String(body['id'])))).toEqual([['personal_read'], first]);
      expect(first).toEqual(allFine());
      const draft = { office: 'phuong-hong-gai', form: {} };
      const [written] = await changedBy(() => motcua.as(RECEPTIONIST).put(`/drafts/${randomUUID()}`, draft));
      expect(written).not.toEqual([]);
    } finally {
      await motcua.startWorker();
      motcua.startRelay();
    }
  });

  /** Which tables some work changes, and what came of it. */
  async function changedBy<T>(work: () => Promise<T>): Promise<[string[], T]> {
    const before = await state();
    const outcome = await work();
    const after = await state();
    return [Object.keys(after).filter((table) => after[table] !== before[table]), outcome];
  }

  /** What lies in each table: which version of which rows. */
  async function state(): Promise<Record<string, string>> {
    const tables = await rows<{ name: string }>(
      motcua.db,
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const found = await Promise.all(
      tables.map(async ({ name }) => {
        const row = name === 'web_session' ? `to_jsonb(t) - 'last_seen_at'` : 't.xmin';
        const [all] = await rows<{ md5: string }>(
          motcua.db,
          `select md5(string_agg(t.tableoid || ' ' || t.ctid || ' ' || ${row}::text, ',' order by t.ctid)) as md5 from "${name}" t`,
        );
        return [name, all?.md5 ?? ''] as const;
      }),
    );
    return Object.fromEntries(found.toSorted(([a], [b]) => a.localeCompare(b)));
  }

  test('is held against the document here: one that is not so is an internal error', async () => {
    const { code } = await motcua.receive();
    await rows(motcua.db, `update dossier set channel = 'pigeon' where code = $1`, code);
    try {
      const answer = await motcua.as('appraiser-hong-gai').get(`/dossiers/${code}`);
      expect([answer.status, answer.body['code']]).toEqual([500, 'internal']);
    } finally {
      await rows(motcua.db, `update dossier set channel = 'direct' where code = $1`, code);
    }
  });
});
