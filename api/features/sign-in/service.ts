import * as oidc from 'openid-client';
import type { IdentityConfig } from '../../../infra/config/identity-config.ts';
import { SignInRefused, type IdClaims, type IssuerClient } from '../../../infra/identity/issuer-client.ts';
import type { PersonLogins } from '../../../infra/identity/person-logins.ts';
import type { SignInMarks } from '../../../infra/identity/sign-in-marks.ts';
import type { WebSessions } from '../../../infra/identity/web-sessions.ts';
import { whileIssuerIsThere } from '../../authentication.ts';
import { ApiError } from '../../http/api-error.ts';
import type { SignInStates } from './sign-in-state.ts';

export interface SignInParts {
  readonly identity: IdentityConfig;
  readonly issuer: IssuerClient;
  readonly logins: PersonLogins;
  readonly sessions: WebSessions;
  readonly marks: SignInMarks;
  readonly states: SignInStates;
}

/**
 * Why a sign-in failed, for the log: it did not begin in this browser, or long ago; it has come back before; the issuer refused, or what
 * it said is not what was asked for; it was ended meanwhile; what should end sessions is no word of the issuer.
 */
type FailedFor = 'not-begun-here' | 'spent' | 'refused' | 'ended-meanwhile' | 'no-logout-token';

export class SignInFailed extends ApiError {
  readonly reason: FailedFor;

  constructor(reason: FailedFor) {
    super('sign-in-failed');
    this.reason = reason;
  }
}

export interface SignedIn {
  readonly person: string;
  /** Of the new session. */
  readonly secret: string;
  readonly to: string;
  /** By which means the issuer has known him (`amr`, RFC 8176); empty where it does not say. */
  readonly factors: readonly string[];
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

export function createSignInService({ identity, issuer, logins, sessions, marks, states }: SignInParts): SignInService {
  const exchange = async (returned: URL, sealed: string | null) => {
    const kept = sealed === null ? null : await states.open(sealed);
    if (kept === null) throw new SignInFailed('not-begun-here');
    if (!(await marks.spend(kept.state))) throw new SignInFailed('spent');
    try {
      const claims = await whileIssuerIsThere(() => issuer.exchange(returned, kept));
      return { claims, to: kept.to };
    } catch (error) {
      if (error instanceof SignInRefused) throw new SignInFailed('refused');
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
        identityNumber: textIn(claims, identity.claims.identityNumber),
      });
      if (person === null) throw new ApiError('account-unknown');
      // Whatever session the browser came with is over: nobody can have planted one that is signed in now.
      if (former !== null) await sessions.end(former);
      const { iss: issuerName, sub: subject, iat: issuedAt } = claims;
      const session = textIn(claims, 'sid');
      const browser = familyOf(userAgent);
      const secret = await sessions.begin({ person, issuer: issuerName, issuerSession: session, browser });
      // Whoever ends sessions leaves his mark first and looks for sessions then; here it is the other way round, so one sees the other.
      const stands =
        !(await marks.hasEnded({ issuer: issuerName, subject, session, issuedAt })) &&
        (await logins.personOf(issuerName, subject)) === person;
      if (!stands) {
        await sessions.end(secret);
        throw new SignInFailed('ended-meanwhile');
      }
      return { person, secret, to, factors: factorsIn(claims) };
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

const MOST_FACTORS = 8;

function factorsIn({ amr }: IdClaims): string[] {
  const said: readonly unknown[] = Array.isArray(amr) ? amr : [];
  return said
    .filter((one): one is string => typeof one === 'string' && /^[\w-]{1,20}$/.test(one))
    .slice(0, MOST_FACTORS);
}

const FAMILIES = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const;

/** The family of a browser: enough to know one's own sessions by, and no more. */
function familyOf(userAgent: string): string {
  return FAMILIES.find((family) => userAgent.includes(`${family}/`)) ?? 'other';
}
