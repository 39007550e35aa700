import { localDate } from '../dossier/code.ts';
import { DomainError } from '../errors.ts';
import { LEADERS, type Role } from './roles.ts';

/**
 * The roles whose power may pass to a deputy for a time (ủy quyền), those that hold tasks, with the leaders who may name one beside
 * the holder himself. The power of an agency's leader passes only to whom the agency's leader names.
 */
const NAMED_BY: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  receptionist: LEADERS,
  appraiser: LEADERS,
  'seal-clerk': LEADERS,
  'return-clerk': LEADERS,
  'one-stop-head': LEADERS,
  'agency-leader': ['agency-leader'],
};

/** A delegation as rights are judged on it: whose power it passes on, and who has granted it. */
export interface DelegationSubject {
  readonly appointment: string;
  readonly agency: string;
  readonly role: Role;
  /** Null while it is being granted. */
  readonly grantedBy: string | null;
}

/** True for the leaders, of the same agency, who may name a deputy for the holder of a role. */
export function mayName(leader: Role, role: Role): boolean {
  return NAMED_BY[role]?.includes(leader) ?? false;
}

/** @throws DomainError `delegation-role` for a role that holds no tasks: nobody else may have its power */
export function checkDelegable(role: Role): void {
  if (NAMED_BY[role] === undefined) throw new DomainError('delegation-role', { role });
}

/** The time of a delegation, ISO instants: from `from` on, before `to`. */
export interface Term {
  readonly from: string;
  readonly to: string;
}

/** When an appointment is in force: local dates (Asia/Ho_Chi_Minh), the last one included. */
export interface InOffice {
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
}

export interface ProposedDelegation extends Term {
  readonly principal: string;
  readonly appointment: InOffice & { readonly agency: string; readonly role: Role };
  readonly deputy: string;
}

/** What a proposal is judged on. */
export interface DelegationFacts {
  readonly now: string;
  /** Appointments of the deputy at the agency of the principal's. */
  readonly ofDeputy: readonly InOffice[];
  /** Terms of the other delegations of the appointment that nobody has ended. */
  readonly others: readonly Term[];
}

/**
 * Judges a delegation that its granter may grant; that he may is the access table's to say. Returns nothing when it stands.
 * @throws DomainError `delegation-role`, `delegation-to-self`, `delegation-empty`, `delegation-past`, `delegation-too-long`,
 * `delegation-not-in-office`, `deputy-elsewhere`, `delegation-overlap`
 */
export function judgeDelegation(proposed: ProposedDelegation, facts: DelegationFacts): void {
  const { principal, deputy, appointment } = proposed;
  const [from, to] = [Date.parse(proposed.from), Date.parse(proposed.to)];
  const firstDay = localDate(proposed.from);
  checkDelegable(appointment.role);
  if (deputy === principal) throw new DomainError('delegation-to-self');
  if (to <= from) throw new DomainError('delegation-empty');
  if (from < Date.parse(facts.now)) throw new DomainError('delegation-past');
  if (to > aYearAfter(from)) throw new DomainError('delegation-too-long');
  if (!inOfficeOn(appointment, firstDay)) throw new DomainError('delegation-not-in-office', { day: firstDay });
  if (!facts.ofDeputy.some((held) => inOfficeOn(held, firstDay)))
    throw new DomainError('deputy-elsewhere', { agency: appointment.agency, day: firstDay });
  const other = facts.others.find((term) => from < Date.parse(term.to) && Date.parse(term.from) < to);
  if (other !== undefined) throw new DomainError('delegation-overlap', { from: other.from, to: other.to });
}

function aYearAfter(instant: number): number {
  const date = new Date(instant);
  return date.setUTCFullYear(date.getUTCFullYear() + 1);
}

function inOfficeOn({ effectiveFrom, effectiveTo }: InOffice, day: string): boolean {
  return effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo);
}

export const DELEGATION_STATES = ['coming', 'in-force', 'over', 'ended'] as const;
export type DelegationState = (typeof DELEGATION_STATES)[number];

/** Where a delegation stands at an instant: `over` by its own term, `ended` before that by somebody. */
export function delegationState({ from, to }: Term, endedAt: string | null, now: string): DelegationState {
  if (endedAt !== null) return 'ended';
  const at = Date.parse(now);
  if (at < Date.parse(from)) return 'coming';
  return at < Date.parse(to) ? 'in-force' : 'over';
}
