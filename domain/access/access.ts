import { DomainError } from '../errors.ts';
import type { ActName } from '../procedure/route.ts';
import type { ActorContext } from './actor.ts';
import { PERSONAL_VIEW } from './personal-view.ts';
import { ROLES, type Role } from './roles.ts';

/** How the actor must be related to the thing acted on. */
export type Relation =
  /** No relation is asked. */
  | 'any'
  /** The thing is the actor's own agency's (or office's). */
  | 'own-agency'
  /** The actor's agency and role hold the step that is open now. */
  | 'holds-step'
  /** The actor's agency holds the step that is open now, in whatever role. */
  | 'agency-holds-step'
  /** The actor's agency has or had a step of the dossier, received it, or is competent for it. */
  | 'takes-part'
  /** The same, or the actor oversees all dossiers: for reading only. */
  | 'takes-part-or-oversees';

interface AccessRule {
  readonly roles: readonly Role[];
  readonly relation: Relation;
  /** Separation of duties: refused for whoever did one of these acts on the same dossier. */
  readonly separateFrom?: readonly ActName[];
}

const STAFF = ROLES.filter((role) => role !== 'citizen');
const OVERSEERS = ['auditor', 'indicator-officer', 'system-administrator'] as const satisfies readonly Role[];
/** Who works on dossiers. */
const WORKERS = [
  'receptionist',
  'appraiser',
  'agency-leader',
  'seal-clerk',
  'return-clerk',
  'one-stop-head',
] as const satisfies readonly Role[];
/** A document cannot be masked: whoever may see nothing of the applicant may not open one. */
const SEE_PERSONAL = ROLES.filter((role) => PERSONAL_VIEW[role] !== 'none');

/**
 * Who may do what (phân quyền). The API and the workflow's validator both ask this table and nothing else.
 *
 * Documents: components are handed in before there is a dossier, by whoever will receive it; later ones come from the agencies
 * that take part, and a result only from the agency at which the dossier lies. To a dossier that has ended nothing is added.
 */
export const ACCESS = {
  'dossier.receive': { roles: ['receptionist'], relation: 'own-agency' },
  'dossier.read': { roles: STAFF, relation: 'takes-part-or-oversees' },
  'dossier.engine-history': { roles: ['auditor', 'system-administrator'], relation: 'any' },
  'document.hand-in': { roles: ['receptionist'], relation: 'any' },
  'document.upload': { roles: WORKERS, relation: 'takes-part' },
  'document.upload-result': { roles: WORKERS, relation: 'agency-holds-step' },
  'document.read': { roles: SEE_PERSONAL, relation: 'takes-part-or-oversees' },
  'task.list': { roles: STAFF, relation: 'own-agency' },
  'task.open': { roles: STAFF, relation: 'holds-step' },
  'act.appraise': { roles: ['appraiser'], relation: 'holds-step' },
  'act.approve': { roles: ['agency-leader'], relation: 'holds-step', separateFrom: ['appraise'] },
  'act.seal': { roles: ['seal-clerk'], relation: 'holds-step', separateFrom: ['approve'] },
  'act.return': { roles: ['return-clerk'], relation: 'holds-step' },
  'indicators.read': { roles: STAFF, relation: 'any' },
  'catalogue.read': { roles: ROLES, relation: 'any' },
} as const satisfies Record<string, AccessRule>;

export type Permission = keyof typeof ACCESS;

/** What the relation is judged on; the caller fills what the rule of the permission needs. */
export interface AccessSubject {
  /** Agencies or offices that own the thing, for `own-agency`. */
  readonly owners?: readonly string[];
  /** The open step, for `holds-step` and `agency-holds-step`. */
  readonly step?: { readonly agency: string; readonly role: Role } | null;
  /** Agencies that take part in the dossier, for `takes-part` and `takes-part-or-oversees`. */
  readonly participants?: readonly string[];
  /** Who did which act so far. */
  readonly actedBy?: Readonly<Partial<Record<ActName, readonly string[]>>>;
}

/**
 * Judges whether an actor may do something. Returns nothing when allowed.
 * @throws DomainError `role-not-allowed`, `not-your-agency`, `step-not-yours`, `not-taking-part`, `duties-not-separate`.
 */
export function authorise(permission: Permission, actor: ActorContext, subject: AccessSubject = {}): void {
  const rule: AccessRule = ACCESS[permission];
  if (!rule.roles.includes(actor.role)) {
    throw new DomainError('role-not-allowed', { permission, role: actor.role, needed: rule.roles.join(',') });
  }
  const refuse = REFUSALS[rule.relation](actor, subject);
  if (refuse !== null) throw new DomainError(refuse, { permission, agency: actor.agency });
  for (const act of rule.separateFrom ?? []) {
    if (subject.actedBy?.[act]?.includes(actor.person))
      throw new DomainError('duties-not-separate', { permission, act });
  }
}

type Judge = (actor: ActorContext, subject: AccessSubject) => string | null;

const takesPart: Judge = (actor, { participants }) =>
  participants?.some((agency) => agency === actor.agency || agency === actor.office) ? null : 'not-taking-part';

const REFUSALS: Record<Relation, Judge> = {
  any: () => null,
  'own-agency': (actor, subject) =>
    subject.owners?.some((owner) => owner === actor.agency || owner === actor.office) ? null : 'not-your-agency',
  'holds-step': (actor, subject) =>
    subject.step && subject.step.agency === actor.agency && subject.step.role === actor.role ? null : 'step-not-yours',
  'agency-holds-step': (actor, { step }) => (step && step.agency === actor.agency ? null : 'step-not-yours'),
  'takes-part': takesPart,
  'takes-part-or-oversees': (actor, subject) =>
    (OVERSEERS as readonly Role[]).includes(actor.role) ? null : takesPart(actor, subject),
};
