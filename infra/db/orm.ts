import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { types, TypeOverrides, type Pool, type QueryConfig } from 'pg';
import { Migrator } from '@mikro-orm/migrations';
import { databaseTls } from './database-tls.ts';
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
import { Migration0013SignIn } from './migrations/migration-0013-sign-in.ts';
import { Migration0014PersonalReads } from './migrations/migration-0014-personal-reads.ts';
import { Migration0015SealedApplicants } from './migrations/migration-0015-sealed-applicants.ts';
import { Migration0016DocumentChecks } from './migrations/migration-0016-document-checks.ts';
import { Migration0017Tracking } from './migrations/migration-0017-tracking.ts';
import { Migration0018RowSecurity } from './migrations/migration-0018-row-security.ts';
import { Migration0019NarrowerRows } from './migrations/migration-0019-narrower-rows.ts';
import { currentRowScope, withRowScope, type RowScope } from './row-scope.ts';

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
  { name: 'migration-0013-sign-in', class: Migration0013SignIn },
  { name: 'migration-0014-personal-reads', class: Migration0014PersonalReads },
  { name: 'migration-0015-sealed-applicants', class: Migration0015SealedApplicants },
  { name: 'migration-0016-document-checks', class: Migration0016DocumentChecks },
  { name: 'migration-0017-tracking', class: Migration0017Tracking },
  { name: 'migration-0018-row-security', class: Migration0018RowSecurity },
  { name: 'migration-0019-narrower-rows', class: Migration0019NarrowerRows },
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
    driverOptions: databaseTls(clientUrl),
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

/** Settings of one transaction, which the policies of row-level security read. Nothing of them is left after it. */
const ENTER = {
  name: 'enter-row-scope',
  text: `select set_config('motcua.person', $1, true), set_config('motcua.agencies', $2, true),
    set_config('motcua.overseen', $3, true), set_config('motcua.identity', $4, true), set_config('motcua.reach', $5, true),
    set_config('motcua.audited', $6, true)`,
};

const enter = ({ person, agencies, overseen, audited, identity, reach }: RowScope) =>
  toQuery(ENTER, [person, [...agencies], [...overseen], identity, [...reach], [...audited]]);

/**
 * Connects lazily: a database that is down when a process starts does not stop it from starting.
 * @param scoped statements see and write the rows of whom they are run for (`withRowScope`), each in a transaction of its own, sent in
 *   one go
 */
export async function connectDatabase(clientUrl: string, max = 10, { scoped = false } = {}): Promise<Database> {
  const driverOptions = { ...databaseTls(clientUrl), ...PATIENCE, pipeline: scoped };
  const orm = new MikroORM({ ...ormOptions(clientUrl, { max }), driverOptions });
  const pool: Pool = await orm.em.getConnection().getNativeClient();

  const executeFor = async <T extends Record<string, unknown>>(scope: RowScope, query: QueryConfig): Promise<T[]> => {
    const client = await pool.connect();
    // Sent without waiting for one another's answers; a transaction whose statement fails is rolled back by its commit.
    const [begun, entered, asked, committed] = await Promise.allSettled([
      client.query('begin'),
      client.query(enter(scope)),
      client.query<T>(query),
      client.query('commit'),
    ]);
    client.release([begun, entered, committed].some(({ status }) => status === 'rejected'));
    if (asked.status === 'rejected') throw asked.reason;
    for (const part of [begun, entered, committed]) if (part.status === 'rejected') throw part.reason;
    return asked.value.rows;
  };

  return {
    orm,
    async execute<T extends Record<string, unknown>>(statement: Statement, params: readonly unknown[]) {
      const scope = scoped ? currentRowScope() : undefined;
      const query = toQuery(statement, params);
      return scope === undefined ? (await pool.query<T>(query)).rows : executeFor<T>(scope, query);
    },
    async transaction<T>(work: (execute: Database['execute']) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      const scope = scoped ? currentRowScope() : undefined;
      let broken = false;
      try {
        await client.query('begin');
        if (scope !== undefined) await client.query(enter(scope));
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

/** The same database, for statements that are run under one scope, whoever asks. */
export function underScope(db: Pick<Database, 'execute' | 'transaction'>, scope: RowScope): typeof db {
  return {
    execute: (statement, params) => withRowScope(scope, () => db.execute(statement, params)),
    transaction: (work) => withRowScope(scope, () => db.transaction(work)),
  };
}

function toQuery({ name, text }: Statement, params: readonly unknown[]) {
  return { name, text, values: [...params], types: ROW_TYPES };
}
