import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rows } from '../support/facts.ts';
import { asApi } from '../support/row-scopes.ts';
import { testStack } from '../support/stack.ts';

/** What the API's role may call. Those that run as their owner see rows beyond policies: each is all that it may. */
const OF_API = {
  asOwner: [
    'applicants_of',
    'dossiers_named_of_version',
    'dossiers_of_version',
    'has_uploaded',
    'master_keys_in_use',
    'opened_for',
    'own_dossiers',
    'record_runs',
    'search_dossiers',
    'settled_before',
    'steers_batch',
    'writes_on',
  ],
  asItself: [
    'agencies_above',
    'digits_reversed',
    'list_state',
    'scope_agencies',
    'scope_audited',
    'scope_overseen',
    'scope_person',
    'scope_reaches',
    'streams_of_whole',
  ],
};

describe('The functions of the schema', () => {
  const { config } = testStack();
  let db: Database;

  beforeAll(async () => {
    db = await connectDatabase(config.database.url, 1);
  });
  afterAll(() => db?.close());

  /** Those that are ours: an extension brings its own. */
  const callable = async (role: string): Promise<{ name: string; definer: boolean }[]> =>
    rows(
      db,
      `select p.proname as name, p.prosecdef as definer from pg_proc p
        where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by p.proname`,
      role,
    );

  test('are nobody’s to call who was not given them', async () => {
    expect(await callable('public')).toEqual([]);
  });

  test('that the API may call are these, and as their owner run none but these', async () => {
    const found = await callable('motcua_api');
    const named = (asOwner: boolean) => found.filter(({ definer }) => definer === asOwner).map(({ name }) => name);
    expect({ asOwner: named(true), asItself: named(false) }).toEqual(OF_API);
  });

  test('remove readings past their time for the engine, and for nobody else', async () => {
    expect((await callable('motcua_app')).map(({ name }) => name)).toContain('remove_personal_reads');
    await expect(
      asApi(config.database.apiUrl ?? '', { person: 'somebody' }, (query) =>
        query('select remove_personal_reads(now())'),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
