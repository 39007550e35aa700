import type { ActRequestBody } from '../../contracts/act.ts';
import type { Role } from '../../domain/access/roles.ts';
import { checkAsked, checkComponents } from '../../domain/dossier/receive.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { areAttachable } from '../db/attached-documents.ts';
import type { Database } from '../db/orm.ts';
import { attachmentsOf, officersOf } from './act-of-body.ts';
import { checkHandover } from './check-handover.ts';

const OFFICERS = {
  name: 'officers-in-force',
  text: `select a.person, bool_or($3::text is null or a.role = $3) as holds from appointment a
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
 * @throws DomainError `component-unknown`, `result-unknown`, `document-unknown`, `officer-unknown`, `verification-file-kind`,
 * those of `checkHandover`
 */
export async function checkNames(
  db: Pick<Database, 'execute'>,
  body: ActRequestBody,
  { code, content, caseId, agency, role, person, day }: NamedIn,
): Promise<void> {
  if (body.act === 'acknowledge-handover' || body.act === 'accept-handover') await checkHandover(db, code, body);
  if (body.act === 'request-supplement') checkAsked(content, caseId, body.components);
  if (body.act === 'receive-supplement') checkComponents(content, caseId, body.components, false, false);
  if (body.act === 'seal') {
    const unknown = body.further.find(({ result }) => !content.results.some(({ id }) => id === result));
    if (unknown !== undefined) throw new DomainError('result-unknown', { result: unknown.result });
  }
  const officers = officersOf(body);
  if (officers.length > 0) await assertOfficers(db, officers, { agency, role, day });
  // Handed in at a counter, a file is no dossier's until an act that names it is written.
  if (!(await areAttachable(db, code, attachmentsOf(body), person))) throw new DomainError('document-unknown');
  if (body.act === 'record-verification') await checkFilesOfVerification(db, body.documents);
}

const OF_OTHER_KINDS = {
  name: 'files-of-other-kinds',
  text: `select count(*)::int as n from document c where c.id = any ($1::uuid[]) and c.media_type <> all ($2)`,
};

/** Photos and minutes: what a verification is proved by. */
const FILES_OF_VERIFICATION = ['image/jpeg', 'image/png', 'application/pdf'];

async function checkFilesOfVerification(db: Pick<Database, 'execute'>, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) return;
  const [found] = await db.execute<{ n: number }>(OF_OTHER_KINDS, [documents, FILES_OF_VERIFICATION]);
  if (found?.n !== 0) throw new DomainError('verification-file-kind');
}

/**
 * Checks that people hold appointments at an agency, and the first of them the role of the step that he is to lead.
 * @param role null: not known, as of many steps at once
 * @param day local date on which they must be in force
 * @throws DomainError `officer-unknown`
 */
export async function assertOfficers(
  db: Pick<Database, 'execute'>,
  officers: readonly string[],
  { agency, role, day }: { readonly agency: string; readonly role: Role | null; readonly day: string },
): Promise<void> {
  const found = await db.execute<{ person: string; holds: boolean }>(OFFICERS, [officers, agency, role, day]);
  const lead = found.find(({ person }) => person === officers[0]);
  if (found.length < new Set(officers).size || lead?.holds !== true)
    throw new DomainError('officer-unknown', { agency });
}
