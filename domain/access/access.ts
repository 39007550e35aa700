import { DomainError } from '../errors.ts';
import type { StageKind } from '../procedure/route.ts';
import type { ActorContext } from './actor.ts';
import { ROLES, type Role } from './roles.ts';

/** How the actor must be related to the thing acted on. */
export type Relation =
  /** No relation is asked. */
  | 'any'
  /** The thing is the actor's own agency's (or office's). */
  | 'own-agency'
  /** The actor's agency and role hold the step that is open now. */
  | 'holds-step'
  /** The actor's agency has or had a step of the dossier, received it, or is competent for it. */
  | 'takes-part';

interface AccessRule {
  readonly roles: readonly Role[];
  readonly relation: Relation;
  /** Separation of duties: refused for whoever acted in one of these steps of the same dossier. */
  readonly separateFrom?: readonly StageKind[];
}

const STAFF = ROLES.filter((role) => role !== 'citizen');
const OVERSEERS = ['auditor', 'indicator-officer', 'system-administrator'] as const satisfies readonly Role[];

/** Who may do what (phân quyền). The API and the workflow's validator both ask this table and nothing else. */
export const ACCESS = {
  'dossier.receive': { roles: ['receptionist'], relation: 'own-agency' },
  'dossier.read': { roles: STAFF, relation: 'takes-part' },
  'dossier.engine-history': { roles: ['auditor', 'system-administrator'], relation: 'any' },
  'document.upload': { roles: STAFF, relation: 'takes-part' },
  'document.read': { roles: STAFF, relation: 'takes-part' },
  'task.list': { roles: STAFF, relation: 'own-agency' },
  'task.open': { roles: STAFF, relation: 'holds-step' },
  'act.appraise': { roles: ['appraiser'], relation: 'holds-step' },
  'act.approve': { roles: ['agency-leader'], relation: 'holds-step', separateFrom: ['appraisal'] },
  'act.seal': { roles: ['seal-clerk'], relation: 'holds-step', separateFrom: ['approval'] },
  'act.return': { roles: ['return-clerk'], relation: 'holds-step' },
  'indicators.read': { roles: STAFF, relation: 'any' },
  'catalogue.read': { roles: ROLES, relation: 'any' },
} as const satisfies Record<string, AccessRule>;

export type Permission = keyof typeof ACCESS;

/** What the relation is judged on; the caller fills what the rule of the permission needs. */
export interface AccessSubject {
  /** Agencies or offices that own the thing, for `own-agency`. */
  readonly owners?: readonly string[];
  /** The open step, for `holds-step`. */
  readonly step?: { readonly agency: string; readonly role: Role } | null;
  /** Agencies that take part in the dossier, for `takes-part`. */
  readonly participants?: readonly string[];
  /** Who acted in which kind of step so far. */
  readonly actedBy?: Readonly<Partial<Record<StageKind, readonly string[]>>>;
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
  for (const kind of rule.separateFrom ?? []) {
    if (subject.actedBy?.[kind]?.includes(actor.person))
      throw new DomainError('duties-not-separate', { permission, kind });
  }
}

const REFUSALS: Record<Relation, (actor: ActorContext, subject: AccessSubject) => string | null> = {
  any: () => null,
  'own-agency': (actor, subject) =>
    subject.owners?.some((owner) => owner === actor.agency || owner === actor.office) ? null : 'not-your-agency',
  'holds-step': (actor, subject) =>
    subject.step && subject.step.agency === actor.agency && subject.step.role === actor.role ? null : 'step-not-yours',
  'takes-part': (actor, subject) =>
    (OVERSEERS as readonly Role[]).includes(actor.role) ||
    subject.participants?.some((agency) => agency === actor.agency || agency === actor.office)
      ? null
      : 'not-taking-part',
};
