import type { Role } from './roles.ts';

/**
 * Who acts, resolved by the API before the act is sent on: the validator of a workflow cannot read the database. Holds
 * identifiers only, so it may travel in workflow payloads.
 */
export interface ActorContext {
  readonly person: string;
  /** The appointment (bổ nhiệm) under which the person acts. */
  readonly appointment: string;
  readonly agency: string;
  readonly office: string | null;
  readonly role: Role;
  /** The person whose delegation is used, if any. */
  readonly onBehalfOf: string | null;
  /** Id of the client of the agency's own system through which the person acts; absent where he acts himself. */
  readonly via?: string;
  /** Version of the person's rights when they were read; the act's transaction refuses if it has changed since. */
  readonly rightsVersion: number;
}

/** The engine itself, when a clock rings. */
export const CLOCK_ACTOR = { system: 'clock' } as const;
/** The engine itself, when one run tells another what happened. */
export const MESSAGE_ACTOR = { system: 'message' } as const;
export type EventActor = Omit<ActorContext, 'rightsVersion'> | typeof CLOCK_ACTOR | typeof MESSAGE_ACTOR;

/** The actor as the ledger keeps it: without the version of the rights, which only matters while acting. */
export function ledgerActor(actor: ActorContext): EventActor {
  const { rightsVersion: _, ...kept } = actor;
  return kept;
}
