import type { Role } from '../domain/access/roles.ts';
import type { Scope } from '../domain/access/scopes.ts';

/** One appointment (bổ nhiệm) in force: a role at an agency, for counter roles at one of its offices. */
export interface Appointment {
  readonly id: string;
  readonly agency: string;
  readonly office: string | null;
  readonly role: Role;
}

/** Another person's appointment, under which one acts in his place for a time (ủy quyền). */
export interface DelegatedAppointment extends Appointment {
  readonly principal: { readonly id: string; readonly displayName: string };
}

/** The client of an agency's own system, and the officer for whom it acts; null where it names nobody and may only read. */
export interface ClientIdentity {
  readonly id: string;
  readonly agency: string;
  readonly officer: string | null;
}

/**
 * A signed-in person with the appointments in force today (Asia/Ho_Chi_Minh) and the delegations to him that are in force at this
 * very instant.
 */
export interface Identity {
  readonly person: string;
  readonly displayName: string;
  readonly rightsVersion: number;
  readonly appointments: readonly Appointment[];
  readonly delegations: readonly DelegatedAppointment[];
  /** Absent where the person signed in himself. */
  readonly client?: ClientIdentity;
  /** Of a bearer token: what it may be used for, whatever the person may do. Absent where a browser's session says who acts. */
  readonly scopes?: readonly Scope[];
  /** Keyed hash of the identity number that the issuer vouched for; dossiers of an applicant with the same are his own. */
  readonly identityHash?: string | null;
}
