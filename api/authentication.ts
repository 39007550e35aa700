import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../contracts/identity.ts';
import { ACCESS, type Permission, type Relation } from '../domain/access/access.ts';

/** Says who sent a request; null when nobody valid did. Never logs or keeps a credential. */
export interface Authenticator {
  authenticate(request: { readonly headers: IncomingHttpHeaders }): Promise<Identity | null>;
}

/** Header by which the system of an agency says for which of its officers it acts; a person's own request needs none. */
export const OFFICER_HEADER = 'X-Motcua-Officer';

/**
 * Authenticates bearer tokens (RFC 6750) by a look-up.
 * @param identityOf of a token, and the officer that the request names; null where it names none
 */
export function bearerAuthenticator(
  identityOf: (token: string, officer: string | null) => Promise<Identity | null>,
): Authenticator {
  return {
    async authenticate({ headers }) {
      const token = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i.exec(headers.authorization ?? '')?.[1];
      const officer = headers[OFFICER_HEADER.toLowerCase()];
      return token === undefined ? null : identityOf(token, typeof officer === 'string' ? officer : null);
    },
  };
}

/** Header by which a person with several appointments says under which one he acts. */
export const APPOINTMENT_HEADER = 'X-Motcua-Appointment';

/** How a permission relates the actor to the thing; `any` needs no subject. */
export function relationOf(permission: Permission): Relation {
  return ACCESS[permission].relation;
}
