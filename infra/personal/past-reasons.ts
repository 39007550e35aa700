import type { Database } from '../db/orm.ts';

/** Why somebody was away is asked about while it matters, and is nobody's business later. */
const DAYS = 365;

const FORGET = {
  name: 'forget-reasons-of-delegations',
  text: `update delegation set reason = null
    where reason is not null and coalesce(ended_at, to_at) < $2::timestamptz - make_interval(days => $1) returning id`,
};

/** Removes the reasons of delegations (ủy quyền) that were over a year ago; the delegations stay. @returns how many */
export async function forgetPastReasons(db: Pick<Database, 'execute'>, now = new Date()): Promise<number> {
  return (await db.execute(FORGET, [DAYS, now])).length;
}
