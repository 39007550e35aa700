import type { Database } from '../db/orm.ts';
import type { Keyring } from '../storage/envelope.ts';
import { isStorageError } from '../storage/storage-error.ts';
import { WRAPPED_KEYS, type WrappedKeyTable } from './wrapped-keys.ts';

/** What a rotation did. */
export interface Rotation {
  /** Data keys that are under the active master key now, and were not before. */
  readonly rewrapped: number;
  /** Those that are still under another one: written meanwhile, damaged, or under a key that is not configured. */
  readonly left: number;
}

interface Wrapped extends Record<string, unknown> {
  readonly id: string;
  readonly owner: string;
  readonly wrapped_key: Buffer;
}

const find = ({ table, id, type, owner }: WrappedKeyTable) => ({
  name: `rotate-find-${table}`,
  text: `select ${id}::text as id, ${owner} as owner, wrapped_key from ${table}
    where master_key_id = $1 and ($2::${type} is null or ${id} > $2::${type}) order by ${id} limit $3`,
});

/** One that was wrapped anew meanwhile, as every save of a draft does, or erased, stays as it is. */
const replace = ({ table, id, type }: WrappedKeyTable) => ({
  name: `rotate-replace-${table}`,
  text: `update ${table} t set wrapped_key = n.new, master_key_id = $1
    from unnest($2::${type}[], $3::bytea[], $4::bytea[]) as n (id, old, new) where t.${id} = n.id and t.wrapped_key = n.old
    returning t.${id}::text as id`,
});

const others = ({ table }: WrappedKeyTable) => ({
  name: `rotate-others-${table}`,
  text: `select master_key_id as key, count(*)::int as rows from ${table}
    where master_key_id is not null and master_key_id <> $1 group by 1 order by 1`,
});

/**
 * Wraps every data key that is under another master key than the active one with that. What it opens is not touched: neither forms nor
 * files are read. Safe to break off and to repeat, and while people work; what processes wrote meanwhile that were started with the old
 * keys is left for the next call.
 * @param active id of the first key of MASTER_KEYS
 */
export async function rotateMasterKeys(
  db: Pick<Database, 'execute'>,
  keyring: Pick<Keyring, 'rewrap'>,
  active: string,
  batch = 500,
): Promise<Rotation> {
  const all = { rewrapped: 0, left: 0 };
  for (const one of WRAPPED_KEYS) {
    for (const { key } of await db.execute<{ key: string }>(others(one), [active]))
      all.rewrapped += await rewrapTable(db, keyring, one, { from: key, to: active, batch });
    for (const { rows } of await db.execute<{ rows: number }>(others(one), [active])) all.left += rows;
  }
  return all;
}

async function rewrapTable(
  db: Pick<Database, 'execute'>,
  keyring: Pick<Keyring, 'rewrap'>,
  one: WrappedKeyTable,
  { from, to, batch }: { readonly from: string; readonly to: string; readonly batch: number },
): Promise<number> {
  let rewrapped = 0;
  for (let last: string | null = null; ;) {
    const found: Wrapped[] = await db.execute<Wrapped>(find(one), [from, last, batch]);
    const changed = found.flatMap(({ id, owner, wrapped_key: wrappedKey }) => {
      const fresh = rewrap(keyring, { wrappedKey, masterKeyId: from }, one.context(owner));
      return fresh === null ? [] : [{ id, old: wrappedKey, fresh }];
    });
    if (changed.length > 0) {
      const ids = changed.map(({ id }) => id);
      const [old, fresh] = [changed.map((row) => row.old), changed.map((row) => row.fresh)];
      rewrapped += (await db.execute(replace(one), [to, ids, old, fresh])).length;
    }
    last = found.at(-1)?.id ?? null;
    if (last === null) return rewrapped;
  }
}

/** Null where it cannot be opened, which must not keep the others. */
function rewrap(
  keyring: Pick<Keyring, 'rewrap'>,
  wrapped: { readonly wrappedKey: Buffer; readonly masterKeyId: string },
  context: string,
): Buffer | null {
  try {
    return keyring.rewrap(wrapped, context).wrappedKey;
  } catch (error) {
    if (isStorageError(error, 'master-key-unknown', 'object-damaged')) return null;
    throw error;
  }
}
