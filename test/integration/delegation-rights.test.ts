import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findIdentity } from '../../infra/identity/find-identity.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rows } from '../support/facts.ts';
import { aPerson, type TestPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const REFUSED = '42501';
const AGENCY = 'H49.143';

interface Pair {
  readonly principal: TestPerson;
  readonly deputy: TestPerson;
}

describe('A row of table delegation', () => {
  let db: Database;

  beforeAll(async () => {
    db = await connectDatabase(testStack().config.database.url, 4);
  });
  afterAll(() => db.close());

  const aPair = async (): Promise<Pair> => ({
    principal: await aPerson(db, [{ agency: AGENCY, role: 'appraiser' }]),
    deputy: await aPerson(db, [{ agency: AGENCY, role: 'seal-clerk' }]),
  });
  const versionsOf = async ({ principal, deputy }: Pair): Promise<number[]> => {
    const version = async ({ id }: TestPerson) => {
      const [row] = await rows<{ rights_version: number }>(db, 'select rights_version from person where id = $1', id);
      return row?.rights_version ?? 0;
    };
    return [await version(principal), await version(deputy)];
  };
  /** By how much work raises the versions of principal and deputy. */
  const raisedBy = async (pair: Pair, work: () => Promise<unknown>): Promise<number[]> => {
    const before = await versionsOf(pair);
    await work();
    return (await versionsOf(pair)).map((version, index) => version - (before[index] ?? 0));
  };
  /** @param term SQL of its bounds */
  const grant = async ({ principal, deputy }: Pair, term = `now(), now() + interval '1 hour'`): Promise<string> => {
    const id = randomUUID();
    await rows(
      db,
      `insert into delegation (id, principal_appointment, principal, agency, role, deputy, from_at, to_at, reason, granted_by, granted_at)
       select $1::uuid, $2 || '-1', $2, $4, 'appraiser', $3, f, t, 'Nghỉ phép', $2, now() from (values (${term})) as term (f, t)`,
      id,
      principal.id,
      deputy.id,
      AGENCY,
    );
    return id;
  };
  const end = (id: string) =>
    rows(db, `update delegation set ended_at = now(), ended_by = granted_by where id = $1`, id);

  test('raises the version of both persons’ rights when it is granted and when it is ended, not when its reason is erased', async () => {
    const pair = await aPair();
    let id = '';
    expect(await raisedBy(pair, async () => (id = await grant(pair)))).toEqual([1, 1]);
    expect(await raisedBy(pair, () => rows(db, 'update delegation set reason = null where id = $1', id))).toEqual([
      0, 0,
    ]);
    expect(await raisedBy(pair, () => end(id))).toEqual([1, 1]);
  });

  test('raises the deputy’s version with every change of the principal’s appointment, until it is over', async () => {
    const pair = await aPair();
    const change = () =>
      rows(db, 'update appointment set effective_from = effective_from - 1 where person = $1', pair.principal.id);
    const id = await grant(pair);
    expect(await raisedBy(pair, change)).toEqual([1, 1]);
    await end(id);
    expect(await raisedBy(pair, change)).toEqual([1, 0]);
  });

  test('cannot be changed, deleted or taken up again by the application', async () => {
    const id = await grant(await aPair());
    const attempts = [
      `delete from delegation where id = '${id}'`,
      `truncate delegation`,
      `update delegation set to_at = to_at + interval '1 day' where id = '${id}'`,
      `update delegation set deputy = principal where id = '${id}'`,
      `alter table delegation disable trigger all`,
    ];
    for (const text of attempts) await expect(rows(db, text)).rejects.toMatchObject({ code: REFUSED });
    await end(id);
    const again = [`ended_at = null, ended_by = null`, `ended_at = now() + interval '1 day'`, `ended_by = null`];
    for (const change of again)
      await expect(rows(db, `update delegation set ${change} where id = '${id}'`)).rejects.toMatchObject({
        code: REFUSED,
      });
  });

  test.each([
    ['in its term', `now(), now() + interval '1 hour'`, true],
    ['at its first instant', `now(), now() + interval '1 second'`, true],
    ['before', `now() + interval '30 seconds', now() + interval '1 hour'`, false],
    ['long before', `now() + interval '1 day', now() + interval '2 days'`, false],
    ['after', `now() - interval '1 hour', now()`, false],
  ])('brings the power to the deputy’s identity: %s', async (_, term, counts) => {
    const pair = await aPair();
    await grant(pair, term);
    const identity = await findIdentity(db, pair.deputy.id);
    const power = {
      id: `${pair.principal.id}-1`,
      agency: AGENCY,
      office: null,
      role: 'appraiser',
      principal: { id: pair.principal.id, displayName: 'Test' },
    };
    expect(identity?.delegations).toEqual(counts ? [power] : []);
    expect(identity?.appointments).toMatchObject([{ id: `${pair.deputy.id}-1` }]);
    expect((await findIdentity(db, pair.principal.id))?.delegations).toEqual([]);
  });

  test.each([
    [
      'has been ended',
      `update delegation set ended_at = now(), ended_by = granted_by where principal = $1 and $2 <> ''`,
    ],
    ['is of an appointment that passed on', `update appointment set person = $2 where person = $1`],
    [
      'is of an appointment with another role by now',
      `update appointment set role = 'agency-leader' where person = $1 and $2 <> ''`,
    ],
    [
      'is to somebody who has left',
      `update appointment set effective_to = date '2026-01-01' where person = $2 and $1 <> ''`,
    ],
  ])('brings nothing once it %s', async (_, text) => {
    const pair = await aPair();
    await grant(pair);
    expect((await findIdentity(db, pair.deputy.id))?.delegations).toHaveLength(1);
    await rows(db, text, pair.principal.id, pair.deputy.id);
    expect((await findIdentity(db, pair.deputy.id))?.delegations).toEqual([]);
  });
});
