import { createHash } from 'node:crypto';
import type { Appointment, Identity } from '../../contracts/identity.ts';
import { ROLES } from '../../domain/access/roles.ts';
import type { Database } from '../db/orm.ts';
import { DELEGATIONS_TO_P, inForce, type DelegationFound } from './delegations-in-force.ts';

const FIND = {
  name: 'demo-person',
  text: `select p.id, p.display_name, p.rights_version, coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'agency', a.agency,
      'office', a.office, 'role', a.role) order by a.id) filter (where a.id is not null), '[]') as appointments,
      ${DELEGATIONS_TO_P} as delegations
    from person p left join appointment a on a.person = p.id
      and a.effective_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
      and (a.effective_to is null or a.effective_to >= (now() at time zone 'Asia/Ho_Chi_Minh')::date)
    where p.token_hash = $1 and p.demo group by p.id`,
};

interface PersonFound extends Record<string, unknown> {
  readonly id: string;
  readonly display_name: string;
  readonly rights_version: number;
  readonly appointments: readonly Appointment[];
  readonly delegations: readonly DelegationFound[];
}

const MOST_KEPT = 1000;

/**
 * Looks demo accounts up by their bearer token, for trying the system out: only the embedded stack may use it. Tokens are
 * compared by their SHA-256 in the database. What was found is kept for `keepMs`, unless it holds delegations; an act checks the rights
 * again when written.
 */
export function createDemoTokens(
  db: Pick<Database, 'execute'>,
  { keepMs = 2000, now = Date.now }: { keepMs?: number; now?: () => number } = {},
): (token: string) => Promise<Identity | null> {
  const kept = new Map<string, { readonly until: number; readonly identity: Identity }>();
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('hex');
    const known = kept.get(hash);
    if (known !== undefined && now() < known.until) return known.identity;
    kept.delete(hash);
    const [row] = await db.execute<PersonFound>(FIND, [hash]);
    if (row === undefined) return null;
    const identity = {
      person: row.id,
      displayName: row.display_name,
      rightsVersion: row.rights_version,
      appointments: row.appointments.filter(({ role }) => ROLES.includes(role)),
      delegations: inForce(row.delegations),
    };
    if (row.delegations.length > 0) return identity;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(hash, { until: now() + keepMs, identity });
    return identity;
  };
}
