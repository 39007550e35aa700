import { DomainError } from '../errors.ts';
import { ACT_NAMES, type ActName } from '../dossier/act-names.ts';
import type { ActorContext } from './actor.ts';
import { mayName } from './delegation.ts';
import { apartFrom, keptFrom } from './duties.ts';
import { sees } from './personal-view.ts';
import { LEADERS, ROLES, type Role } from './roles.ts';
import type { AccessSubject } from './subject.ts';

export type { AccessSubject } from './subject.ts';

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
  /** The dossier is the actor's own: its applicant has his identity number. Who only handed it in for another has it not. */
  | 'own-dossier'
  /** The consultation lies with the actor's agency, which is asked. */
  | 'asked-agency'
  /** The actor's agency asks. */
  | 'asking-agency'
  /** Either, or it passed the question on. */
  | 'consults'
  /** The delegation is of the actor's own appointment or was granted by him, or he leads the agency of whoever is to be replaced. */
  | 'principal-or-leader'
  /** The batch was begun by the actor, or by whom he acts for under the appointment that was delegated to him. */
  | 'starter'
  /** The same, or the actor leads the agency for which it was begun. */
  | 'starter-or-leader';

interface AccessRule {
  readonly roles: readonly Role[];
  readonly relation: Relation;
  /** Roles for which it is enough to oversee the thing (`REACH`), for reading only. */
  readonly overseenBy?: readonly Role[];
  /** Not passed on: neither does a deputy do it for his principal, nor a client for an officer. */
  readonly inPerson?: true;
  /** Separation of duties: refused for whoever proposed the thing. */
  readonly notProposer?: true;
  /** Separation of duties: nobody answers what he himself asked, for another agency. */
  readonly notAsker?: true;
}

const STAFF = ROLES.filter((role) => role !== 'citizen');
const OVERSEERS = ['auditor', 'indicator-officer', 'system-administrator'] as const satisfies readonly Role[];
/** Who may look into the engine. */
const ADMINISTRATORS = ['auditor', 'system-administrator'] as const satisfies readonly Role[];
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
/** A document cannot be masked: it is opened, or it is not. */
const SEE_DOCUMENTS = STAFF.filter((role) => sees(role, 'documents'));

/** How far a role that oversees sees (phạm vi): what its own agency and those below take part in, or the whole province. */
const REACH: Readonly<Partial<Record<Role, 'subtree' | 'province'>>> = {
  'agency-leader': 'subtree',
  'one-stop-head': 'subtree',
  auditor: 'subtree',
  'indicator-officer': 'province',
  'system-administrator': 'province',
  'catalogue-administrator': 'province',
};

/**
 * Who may do what (phân quyền). The API and the workflow's validator both ask this table and nothing else.
 *
 * Documents: components are handed in before there is a dossier, by whoever will receive it; later ones come from the agencies
 * that take part, and a result only from the agency at which the dossier lies. To a dossier that has ended nothing is added.
 */
