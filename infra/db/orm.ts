import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { types, TypeOverrides, type Pool } from 'pg';
import { Migrator } from '@mikro-orm/migrations';
import { ENTITIES } from './entities/entities.ts';
import { Migration0001Foundation } from './migrations/migration-0001-foundation.ts';
import { Migration0002WholeProcess } from './migrations/migration-0002-whole-process.ts';
import { Migration0003Drafts } from './migrations/migration-0003-drafts.ts';
import { Migration0004Delegations } from './migrations/migration-0004-delegations.ts';
import { Migration0005CalendarChanges } from './migrations/migration-0005-calendar-changes.ts';
import { Migration0006StreamsOfChildren } from './migrations/migration-0006-streams-of-children.ts';
import { Migration0007Batches } from './migrations/migration-0007-batches.ts';
import { Migration0008ProcedureVersions } from './migrations/migration-0008-procedure-versions.ts';
import { Migration0009Handovers } from './migrations/migration-0009-handovers.ts';
import { Migration0010Verifications } from './migrations/migration-0010-verifications.ts';
import { Migration0011RunChecks } from './migrations/migration-0011-run-checks.ts';
import { Migration0012EndedChildren } from './migrations/migration-0012-ended-children.ts';

const MIGRATIONS = [
  { name: 'migration-0001-foundation', class: Migration0001Foundation },
  { name: 'migration-0002-whole-process', class: Migration0002WholeProcess },
  { name: 'migration-0003-drafts', class: Migration0003Drafts },
  { name: 'migration-0004-delegations', class: Migration0004Delegations },
  { name: 'migration-0005-calendar-changes', class: Migration0005CalendarChanges },
  { name: 'migration-0006-streams-of-children', class: Migration0006StreamsOfChildren },
  { name: 'migration-0007-batches', class: Migration0007Batches },
  { name: 'migration-0008-procedure-versions', class: Migration0008ProcedureVersions },
  { name: 'migration-0009-handovers', class: Migration0009Handovers },
  { name: 'migration-0010-verifications', class: Migration0010Verifications },
  { name: 'migration-0011-run-checks', class: Migration0011RunChecks },
  { name: 'migration-0012-ended-children', class: Migration0012EndedChildren },
];

/** A connection costs its server a process and its first statements a plan each, so it is kept over quiet minutes. */
const IDLE_MS = 10 * 60_000;

/** Options of the one database the project keeps its facts in; schema changes come by migrations only. */
export function ormOptions(clientUrl: string, pool: { max: number }): Options {
  return {
    clientUrl,
    entities: ENTITIES,
    extensions: [Migrator],
    // Else MikroORM would look whether the database is there as soon as it is asked for its pool, and make one that is not.
    ensureDatabase: false,
    pool: { min: 0, max: pool.max, idleTimeoutMillis: IDLE_MS },
    forceUtcTimezone: true,
    debug: false,
    logger: () => {},
    migrations: { migrationsList: MIGRATIONS, tableName: 'schema_migration', snapshot: false },
  };
}

/**
 * The database as the application uses it: entities through MikroORM, and the few set-based statements of the hot path as
 * prepared statements on the same pool.
 */
export interface Database {
  readonly orm: MikroORM;
  /** Runs one prepared statement; `name` makes the server keep its plan. */
  execute<T extends Record<string, unknown>>(statement: Statement, params: readonly unknown[]): Promise<T[]>;
  /** Runs `work` in one transaction. */
  transaction<T>(work: (execute: Database['execute']) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A prepared statement: its name and text with `$1` placeholders. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A server that no longer answers is given up on, so that nobody waits for ever; what was asked may have been done. */
const PATIENCE = { connectionTimeoutMillis: 10_000, query_timeout: 20_000, keepAlive: true };

const DATE_OID = 1082;

/** Instants come as `Date`, dates as `YYYY-MM-DD`: MikroORM would leave both to its entities, as text. */
const ROW_TYPES = new TypeOverrides(types);
ROW_TYPES.setTypeParser(DATE_OID, (text) => text);

/** Connects lazily: a database that is down when a process starts does not stop it from starting. */
export async function connectDatabase(clientUrl: string, max = 10): Promise<Database> {
  const orm = new MikroORM({ ...ormOptions(clientUrl, { max }), driverOptions: PATIENCE });
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  return {
    orm,
    async execute<T extends Record<string, unknown>>(statement: Statement, params: readonly unknown[]) {
      return (await pool.query<T>(toQuery(statement, params))).rows;
    },
    async transaction<T>(work: (execute: Database['execute']) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('begin');
        const outcome = await work(
          async <R extends Record<string, unknown>>(statement: Statement, params: readonly unknown[]) =>
            (await client.query<R>(toQuery(statement, params))).rows,
        );
        await client.query('commit');
        return outcome;
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await orm.close(true);
      // MikroORM ends the pool only if it has used it itself.
      if (!pool.ending) await pool.end();
    },
  };
}

function toQuery({ name, text }: Statement, params: readonly unknown[]) {
  return { name, text, values: [...params], types: ROW_TYPES };
}
