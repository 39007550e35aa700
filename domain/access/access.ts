import { DomainError } from '../errors.ts';
import type { ActName } from '../dossier/act-names.ts';
import type { ActorContext } from './actor.ts';
import { mayName, type DelegationSubject } from './delegation.ts';
import { PERSONAL_VIEW } from './personal-view.ts';
import { LEADERS, ROLES, type Role } from './roles.ts';

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
  /** As `holds-step`; or the actor appraises for an agency whose part of the open interlinked stage is open. */
  | 'holds-step-or-part'
  /** As `agency-holds-step`; or the same. */
  | 'agency-holds-step-or-part'
  /** The actor's agency has or had a step of the dossier, received it, or is competent for it. */
  | 'takes-part'
  /** The same, or the actor oversees all dossiers: for reading only. */
  | 'takes-part-or-oversees'
  /** The consultation lies with the actor's agency, which is asked. */
  | 'asked-agency'
  /** The actor's agency asks. */
  | 'asking-agency'
  /** Either, or the actor oversees all dossiers: for reading only. */
  | 'consults-or-oversees'
  /** The delegation is of the actor's own appointment or was granted by him, or he leads the agency of whoever is to be replaced. */
  | 'principal-or-leader'
  /** The batch was begun by the actor or by whom he acts for. */
  | 'starter'
  /** The same, or the actor leads the agency for which it was begun. */
  | 'starter-or-leader';

