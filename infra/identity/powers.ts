import type { Appointment, Identity } from '../../contracts/identity.ts';
import { authorise, type AccessSubject, type Permission } from '../../domain/access/access.ts';
import type { ActorContext } from '../../domain/access/actor.ts';
import { opens, scopeOf } from '../../domain/access/scopes.ts';
import { DomainError } from '../../domain/errors.ts';

/** Refusals of somebody who is nothing to the thing: to him they would tell that it exists. */
const STRANGE = [
  'role-not-allowed',
  'not-your-agency',
  'not-taking-part',
  'step-not-yours',
  'not-the-asker',
  'not-asked',
  'delegation-not-yours',
  'batch-not-yours',
  'not-your-dossier',
];
/** From the least to the most telling refusal: a fitting role that is refused says more than a role that never fits. */
const TELLING = [...STRANGE, 'duties-not-separate', 'own-proposal', 'delegation-chain', 'not-by-client'];

/**
 * The actor a person is for one deed: the first of his powers that the access table allows.
 * @param appointment id of the only appointment to be judged; null: any
 * @throws DomainError `scope-missing`, `appointment-unknown`, else the most telling refusal of `authorise`
 */
export function actorFor(
  identity: Identity,
  permission: Permission,
  subject: AccessSubject = {},
  appointment: string | null = null,
): ActorContext {
  requireScope(identity, permission);
  const candidates = powersOf(identity).filter((actor) => appointment === null || actor.appointment === appointment);
  if (candidates.length === 0) throw new DomainError('appointment-unknown');
  const refusals: DomainError[] = [];
  for (const actor of candidates) {
    try {
      authorise(permission, actor, subject);
      return actor;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals.reduce((best, refusal) =>
    TELLING.indexOf(refusal.code) > TELLING.indexOf(best.code) ? refusal : best,
  );
}

/** A token opens no more than it was made out for. @throws DomainError `scope-missing` */
export function requireScope({ scopes }: Identity, permission: Permission): void {
  if (scopes !== undefined && !opens(scopes, permission))
    throw new DomainError('scope-missing', { permission, scope: scopeOf(permission) });
}

/** True for a refusal that says no more than that somebody is nothing to the thing. */
export function isStrange(error: unknown): boolean {
  return error instanceof DomainError && STRANGE.includes(error.code);
}

/** The permissions by which one learns that a dossier exists. */
const KNOWING = ['dossier.read', 'dossier.read-own', 'dossier.look-up'] as const satisfies readonly Permission[];

/** True for a person who may know that a dossier exists, under whichever of his appointments, and whatever his token is made out for. */
export function mayKnow(identity: Identity, subject: AccessSubject): boolean {
  const { scopes: _, ...person } = identity;
  return KNOWING.some((permission) => {
    try {
      actorFor(person, permission, subject);
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return !isStrange(error);
    }
  });
}

/**
 * Everything a person may act as, in the order in which it is tried: under his own appointments, then for those whose delegations
 * to him are in force; and every person who signed in himself is a citizen, acting for no agency.
 */
export function powersOf({ person, rightsVersion, appointments, delegations, client }: Identity): ActorContext[] {
  const citizen: Appointment = { id: `citizen:${person}`, agency: '', office: null, role: 'citizen' };
  const power = ({ id, agency, office, role }: Appointment, onBehalfOf: string | null): ActorContext => ({
    person,
    appointment: id,
    agency,
    office,
    role,
    onBehalfOf,
    ...(client === undefined ? {} : { via: client.id }),
    rightsVersion,
  });
  return [
    ...appointments.map((held) => power(held, null)),
    ...delegations.map((delegated) => power(delegated, delegated.principal.id)),
    ...(client === undefined ? [power(citizen, null)] : []),
  ];
}
