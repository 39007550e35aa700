import type { ActorContext } from '../../domain/access/actor.ts';
import type { Permission } from '../../domain/access/access.ts';
import type { PersonalField } from '../../domain/access/personal-view.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from './orm.ts';

/** What of it was given out; beside the fields of a dossier, what a counter had typed so far. */
export type ReadWhat = PersonalField | 'draft';

/** One reading of personal data. */
export interface PersonalRead {
  readonly actor: ActorContext;
  /** Null for a draft. */
  readonly dossier: string | null;
  readonly document?: string;
  readonly draft?: string;
  readonly what: readonly ReadWhat[];
  /** By which right. */
  readonly permission: Permission;
  /** The operation that gave it out, by the id it has in the document of the API. */
  readonly route: string;
  readonly request: string;
  /** The open task, which is what it was read for unless a reason says otherwise. */
  readonly task?: string | null;
  /** Why, in the words of whoever audits. */
  readonly reason?: string | null;
}

const RECORD = {
  name: 'record-personal-read',
  text: `insert into personal_read (request, person, appointment, role, agency, office, on_behalf_of, via, dossier, document, draft, what,
      permission, route, task, reason)
    select $1, $2, $3, $4, $5, $6, $7, $8, dossier, $10::uuid, $11::uuid, $12::text[], $13, $14, $15, $16
    from unnest($9::text[]) as of_these (dossier)`,
};

/**
 * Puts a reading on record, before what is read leaves: what cannot be recorded is not given out. Nothing is recorded where nothing
 * personal is shown.
 * @throws DomainError `read-not-logged`
 */
export function recordPersonalRead(db: Pick<Database, 'execute'>, read: PersonalRead): Promise<void> {
  return recordPersonalReads(db, read, [read.dossier]);
}

/** The same of several dossiers that are given out together: all of them are recorded, or none. @throws DomainError `read-not-logged` */
export async function recordPersonalReads(
  db: Pick<Database, 'execute'>,
  read: Omit<PersonalRead, 'dossier'>,
  dossiers: readonly (string | null)[],
): Promise<void> {
  if (read.what.length === 0 || dossiers.length === 0) return;
  const { actor, document = null, draft = null, what, permission, route, request, task = null } = read;
  const { person, appointment, role, agency, office, onBehalfOf, via = null } = actor;
  const who = [person, appointment, role, agency, office, onBehalfOf, via];
  const of = [dossiers, document, draft, what];
  try {
    await db.execute(RECORD, [request, ...who, ...of, permission, route, task, read.reason ?? null]);
  } catch {
    throw new DomainError('read-not-logged');
  }
}

const REMOVE = {
  name: 'remove-personal-reads',
  text: 'select remove_personal_reads(now() - make_interval(days => $1)) as removed',
};

/** Removes readings older than so many days, a year at least. @returns how many */
export async function removePersonalReads(db: Pick<Database, 'execute'>, days: number): Promise<number> {
  const [row] = await db.execute<{ removed: number }>(REMOVE, [days]);
  return row?.removed ?? 0;
}
