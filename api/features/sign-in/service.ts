import * as oidc from 'openid-client';
import type { IdentityConfig } from '../../../infra/config/identity-config.ts';
import { SignInRefused, type IdClaims, type IssuerClient } from '../../../infra/identity/issuer-client.ts';
import type { PersonLogins } from '../../../infra/identity/person-logins.ts';
import type { WebSessions } from '../../../infra/identity/web-sessions.ts';
import { whileIssuerIsThere } from '../../authentication.ts';
import { ApiError } from '../../http/api-error.ts';
import type { SignInStates } from './sign-in-state.ts';

export interface SignInParts {
  readonly identity: IdentityConfig;
  readonly issuer: IssuerClient;
  readonly logins: PersonLogins;
  readonly sessions: WebSessions;
  readonly states: SignInStates;
}

export interface SignedIn {
  readonly person: string;
  /** Of the new session. */
  readonly secret: string;
  readonly to: string;
}

/** Signing in and out of browsers, by the authorisation code flow with PKCE. */
export interface SignInService {
  /** @throws ApiError `sign-in-unavailable` */
  begin(origin: string, to: string): Promise<{ readonly location: string; readonly sealed: string }>;
  /** @throws ApiError `sign-in-failed`, `sign-in-unavailable`, `account-unknown` */
  complete(returned: URL, sealed: string | null, former: string | null, userAgent: string): Promise<SignedIn>;
  /** Where the browser ends its session at the issuer; null where nothing does, or it is away. */
  endAtIssuer(origin: string): Promise<string | null>;
}

export function createSignInService({ identity, issuer, logins, sessions, states }: SignInParts): SignInService {
  const exchange = async (returned: URL, sealed: string | null) => {
    const kept = sealed === null ? null : await states.open(sealed);
    if (kept === null) throw new ApiError('sign-in-failed');
    try {
      const claims = await whileIssuerIsThere(() => issuer.exchange(returned, kept));
      return { claims, to: kept.to };
    } catch (error) {
      if (error instanceof SignInRefused) throw new ApiError('sign-in-failed');
      throw error;
    }
  };
  const textIn = (claims: IdClaims, claim: string | undefined): string | null => {
    const value = claim === undefined ? undefined : claims[claim];
    return typeof value === 'string' ? value : null;
  };

  return {
    async begin(origin, to) {
      const checks = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const location = await whileIssuerIsThere(() => issuer.authorizationUrl(`${origin}/auth/callback`, checks));
      return { location, sealed: await states.seal({ ...checks, to }) };
    },
    async complete(returned, sealed, former, userAgent) {
      const { claims, to } = await exchange(returned, sealed);
      const person = await logins.welcome({
        issuer: claims.iss,
        subject: claims.sub,
        name: textIn(claims, identity.claims.name),
        identityNumber: textIn(claims, identity.claims.identityNumber),
      });
      if (person === null) throw new ApiError('account-unknown');
      // Whatever session the browser came with is over: nobody can have planted one that is signed in now.
      if (former !== null) await sessions.end(former);
      const issuerSession = textIn(claims, 'sid');
      const secret = await sessions.begin({ person, issuer: claims.iss, issuerSession, browser: familyOf(userAgent) });
      return { person, secret, to };
    },
    async endAtIssuer(origin) {
      try {
        return await issuer.endSessionUrl(`${origin}/`);
      } catch {
        return null;
      }
    },
  };
}

const FAMILIES = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const;

/** The family of a browser: enough to know one's own sessions by, and no more. */
function familyOf(userAgent: string): string {
  return FAMILIES.find((family) => userAgent.includes(`${family}/`)) ?? 'other';
}
