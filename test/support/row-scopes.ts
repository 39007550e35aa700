import { Client } from 'pg';
import type { RowScope } from '../../infra/db/row-scope.ts';

/** Somebody who may do nothing yet. */
export const NOBODY: RowScope = { person: '', agencies: [], overseen: [], audited: [], identity: '', reach: [] };

/** Runs statements as the API's role under a scope, or under none, in a transaction that is rolled back. */
export async function asApi<T>(
  apiUrl: string,
  scope: Partial<RowScope> | null,
  work: (query: (text: string, params?: readonly unknown[]) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: apiUrl });
  await client.connect();
  try {
    await client.query('begin');
    if (scope !== null) {
      const { person, agencies, overseen, audited, identity, reach } = { ...NOBODY, ...scope };
      await client.query(
        `select set_config('motcua.person', $1, true), set_config('motcua.agencies', $2, true),
          set_config('motcua.overseen', $3, true), set_config('motcua.identity', $4, true), set_config('motcua.reach', $5, true),
          set_config('motcua.audited', $6, true)`,
        [person, [...agencies], [...overseen], identity, [...reach], [...audited]],
      );
    }
    return await work(async (text, params = []) => (await client.query(text, [...params])).rows);
  } finally {
    await client.query('rollback').catch(() => undefined);
    await client.end();
  }
}
