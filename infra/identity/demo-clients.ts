import { createHash } from 'node:crypto';
import type { Identity } from '../../contracts/identity.ts';
import type { Database } from '../db/orm.ts';
import { clientBy, toClientIdentity, type ClientFound } from './find-client.ts';

const FIND = { name: 'demo-client', text: clientBy('c.token_hash = $1 and c.demo') };

/**
 * Looks the demo clients of agencies up by their bearer token.
 * @throws DomainError `officer-not-yours`, as `toClientIdentity`
 */
export function createDemoClients(
  db: Pick<Database, 'execute'>,
): (token: string, officer: string | null) => Promise<Identity | null> {
  return async (token, officer) => {
    const [found] = await db.execute<ClientFound>(FIND, [createHash('sha256').update(token).digest('hex'), officer]);
    if (found === undefined) return null;
    return toClientIdentity(found, officer);
  };
}