export const ACCESS = {
  'dossier.receive': { roles: ['receptionist'], relation: 'own-agency' },
  'draft.keep': { roles: ['receptionist'], relation: 'any' },
  'dossier.read': { roles: STAFF, relation: 'takes-part', overseenBy: [...OVERSEERS, ...LEADERS] },
  // By who it is about; answered with what its own agency takes part in, or what it oversees.
  'dossier.search': { roles: [...WORKERS, 'auditor'], relation: 'any' },
  'dossier.read-own': { roles: ['citizen'], relation: 'own-dossier' },
  'dossier.list-own': { roles: ['citizen'], relation: 'any' },
  // Where it stands and what it waits for, nothing of the applicant: any counter takes what is brought for it (phi địa giới).
  'dossier.look-up': { roles: ['receptionist', 'return-clerk'], relation: 'any' },
  'dossier.engine-history': { roles: ADMINISTRATORS, relation: 'takes-part', overseenBy: ADMINISTRATORS },
  // In the place of one that was lost with its receipt; the one before opens nothing any more.
  'tracking.issue': { roles: ['receptionist'], relation: 'takes-part' },
  'document.hand-in': { roles: ['receptionist'], relation: 'any' },
  'document.upload': { roles: WORKERS, relation: 'takes-part' },
  'document.upload-result': { roles: WORKERS, relation: 'agency-holds-step' },
  'document.read': { roles: SEE_DOCUMENTS, relation: 'takes-part', overseenBy: ['auditor'] },
  'document.read-own': { roles: ['citizen'], relation: 'own-dossier' },
  'task.list': { roles: STAFF, relation: 'own-agency' },
  'task.open': { roles: STAFF, relation: 'holds-step' },
  'act.appraise': { roles: ['appraiser'], relation: 'holds-step' },
  'act.approve': { roles: ['agency-leader'], relation: 'holds-step' },
  'act.seal': { roles: ['seal-clerk'], relation: 'holds-step' },
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
  'act.approve-apology': { roles: ['agency-leader'], relation: 'agency-holds-step' },
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
  'consult.read': { roles: STAFF, relation: 'consults', overseenBy: OVERSEERS },
  'consult.acknowledge': { roles: WORKERS, relation: 'asked-agency' },
  'consult.open': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.answer': { roles: ANSWERERS, relation: 'asked-agency', notAsker: true },
  'consult.ask-back': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.pass-on': { roles: ANSWERERS, relation: 'asked-agency' },
  'consult.reply': { roles: ANSWERERS, relation: 'asking-agency' },
  'consult.recall': { roles: ANSWERERS, relation: 'asking-agency' },
  // Either side of a hand-over, the office that received the dossier, and those who oversee.
  'handover.read': {
    roles: [...WORKERS, ...OVERSEERS],
    relation: 'takes-part',
    overseenBy: [...OVERSEERS, ...LEADERS],
  },
  // Who read what of whom; within his reach.
  'personal-read.list': { roles: ['auditor'], relation: 'any' },
  'indicators.read': { roles: STAFF, relation: 'any' },
  'delegation.grant': { roles: WORKERS, relation: 'principal-or-leader', inPerson: true },
  'delegation.end': { roles: WORKERS, relation: 'principal-or-leader', inPerson: true },
  'delegation.read': { roles: [...WORKERS, 'auditor'], relation: 'any' },
  // Starting a batch takes the right to its act; each dossier is judged by itself.
  'batch.read': { roles: WORKERS, relation: 'starter-or-leader' },
  'batch.steer': { roles: WORKERS, relation: 'starter-or-leader' },
  'batch.undo': { roles: WORKERS, relation: 'starter' },
  'catalogue.read': { roles: ROLES, relation: 'any' },
  // One's own, in a browser: to see it and to end it.
  'session.keep': { roles: ROLES, relation: 'any' },
  'calendar.propose': { roles: ['catalogue-administrator'], relation: 'any' },
  // By who leads the province's centre, which answers for the appointments of all counters.
  'calendar.approve': { roles: LEADERS, relation: 'own-agency', notProposer: true },
  'calendar.read': { roles: ['catalogue-administrator', ...LEADERS, ...OVERSEERS], relation: 'any' },
  'procedure.propose': { roles: ['catalogue-administrator'], relation: 'any' },
  // As for calendars: by who leads the province's centre.
  'procedure.publish': { roles: LEADERS, relation: 'own-agency', notProposer: true },
  'procedure.review': { roles: ['catalogue-administrator', ...LEADERS, ...OVERSEERS], relation: 'any' },
  // Which dossiers such a change comes to, by code and date. All of them: who keeps the catalogue, which names them by their codes, who
  // decides on it for the province, and who oversees the province.
  'plan.list-all-dossiers': {
    roles: ['catalogue-administrator', ...LEADERS, 'indicator-officer', 'system-administrator'],
    relation: 'own-agency',
    overseenBy: ['catalogue-administrator', 'indicator-officer', 'system-administrator'],
  },
  // Of those that his agency takes part in, or that lie below it.
  'plan.list-dossiers': { roles: [...LEADERS, 'auditor'], relation: 'any' },
} as const satisfies Record<string, AccessRule>;

