import { createHash } from 'node:crypto';
import type { Identity } from '../../contracts/identity.ts';
import type { Database } from '../db/orm.ts';
import { identityOf, toIdentity, type PersonFound } from './find-identity.ts';

const FIND = { name: 'demo-person', text: identityOf('p.token_hash = $1 and p.demo') };

const MOST_KEPT = 1000;

/**
 * Looks demo accounts up by their bearer token, for trying the system out: only the embedded stack may use it. Tokens are
 * compared by their SHA-256 in the database. What was found is kept for `keepMs`, unless it holds delegations; an act checks the rights
 * again when written.
 */
export function createDemoTokens(
  db: Pick<Database, 'execute'>,
  { keepMs = 2000, now = Date.now }: { keepMs?: number; now?: () => number } = {},
): (token: string) => Promise<Identity | null> {
  const kept = new Map<string, { readonly until: number; readonly identity: Identity }>();
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('hex');
    const known = kept.get(hash);
    if (known !== undefined && now() < known.until) return known.identity;
    kept.delete(hash);
    const [row] = await db.execute<PersonFound>(FIND, [hash]);
    if (row === undefined) return null;
    const identity = toIdentity(row);
    if (row.delegations.length > 0) return identity;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(hash, { until: now() + keepMs, identity });
    return identity;
  };
}
