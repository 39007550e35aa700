import { DomainError } from '../errors.ts';
import { getCase } from '../procedure/limits.ts';
import type { ProcedureContent } from '../procedure/procedure.ts';
import { openStep } from './decide.ts';
import type { DossierEventData, DraftEvent, ReceivedComponent } from './events.ts';
import { resolveStages } from './snapshot.ts';

/**
 * The events of a reception (Decree 61/2018 art. 17): the dossier is received and routed to its first step in one act.
 * @throws DomainError `procedure-draft` for a procedure without a route, `agency-unresolved`
 */
export function receive(
  code: string,
  received: DossierEventData['dossier-received'],
  content: ProcedureContent,
  at: string,
): DraftEvent[] {
  if (content.route === undefined) throw new DomainError('procedure-draft', { procedure: content.code });
  const [first] = resolveStages(content.route, received.agencies);
  if (first === undefined) throw new DomainError('procedure-draft', { procedure: content.code });
  return [{ type: 'dossier-received', at, data: received }, openStep(code, first, 1, at)];
}

/**
 * Checks what was handed in against the case's components: a required one must be there on paper, as a file, or where the
 * procedure says so as the e-form filed online.
 * @throws DomainError `component-unknown`, `component-missing` with all missing ones at once (art. 17.2a: all in one request)
 */
export function checkComponents(
  content: ProcedureContent,
  caseId: string,
  components: readonly ReceivedComponent[],
  filedOnlineWithForm: boolean,
): void {
  const known = getCase(content, caseId).components;
  const unknown = components.filter((given) => !known.some(({ id }) => id === given.component));
  if (unknown.length > 0) {
    throw new DomainError('component-unknown', { components: unknown.map(({ component }) => component).join(', ') });
  }
  const handedIn = (id: string): boolean =>
    components.some((given) => given.component === id && given.originals + given.copies + given.documents.length > 0);
  const missing = known.filter(
    ({ id, required, replacedByForm }) =>
      required && !handedIn(id) && !(replacedByForm === true && filedOnlineWithForm),
  );
  if (missing.length > 0)
    throw new DomainError('component-missing', { components: missing.map(({ id }) => id).join(', ') });
}
