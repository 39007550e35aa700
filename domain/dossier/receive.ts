import { DomainError } from '../errors.ts';
import { getCase } from '../procedure/limits.ts';
import type { ProcedureContent } from '../procedure/procedure.ts';
import { enterStage, openStep } from './decide-steps.ts';
import type { AskedComponent, DossierEventData, DraftEvent, ReceivedComponent } from './events.ts';
import { resolveStages } from './resolve-stages.ts';
import type { ClockRules } from './rules.ts';
import { emptyDossier, type ResolvedStage } from './state.ts';

/** Id of the step in which the one-stop office answers what was filed; no route has it. */
export const RECEPTION_STAGE = 'reception';

/** The step before a route: the receiving office answers what was filed online or by post (Decree 61/2018 art. 17). */
export function receptionStage(
  receivingAgency: string,
  { receptionWithin }: Pick<ClockRules, 'receptionWithin'>,
): ResolvedStage {
  return {
    id: RECEPTION_STAGE,
    kind: 'reception',
    agency: receivingAgency,
    role: 'receptionist',
    budget: receptionWithin,
    requires: [],
  };
}

/**
 * The events of a reception (art. 17): the dossier is received and routed to its first step in one act.
 * @throws DomainError `procedure-draft` for a procedure without a route, `agency-unresolved`
 */
export function receive(
  code: string,
  received: DossierEventData['dossier-received'],
  content: ProcedureContent,
  at: string,
): DraftEvent[] {
  const first = firstStage(content, received.agencies);
  return [{ type: 'dossier-received', at, data: received }, ...enterStage(emptyDossier(code), first, at)];
}

/**
 * The events of a filing: the dossier waits for the one-stop office to answer.
 * @throws DomainError `procedure-draft`, `agency-unresolved`
 */
export function file(
  code: string,
  filed: DossierEventData['dossier-filed'],
  content: ProcedureContent,
  rules: ClockRules,
  at: string,
): DraftEvent[] {
  firstStage(content, filed.agencies);
  return [
    { type: 'dossier-filed', at, data: filed },
    openStep(code, receptionStage(filed.receivingAgency, rules), 1, at),
  ];
}

/** True where paper has to be handed on: something was brought on paper, and another agency works on it. */
export function hasPaper(
  components: readonly ReceivedComponent[],
  agencies: Readonly<Record<string, string>>,
  content: ProcedureContent,
  receivingAgency: string,
): boolean {
  const onPaper = components.some(({ originals, copies }) => originals + copies > 0);
  return onPaper && firstStage(content, agencies).agency !== receivingAgency;
}

function firstStage(content: ProcedureContent, agencies: Readonly<Record<string, string>>): ResolvedStage {
  const [first] = content.route === undefined ? [] : resolveStages(content.route, agencies);
  if (first === undefined) throw new DomainError('procedure-draft', { procedure: content.code });
  return first;
}

/**
 * Checks what was handed in against the case's components: a required one must be there on paper, as a file, or where the
 * procedure says so as the e-form filed online.
 * @param mustBeWhole false where it is only filed, or sent back for what is missing
 * @throws DomainError `component-unknown`, `component-missing` with all missing ones at once (art. 17.2a: all in one request)
 */
export function checkComponents(
  content: ProcedureContent,
  caseId: string,
  components: readonly ReceivedComponent[],
  filedOnlineWithForm: boolean,
  mustBeWhole: boolean,
): void {
  const known = getCase(content, caseId).components;
  const unknown = components.filter((given) => !known.some(({ id }) => id === given.component));
  if (unknown.length > 0) {
    throw new DomainError('component-unknown', { components: unknown.map(({ component }) => component).join(', ') });
  }
  const handedIn = (id: string): boolean =>
    components.some((given) => given.component === id && given.originals + given.copies + given.documents.length > 0);
  if (!mustBeWhole) return;
  const missing = known.filter(
    ({ id, required, replacedByForm }) =>
      required && !handedIn(id) && !(replacedByForm === true && filedOnlineWithForm),
  );
  if (missing.length > 0)
    throw new DomainError('component-missing', { components: missing.map(({ id }) => id).join(', ') });
}

/** Checks that what is asked for is of the case, and is asked for at all. @throws DomainError `component-unknown`, `supplement-empty` */
export function checkAsked(content: ProcedureContent, caseId: string, asked: readonly AskedComponent[]): void {
  const known = getCase(content, caseId).components;
  const unknown = asked.filter(({ component }) => !known.some(({ id }) => id === component));
  if (unknown.length > 0)
    throw new DomainError('component-unknown', { components: unknown.map(({ component }) => component).join(', ') });
  if (asked.length === 0) throw new DomainError('supplement-empty');
}
