import type { AccessSubject } from '../../../domain/access/access.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';

type Execute = Pick<Database, 'execute'>;

/** A dossier of a batch, with what the right to act on it is judged by. */
export interface NamedDossier {
  readonly dossier: string;
  readonly task: string;
  /** Whose step the task is. */
  readonly agency: string;
  /** What the act takes for this dossier alone. */
  readonly details: object;
  readonly subject: AccessSubject;
}

interface DossierFound extends Record<string, unknown> {
  readonly code: string;
  readonly task: string | null;
  readonly agency: string;
  readonly role: Role;
  readonly agencies: readonly string[];
  readonly office: string;
  readonly competent_agency: string;
  readonly receiving_agency: string;
  readonly above: readonly string[];
}

const COLUMNS = `d.code, t.id as task, t.agency, t.role, d.agencies, d.office, d.competent_agency, d.receiving_agency,
    agencies_above(d.agencies || d.receiving_agency || d.competent_agency) as above`;

const NAMED = {
  name: 'batch-named-dossiers',
  text: `select ${COLUMNS} from unnest($1::text[], $2::text[]) as i (dossier, task)
    join dossier d on d.code = i.dossier left join task t on t.id = i.task and t.dossier = d.code`,
};

/** More than a batch takes, so that it is seen when there are too many. */
const LED = {
  name: 'batch-tasks-led',
  text: `select ${COLUMNS} from task t join dossier d on d.code = t.dossier and d.open_task = t.id
    where t.lead = $1 and t.left_at is null order by t.due_at, t.id limit 2000`,
};

/**
 * The dossiers of a request, in its order.
 * @param knows whether the sender may know of a dossier: one of which he may not is to him as if it were not there
 * @throws DomainError `dossier-unknown`, `task-unknown`
 */
export async function findNamed(
  db: Execute,
  items: readonly { readonly dossier: string; readonly task: string }[],
  knows: (subject: AccessSubject) => boolean,
): Promise<NamedDossier[]> {
  const columns = [items.map(({ dossier }) => dossier), items.map(({ task }) => task)];
  const rows = await db.execute<DossierFound>(NAMED, columns);
  const found = new Map(rows.map((row) => [row.code, row]));
  return items.map(({ dossier: code, task, ...details }) => {
    const row = found.get(code);
    if (row === undefined || !knows(subjectOf(row))) throw new DomainError('dossier-unknown', { code });
    if (row.task === null) throw new DomainError('task-unknown', { code, task });
    return toNamed(row, row.task, details);
  });
}

/** Every open task that an officer leads, those due first at the head. */
export async function openTasksOf(db: Execute, officer: string): Promise<NamedDossier[]> {
  const rows = await db.execute<DossierFound>(LED, [officer]);
  return rows.flatMap((row) => (row.task === null ? [] : [toNamed(row, row.task, {})]));
}

function toNamed(row: DossierFound, task: string, details: object): NamedDossier {
  const { code, agency } = row;
  return { dossier: code, task, agency, details, subject: subjectOf(row) };
}

function subjectOf(row: DossierFound): AccessSubject {
  const { agency, role, agencies, office, above, competent_agency: competent, receiving_agency: receiving } = row;
  return {
    step: { agency, role },
    participants: [...agencies, office, receiving, competent],
    owners: [competent],
    above,
  };
}
