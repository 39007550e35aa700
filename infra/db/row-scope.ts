import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from '../../contracts/identity.ts';
import { LEADERS, type Role } from '../../domain/access/roles.ts';

/**
 * Beyond the agencies of one's appointments:
 * - `counter`: dossiers of any agency, as any counter is shown them (phi địa giới); nothing of the applicant
 * - `oversight`: dossiers of any agency, as those see them who run the system or count; nothing of the applicant
 * - `plans`: what changes of calendars and versions of procedures come to, dossier by dossier
 * - `sign-in`: who signs in; `tracking`: what is held against the secret on a receipt. No person has these two: they are of the
 *   statements by which somebody becomes known
 */
export type Reach = 'counter' | 'oversight' | 'plans' | 'sign-in' | 'tracking';

/** For whom a statement is run: which rows row-level security shows it, and lets it write. */
export interface RowScope {
  /** Empty: nobody. */
  readonly person: string;
  /** Agencies and offices of the appointments in force, own and delegated. */
  readonly agencies: readonly string[];
  /** Those of them whose subtree he leads or audits. */
  readonly overseen: readonly string[];
  /** Those of them that he audits: what they were asked is his too. */
  readonly audited: readonly string[];
  /** Keyed hash of the identity number of a citizen; empty: not known. */
  readonly identity: string;
  readonly reach: readonly Reach[];
}

const current = new AsyncLocalStorage<RowScope>();

/** Runs `work`, and all that it starts, under a scope. */
export function withRowScope<T>(scope: RowScope, work: () => T): T {
  return current.run(scope, work);
}

/** The scope of what is being done; undefined: no row that is protected is seen. */
export function currentRowScope(): RowScope | undefined {
  return current.getStore();
}

const NOBODY: RowScope = { person: '', agencies: [], overseen: [], audited: [], identity: '', reach: [] };
/** By which a session or token is found, and who it belongs to. */
export const SIGN_IN: RowScope = { ...NOBODY, reach: ['sign-in'] };
/** By which a code and the secret on its receipt are looked up. */
export const TRACKING: RowScope = { ...NOBODY, reach: ['tracking'] };

const COUNTERS: readonly Role[] = ['receptionist', 'return-clerk'];
/** Over the whole province. */
const OVERSEERS: readonly Role[] = ['indicator-officer', 'system-administrator'];
/** Over what stands below their agency. */
const SUPERIORS: readonly Role[] = [...LEADERS, 'auditor'];
const PLANNERS: readonly Role[] = ['catalogue-administrator', ...SUPERIORS, ...OVERSEERS];

/** What a person's appointments and delegations let him reach. */
export function rowScopeOf({ person, appointments, delegations, identityHash }: Identity): RowScope {
  const held = [...appointments, ...delegations];
  const of = (roles: readonly Role[]) => held.filter(({ role }) => roles.includes(role));
  const agenciesOf = (roles: readonly Role[]) => [...new Set(of(roles).map(({ agency }) => agency))];
  const reach: readonly (Reach | false)[] = [
    of(COUNTERS).length > 0 && 'counter',
    of(OVERSEERS).length > 0 && 'oversight',
    of(PLANNERS).length > 0 && 'plans',
  ];
  const agencies = held.flatMap(({ agency, office }) => (office === null ? [agency] : [agency, office]));
  return {
    person,
    agencies: [...new Set(agencies)],
    overseen: agenciesOf(SUPERIORS),
    audited: agenciesOf(['auditor']),
    identity: identityHash ?? '',
    reach: reach.filter((one) => one !== false),
  };
}
