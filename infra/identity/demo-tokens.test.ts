import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createDemoTokens } from './demo-tokens.ts';

const TOKEN = 'demo-appraiser';
const PRINCIPAL = { id: 'leader', displayName: 'Demo – Leader' };
const DELEGATED = { id: 'l-1', agency: 'H49.143', office: null, role: 'agency-leader', principal: PRINCIPAL };
const HASH = createHash('sha256').update(TOKEN).digest('hex');

function aDatabase(delegations: readonly object[] = []) {
  const asked: unknown[][] = [];
  const people = new Map([[HASH, 1]]);
  return {
    asked,
    people,
    execute: <T extends Record<string, unknown>>(_: unknown, params: readonly unknown[]): Promise<T[]> => {
      asked.push([...params]);
      const rightsVersion = people.get(String(params[0]));
      const rows = [
        {
          id: 'appraiser',
          display_name: 'Demo – Appraiser',
          rights_version: rightsVersion,
          appointments: [
            { id: 'a-1', agency: 'H49.143', office: null, role: 'appraiser' },
            { id: 'a-2', agency: 'H49.143', office: null, role: 'a-role-of-long-ago' },
          ],
          delegations,
        },
      ];
      return Promise.resolve((rightsVersion === undefined ? [] : rows) as unknown as T[]);
    },
  };
}

describe('demo tokens', () => {
  it('are found by their hash, never sent to the database themselves', async () => {
    const db = aDatabase();
    expect(await createDemoTokens(db)(TOKEN)).toEqual({
      person: 'appraiser',
      displayName: 'Demo – Appraiser',
      rightsVersion: 1,
      appointments: [{ id: 'a-1', agency: 'H49.143', office: null, role: 'appraiser' }],
      delegations: [],
    });
    expect(db.asked).toEqual([[HASH]]);
  });

  it('are kept for a moment, and no longer', async () => {
    const db = aDatabase();
    let time = 0;
    const identityOf = createDemoTokens(db, { keepMs: 2000, now: () => time });
    await identityOf(TOKEN);
    db.people.set(HASH, 2);
    time = 1999;
    expect((await identityOf(TOKEN))?.rightsVersion).toBe(1);
    time = 2000;
    expect((await identityOf(TOKEN))?.rightsVersion).toBe(2);
    db.people.clear();
    time = 4000;
    expect(await identityOf(TOKEN)).toBeNull();
  });

  it('bring the delegations in force, and are not kept while there are any, or soon will be', async () => {
    const soon = { ...DELEGATED, inForce: false };
    for (const [found, expected] of [
      [[{ ...DELEGATED, inForce: true }, soon], [DELEGATED]],
      [[soon], []],
    ] as const) {
      const db = aDatabase(found);
      const identityOf = createDemoTokens(db, { keepMs: 2000, now: () => 0 });
      expect((await identityOf(TOKEN))?.delegations).toEqual(expected);
      await identityOf(TOKEN);
      expect(db.asked.length).toBe(2);
    }
  });

  it('that nobody has are asked for again each time', async () => {
    const db = aDatabase();
    const identityOf = createDemoTokens(db);
    expect(await identityOf('demo-nobody')).toBeNull();
    expect(await identityOf('demo-nobody')).toBeNull();
    expect(db.asked.length).toBe(2);
  });
});
