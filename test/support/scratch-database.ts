import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { connectDatabase, ormOptions, type Database } from '../../infra/db/orm.ts';
import { testStack } from './stack.ts';

/** A database of a test's own on the test server, empty until it is migrated. */
export interface ScratchDatabase {
  readonly ownerUrl: string;
  /** As the engine's role. */
  readonly db: Database;
  /** As a superuser, whom no policy keeps from seeing anything. */
  readonly admin: Client;
  /** Migrates up to the migration of this name, and no further. */
  migrateTo(name: string): Promise<void>;
  drop(): Promise<void>;
}

export async function createScratchDatabase(purpose: string): Promise<ScratchDatabase> {
  const name = `motcua_${purpose}_${randomUUID().slice(0, 8)}`;
  const { config, adminUrl } = testStack();
  const server = new Client({ connectionString: adminUrl });
  await server.connect();
  await server.query(`create database ${name} owner motcua_owner`);
  const ownerUrl = new URL(`/${name}`, config.database.ownerUrl).href;
  const db = await connectDatabase(new URL(`/${name}`, config.database.url).href, 6);
  const admin = new Client({ connectionString: new URL(`/${name}`, adminUrl).href });
  await admin.connect();
  return {
    ownerUrl,
    db,
    admin,
    async migrateTo(migration) {
      const orm = new MikroORM(ormOptions(ownerUrl, { max: 2 }));
      try {
        await orm.migrator.up({ to: migration });
      } finally {
        await orm.close(true);
      }
    },
    async drop() {
      await Promise.allSettled([db.close(), admin.end()]);
      await server.query(`drop database if exists ${name} with (force)`);
      await server.end();
    },
  };
}

/** Every value of every table that could hold one, as the database has it, for a search of what must not be there. */
export async function everyValue(admin: Client): Promise<{ readonly table: string; readonly text: string }[]> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const found = [];
  for (const { name } of tables) {
    const { rows } = await admin.query<{ row: string }>(`select to_jsonb(t)::text as row from "${name}" t`);
    found.push({ table: name, text: rows.map(({ row }) => row).join('\n') });
  }
  return found;
}
