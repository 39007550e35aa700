import { z } from 'zod';
import { cursorsOf, toPage, type Page } from '../../../contracts/paging.ts';
import type {
  OwnReadItem,
  OwnReadQuery,
  PersonalReadItem,
  PersonalReadQuery,
} from '../../../contracts/personal-read.ts';
import type { Role } from '../../../domain/access/roles.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ReadWhat } from '../../../infra/db/personal-reads.ts';
import { instant, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';
import { namesOfPeople } from '../shown-actor.ts';

interface ReadFound extends Record<string, unknown> {
  readonly id: string;
  readonly at: StoredInstant;
  readonly request: string;
  readonly person: string;
  readonly appointment: string;
  readonly role: Role;
  readonly agency: string;
  readonly office: string | null;
  readonly on_behalf_of: string | null;
  readonly via: string | null;
  readonly dossier: string | null;
  readonly document: string | null;
  readonly draft: string | null;
  readonly what: ReadWhat[];
  readonly permission: string;
  readonly route: string;
  readonly task: string | null;
  readonly reason: string | null;
}

const COLUMNS = `r.id::text, r.at, r.request, r.person, r.appointment, r.role, r.agency, r.office, r.on_behalf_of, r.via, r.dossier,
  r.document, r.draft, r.what, r.permission, r.route, r.task, r.reason`;

/** Within the reach of the agency $6: by who read, or by the dossier that was read. */
const LIST = {
  name: 'personal-reads',
  text: `select ${COLUMNS} from personal_read r
    where ($1::text is null or r.dossier = $1) and ($2::text is null or $2 in (r.person, r.on_behalf_of))
      and ($3::timestamptz is null or r.at >= $3) and ($4::timestamptz is null or r.at < $4) and ($5::bigint is null or r.id < $5)
      and ($6 = any (agencies_above(array[r.agency])) or exists (select from dossier d
        where d.code = r.dossier and $6 = any (agencies_above(d.agencies || d.receiving_agency || d.competent_agency))))
    order by r.id desc limit $7`,
};

/** Of the whole that the dossier belongs to. */
const OF_DOSSIER = {
  name: 'personal-reads-of-dossier',
  text: `select ${COLUMNS} from personal_read r
    where r.dossier = any (streams_of_whole($1)) and ($2::bigint is null or r.id < $2) order by r.id desc limit $3`,
};

const cursors = cursorsOf('personal-reads', z.strictObject({ id: z.string().regex(/^\d{1,18}$/) }));

/** Readings of personal data within the reach of an agency that audits, the latest first. */
export async function listPersonalReads(
  db: Pick<Database, 'execute'>,
  names: Names,
  agency: string,
  { cursor, limit, dossier, person, from, to }: PersonalReadQuery,
): Promise<Page<PersonalReadItem>> {
  const before = cursor === undefined ? null : cursors.decode(cursor).id;
  const filters = [dossier ?? null, person ?? null, from ?? null, to ?? null];
  const rows = await db.execute<ReadFound>(LIST, [...filters, before, agency, limit + 1]);
  const ids = rows.flatMap((row) => [row.person, ...(row.on_behalf_of === null ? [] : [row.on_behalf_of])]);
  const personOf = await namesOfPeople(db, ids);
  return toPage(
    rows,
    limit,
    cursors,
    ({ id }) => ({ id }),
    (row) => ({
      id: row.id,
      at: instant(row.at),
      person: personOf(row.person),
      onBehalfOf: row.on_behalf_of === null ? null : personOf(row.on_behalf_of),
      via: row.via === null ? null : names.client(row.via),
      appointment: row.appointment,
      role: row.role,
      agency: row.agency === '' ? null : names.agency(row.agency),
      office: row.office === null ? null : names.office(row.office),
      dossier: row.dossier,
      document: row.document,
      draft: row.draft,
      what: row.what,
      permission: row.permission,
      route: row.route,
      task: row.task,
      reason: row.reason,
      request: row.request,
    }),
  );
}

/** Who read what of a dossier, as its applicant may know it, the latest first. */
export async function listReadsOfOwn(
  db: Pick<Database, 'execute'>,
  names: Names,
  person: string,
  code: string,
  { cursor, limit }: OwnReadQuery,
): Promise<Page<OwnReadItem>> {
  const before = cursor === undefined ? null : cursors.decode(cursor).id;
  const rows = await db.execute<ReadFound>(OF_DOSSIER, [code, before, limit + 1]);
  return toPage(
    rows,
    limit,
    cursors,
    ({ id }) => ({ id }),
    (row) => ({
      at: instant(row.at),
      self: row.person === person,
      role: row.role,
      agency: row.agency === '' ? null : names.agency(row.agency),
      document: row.document,
      what: row.what,
      audit: row.role === 'auditor',
    }),
  );
}
