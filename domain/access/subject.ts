import type { DelegationSubject } from './delegation.ts';
import type { ActedBy } from './duties.ts';
import type { Role } from './roles.ts';

/** What the relation is judged on; the caller fills what the rule of the permission needs. */
export interface AccessSubject {
  /** Agencies or offices that own the thing, for `own-agency`. */
  readonly owners?: readonly string[];
  /** The open step, for `holds-step`, `agency-holds-step` and those with parts. */
  readonly step?: { readonly agency: string; readonly role: Role } | null;
  /** Agencies whose part of the open interlinked stage is open, for `holds-step-or-part` and `agency-holds-step-or-part`. */
  readonly parts?: readonly string[];
  /** Agencies, and the office, that take part in the dossier, for `takes-part`. */
  readonly participants?: readonly string[];
  /** The agencies that oversee the thing: those that take part, and all that stand above them. */
  readonly above?: readonly string[];
  /** The office that received it. */
  readonly receivedAt?: string;
  /** Persons whose own dossier it is, for `own-dossier`. */
  readonly applicants?: readonly string[];
  /** Everybody who did anything on it, for whoever audits. */
  readonly workers?: readonly string[];
  /** Who asks whom, for `asked-agency`, `asking-agency` and `consults`; agencies that passed it on read along. */
  readonly consultation?: {
    readonly asker: string;
    readonly asked: string;
    readonly passedBy?: readonly string[];
    /** Who put the question. */
    readonly askedBy?: readonly string[];
  };
  /** The delegation, for `principal-or-leader`. */
  readonly delegation?: DelegationSubject;
  /** The batch: by whom it was begun, under which appointment, and for which agency. */
  readonly batch?: { readonly person: string; readonly appointment: string; readonly agency: string };
  /** Who proposed the thing, for permissions that are not the proposer's. */
  readonly proposer?: string;
  /** Who did which act so far. */
  readonly actedBy?: ActedBy;
}
