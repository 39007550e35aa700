import type { Appointment, Identity } from '../../contracts/identity.ts';
import { ROLES } from '../../domain/access/roles.ts';
import type { Database } from '../db/orm.ts';
import { DELEGATIONS_TO_P, inForce, type DelegationFound } from './delegations-in-force.ts';

/** The query for a person `p` by a condition on him: what he is called and may do now, as a row that `toIdentity` reads. */
export const identityOf = (condition: string): string =>
  `select p.id, p.display_name, p.rights_version, p.identity_hash, coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'agency', a.agency,
      'office', a.office, 'role', a.role) order by a.id) filter (where a.id is not null), '[]') as appointments,
      ${DELEGATIONS_TO_P} as delegations
    from person p left join appointment a on a.person = p.id
      and a.effective_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
      and (a.effective_to is null or a.effective_to >= (now() at time zone 'Asia/Ho_Chi_Minh')::date)
    where ${condition} group by p.id`;

/** A row of `identityOf`. */
export interface PersonFound extends Record<string, unknown> {
  readonly id: string;
  readonly display_name: string;
  readonly rights_version: number;
  readonly identity_hash: string | null;
  readonly appointments: readonly Appointment[];
  readonly delegations: readonly DelegationFound[];
}

export function toIdentity(row: PersonFound): Identity {
  return {
    person: row.id,
    displayName: row.display_name,
    rightsVersion: row.rights_version,
    appointments: row.appointments.filter(({ role }) => ROLES.includes(role)),
    delegations: inForce(row.delegations),
    identityHash: row.identity_hash,
  };
}

const BY_ID = { name: 'identity-by-id', text: identityOf('p.id = $1') };

/** A person with the rights that he has at this very instant; null for nobody. For what is done in his name while he is not there. */
export async function findIdentity(db: Pick<Database, 'execute'>, person: string): Promise<Identity | null> {
  const [row] = await db.execute<PersonFound>(BY_ID, [person]);
  return row === undefined ? null : toIdentity(row);
}
