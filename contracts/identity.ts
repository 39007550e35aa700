import type { Role } from '../domain/access/roles.ts';

/** One appointment (bổ nhiệm) in force: a role at an agency, for counter roles at one of its offices. */
export interface Appointment {
  readonly id: string;
  readonly agency: string;
  readonly office: string | null;
  readonly role: Role;
}

/** A signed-in person with the appointments in force today (Asia/Ho_Chi_Minh). */
export interface Identity {
  readonly person: string;
  readonly displayName: string;
  readonly rightsVersion: number;
  readonly appointments: readonly Appointment[];
}
