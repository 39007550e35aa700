import pg from 'pg';

/** What a PostgreSQL server has done, all its databases together unless said. */
export interface Readings {
  /** Statements by database; those of the bench itself, in `postgres`, left out. */
  readonly statements: Readonly<Record<string, number>>;
  /** Next transaction id: only writing transactions take one. */
  readonly nextTransaction: bigint;
  /** Position in the write-ahead log. */
  readonly position: string;
}

/** What happened between two readings. */
export interface Consumption {
  readonly statements: Readonly<Record<string, number>>;
  readonly transactions: number;
  readonly walBytes: number;
  /** The part of it that is images of whole pages, written at the first change of a page after a checkpoint. */
  readonly pageImageBytes: number;
}

/** Settings a PostgreSQL needs to be read by the meter. */
export const METER_SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.save': 'off',
} as const;

const READ = `select pg_snapshot_xmax(pg_current_snapshot())::text as next, pg_current_wal_insert_lsn()::text as position,
  coalesce((select jsonb_object_agg(datname, calls) from (
    select d.datname, sum(s.calls) as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
    where d.datname <> 'postgres' group by d.datname) as by_database), '{}') as statements`;

const WAL = `select pg_wal_lsn_diff($2, $1)::float8 as bytes,
  (select coalesce(sum(fpi_size), 0)::float8 from pg_get_wal_stats($1, $2)) as images`;

/** Databases whose clean-up is done before anything is counted. */
const DATABASES = ['motcua', 'temporal', 'temporal_visibility'] as const;

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends first is told by the next query.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Reads the counters of the embedded PostgreSQL as its superuser. */
export class Meter {
  readonly #adminUrl: string;
  readonly #client: pg.Client;

  private constructor(adminUrl: string, client: pg.Client) {
    this.#adminUrl = adminUrl;
    this.#client = client;
  }

  static async connect(adminUrl: string): Promise<Meter> {
    const client = await connectTo(adminUrl);
    for (const name of ['pg_stat_statements', 'pg_walinspect']) {
      await client.query(`create extension if not exists ${name}`);
    }
    return new Meter(adminUrl, client);
  }

  /**
   * Does the clean-up that earlier rounds have left, then a checkpoint: neither falls into the window that follows, and the page
   * images after it are all in it.
   */
  async cleanUp(): Promise<void> {
    for (const database of DATABASES) {
      const url = new URL(this.#adminUrl);
      url.pathname = `/${database}`;
      const client = await connectTo(url.href);
      await client.query('vacuum');
      await client.end();
    }
    await this.#client.query('checkpoint');
  }

  async read(): Promise<Readings> {
    const { rows } = await this.#client.query<{ next: string; position: string; statements: Record<string, number> }>(
      READ,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('PostgreSQL gave no reading');
    return { statements: row.statements, nextTransaction: BigInt(row.next), position: row.position };
  }

  async since(before: Readings): Promise<Consumption> {
    const after = await this.read();
    const { rows } = await this.#client.query<{ bytes: number; images: number }>(WAL, [
      before.position,
      after.position,
    ]);
    const statements = Object.entries(after.statements).map(
      ([database, calls]) => [database, calls - (before.statements[database] ?? 0)] as const,
    );
    return {
      statements: Object.fromEntries(statements),
      transactions: Number(after.nextTransaction - before.nextTransaction),
      walBytes: rows[0]?.bytes ?? 0,
      pageImageBytes: rows[0]?.images ?? 0,
    };
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