interface AccessRule {
  readonly roles: readonly Role[];
  readonly relation: Relation;
  /** Separation of duties: refused for whoever did one of these acts on the same dossier. */
  readonly separateFrom?: readonly ActName[];
  /** Not passed on: neither does a deputy do it for his principal, nor a client for an officer. */
  readonly inPerson?: true;
  /** Separation of duties: refused for whoever proposed the thing. */
  readonly notProposer?: true;
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
/** Who appraises or decides for an agency, and so may say what it thinks. */
const ANSWERERS = ['appraiser', ...LEADERS] as const satisfies readonly Role[];
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
  'draft.keep': { roles: ['receptionist'], relation: 'any' },
  'dossier.read': { roles: STAFF, relation: 'takes-part-or-oversees' },
  // Where it stands and what it waits for, nothing of the applicant: any counter takes what is brought for it (phi địa giới).
  'dossier.look-up': { roles: ['receptionist', 'return-clerk'], relation: 'any' },
  'dossier.engine-history': { roles: ['auditor', 'system-administrator'], relation: 'any' },
  'document.hand-in': { roles: ['receptionist'], relation: 'any' },
  'document.upload': { roles: WORKERS, relation: 'takes-part' },
  'document.upload-result': { roles: WORKERS, relation: 'agency-holds-step' },
  'document.read': { roles: SEE_PERSONAL, relation: 'takes-part-or-oversees' },
  'task.list': { roles: STAFF, relation: 'own-agency' },
  'task.open': { roles: STAFF, relation: 'holds-step' },
  'act.appraise': { roles: ['appraiser'], relation: 'holds-step' },
  'act.approve': { roles: ['agency-leader'], relation: 'holds-step', separateFrom: ['appraise', 'propose-refusal'] },
  'act.seal': { roles: ['seal-clerk'], relation: 'holds-step', separateFrom: ['approve'] },
  'act.return': { roles: ['return-clerk'], relation: 'holds-step' },
  'act.accept': { roles: ['receptionist'], relation: 'holds-step' },
  'act.refuse-reception': { roles: ['receptionist'], relation: 'holds-step' },
  'act.propose-refusal': { roles: ['appraiser'], relation: 'holds-step' },
  'act.send-back': { roles: WORKERS, relation: 'holds-step' },
  'act.undo': { roles: WORKERS, relation: 'takes-part' },
  'act.assign': { roles: LEADERS, relation: 'agency-holds-step' },
  'act.consult': { roles: ['appraiser'], relation: 'holds-step' },
  'act.request-supplement': { roles: ['receptionist', 'appraiser'], relation: 'holds-step-or-part' },
  // Any counter of the province (phi địa giới), but no desk that is not a counter (Decree 61/2018 art. 5.1e).
  'act.receive-supplement': { roles: ['receptionist'], relation: 'any' },
  'act.confirm-closing': { roles: LEADERS, relation: 'agency-holds-step' },
  'act.request-payment': { roles: ['receptionist', 'appraiser'], relation: 'takes-part' },
  'act.record-payment': { roles: ['receptionist', 'return-clerk'], relation: 'any' },
  'act.waive-payment': { roles: LEADERS, relation: 'takes-part' },
  'act.refund-payment': { roles: LEADERS, relation: 'takes-part' },
  'act.suspend': { roles: ['agency-leader'], relation: 'agency-holds-step' },
  'act.resume': { roles: ['agency-leader'], relation: 'agency-holds-step' },
  'act.extend': { roles: ['agency-leader'], relation: 'agency-holds-step' },
  'act.draft-apology': { roles: ['appraiser', 'seal-clerk', 'one-stop-head'], relation: 'agency-holds-step-or-part' },
  'act.approve-apology': {
    roles: ['agency-leader'],
    relation: 'agency-holds-step',
    separateFrom: ['draft-apology'],
  },
  'act.request-withdrawal': { roles: ['receptionist'], relation: 'any' },
  'act.confirm-withdrawal': { roles: LEADERS, relation: 'agency-holds-step' },
  'act.decline-withdrawal': { roles: LEADERS, relation: 'agency-holds-step' },
  'act.confirm-paper': { roles: WORKERS, relation: 'agency-holds-step' },
  'act.acknowledge-handover': { roles: WORKERS, relation: 'agency-holds-step' },
  'act.accept-handover': { roles: WORKERS, relation: 'agency-holds-step' },
  'act.plan-verification': { roles: ['appraiser'], relation: 'holds-step' },
  'act.record-verification': { roles: ['appraiser'], relation: 'holds-step' },
  // By no request of its own: it is what an approved change of a calendar does to each dossier, as whoever approved it.
  'act.replan': { roles: ['catalogue-administrator', ...LEADERS], relation: 'any' },
  // What an approved migration does to each dossier, as whoever approved it.
  'act.migrate': { roles: ['catalogue-administrator', ...LEADERS], relation: 'any' },
  'act.reopen': { roles: ['agency-leader'], relation: 'own-agency' },
  'consult.read': { roles: STAFF, relation: 'consults-or-oversees' },
  'consult.acknowledge': { roles: WORKERS, relation: 'asked-agency' },
  'consult.open': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.answer': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.ask-back': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.pass-on': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.reply': { roles: ANSWERERS, relation: 'asking-agency' },
  'consult.recall': { roles: ANSWERERS, relation: 'asking-agency' },
  // Either side of a hand-over, the office that received the dossier, and those who oversee.
  'handover.read': { roles: [...WORKERS, ...OVERSEERS], relation: 'takes-part-or-oversees' },
  'indicators.read': { roles: STAFF, relation: 'any' },
  'delegation.grant': { roles: WORKERS, relation: 'principal-or-leader', inPerson: true },
  'delegation.end': { roles: WORKERS, relation: 'principal-or-leader', inPerson: true },
  'delegation.read': { roles: [...WORKERS, 'auditor'], relation: 'any' },
  // Starting a batch takes the right to its act; each dossier is judged by itself.
  'batch.read': { roles: WORKERS, relation: 'starter-or-leader' },
  'batch.steer': { roles: WORKERS, relation: 'starter-or-leader' },
  'batch.undo': { roles: WORKERS, relation: 'starter' },
  'catalogue.read': { roles: ROLES, relation: 'any' },
  'calendar.propose': { roles: ['catalogue-administrator'], relation: 'any' },
  // By who leads the province's centre, which answers for the appointments of all counters.
  'calendar.approve': { roles: LEADERS, relation: 'own-agency', notProposer: true },
  'calendar.read': { roles: ['catalogue-administrator', ...LEADERS, ...OVERSEERS], relation: 'any' },
  'procedure.propose': { roles: ['catalogue-administrator'], relation: 'any' },
  // As for calendars: by who leads the province's centre.
  'procedure.publish': { roles: LEADERS, relation: 'own-agency', notProposer: true },
  'procedure.review': { roles: ['catalogue-administrator', ...LEADERS, ...OVERSEERS], relation: 'any' },
} as const satisfies Record<string, AccessRule>;

export type Permission = keyof typeof ACCESS;

/** What the relation is judged on; the caller fills what the rule of the permission needs. */
export interface AccessSubject {
  /** Agencies or offices that own the thing, for `own-agency`. */
  readonly owners?: readonly string[];
  /** The open step, for `holds-step`, `agency-holds-step` and those with parts. */
  readonly step?: { readonly agency: string; readonly role: Role } | null;
  /** Agencies whose part of the open interlinked stage is open, for `holds-step-or-part` and `agency-holds-step-or-part`. */
  readonly parts?: readonly string[];
  /** Agencies that take part in the dossier, for `takes-part` and `takes-part-or-oversees`. */
  readonly participants?: readonly string[];
  /** Who asks whom, for `asked-agency`, `asking-agency` and `consults-or-oversees`; agencies that passed it on read along. */
  readonly consultation?: { readonly asker: string; readonly asked: string; readonly passedBy?: readonly string[] };
  /** The delegation, for `principal-or-leader`. */
  readonly delegation?: DelegationSubject;
  /** The batch: by whom it was begun, and for which agency. */
  readonly batch?: { readonly person: string; readonly agency: string };
  /** Who proposed the thing, for permissions that are not the proposer's. */
  readonly proposer?: string;
  /** Who did which act so far. */
  readonly actedBy?: Readonly<Partial<Record<ActName, readonly string[]>>>;
}

