import { errors, jwtVerify } from 'jose';
import type { Identity } from '../../contracts/identity.ts';
import { isScope, type Scope } from '../../domain/access/scopes.ts';
import type { Database } from '../db/orm.ts';
import type { IdentityConfig } from '../config/identity-config.ts';
import { clientBy, toClientIdentity, type ClientFound } from './find-client.ts';
import type { IssuerClient } from './issuer-client.ts';
import type { PersonLogins } from './person-logins.ts';

/** Signatures that only the issuer can make: none at all and shared secrets are no proof. */
export const PROVEN_ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
];

/** Clocks of two servers differ. */
const SKEW_SECONDS = 5;

const FIND_CLIENT = { name: 'client-of-token', text: clientBy('c.id = $1') };

/**
 * Whose a bearer token is: an access token of the issuer as a JWT (RFC 9068), made out to us. It is that of a registered system, which then
 * says for which officer it acts, or of the client that acts for the person it names.
 * @returns null for a token that is none of these
 * @throws IssuerAway when its signature cannot be judged; DomainError `officer-not-yours`
 */
export function createAccessTokens({
  db,
  issuer,
  logins,
  identity: { audience, commandLineClientId },
}: {
  readonly db: Pick<Database, 'execute'>;
  readonly issuer: Pick<IssuerClient, 'keyOf' | 'name'>;
  readonly logins: Pick<PersonLogins, 'identityOf'>;
  readonly identity: Pick<IdentityConfig, 'audience' | 'commandLineClientId'>;
}): (token: string, officer: string | null) => Promise<Identity | null> {
  const verify = async (token: string) => {
    const name = await issuer.name();
    try {
      const { payload } = await jwtVerify(token, issuer.keyOf, {
        issuer: name,
        audience,
        algorithms: PROVEN_ALGORITHMS,
        typ: 'at+jwt',
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub', 'client_id'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };

  return async (token, officer) => {
    const payload = await verify(token);
    if (payload === null) return null;
    const { client_id: client, scope, sub, iss } = payload;
    if (typeof client !== 'string' || typeof sub !== 'string' || typeof iss !== 'string') return null;
    const scopes: readonly Scope[] = typeof scope === 'string' ? scope.split(' ').filter(isScope) : [];
    if (client === commandLineClientId) {
      const person = sub === client ? null : await logins.identityOf(iss, sub);
      return person === null ? null : { ...person, scopes };
    }
    const [found] = await db.execute<ClientFound>(FIND_CLIENT, [client, officer]);
    return found === undefined ? null : toClientIdentity(found, officer, scopes);
  };
}
