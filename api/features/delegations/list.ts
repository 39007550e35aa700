import { z } from 'zod';
import type { Delegation, DelegationQuery } from '../../../contracts/delegation.ts';
import { cursorsOf, KeyInstant, toPage, type Page } from '../../../contracts/paging.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { delegationState } from '../../../domain/access/delegation.ts';
import { LEADERS, type Role } from '../../../domain/access/roles.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';

/** Whose delegations somebody sees: his own, those of agencies that he leads, or all. */
export interface DelegationViewer {
  readonly person: string;
  readonly agencies: readonly string[];
  readonly all: boolean;
}

/** What the powers of a person let him see; whoever stands in for a leader sees what the leader sees. */
export function viewerOf(person: string, powers: readonly ActorContext[]): DelegationViewer {
  return {
    person,
    agencies: powers.filter(({ role }) => (LEADERS as readonly Role[]).includes(role)).map(({ agency }) => agency),
    all: powers.some(({ role }) => role === 'auditor'),
  };
}

interface DelegationFound extends Record<string, unknown> {
  readonly now: StoredInstant;
  readonly id: string;
  readonly appointment: string;
  readonly agency: string;
  readonly office: string | null;
  readonly role: Role;
  readonly from_at: StoredInstant;
  readonly to_at: StoredInstant;
  readonly reason: string | null;
  readonly granted_at: StoredInstant;
  readonly ended_at: StoredInstant | null;
  /** The key as text: the database's instants are finer than ours. */
  readonly from_key: string;
  readonly principal: PersonFound;
  readonly deputy: PersonFound;
  readonly granted_by: PersonFound;
  readonly ended_by: PersonFound | null;
}

interface PersonFound {
  readonly id: string;
  readonly displayName: string;
}

/** A person with the name to show, as JSON; null for none. */
const person = (id: string): string =>
  `(select jsonb_build_object('id', p.id, 'displayName', p.display_name) from person p where p.id = ${id})`;

const LIST = {
  name: 'list-delegations',
  text: `select now(), g.id, g.principal_appointment as appointment, g.agency, g.office, g.role, g.from_at, g.to_at, g.reason,
      g.granted_at, g.ended_at, (g.from_at at time zone 'UTC')::text || '+00' as from_key, ${person('g.principal')} as principal,
      ${person('g.deputy')} as deputy, ${person('g.granted_by')} as granted_by, ${person('g.ended_by')} as ended_by
    from delegation g
    where ($3 or g.principal = $1 or g.deputy = $1 or g.granted_by = $1 or g.agency = any ($2::text[]))
      and (g.from_at, g.id) < ($4::timestamptz, $5::uuid)
    order by g.from_at desc, g.id desc limit $6`,
};

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const cursors = cursorsOf('delegations', z.strictObject({ from: KeyInstant, id: z.uuid() }));

/** Delegations, the latest beginning first. */
export async function listDelegations(
  db: Pick<Database, 'execute'>,
  names: Names,
  { person: viewer, agencies, all }: DelegationViewer,
  { cursor, limit }: DelegationQuery,
): Promise<Page<Delegation>> {
  const after = cursor === undefined ? { from: 'infinity', id: LAST_ID } : cursors.decode(cursor);
  const rows = await db.execute<DelegationFound>(LIST, [viewer, agencies, all, after.from, after.id, limit + 1]);
  return toPage(
    rows,
    limit,
    cursors,
    ({ from_key: from, id }) => ({ from, id }),
    (row) => toDelegation(row, names),
  );
}

function toDelegation(row: DelegationFound, names: Names): Delegation {
  const term = { from: instant(row.from_at), to: instant(row.to_at) };
  const endedAt = instantOrNull(row.ended_at);
  return {
    id: row.id,
    appointment: {
      id: row.appointment,
      agency: names.agency(row.agency),
      office: row.office === null ? null : names.office(row.office),
      role: row.role,
    },
    principal: row.principal,
    deputy: row.deputy,
    ...term,
    state: delegationState(term, endedAt, instant(row.now)),
    reason: row.reason,
    grantedBy: row.granted_by,
    grantedAt: instant(row.granted_at),
    endedAt,
    endedBy: row.ended_by,
  };
}
