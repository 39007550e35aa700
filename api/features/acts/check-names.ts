import type { ActRequestBody } from '../../../contracts/act.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { checkAsked, checkComponents } from '../../../domain/dossier/receive.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';
import { areAttachable } from '../../../infra/db/attached-documents.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { attachmentsOf, officersOf } from './act-of-body.ts';

const OFFICERS = {
  name: 'officers-in-force',
  text: `select a.person, bool_or(a.role = $3) as holds from appointment a
    where a.person = any ($1) and a.agency = $2 and a.effective_from <= $4::date and (a.effective_to is null or a.effective_to >= $4::date)
    group by a.person`,
};

/** Where the open step lies, and what the dossier was filed as. */
export interface NamedIn {
  readonly code: string;
  readonly content: ProcedureContent;
  readonly caseId: string;
  readonly agency: string;
  readonly role: Role;
  readonly person: string;
  readonly day: string;
}

/**
 * Checks what an act names against what only the database and the catalogue know: components of the case, results of the procedure,
 * uploads of the dossier, officers of the agency.
 * @throws DomainError `component-unknown`, `result-unknown`, `document-unknown`, `officer-unknown`
 */
export async function checkNames(
  db: Pick<Database, 'execute'>,
  body: ActRequestBody,
  { code, content, caseId, agency, role, person, day }: NamedIn,
): Promise<void> {
  if (body.act === 'request-supplement') checkAsked(content, caseId, body.components);
  if (body.act === 'receive-supplement') checkComponents(content, caseId, body.components, false, false);
  if (body.act === 'seal') {
    const unknown = body.further.find(({ result }) => !content.results.some(({ id }) => id === result));
    if (unknown !== undefined) throw new DomainError('result-unknown', { result: unknown.result });
  }
  const officers = [...new Set(officersOf(body))];
  if (officers.length > 0) {
    const found = await db.execute<{ person: string; holds: boolean }>(OFFICERS, [officers, agency, role, day]);
    const lead = found.find((one) => one.person === officers[0]);
    if (found.length < officers.length || lead?.holds !== true) throw new DomainError('officer-unknown', { agency });
  }
  // Handed in at a counter, a file is no dossier's until an act that names it is written.
  if (!(await areAttachable(db, code, attachmentsOf(body), person))) throw new DomainError('document-unknown');
}
