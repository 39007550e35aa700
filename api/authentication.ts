import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../contracts/identity.ts';
import { ACCESS, authorise, type AccessSubject, type Permission, type Relation } from '../domain/access/access.ts';
import type { ActorContext } from '../domain/access/actor.ts';
import type { Role } from '../domain/access/roles.ts';
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
const TELLING = ['role-not-allowed', 'not-your-agency', 'not-taking-part', 'step-not-yours', 'duties-not-separate'];

/**
 * The actor a person is for one deed: the first appointment in force that the access table allows. Every signed-in person is
 * also a citizen, acting for no agency.
 * @param appointment id of the only appointment to be judged, from the header
 * @throws DomainError `appointment-unknown`, else the most telling refusal of `authorise`
 */
export function actorFor(
  identity: Identity,
  permission: Permission,
  subject: AccessSubject = {},
  appointment: string | null = null,
): ActorContext {
  const candidates = candidatesOf(identity).filter(
    (actor) => appointment === null || actor.appointment === appointment,
  );
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

function candidatesOf(identity: Identity): ActorContext[] {
  const { person, rightsVersion } = identity;
  const citizen = { id: `citizen:${person}`, agency: '', office: null, role: 'citizen' as Role };
  return [...identity.appointments, citizen].map(({ id, agency, office, role }) => ({
    person,
    appointment: id,
    agency,
    office,
    role,
    onBehalfOf: null,
    rightsVersion,
  }));
}

/** How a permission relates the actor to the thing; `any` needs no subject. */
export function relationOf(permission: Permission): Relation {
  return ACCESS[permission].relation;
}
