import { DomainError } from '../errors.ts';
import type { ProcedureCase, ProcedureContent } from './procedure.ts';
import type { StatedLimit } from './route.ts';

/** The case of a procedure by its id. @throws DomainError `case-unknown` */
export function getCase(content: ProcedureContent, caseId: string): ProcedureCase {
  const found = content.cases.find(({ id }) => id === caseId);
  if (found === undefined) throw new DomainError('case-unknown', { procedure: content.code, case: caseId });
  return found;
}

/**
 * The limit that the appointment is given by: the province's own where there is one, else the law's; a case's own limit goes
 * before the procedure's.
 * @throws DomainError `limit-unknown` for a procedure without any, `case-unknown`
 */
export function appointmentLimit(content: ProcedureContent, caseId: string): StatedLimit {
  const found = getCase(content, caseId);
  const limit = found.localLimit ?? found.legalLimit ?? content.localLimit ?? content.legalLimit;
  if (limit === null) throw new DomainError('limit-unknown', { procedure: content.code, case: caseId });
  return limit;
}

/**
 * The limit of the appointment, and the law's own where it is another: both clocks run.
 * @throws DomainError `limit-unknown`, `case-unknown`
 */
export function limitsOf(
  content: ProcedureContent,
  caseId: string,
): { readonly limit: StatedLimit; readonly legalLimit: StatedLimit | null } {
  const limit = appointmentLimit(content, caseId);
  const legal = getCase(content, caseId).legalLimit ?? content.legalLimit;
  const isSame =
    legal !== null &&
    legal.unit === limit.unit &&
    legal.value === limit.value &&
    legal.counting === limit.counting &&
    legal.cutOff === limit.cutOff;
  return { limit, legalLimit: isSame ? null : legal };
}
