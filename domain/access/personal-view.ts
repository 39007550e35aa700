import type { ActorContext } from './actor.ts';
import type { Role } from './roles.ts';
import type { AccessSubject } from './subject.ts';

/** How much of a field is seen. */
export type Shown = 'full' | 'masked' | 'none';

/** What of a dossier is personal: fields of its applicant, and what people wrote or handed in. */
export const PERSONAL_FIELDS = [
  'name',
  'identity',
  'phone',
  'email',
  'address',
  'submitter',
  'documents',
  'notes',
  'verifications',
] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** Who reads, as far as it matters to what he sees: by his role, and by what he is to the dossier. */
export type Reader =
  | Role
  /** Leads an agency above those that take part. */
  | 'superior'
  /** At a counter that takes no part in the dossier (dossier.look-up). */
  | 'other-counter'
  /** An auditor who says why he must see more. */
  | 'auditor-for-cause';

/** `in-hand`: in full for whoever has the dossier in hand now, masked for his colleagues. */
type Rule = Shown | 'in-hand';
type Rules = Readonly<Record<PersonalField, Rule>>;

const all = <R extends Rule>(rule: R): Record<PersonalField, R> => ({
  name: rule,
  identity: rule,
  phone: rule,
  email: rule,
  address: rule,
  submitter: rule,
  documents: rule,
  notes: rule,
  verifications: rule,
});
const NOTHING = all('none');
/** Whoever identifies the applicant, or writes to him. */
const IDENTIFIES: Rules = { ...all('full'), identity: 'in-hand' };

/**
 * What each reader sees, role by field: who identifies the applicant sees his number while the dossier is in his hands, who decides
 * sees who it is about and what was found, who seals sees the result, who audits sees that there is something and, saying why, what; who
 * runs the system sees nothing. Nobody sees more than his task takes (Law 91/2025/QH15 on the protection of personal data).
 */
const SEEN: Readonly<Record<Reader, Rules>> = {
  citizen: { ...all('full'), notes: 'none', verifications: 'none' },
  receptionist: IDENTIFIES,
  appraiser: IDENTIFIES,
  'return-clerk': IDENTIFIES,
  'agency-leader': { ...all('full'), identity: 'masked', phone: 'masked', email: 'none' },
  'one-stop-head': { ...all('full'), identity: 'masked', email: 'none', address: 'none' },
  // Of documents the results alone: `mayOpen`.
  'seal-clerk': { ...NOTHING, name: 'masked', identity: 'masked', documents: 'full' },
  superior: { ...NOTHING, name: 'masked', identity: 'masked' },
  auditor: { ...NOTHING, name: 'masked', identity: 'masked', phone: 'masked', submitter: 'masked' },
  'auditor-for-cause': all('full'),
  'other-counter': NOTHING,
  'indicator-officer': NOTHING,
  'catalogue-administrator': NOTHING,
  'system-administrator': NOTHING,
};

/** Roles that may see some of a field, in whatever dossier. */
export function sees(role: Role, field: PersonalField): boolean {
  return SEEN[role][field] !== 'none' || (role === 'auditor' && SEEN['auditor-for-cause'][field] !== 'none');
}

/** Whether a role may find dossiers by a field: by what it sees whole only, so that no search gives away what is masked. */
export function maySearchBy(role: Role, field: PersonalField, forCause: boolean): boolean {
  const rule = SEEN[role === 'auditor' && forCause ? 'auditor-for-cause' : role][field];
  return rule === 'full' || rule === 'in-hand';
}

/** How much of each personal field somebody sees of a dossier. */
export type PersonalView = Readonly<Record<PersonalField, Shown>>;

/**
 * What an actor sees of a dossier that he may read.
 * @param forCause true where an auditor says why he must see more
 */
export function personalView(actor: ActorContext, subject: AccessSubject, forCause: boolean): PersonalView {
  const isInHand = hasInHand(actor, subject);
  const { identity, ...others } = SEEN[readerOf(actor, subject, forCause)];
  return {
    ...(others as Omit<PersonalView, 'identity'>),
    identity: identity === 'in-hand' ? (isInHand ? 'full' : 'masked') : identity,
  };
}

/** The kinds of documents that a role may open, where it may not open all: who seals needs what is sealed, and nothing that was handed in. */
const OPENS: Readonly<Partial<Record<Role, readonly string[]>>> = {
  'seal-clerk': ['result'],
  citizen: ['component', 'result'],
};

/** Whether a role that may open documents may open one of this kind. */
export function mayOpen(role: Role, kind: string): boolean {
  return OPENS[role]?.includes(kind) ?? true;
}

/** Who reads, by his role and by what he is to the dossier. */
export function readerOf(actor: ActorContext, subject: AccessSubject, forCause: boolean): Reader {
  const { role } = actor;
  const takesPart = isParty(actor, subject);
  if (role === 'auditor') return forCause ? 'auditor-for-cause' : 'auditor';
  if (takesPart || role === 'citizen') return role;
  if (role === 'agency-leader' || role === 'one-stop-head') return 'superior';
  return role === 'receptionist' || role === 'return-clerk' ? 'other-counter' : role;
}

function isParty({ agency, office }: ActorContext, { participants = [] }: AccessSubject): boolean {
  return participants.some((one) => one === agency || one === office);
}

/** It lies at the actor's step now; the office that received it answers for who the applicant is throughout. */
function hasInHand({ agency, office, role }: ActorContext, { step, receivedAt }: AccessSubject): boolean {
  if (role === 'receptionist') return office !== null && office === receivedAt;
  return step !== undefined && step !== null && step.agency === agency && step.role === role;
}
