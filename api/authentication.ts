import type { IncomingHttpHeaders } from 'node:http';
import type { Appointment, Identity } from '../contracts/identity.ts';
import { ACCESS, authorise, type AccessSubject, type Permission, type Relation } from '../domain/access/access.ts';
import type { ActorContext } from '../domain/access/actor.ts';
import { DomainError } from '../domain/errors.ts';

export type { Appointment, Identity } from '../contracts/identity.ts';

/** Says who sent a request; null when nobody valid did. Never logs or keeps a credential. */
export interface Authenticator {
  authenticate(request: { readonly headers: IncomingHttpHeaders }): Promise<Identity | null>;
}

/** Authenticates bearer tokens (RFC 6750) by a look-up. */
export function bearerAuthenticator(identityOf: (token: string) => Promise<Identity | null>): Authenticator {
  return {
    async authenticate({ headers }) {
      const token = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i.exec(headers.authorization ?? '')?.[1];
      return token === undefined ? null : identityOf(token);
    },
  };
}

/** Header by which a person with several appointments says under which one he acts. */
export const APPOINTMENT_HEADER = 'X-Motcua-Appointment';

/** From the least to the most telling refusal: a fitting role that is refused says more than a role that never fits. */
const TELLING = [
  'role-not-allowed',
  'not-your-agency',
  'not-taking-part',
  'step-not-yours',
  'delegation-not-yours',
  'duties-not-separate',
  'own-proposal',
  'delegation-chain',
];

/**
 * The actor a person is for one deed: the first of his powers that the access table allows.
 * @param appointment id of the only appointment to be judged, from the header
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
 * to him are in force; and every signed-in person is a citizen, acting for no agency.
 */
export function powersOf({ person, rightsVersion, appointments, delegations }: Identity): ActorContext[] {
  const citizen: Appointment = { id: `citizen:${person}`, agency: '', office: null, role: 'citizen' };
  const power = ({ id, agency, office, role }: Appointment, onBehalfOf: string | null): ActorContext => ({
    person,
    appointment: id,
    agency,
    office,
    role,
    onBehalfOf,
    rightsVersion,
  });
  return [
    ...appointments.map((held) => power(held, null)),
    ...delegations.map((delegated) => power(delegated, delegated.principal.id)),
    power(citizen, null),
  ];
}

/** How a permission relates the actor to the thing; `any` needs no subject. */
export function relationOf(permission: Permission): Relation {
  return ACCESS[permission].relation;
}
