import type { ActOutcome } from '../../domain/dossier/command.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from './orm.ts';

const FIND = { name: 'find-command', text: 'select request_hash, outcome from command where scope = $1 and key = $2' };

/**
 * Looks a command up by its idempotency key. The table is the truth of what was done: the engine forgets, it does not.
 * @param scope the dossier's code, or `intake:<person>` before there is one
 * @throws DomainError `key-reused` when the key was used with another request
 */
export async function findCommand<T = ActOutcome>(
  db: Pick<Database, 'execute'>,
  scope: string,
  key: string,
  requestHash: string,
): Promise<T | null> {
  const [row] = await db.execute<{ request_hash: string; outcome: T }>(FIND, [scope, key]);
  if (row === undefined) return null;
  if (row.request_hash !== requestHash) throw new DomainError('key-reused');
  return row.outcome;
}
