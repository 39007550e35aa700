import type { DelegatedAppointment } from '../../contracts/identity.ts';

/**
 * The delegations to the person `p` of the query around it that are in force at this instant or in less than a minute, as JSON. One
 * is in force during its term, until somebody ends it, while the principal still holds the very appointment that he passed on, and
 * while the deputy still holds one at the same agency.
 */
export const DELEGATIONS_TO_P = `(
  select coalesce(jsonb_agg(jsonb_build_object('id', g.principal_appointment, 'agency', g.agency, 'office', g.office, 'role', g.role,
      'principal', jsonb_build_object('id', g.principal, 'displayName', principal.display_name),
      'inForce', g.from_at <= now() and ${inOffice('held')} and exists (
        select from appointment own where own.person = g.deputy and own.agency = g.agency and ${inOffice('own')}))
    order by g.from_at, g.id), '[]')
  from delegation g join person principal on principal.id = g.principal
    join appointment held on held.id = g.principal_appointment
      and (held.person, held.agency, held.office, held.role) is not distinct from (g.principal, g.agency, g.office, g.role)
  where g.deputy = p.id and g.ended_at is null and g.from_at <= now() + interval '1 minute' and now() < g.to_at)`;

/** A row of `DELEGATIONS_TO_P`. */
export interface DelegationFound extends DelegatedAppointment {
  readonly inForce: boolean;
}

/**
 * The delegations that count now. Whoever keeps an identity for a while must not keep one for which any row was found: a
 * delegation begins and ends at its very instant.
 */
export function inForce(found: readonly DelegationFound[]): DelegatedAppointment[] {
  return found.flatMap(({ inForce: counts, ...delegated }) => (counts ? [delegated] : []));
}

/** True on the local date of today between an appointment's first and last day. */
function inOffice(alias: string): string {
  const today = `(now() at time zone 'Asia/Ho_Chi_Minh')::date`;
  return `${alias}.effective_from <= ${today} and (${alias}.effective_to is null or ${alias}.effective_to >= ${today})`;
}
