import type { AccessSubject } from '../../domain/access/subject.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Database } from './orm.ts';

/** What the access table is asked about a dossier, as the database says it. */
export interface DossierSubject extends AccessSubject {
  readonly participants: readonly string[];
  readonly above: readonly string[];
  readonly step: { readonly agency: string; readonly role: Role } | null;
  readonly receivedAt: string;
  readonly applicants: readonly string[];
  readonly workers: readonly string[];
}

/**
 * The subject of a dossier `d`, as JSON. Everybody in the ledger of the whole, its parts and consultations, has worked on it: to hand in,
 * to answer, to take back as much as to decide.
 */
export const SUBJECT_OF_D = `jsonb_build_object(
    'participants', to_jsonb(d.agencies || d.receiving_agency || d.competent_agency || d.office),
    'above', to_jsonb(agencies_above(d.agencies || d.receiving_agency || d.competent_agency)),
    'step', (select jsonb_build_object('agency', t.agency, 'role', t.role) from task t where t.id = d.open_task),
    'receivedAt', d.office,
    'applicants', to_jsonb(applicants_of(coalesce(d.parent, d.code))),
    'workers', (select coalesce(jsonb_agg(distinct p.id), '[]') from dossier_event e,
      lateral (values (e.actor->>'person'), (e.actor->>'onBehalfOf')) as p (id)
      where e.stream = any (streams_of_whole(d.code)) and p.id is not null))`;

const SUBJECT = { name: 'dossier-subject', text: `select ${SUBJECT_OF_D} as subject from dossier d where d.code = $1` };

/** The subject of a dossier; null where there is none of that code. */
export async function findSubject(db: Pick<Database, 'execute'>, code: string): Promise<DossierSubject | null> {
  const [row] = await db.execute<{ subject: DossierSubject }>(SUBJECT, [code]);
  return row?.subject ?? null;
}

const ABOVE = { name: 'agencies-above', text: 'select agencies_above($1::text[]) as above' };

/** These agencies, with all that stand above them. */
export async function agenciesAbove(
  db: Pick<Database, 'execute'>,
  codes: readonly string[],
): Promise<readonly string[]> {
  const [row] = await db.execute<{ above: readonly string[] }>(ABOVE, [codes]);
  return row?.above ?? [];
}
