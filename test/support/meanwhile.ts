import { Client } from 'pg';
import { testStack } from './stack.ts';
import { until } from './until.ts';

const WAITING = `select count(*)::int as waiting from pg_locks where relation = $1::regclass and not granted`;

/**
 * Sends something that writes, holds it up just before it does, changes what it was judged by, and lets it go on.
 * @param table into which it writes; nobody else writes there meanwhile
 */
export async function meanwhile<T>(table: string, send: () => Promise<T>, change: () => Promise<unknown>): Promise<T> {
  const { adminUrl, config } = testStack();
  const url = new URL(adminUrl);
  url.pathname = new URL(config.database.url).pathname;
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query('begin');
    await admin.query(`lock table ${table} in exclusive mode`);
    const sent = send();
    await until(async () => {
      const { rows } = await admin.query<{ waiting: number }>(WAITING, [table]);
      return (rows[0]?.waiting ?? 0) > 0;
    });
    await change();
    await admin.query('commit');
    return await sent;
  } finally {
    await admin.end();
  }
}
