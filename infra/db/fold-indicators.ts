import type { Database } from './orm.ts';

const FOLD = {
  name: 'fold-indicators',
  text: `with taken as (
    delete from indicator_delta where id = any (array(select id from indicator_delta order by id limit $1 for update skip locked))
    returning day, metric, agency, office, procedure, stage, bucket, n
  ), folded as (
    insert into indicator_rollup as r (day, metric, agency, office, procedure, stage, bucket, n)
    select day, metric, agency, office, procedure, stage, bucket, sum(n) from taken
    group by metric, day, agency, office, procedure, stage, bucket
    order by metric, day, agency, office, procedure, stage, bucket
    on conflict (metric, day, agency, office, procedure, stage, bucket) do update set n = r.n + excluded.n
  ) select count(*)::int as folded from taken`,
};

/**
 * Moves appended counts into the roll-up, each exactly once: one statement, so whoever sums roll-up and deltas in one statement
 * sees the same sums before, during and after. Any number may run at once; they take different rows, and lock roll-up rows in
 * one order.
 * @param limit most deltas to move
 * @returns how many were moved; fewer than `limit` means that nothing else was free
 */
export async function foldIndicators(db: Pick<Database, 'execute'>, limit = 5000): Promise<number> {
  const [row] = await db.execute<{ folded: number }>(FOLD, [limit]);
  return row?.folded ?? 0;
}
