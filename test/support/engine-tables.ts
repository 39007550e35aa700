import { Client } from 'pg';

/** A value found in a table of the engine. */
export interface EngineFind {
  readonly database: string;
  readonly table: string;
  readonly names: readonly string[];
}

const DATABASES = ['temporal', 'temporal_visibility'];

/**
 * Looks through a copy of every table of the engine's databases, each column as it is stored: histories, ids, memos, search
 * attributes, failures, tasks and queues.
 * @param namesIn what is found in bytes
 * @param adminUrl of a superuser
 */
export async function searchEngineTables(
  adminUrl: string,
  namesIn: (bytes: Buffer) => readonly string[],
): Promise<{ readonly finds: readonly EngineFind[]; readonly tables: number; readonly bytes: number }> {
  const finds: EngineFind[] = [];
  let tables = 0;
  let bytes = 0;
  for (const database of DATABASES) {
    const client = new Client({ connectionString: new URL(`/${database}`, adminUrl).href });
    await client.connect();
    try {
      // One snapshot for all of them.
      await client.query('begin isolation level repeatable read');
      const { rows } = await client.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      for (const { name } of rows) {
        await client.query(
          `create temporary table copied on commit drop as table public.${client.escapeIdentifier(name)}`,
        );
        const copied = await client.query<{ row: string }>('select t::text as row from copied t');
        await client.query('drop table copied');
        tables += 1;
        const content = Buffer.concat(copied.rows.flatMap(({ row }) => [Buffer.from(row), ...binariesIn(row)]));
        bytes += content.length;
        const names = namesIn(content);
        if (names.length > 0) finds.push({ database, table: name, names });
      }
      await client.query('rollback');
    } finally {
      await client.end();
    }
  }
  return { finds, tables, bytes };
}

/** Binary columns, which PostgreSQL writes in hexadecimal. */
function binariesIn(row: string): Buffer[] {
  return [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex ?? '', 'hex'));
}
