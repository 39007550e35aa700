import { findCommand } from '../../infra/db/command-store.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { RequestHasher } from '../../infra/identity/request-hash.ts';

/** A write on its way. */
export interface OnceCommand {
  /** Whose key it is: `<feature>:<person>`. */
  readonly scope: string;
  readonly key: string;
  readonly act: string;
  /** All that a repeat must be the same in. */
  readonly request: object;
}

/** What may be written, once its sender was found to be allowed it. */
interface Admitted<T> {
  /** The thing that only one command at a time is about. */
  readonly about: string;
  readonly write: (execute: Database['execute']) => Promise<T>;
}

const LOCK = {
  name: 'once-lock',
  text: `select pg_advisory_xact_lock(hashtext($1)), pg_advisory_xact_lock(hashtext($2))`,
};
const RECORD = {
  name: 'once-record',
  text: `insert into command (scope, key, request_hash, act, outcome, at) values ($1, $2, $3, $4, $5, now())`,
};

/**
 * Answers what the same command answered before; else writes in one transaction, under the locks of its key and of what it is about,
 * and keeps the answer. The rights are asked by `admit`: a repeat of one's own command needs none any more.
 * @throws DomainError `key-reused`, and whatever `admit` and its `write` throw
 */
export async function once<T extends object>(
  { db, hash }: { readonly db: Database; readonly hash: RequestHasher },
  { scope, key, act, request }: OnceCommand,
  admit: () => Promise<Admitted<T>>,
): Promise<T> {
  const requestHash = hash({ act, ...request });
  const answered = await findCommand<T>(db, scope, key, requestHash);
  if (answered !== null) return answered;
  const { about, write } = await admit();
  return db.transaction(async (execute) => {
    await execute(LOCK, [`${scope} ${key}`, about]);
    const meanwhile = await findCommand<T>({ execute }, scope, key, requestHash);
    if (meanwhile !== null) return meanwhile;
    const outcome = await write(execute);
    await execute(RECORD, [scope, key, requestHash, act, JSON.stringify(outcome)]);
    return outcome;
  });
}
