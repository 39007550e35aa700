import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import * as oidc from 'openid-client';
import type { IdentityConfig } from '../config/identity-config.ts';

/** The issuer cannot be reached, or gives no sense. */
export class IssuerAway extends Error {
  override readonly name = 'IssuerAway';
}

/** The issuer refused, or what came back is not what was asked for. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** What a sign-in under way is held against when it comes back. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What the ID token says. */
export type IdClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
  readonly iat: number;
};

/** The issuer, whichever it is, as a client of OpenID Connect sees it. Nothing is asked of it until it is needed. */
export interface IssuerClient {
  /** Where the browser is to go. @throws IssuerAway */
  authorizationUrl(callback: string, checks: SignInChecks): Promise<string>;
  /** @param returned the address the browser came back to @throws IssuerAway, SignInRefused */
  exchange(returned: URL, checks: SignInChecks): Promise<IdClaims>;
  /** Where the browser ends its session at the issuer; null where that offers none. @throws IssuerAway */
  endSessionUrl(backTo: string): Promise<string | null>;
  /** The issuer's name as it stands in its tokens. @throws IssuerAway */
  name(): Promise<string>;
  /** Finds the key of a token: kept, fetched anew for a key that is not known, and used on while the issuer is away. */
  readonly keyOf: JWTVerifyGetKey;
}

export interface IssuerPatience {
  readonly timeoutMs?: number;
  /** Its discovery document is read again after that time. */
  readonly discoverAgainMs?: number;
  /** Unknown keys are asked for no more often than this. */
  readonly coolDownMs?: number;
  /** Keys are fetched anew after that time. */
  readonly keysFreshMs?: number;
  /** While the issuer is away, its last keys are used for no longer than this. */
  readonly keysKeptMs?: number;
}

const MINUTE = 60_000;

export function createIssuerClient(
  { issuer, clientId, clientSecret }: IdentityConfig,
  {
    timeoutMs = 5000,
    discoverAgainMs = 60 * MINUTE,
    coolDownMs = MINUTE / 2,
    keysFreshMs = 10 * MINUTE,
    keysKeptMs = 24 * 60 * MINUTE,
  }: IssuerPatience = {},
): IssuerClient {
  const address = new URL(issuer);
  const insecure = address.protocol === 'http:';

  const discover = async (): Promise<oidc.Configuration> => {
    try {
      const found = await oidc.discovery(address, clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
        timeout: timeoutMs / 1000,
        ...(insecure ? { execute: [oidc.allowInsecureRequests] } : {}),
      });
      oidc.enableNonRepudiationChecks(found);
      return found;
    } catch (cause) {
      throw new IssuerAway('discovery failed', { cause });
    }
  };
  let known: { readonly at: number; readonly configuration: Promise<oidc.Configuration> } | null = null;
  /** Once it was found, an issuer that is away later is still the one it was. */
  const configuration = async (): Promise<oidc.Configuration> => {
    if (known !== null && Date.now() - known.at < discoverAgainMs) return known.configuration;
    const former = known;
    const asked = { at: Date.now(), configuration: discover() };
    known = asked;
    try {
      return await asked.configuration;
    } catch (error) {
      if (known === asked) known = former === null ? null : { ...former, at: Date.now() };
      if (former !== null) return former.configuration;
      throw error;
    }
  };

  let keys: { readonly address: string; readonly remote: RemoteJWKSet; fetchedAt: number } | null = null;
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    const { jwks_uri: at } = (await configuration()).serverMetadata();
    if (at === undefined) throw new IssuerAway('no keys are published');
    if (keys?.address !== at) {
      const remote = createRemoteJWKSet(new URL(at), {
        timeoutDuration: timeoutMs,
        cooldownDuration: coolDownMs,
        cacheMaxAge: keysFreshMs,
      });
      keys = { address: at, remote, fetchedAt: 0 };
    }
    const present = keys;
    const wasFresh = present.remote.fresh;
    try {
      const key = await present.remote(header, token);
      if (!wasFresh || present.fetchedAt === 0) present.fetchedAt = Date.now();
      return key;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      const kept = present.remote.jwks();
      if (kept === undefined || Date.now() - present.fetchedAt > keysKeptMs)
        throw new IssuerAway('keys cannot be fetched', { cause: error });
      return createLocalJWKSet(kept)(header, token);
    }
  };

  return {
    keyOf,
    async authorizationUrl(callback, { state, nonce, verifier }) {
      const challenge = await oidc.calculatePKCECodeChallenge(verifier);
      return oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid',
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).href;
    },
    async exchange(returned, { state, nonce, verifier }) {
      const found = await configuration();
      try {
        const tokens = await oidc.authorizationCodeGrant(found, returned, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new SignInRefused('no ID token');
        return claims;
      } catch (cause) {
        throw isAway(cause) ? new IssuerAway('no answer', { cause }) : new SignInRefused('refused', { cause });
      }
    },
    async endSessionUrl(backTo) {
      const found = await configuration();
      if (found.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(found, { post_logout_redirect_uri: backTo }).href;
    },
    name: async () => (await configuration()).serverMetadata().issuer,
  };
}

/** No connection, no answer in time, or an answer of a server that is not well. */
function isAway(error: unknown): boolean {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth += 1) {
    const { name, message, code, status } = cause as Readonly<Record<string, unknown>>;
    if (name === 'TimeoutError' || message === 'fetch failed' || code === 'OAUTH_TIMEOUT') return true;
    if (typeof status === 'number' && status >= 500) return true;
    cause = Reflect.get(cause, 'cause');
  }
  return false;
}
