import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../contracts/identity.ts';
import { ACCESS, type Permission, type Relation } from '../domain/access/access.ts';
import { IssuerAway } from '../infra/identity/issuer-client.ts';
import { sessionSecretIn } from './cookies.ts';
import { ApiError } from './http/api-error.ts';
import { refuseForeignRead, requireOwnOrigin } from './own-origin.ts';

/** What of a request says who sent it, and from where. */
export interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
}

/** Says who sent a request; null when nobody valid did. Never logs or keeps a credential. */
export interface Authenticator {
  authenticate(request: SignedRequest): Promise<Identity | null>;
}

/** Header by which the system of an agency says for which of its officers it acts; a person's own request needs none. */
export const OFFICER_HEADER = 'X-Motcua-Officer';

export interface AuthenticatorParts {
  /** Whose a bearer token is, with the officer that the request names; null where it names none. */
  readonly ofToken: (token: string, officer: string | null) => Promise<Identity | null>;
  /** Whose the session of a browser is. */
  readonly ofSession: (secret: string) => Promise<Identity | null>;
  readonly publicUrl: string | undefined;
}

/**
 * Authenticates bearer tokens (RFC 6750) and the sessions of browsers. A request with an Authorization header is judged by that alone. A
 * browser sends its cookie with whatever any site makes it send, so a write by it must show that this very site sent it, and a reading,
 * which goes on record under the reader's name, must not be another site's doing. Pages, which anybody may have, ask for no session.
 */
export function createAuthenticator({ ofToken, ofSession, publicUrl }: AuthenticatorParts): Authenticator {
  return {
    async authenticate(request) {
      const { headers, method } = request;
      if (headers.authorization !== undefined) {
        const token = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i.exec(headers.authorization)?.[1];
        const officer = headers[OFFICER_HEADER.toLowerCase()];
        if (token === undefined) return null;
        return whileIssuerIsThere(() => ofToken(token, typeof officer === 'string' ? officer : null));
      }
      const secret = sessionSecretIn(headers);
      if (secret === null) return null;
      const identity = await ofSession(secret);
      if (identity === null) return null;
      if (method === 'GET' || method === 'HEAD') refuseForeignRead(request);
      else requireOwnOrigin(request, publicUrl);
      return identity;
    },
  };
}

/** @throws ApiError `sign-in-unavailable` while the issuer is away */
export async function whileIssuerIsThere<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IssuerAway) throw new ApiError('sign-in-unavailable');
    throw error;
  }
}

/** Header by which a person with several appointments says under which one he acts. */
export const APPOINTMENT_HEADER = 'X-Motcua-Appointment';

/** How a permission relates the actor to the thing; `any` needs no subject. */
export function relationOf(permission: Permission): Relation {
  return ACCESS[permission].relation;
}
