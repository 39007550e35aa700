import { CLIENT_TOKEN_PREFIX } from '../../contracts/catalogue.ts';
import type { Identity } from '../../contracts/identity.ts';
import type { Database } from '../db/orm.ts';
import { createDemoClients } from './demo-clients.ts';
import { createDemoTokens } from './demo-tokens.ts';

/** Whose a demo token is: a person's own, or that of an agency's system, which then says for which officer it acts. */
export function createDemoIdentities(
  db: Pick<Database, 'execute'>,
): (token: string, officer: string | null) => Promise<Identity | null> {
  const personOf = createDemoTokens(db);
  const clientOf = createDemoClients(db);
  return (token, officer) => (token.startsWith(CLIENT_TOKEN_PREFIX) ? clientOf(token, officer) : personOf(token));
}
