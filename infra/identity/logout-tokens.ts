import { errors, jwtVerify } from 'jose';
import { PROVEN_ALGORITHMS } from './access-tokens.ts';
import type { IssuerClient } from './issuer-client.ts';

/** Which sessions of the issuer have ended. */
export interface EndedAtIssuer {
  readonly issuer: string;
  /** Null: all of the subject. */
  readonly session: string | null;
  readonly subject: string | null;
  /** In seconds since 1970, by the issuer's clock. */
  readonly saidAt: number;
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const OLDEST_SECONDS = 300;

/**
 * Judges what an issuer says when a session of its has ended (OpenID Connect Back-Channel Logout 1.0).
 * @returns null for what is no logout token of the issuer, made out to us
 * @throws IssuerAway when its signature cannot be judged
 */
export function createLogoutTokens(
  issuer: Pick<IssuerClient, 'keyOf' | 'name'>,
  clientId: string,
): (token: string) => Promise<EndedAtIssuer | null> {
  return async (token) => {
    const name = await issuer.name();
    try {
      const { payload } = await jwtVerify(token, issuer.keyOf, {
        issuer: name,
        audience: clientId,
        algorithms: PROVEN_ALGORITHMS,
        clockTolerance: 5,
        maxTokenAge: OLDEST_SECONDS,
        requiredClaims: ['iat', 'jti', 'events'],
      });
      const { events, nonce, sid, sub, iat: saidAt } = payload;
      const isLogout = typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
      const session = typeof sid === 'string' ? sid : null;
      const subject = typeof sub === 'string' ? sub : null;
      // An ID token, which looks alike, has a nonce and no such event.
      if (!isLogout || nonce !== undefined || (session === null && subject === null)) return null;
      return saidAt === undefined ? null : { issuer: name, session, subject, saidAt };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
}
