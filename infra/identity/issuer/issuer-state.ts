import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Database } from '../../db/orm.ts';

type Execute = Pick<Database, 'execute'>;

interface StateFound extends Record<string, unknown> {
  readonly payload: AdapterPayload;
}

const WRITE = {
  name: 'issuer-state-write',
  text: `insert into issuer_state (model, id, payload, grant_id, uid, expires_at)
    values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
    on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
      expires_at = excluded.expires_at`,
};
const FIND = {
  name: 'issuer-state-find',
  text: `select payload from issuer_state where model = $1 and id = $2 and expires_at > now()`,
};
const FIND_BY_UID = {
  name: 'issuer-state-by-uid',
  text: `select payload from issuer_state where model = $1 and uid = $2 and expires_at > now()`,
};
const CONSUME = {
  name: 'issuer-state-consume',
  text: `update issuer_state set payload = payload || jsonb_build_object('consumed', extract(epoch from now())::bigint)
    where model = $1 and id = $2`,
};
const DESTROY = { name: 'issuer-state-destroy', text: `delete from issuer_state where model = $1 and id = $2` };
const REVOKE = { name: 'issuer-state-revoke', text: `delete from issuer_state where grant_id = $1` };
const SWEEP = { name: 'issuer-state-sweep', text: `delete from issuer_state where expires_at < now()` };

/** What the embedded issuer has under way, one model of it, in PostgreSQL: a restart signs nobody out. */
export function issuerState(db: Execute, model: string): Adapter {
  const first = async (statement: typeof FIND, key: string): Promise<AdapterPayload | undefined> =>
    (await db.execute<StateFound>(statement, [model, key]))[0]?.payload;
  return {
    async upsert(id, payload, expiresIn) {
      const { grantId = null, uid = null } = payload;
      await db.execute(WRITE, [model, id, JSON.stringify(payload), grantId, uid, expiresIn]);
    },
    find: (id) => first(FIND, id),
    findByUid: (uid) => first(FIND_BY_UID, uid),
    // Codes that people type belong to the device flow, which is not offered.
    findByUserCode: () => Promise.resolve(undefined),
    async consume(id) {
      await db.execute(CONSUME, [model, id]);
    },
    async destroy(id) {
      await db.execute(DESTROY, [model, id]);
    },
    async revokeByGrantId(grantId) {
      await db.execute(REVOKE, [grantId]);
    },
  };
}

/** Removes what has expired. */
export async function sweepIssuerState(db: Execute): Promise<void> {
  await db.execute(SWEEP, []);
}
