import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ENGINE_TABLES, OPEN_TABLES, PROTECTIONS } from '../../infra/db/migrations/row-policies.ts';
import type { RowScope } from '../../infra/db/row-scope.ts';
import { createConsulting } from '../support/consulting.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { asApi } from '../support/row-scopes.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays } from '../support/ways.ts';

/** An agency that has nothing to do with the dossiers here, with all its desks and its counter. */
const STRANGER = 'appraiser-bai-chay';

describe('Row-level security', () => {
  const { config } = testStack();
  const apiUrl = config.database.apiUrl ?? '';
  let motcua: Motcua;
  /** What is seeded: the dossier's code, and ids of what belongs to it. */
  let names: readonly string[];
  let takingPart: RowScope;
  let stranger: RowScope;

  beforeAll(async () => {
    motcua = await startMotcua(config);
    const consulting = createConsulting(motcua, createWays(motcua));
    const way = await consulting.dossier();
    await way.attachment(AT.appraiser);
    await consulting.ask(way);
    const ids = await rows<{ id: string }>(
      motcua.db,
      `select id::text from document where dossier = $1 union all select id::text from dossier_note where dossier = $1`,
      way.code,
    );
    names = [way.code, ...ids.map(({ id }) => id)];
    const [dossier] = await rows<{ agencies: readonly string[] }>(
      motcua.db,
      'select agencies from dossier where code = $1',
      way.code,
    );
    takingPart = scope('somebody', dossier?.agencies ?? []);
    const held = await rows<{ agency: string; office: string | null }>(
      motcua.db,
      'select distinct agency, office from appointment where agency = (select agency from appointment where person = $1 limit 1)',
      STRANGER,
    );
    stranger = scope(
      STRANGER,
      held.flatMap(({ agency, office }) => (office === null ? [agency] : [agency, office])),
    );
    if (stranger.agencies.length === 0 || stranger.agencies.some((agency) => takingPart.agencies.includes(agency)))
      throw new Error('The stranger must work somewhere, and not where the dossier is.');
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const scope = (person: string, agencies: readonly string[]): RowScope => ({
    person,
    agencies,
    overseen: [],
    audited: [],
    identity: '',
    reach: [],
  });

  test('is on, and forced, for every table that is not named as one that needs none', async () => {
    const tables = await rows<{ name: string; on: boolean; granted: boolean }>(
      motcua.db,
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as on,
          has_table_privilege('motcua_api', c.oid, 'select, insert, update, delete, truncate')
            or has_any_column_privilege('motcua_api', c.oid, 'select, insert, update') as granted
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname`,
    );
    const isProtected = new Set(PROTECTIONS.map(({ table }) => table));
    const wrong = tables.filter(({ name, on, granted }) =>
      isProtected.has(name)
        ? !on
        : !(name in OPEN_TABLES) && ((ENGINE_TABLES as readonly string[]).includes(name) ? granted : true),
    );
    expect(wrong).toEqual([]);
    expect(tables.filter(({ on }) => on).map(({ name }) => name)).toEqual([...isProtected].toSorted());
  });

  test('says why each other table needs none', () => {
    expect(Object.values(OPEN_TABLES).filter(({ why }) => why.length < 5)).toEqual([]);
  });

  const readable = PROTECTIONS.filter(
    ({ select, columns }) => select !== undefined && columns?.select === undefined,
  ).map(({ table }) => table);

  test.each(readable)('shows no row of %s to a transaction without settings, nor to nobody', async (table) => {
    const seen = (of: Partial<RowScope> | null) => asApi(apiUrl, of, (query) => query(`select from ${table} limit 1`));
    expect(await seen(null)).toEqual([]);
    expect(await seen({})).toEqual([]);
  });

  const naming = (table: string, of: RowScope): Promise<number> =>
    asApi(apiUrl, of, async (query) => {
      const found = await query(
        `select count(*)::int as n from ${table} as x where exists (select from unnest($1::text[]) as name where strpos(to_jsonb(x)::text, name) > 0)`,
        [names],
      );
      return Number(found[0]?.['n']);
    });

  test.each(readable)('shows an agency no row of %s that is about a dossier of others', async (table) => {
    expect(await naming(table, stranger)).toBe(0);
  });

  test.each([
    'dossier',
    'dossier_event',
    'task',
    'consultation',
    'document',
    'document_name',
    'applicant',
    'dossier_list',
    'command',
  ])('shows an agency that takes part what it needs of %s', async (table) => {
    expect(await naming(table, takingPart)).toBeGreaterThan(0);
  });

  test('shows any counter where a dossier stands, and nothing of the applicant', async () => {
    const counter: RowScope = { ...stranger, reach: ['counter'] };
    expect(await naming('dossier', counter)).toBeGreaterThan(0);
    for (const table of [
      'applicant',
      'dossier_personal',
      'dossier_form',
      'dossier_note',
      'document',
      'document_name',
      'verification',
      'personal_read',
    ])
      expect([table, await naming(table, counter)]).toEqual([table, 0]);
  });

  test.each([
    ['take another role', 'set role motcua_app'],
    ['be the owner', 'set role motcua_owner'],
    ['make a table', 'create table mine (a int)'],
    ['make a function', 'create function mine() returns int language sql as $$ select 1 $$'],
    ['change a table', 'alter table dossier add column mine int'],
    ['turn the policies off', 'alter table dossier disable row level security'],
    ['drop a policy', 'drop policy api_select on dossier'],
    ['empty the ledger', 'truncate dossier_event'],
    ['change the ledger', `update dossier_event set data = '{}'`],
    ['delete from the ledger', 'delete from dossier_event'],
    ['take back a command', 'delete from command'],
    ['raise rights', 'update person set rights_version = 7'],
    [
      'appoint somebody',
      `insert into appointment (id, person, agency, role, effective_from) values ('x', 'x', 'x', 'x', now())`,
    ],
    ['read what is in the outbox', 'select subject from outbox'],
    ['read passwords of demo accounts', 'select * from demo_login'],
    ['forget a reading', 'delete from personal_read'],
  ])('does not let the API %s', async (_, text) => {
    await expect(asApi(apiUrl, takingPart, (query) => query(text))).rejects.toMatchObject({ code: '42501' });
  });

  test('does not let the API go without policies by a setting', async () => {
    await expect(
      asApi(apiUrl, stranger, async (query) => {
        await query('set local row_security = off');
        return query('select code from dossier');
      }),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('lets nobody write what is not his', async () => {
    const [code] = names;
    const attempts: [string, readonly unknown[]][] = [
      [
        `insert into dossier_note (id, dossier, text, salt, kept_by) values ($1, $2, 'x', 'x', 'another')`,
        [randomUUID(), code],
      ],
      [
        `insert into dossier_event (stream, seq, v, type, at, actor, medium, command, data, prev_hash, hash)
          values ($2, 999, 1, 'x', now(), '{"person": "another"}', 'paper', $1, '{}', 'x', 'x')`,
        [randomUUID(), code],
      ],
      [
        `insert into personal_read (request, person, appointment, role, agency, what, permission, route) values ($1, 'another', $2, 'x', 'x', '{name}', 'x', 'x')`,
        [randomUUID(), code],
      ],
      [
        `insert into command (scope, key, request_hash, act, outcome, at) values ($2, $1, 'x', 'x', '{}', now())`,
        [randomUUID(), code],
      ],
    ];
    for (const [text, params] of attempts)
      await expect(asApi(apiUrl, stranger, (query) => query(text, params))).rejects.toMatchObject({ code: '42501' });
    expect(
      await asApi(apiUrl, stranger, (query) =>
        query('update dossier set seq = 0 where code = $1 returning code', [code]),
      ),
    ).toEqual([]);
  });

  describe('lets nobody add to what he takes no part in', () => {
    /** What a row of each table needs to be judged by its policy; `$1` is the dossier, `$2` an id of its own. */
    const ADDED: Readonly<Record<string, string>> = {
      dossier_event: `(stream, seq, actor) select $1, 999, jsonb_build_object('person', scope_person(), 'id', $2::text)`,
      command: `(scope, key) select $1, $2`,
      task: `(id, dossier) select $2, $1`,
      task_opening: `(task, person, appointment) select id, scope_person(), $2 from task where dossier = $1`,
      obligation: `(dossier, id) select $1, $2`,
      notice: `(dossier, stream, kind) select $1, $1, $2`,
      applicant: `(dossier, salt) select $1, $2`,
      dossier_personal: `(dossier, master_key_id) select $1, $2`,
      dossier_form: `(dossier, salt) select $1, $2`,
      tracking: `(dossier, secret_hash) select $1, $2`,
      verification: `(id, dossier, kept_by) select $2::uuid, $1, scope_person()`,
      outbox: `(kind, subject) select 'restart-dossier', $1 where $2 <> ''`,
    };
    const REFUSED = '42501';
    /** The row lacks what no policy asks for, or is there already: it was let through to where that is looked at. */
    const LET_THROUGH = ['added', '23502', '23505'];
    const adding = (of: RowScope, text: string, params: readonly unknown[]): Promise<unknown> =>
      asApi(apiUrl, of, (query) => query(`insert into ${text}`, params)).then(
        () => 'added',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    const toIt = (of: RowScope, table: string, values: string): Promise<unknown> =>
      adding(of, `${table} ${values}`, [names[0], randomUUID()]);

    test.each(Object.entries(ADDED))('%s', async (table, values) => {
      const counter: RowScope = { ...stranger, reach: ['counter', 'oversight', 'plans'] };
      expect(await toIt(counter, table, values)).toBe(REFUSED);
      expect(LET_THROUGH).toContain(await toIt(takingPart, table, values));
    });

    test.each([
      ['a consultation', 'consultation', '(code, dossier) select $2, $1'],
      ['a result', 'result', '(document, dossier) select $2::uuid, $1'],
      ['a run of a consultation', 'outbox', `(kind, subject) select 'start-consultation', $1 || '.C1' where $2 <> ''`],
    ])('and %s nobody at all: only the engine does', async (_, table, values) => {
      expect(await toIt({ ...takingPart, reach: ['counter', 'oversight', 'plans'] }, table, values)).toBe(REFUSED);
    });

    test.each([
      ['a note', 'dossier_note', `(id, dossier, kept_by) select $2::uuid, $1, scope_person()`],
      ['an upload', 'document', `(id, dossier, uploaded_by) select $2::uuid, $1, scope_person()`],
    ])('but %s, which any counter may take in, and no other agency', async (_, table, values) => {
      expect(await toIt(stranger, table, values)).toBe(REFUSED);
      for (const one of [takingPart, { ...stranger, reach: ['counter'] as const }])
        expect(LET_THROUGH).toContain(await toIt(one, table, values));
    });

    test('nor name the upload of another, lengthen his batch, or start it', async () => {
      const [upload, batch] = [randomUUID(), randomUUID()];
      await rows(
        motcua.db,
        `insert into document (id, kind, uploaded_by, agency, media_type, size, plain_sha256, cipher_sha256, bucket, object_key, created_at,
          check_state) values ($1, 'component', $2, 'H49', 'application/pdf', 1, 'x', 'x', 'x', 'x', now(), 'clean')`,
        upload,
        AT.appraiser,
      );
      await rows(
        motcua.db,
        `insert into batch (id, person, appointment, agency, act, parameters, items, status, undo_minutes, asked_at)
          values ($1, $2, 'x', 'H49', 'approve', '{}', 1, 'done', 1, now())`,
        batch,
        AT.appraiser,
      );
      const attempts: [string, string][] = [
        [upload, 'document_name (document, name) select $1::uuid, $1::text'],
        [batch, 'batch_item (batch, position) values ($1, 7)'],
        [batch, `outbox (kind, subject) values ('batch', $1)`],
      ];
      for (const [id, text] of attempts) {
        expect([text, await adding(stranger, text, [id])]).toEqual([text, REFUSED]);
        expect(LET_THROUGH).toContain(await adding({ ...stranger, person: AT.appraiser }, text, [id]));
      }
      await rows(motcua.db, 'delete from document where id = $1', upload);
    });

    test('nor say of a run that it was started where none was asked for', async () => {
      const [posted] = await rows<{ id: string }>(
        motcua.db,
        `insert into outbox (kind, subject, created_at, due_at) values ('restart-dossier', $1, now(), 'infinity') returning id::text`,
        names[0],
      );
      const said = (id: string | null, code: unknown) =>
        asApi(apiUrl, takingPart, async (query) => {
          await query('select record_runs($1::bigint[], $2::text[], $3::text[])', [[id], [code], ['a-run']]);
          const [row] = await query(`select 'a-run' = any (run_ids) as kept from dossier where code = $1`, [names[0]]);
          const waiting = await query('select id from outbox where id = $1', [posted?.id]);
          return [row?.['kept'], waiting.length];
        });
      expect(await said(null, names[0])).toEqual([false, 1]);
      expect(await said(posted?.id ?? '', 'H49.143-200101-0001')).toEqual([false, 1]);
      expect(await said(posted?.id ?? '', names[0])).toEqual([true, 0]);
      const ids = await asApi(apiUrl, { ...stranger, reach: ['counter', 'plans'] }, (query) =>
        query('select id::text from outbox'),
      );
      expect(ids).not.toContainEqual({ id: posted?.id });
      await rows(motcua.db, 'delete from outbox where id = $1', posted?.id);
    });

    test('by no policy that asks no more than whether he is somebody', async () => {
      const conditions = await rows<{ table: string; condition: string }>(
        motcua.db,
        `select tablename as table, with_check as condition from pg_policies where policyname = 'api_insert'`,
      );
      expect(conditions.length).toBeGreaterThan(15);
      const somebody = /^\(*\s*select scope_person\(\) as scope_person\) <> ''::text\)$/i;
      expect(somebody.test("(( SELECT scope_person() AS scope_person) <> ''::text)")).toBe(true);
      expect(conditions.filter(({ condition }) => somebody.test(condition))).toEqual([]);
    });
  });
});
