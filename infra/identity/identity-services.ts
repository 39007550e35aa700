import type { IdentityConfig } from '../config/identity-config.ts';
import type { Database } from '../db/orm.ts';
import { identityHasherOf } from '../personal/identity-hash.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createLogoutTokens } from './logout-tokens.ts';
import { createIssuerClient, type IssuerPatience } from './issuer-client.ts';
import { createPersonLogins } from './person-logins.ts';
import { requestHasherOf } from './request-hash.ts';
import { createSignInMarks } from './sign-in-marks.ts';
import { createWebSessions } from './web-sessions.ts';

/**
 * Everything by which the API knows who is there.
 * @param key of the keyed hashes (setting IDENTITY_HASH_KEY)
 */
export function createIdentityServices(
  db: Pick<Database, 'execute'>,
  identity: IdentityConfig,
  key: Uint8Array,
  patience: IssuerPatience = {},
) {
  const issuer = createIssuerClient(identity, patience);
  const logins = createPersonLogins(db, identityHasherOf(key));
  const sessions = createWebSessions(db, identity.session);
  const marks = createSignInMarks(db, requestHasherOf(key));
  const ofToken = createAccessTokens({ db, issuer, logins, identity });
  const endedBy = createLogoutTokens(issuer, identity.clientId);
  return { issuer, logins, sessions, marks, ofToken, endedBy };
}
