import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import { loadCatalogue, type Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import { findIdentity } from '../../infra/identity/find-identity.ts';
import { findThrough } from '../../infra/identity/find-client.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rows } from '../support/facts.ts';
import { aPerson, type TestPerson } from '../support/people.ts';
import { testDemo, testStack } from '../support/stack.ts';

const REFUSED = '42501';
const APPRAISER = { agency: 'H49.143', role: 'appraiser' } as const;
const LEADER = { agency: 'H49.143', role: 'agency-leader' } as const;

describe('The version of a person’s rights', () => {
  let db: Database;
  let catalogue: Catalogue;

  beforeAll(async () => {
    const { config } = testStack();
    db = await connectDatabase(config.database.url, 4);
    catalogue = await loadCatalogue(config.catalogueDir);
  });
  afterAll(async () => {
    await install();
    await db.close();
  });

  const install = (accounts = catalogue.demoAccounts) =>
    installCatalogue(db, { ...catalogue, demoAccounts: accounts }, testDemo());
  const versionOf = async (id: string): Promise<number> => {
    const [row] = await rows<{ version: number }>(db, 'select rights_version as version from person where id = $1', id);
    return row?.version ?? 0;
  };
  const versions = () => rows(db, `select id, rights_version from person where id not like 'test-%' order by id`);
  /** By how much a statement about a person (`$1`) raises the version. */
  const raisedBy = async ({ id }: TestPerson, text: string): Promise<number> => {
    const before = await versionOf(id);
    await rows(db, text, id);
    return (await versionOf(id)) - before;
  };

  test.each([
    ['another role', `update appointment set role = 'seal-clerk' where id = $1 || '-1'`, 1],
    ['another agency', `update appointment set agency = 'H49.139' where id = $1 || '-1'`, 1],
    ['an office', `update appointment set office = 'phuong-hong-gai' where id = $1 || '-1'`, 1],
    ['a last day', `update appointment set effective_to = date '2025-12-31' where id = $1 || '-1'`, 1],
    ['two changes at once', `update appointment set effective_from = date '2026-01-01' where person = $1`, 2],
    ['the same once more', `update appointment set role = role, effective_to = effective_to where person = $1`, 0],
    ['the end of an appointment', `delete from appointment where id = $1 || '-2'`, 1],
    [
      'a further appointment',
      `insert into appointment (id, person, agency, role, effective_from)
       values ($1 || '-3', $1, 'H49.139', 'appraiser', date '2026-01-01')`,
      1,
    ],
    ['another name', `update person set display_name = 'Test 2' where id = $1`, 0],
  ])('is raised by what changes rights and by nothing else: %s', async (_, text, times) => {
    const person = await aPerson(db, [APPRAISER, LEADER]);
    expect(await raisedBy(person, text)).toBe(times);
  });

  test('is raised for both when an appointment passes from one person to another', async () => {
    const [from, to] = [await aPerson(db, [APPRAISER]), await aPerson(db, [])];
    const before = [await versionOf(from.id), await versionOf(to.id)];
    await rows(db, 'update appointment set person = $2 where person = $1', from.id, to.id);
    expect([await versionOf(from.id), await versionOf(to.id)]).toEqual(before.map((version) => version + 1));
  });

  test('cannot be set by the application itself', async () => {
    const person = await aPerson(db, [APPRAISER]);
    const attempts = [
      `update person set rights_version = 1`,
      `update person set demo = true`,
      `insert into person (id, display_name, rights_version) values ('${randomUUID()}', 'Test', 7)`,
      `alter table appointment disable trigger all`,
      `drop function raise_rights_version() cascade`,
    ];
    for (const text of attempts) {
      await expect(rows(db, text)).rejects.toMatchObject({ code: REFUSED });
    }
    expect(await raisedBy(person, `update appointment set role = 'seal-clerk' where person = $1`)).toBe(1);
  });

  test('stays when the catalogue is installed again without a change', async () => {
    await install();
    const before = await versions();
    await install();
    await Promise.all([install(), install()]);
    expect(await versions()).toEqual(before);
  });

  test('is raised, and an appointment ends, when the catalogue no longer holds it; it may come back', async () => {
    const id = 'appraiser-hong-gai';
    const signIn = async () => {
      const identity = await findIdentity(db, id);
      return [identity?.appointments.length, identity?.rightsVersion];
    };
    await install();
    const first = await versionOf(id);
    const without = catalogue.demoAccounts.map((account) =>
      account.id === id ? { ...account, appointments: [] } : account,
    );
    await install(without);
    expect(await signIn()).toEqual([0, first + 1]);
    const [ended] = await rows<{ was: boolean }>(
      db,
      `select effective_to = (now() at time zone 'Asia/Ho_Chi_Minh')::date - 1 as was from appointment where id = $1`,
      `${id}-1`,
    );
    expect(ended?.was).toBe(true);
    await install(without);
    expect(await signIn()).toEqual([0, first + 1]);
    await install();
    expect(await signIn()).toEqual([1, first + 2]);

    await install(catalogue.demoAccounts.filter((account) => account.id !== id));
    expect(await signIn()).toEqual([0, first + 3]);
  });

  test('is raised for the officers of an agency whose system’s connection ends with the data, and not by the same once more', async () => {
    const officer = 'appraiser-thue';
    const [client] = catalogue.demoClients.filter(({ agency }) => agency === 'H49.73');
    const signedIn = async (): Promise<unknown> => (await findThrough(db, client?.id ?? '', officer))?.client ?? null;
    await install();
    const first = await versionOf(officer);
    expect(await signedIn()).toEqual({ id: client?.id, agency: 'H49.73', officer });
    const others = catalogue.demoClients.filter(({ id }) => id !== client?.id);
    for (let times = 0; times < 2; times += 1) {
      await installCatalogue(db, { ...catalogue, demoClients: others }, testDemo());
      expect([await signedIn(), await versionOf(officer)]).toEqual([null, first + 1]);
    }
    await install();
    expect(await signedIn()).toEqual({ id: client?.id, agency: 'H49.73', officer });
  });
});
