import type { Database } from '../../infra/db/orm.ts';

/** Rows of one query, for tests that look at the facts themselves. */
export function rows<T extends Record<string, unknown>>(
  db: Pick<Database, 'execute'>,
  text: string,
  ...params: readonly unknown[]
): Promise<T[]> {
  return db.execute<T>({ name: '', text }, params);
}

/** How many rows a table (with a condition) has. */
export async function count(
  db: Pick<Database, 'execute'>,
  from: string,
  ...params: readonly unknown[]
): Promise<number> {
  const [row] = await rows<{ n: number }>(db, `select count(*)::int as n from ${from}`, ...params);
  return row?.n ?? 0;
}

/** What a command or a whole dossier left behind: how many events, commands, tasks and counts. */
export async function traces(db: Pick<Database, 'execute'>, code: string): Promise<Record<string, number>> {
  return {
    events: await count(db, 'dossier_event where stream = $1', code),
    commands: await count(db, 'command where scope = $1', code),
    tasks: await count(db, 'task where dossier = $1', code),
    notes:
      (await count(db, 'dossier_note where dossier = $1', code)) +
      (await count(db, 'verification where dossier = $1', code)),
  };
}