export type Permission = keyof typeof ACCESS;

/**
 * Judges whether an actor may do something. Returns nothing when allowed. Who acts for another has the duties of both apart: what
 * either did keeps him from what must be separate from it.
 * @throws DomainError `role-not-allowed`, `not-your-agency`, `step-not-yours`, `not-taking-part`, `not-asked`, `not-the-asker`, `delegation-not-yours`,
 * `delegation-chain`, `not-by-client`, `own-proposal`, `not-your-dossier`, `duties-not-separate`.
 */
export function authorise(permission: Permission, actor: ActorContext, subject: AccessSubject = {}): void {
  const rule: AccessRule = ACCESS[permission];
  if (!rule.roles.includes(actor.role)) {
    throw new DomainError('role-not-allowed', { permission, role: actor.role, needed: rule.roles.join(',') });
  }
  const refuse = REFUSALS[rule.relation](actor, subject);
  if (refuse !== null && !oversees(rule, actor, subject))
    throw new DomainError(refuse, { permission, agency: actor.agency });
  if (rule.inPerson && actor.onBehalfOf !== null) throw new DomainError('delegation-chain', { permission });
  if (rule.inPerson && actor.via !== undefined) throw new DomainError('not-by-client', { permission });
  const { proposer } = subject;
  if (rule.notProposer && (proposer === undefined || actor.person === proposer || actor.onBehalfOf === proposer))
    throw new DomainError('own-proposal', { permission });
  assertDutiesApart(permission, actor, subject);
}

/** The act of a dossier that a permission is for; null for every other permission. */
export function actOfPermission(permission: Permission): ActName | null {
  return ACT_NAMES.find((act) => permission === `act.${act}`) ?? null;
}

/** True for a permission that what somebody did before may keep from him. */
export function hasSeparateDuties(permission: Permission): boolean {
  const rule: AccessRule = ACCESS[permission];
  const act = actOfPermission(permission);
  return (
    rule.overseenBy?.includes('auditor') === true ||
    rule.notAsker === true ||
    (act !== null && apartFrom(act).length > 0)
  );
}

/** Nobody prepares and decides the same thing, answers himself, or audits what he did. @throws DomainError `duties-not-separate` */
function assertDutiesApart(permission: Permission, actor: ActorContext, subject: AccessSubject): void {
  const rule: AccessRule = ACCESS[permission];
  const persons = [actor.person, actor.onBehalfOf];
  const did = (people: readonly string[] | undefined): boolean => people?.some((one) => persons.includes(one)) === true;
  const named = actOfPermission(permission);
  const act = named === null ? null : keptFrom(named, persons, subject.actedBy ?? {});
  if (act !== null) throw new DomainError('duties-not-separate', { permission, act });
  if (rule.notAsker && did(subject.consultation?.askedBy))
    throw new DomainError('duties-not-separate', { permission, act: 'consult' });
  if (actor.role === 'auditor' && did(subject.workers))
    throw new DomainError('duties-not-separate', { permission, act: 'work' });
}

function oversees({ overseenBy }: AccessRule, { role, agency }: ActorContext, { above }: AccessSubject): boolean {
  if (overseenBy?.includes(role) !== true) return false;
  return REACH[role] === 'province' || (REACH[role] === 'subtree' && above?.includes(agency) === true);
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
  'own-dossier': ({ person }, { applicants }) => (applicants?.includes(person) ? null : 'not-your-dossier'),
  'asked-agency': (actor, { consultation }) => (consultation?.asked === actor.agency ? null : 'not-asked'),
  'asking-agency': (actor, { consultation }) => (consultation?.asker === actor.agency ? null : 'not-the-asker'),
  consults: (actor, { consultation }) => {
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

function isStarter({ person, onBehalfOf, appointment }: ActorContext, batch: AccessSubject['batch']): boolean {
  if (batch === undefined) return false;
  return batch.person === person || (batch.person === onBehalfOf && batch.appointment === appointment);
}

function isLeader({ role }: ActorContext): boolean {
  return (LEADERS as readonly Role[]).includes(role);
}
