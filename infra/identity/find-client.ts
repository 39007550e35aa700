import type { Appointment, Identity } from '../../contracts/identity.ts';
import { ROLES } from '../../domain/access/roles.ts';
import { isScope, SCOPES, type Scope } from '../../domain/access/scopes.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';

/**
 * The query for a client `c` in force by a condition on it, with the officer $2 whom it names and his appointments at its agency in
 * force today, as a row that `toClientIdentity` reads.
 */
export const clientBy = (condition: string): string =>
  `select c.id, c.agency, c.name_vi, c.scopes, p.id as person, p.display_name, p.rights_version,
      coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'agency', a.agency, 'office', a.office, 'role', a.role) order by a.id)
        filter (where a.id is not null), '[]') as appointments
    from (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    join api_client c on ${condition} and c.effective_from <= today
      and (c.effective_to is null or c.effective_to >= today)
    left join person p on p.id = $2
    left join appointment a on a.person = p.id and a.agency = c.agency and a.effective_from <= today
      and (a.effective_to is null or a.effective_to >= today)
    group by c.id, p.id`;

/** A row of `clientBy`. */
export interface ClientFound extends Record<string, unknown> {
  readonly id: string;
  readonly agency: string;
  readonly name_vi: string;
  /** What it is registered for. */
  readonly scopes: readonly string[];
  readonly person: string | null;
  readonly display_name: string | null;
  readonly rights_version: number | null;
  readonly appointments: readonly Appointment[];
}

/**
 * A client that names an officer is he, under his own appointments at its agency and under no delegation; one that names nobody may
 * read what an appraiser of its agency may. Either way only within the scopes that it is registered for.
 * @param asked scopes of the token by which it came
 * @throws DomainError `officer-not-yours`, the same for somebody unknown, of another agency, and without appointment in force
 */
export function toClientIdentity(
  found: ClientFound,
  officer: string | null,
  asked: readonly Scope[] = SCOPES,
): Identity {
  const { id, agency, name_vi: name } = found;
  const scopes = asked.filter((scope) => found.scopes.filter(isScope).includes(scope));
  const client = { id, agency, officer };
  if (officer === null) {
    const reader: Appointment = { id: `client:${id}`, agency, office: null, role: 'appraiser' };
    return {
      person: `client:${id}`,
      displayName: name,
      rightsVersion: 0,
      appointments: [reader],
      delegations: [],
      client,
      scopes,
    };
  }
  const appointments = found.appointments.filter(({ role }) => ROLES.includes(role));
  if (found.person === null || appointments.length === 0) throw new DomainError('officer-not-yours', { agency });
  return {
    person: found.person,
    displayName: found.display_name ?? '',
    rightsVersion: found.rights_version ?? 0,
    appointments,
    delegations: [],
    client,
    scopes,
  };
}

const BY_ID = { name: 'client-by-id', text: clientBy('c.id = $1') };

/** An officer who acts through a client of his agency, with the rights of this very instant; null where it is no client any more. */
export async function findThrough(
  db: Pick<Database, 'execute'>,
  client: string,
  officer: string,
): Promise<Identity | null> {
  const [found] = await db.execute<ClientFound>(BY_ID, [client, officer]);
  return found === undefined ? null : toClientIdentity(found, officer);
}
