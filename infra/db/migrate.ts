import { MikroORM } from '@mikro-orm/postgresql';
import { Client, type Pool } from 'pg';
import { ormOptions } from './orm.ts';

/** Brings the schema up to date, as the owner role. Safe to repeat, and to run in several processes at once: one after another. */
export async function migrate(ownerUrl: string): Promise<void> {
  const orm = new MikroORM(ormOptions(ownerUrl, { max: 2 }));
  try {
    const pool: Pool = await orm.em.getConnection().getNativeClient();
    const lock = await pool.connect();
    try {
      await lock.query(`select pg_advisory_lock(hashtext('motcua schema'))`);
      await orm.migrator.up();
    } finally {
      // Destroyed rather than given back: with it goes the lock, whatever happened.
      lock.release(true);
    }
  } finally {
    await orm.close(true);
  }
}

/** Writes the table of applicants anew, as its owner, so that no page still holds what earlier versions kept there in clear. */
export async function rewriteApplicants(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('vacuum full applicant');
  } finally {
    await client.end();
  }
}