/**
 * Judges whether an actor may do something. Returns nothing when allowed. Who acts for another has the duties of both apart: what
 * either did keeps him from what must be separate from it.
 * @throws DomainError `role-not-allowed`, `not-your-agency`, `step-not-yours`, `not-taking-part`, `not-asked`, `not-the-asker`, `delegation-not-yours`,
 * `delegation-chain`, `not-by-client`, `own-proposal`, `duties-not-separate`.
 */
export function authorise(permission: Permission, actor: ActorContext, subject: AccessSubject = {}): void {
  const rule: AccessRule = ACCESS[permission];
  if (!rule.roles.includes(actor.role)) {
    throw new DomainError('role-not-allowed', { permission, role: actor.role, needed: rule.roles.join(',') });
  }
  const refuse = REFUSALS[rule.relation](actor, subject);
  if (refuse !== null) throw new DomainError(refuse, { permission, agency: actor.agency });
  if (rule.inPerson && actor.onBehalfOf !== null) throw new DomainError('delegation-chain', { permission });
  if (rule.inPerson && actor.via !== undefined) throw new DomainError('not-by-client', { permission });
  const { proposer } = subject;
  if (rule.notProposer && (proposer === undefined || actor.person === proposer || actor.onBehalfOf === proposer))
    throw new DomainError('own-proposal', { permission });
  for (const act of rule.separateFrom ?? []) {
    if (subject.actedBy?.[act]?.some((person) => person === actor.person || person === actor.onBehalfOf))
      throw new DomainError('duties-not-separate', { permission, act });
  }
}

type Judge = (actor: ActorContext, subject: AccessSubject) => string | null;

const takesPart: Judge = (actor, { participants }) =>
  participants?.some((agency) => agency === actor.agency || agency === actor.office) ? null : 'not-taking-part';

const holdsStep: Judge = (actor, { step }) =>
  step && step.agency === actor.agency && step.role === actor.role ? null : 'step-not-yours';

const agencyHoldsStep: Judge = (actor, { step }) => (step && step.agency === actor.agency ? null : 'step-not-yours');

/** What the agency of a part has to ask of the applicant is asked on the dossier, by whoever appraises there. */
const appraisesPart = ({ agency, role }: ActorContext, { parts }: AccessSubject): boolean =>
  role === 'appraiser' && parts?.includes(agency) === true;

const REFUSALS: Record<Relation, Judge> = {
  any: () => null,
  'own-agency': (actor, subject) =>
    subject.owners?.some((owner) => owner === actor.agency || owner === actor.office) ? null : 'not-your-agency',
  'holds-step': holdsStep,
  'agency-holds-step': agencyHoldsStep,
  'holds-step-or-part': (actor, subject) => (appraisesPart(actor, subject) ? null : holdsStep(actor, subject)),
  'agency-holds-step-or-part': (actor, subject) =>
    appraisesPart(actor, subject) ? null : agencyHoldsStep(actor, subject),
  'takes-part': takesPart,
  'takes-part-or-oversees': (actor, subject) =>
    (OVERSEERS as readonly Role[]).includes(actor.role) ? null : takesPart(actor, subject),
  'asked-agency': (actor, { consultation }) => (consultation?.asked === actor.agency ? null : 'not-asked'),
  'asking-agency': (actor, { consultation }) => (consultation?.asker === actor.agency ? null : 'not-the-asker'),
  'consults-or-oversees': (actor, { consultation }) => {
    if ((OVERSEERS as readonly Role[]).includes(actor.role)) return null;
    const parties = consultation && [consultation.asker, consultation.asked, ...(consultation.passedBy ?? [])];
    return parties?.includes(actor.agency) ? null : 'not-asked';
  },
  'principal-or-leader': (actor, { delegation }) => {
    if (delegation === undefined) return 'delegation-not-yours';
    const { appointment, agency, role, grantedBy } = delegation;
    if (actor.appointment === appointment || actor.person === grantedBy) return null;
    if (actor.agency !== agency) return 'not-your-agency';
    return mayName(actor.role, role) ? null : 'delegation-not-yours';
  },
  starter: (actor, { batch }) => (isStarter(actor, batch) ? null : 'batch-not-yours'),
  'starter-or-leader': (actor, { batch }) =>
    isStarter(actor, batch) || (isLeader(actor) && actor.agency === batch?.agency) ? null : 'batch-not-yours',
};

function isStarter({ person, onBehalfOf }: ActorContext, batch: AccessSubject['batch']): boolean {
  return batch !== undefined && (batch.person === person || batch.person === onBehalfOf);
}

function isLeader({ role }: ActorContext): boolean {
  return (LEADERS as readonly Role[]).includes(role);
}
