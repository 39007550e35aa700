import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { migrate } from '../../infra/db/migrate.ts';
import { rows } from '../support/facts.ts';
import { testStack } from '../support/stack.ts';

const REFUSED = '42501';

describe('The schema', () => {
  let db: Database;

  beforeAll(async () => {
    db = await connectDatabase(testStack().config.database.url, 4);
  });
  afterAll(() => db?.close());

  /** The SQLSTATE that the application's role gets for a statement, or `ok`. */
  const attempt = async (text: string): Promise<unknown> => {
    try {
      await rows(db, text);
      return 'ok';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test('lets the application add to the ledger and read it, and nothing else', async () => {
    const forbidden = ['dossier_event', 'command', 'result', 'task_opening'].flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table}`,
      `truncate ${table} cascade`,
      `drop table ${table}`,
      `alter table ${table} add column more text`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} owner to motcua_app`,
    ]);
    const updates = [
      `update dossier_event set place = 'elsewhere'`,
      `update dossier_event set hash = prev_hash where false`,
      `update command set outcome = '{}'`,
      `update result set retain_until = now()`,
      `update task_opening set opened_at = now()`,
      `insert into command (scope, key, request_hash, act, outcome, at) values ('x', 'x', 'x', 'x', '{}', now())
         on conflict (scope, key) do update set outcome = '{}'`,
      `delete from dossier where false`,
      `delete from code_serial where false`,
      `create table more (id int)`,
    ];
    for (const text of [...forbidden, ...updates]) expect([text, await attempt(text)]).toEqual([text, REFUSED]);
    expect(await attempt('select count(*) from dossier_event')).toBe('ok');
  });

  test('does not let the application take another role', async () => {
    for (const text of [
      'set role motcua_owner',
      'set session authorization postgres',
      'alter role motcua_app superuser',
    ]) {
      expect([text, await attempt(text)]).toEqual([text, REFUSED]);
    }
  });

  test('is migrated by several processes at once, and again, without a change', async () => {
    const name = `motcua_migrate_${randomUUID().slice(0, 8)}`;
    const { config, adminUrl } = testStack();
    const ownerUrl = config.database.ownerUrl ?? '';
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    try {
      await admin.query(`create database ${name} owner motcua_owner`);
      const url = new URL(`/${name}`, ownerUrl).href;
      await Promise.all([migrate(url), migrate(url), migrate(url)]);
      const first = await described(url);
      await migrate(url);
      expect(await described(url)).toEqual(first);
      expect(first.migrations).toBe(
        readdirSync('infra/db/migrations').filter((file) => file.startsWith('migration-')).length,
      );
      expect(first.columns).toEqual((await described(ownerUrl)).columns);
    } finally {
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    }
  }, 60_000);

  test('has every column of every entity, with its type, and no other that must be given', async () => {
    const found = await rows<{
      table_name: string;
      column_name: string;
      type: string;
      nullable: boolean;
      required: boolean;
    }>(
      db,
      `select table_name, column_name, format_type(a.atttypid, a.atttypmod) as type, is_nullable = 'YES' as nullable,
         is_nullable = 'NO' and column_default is null and is_identity = 'NO' as required
       from information_schema.columns c
       join pg_attribute a on a.attrelid = (c.table_schema || '.' || c.table_name)::regclass and a.attname = c.column_name
       where table_schema = 'public'`,
    );
    const metadata = [...db.orm.getMetadata().getAll().values()];
    expect(metadata.length).toBeGreaterThan(10);
    for (const { tableName, props } of metadata) {
      const columns = found.filter(({ table_name: table }) => table === tableName);
      const known = props.map(({ fieldNames, columnTypes, nullable }) => [
        fieldNames[0],
        normal(columnTypes[0] ?? ''),
        nullable ?? false,
      ]);
      const present = columns.map(({ column_name: name, type, nullable }) => [name, normal(type), nullable]);
      expect([tableName, present]).toEqual([tableName, expect.arrayContaining(known)]);
      const names = known.map(([name]) => name);
      const forgotten = columns.filter(({ required, column_name: name }) => required && !names.includes(name));
      expect([tableName, forgotten]).toEqual([tableName, []]);
    }
  });
});

const SYNONYMS: Readonly<Record<string, string>> = {
  int: 'integer',
  'timestamptz(6)': 'timestamp with time zone',
  timestamptz: 'timestamp with time zone',
  bool: 'boolean',
};

function normal(type: string): string {
  return SYNONYMS[type] ?? type;
}

async function described(url: string): Promise<{ migrations: number; columns: unknown[] }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const migrations = await client.query<{ n: number }>('select count(*)::int as n from schema_migration');
    const columns = await client.query(
      `select table_name, column_name, data_type, is_nullable from information_schema.columns
       where table_schema = 'public' order by table_name, ordinal_position`,
    );
    return { migrations: migrations.rows[0]?.n ?? 0, columns: columns.rows };
  } finally {
    await client.end();
  }
}
