import type { Appointment, Identity } from '../../contracts/identity.ts';
import { authorise, type AccessSubject, type Permission } from '../../domain/access/access.ts';
import type { ActorContext } from '../../domain/access/actor.ts';
import { DomainError } from '../../domain/errors.ts';

/** From the least to the most telling refusal: a fitting role that is refused says more than a role that never fits. */
const TELLING = [
  'role-not-allowed',
  'not-your-agency',
  'not-taking-part',
  'step-not-yours',
  'not-the-asker',
  'not-asked',
  'delegation-not-yours',
  'batch-not-yours',
  'duties-not-separate',
  'own-proposal',
  'delegation-chain',
  'not-by-client',
];

/**
 * The actor a person is for one deed: the first of his powers that the access table allows.
 * @param appointment id of the only appointment to be judged; null: any
 * @throws DomainError `appointment-unknown`, else the most telling refusal of `authorise`
 */
export function actorFor(
  identity: Identity,
  permission: Permission,
  subject: AccessSubject = {},
  appointment: string | null = null,
): ActorContext {
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
