import { ConfigError } from '../config/config-error.ts';
import type { Database } from '../db/orm.ts';
import { WRAPPED_KEYS } from './wrapped-keys.ts';

type Execute = Pick<Database, 'execute'>;

/** How many rows of a table are under a master key. */
export interface MasterKeyUse {
  readonly table: string;
  readonly key: string;
  readonly rows: number;
}

const IN_USE = { name: 'master-keys-in-use', text: 'select kept_in as "table", key from master_keys_in_use()' };

const count = (table: string) => ({
  name: `master-key-rows-${table}`,
  text: `select count(*)::int as rows from ${table} where master_key_id = $1`,
});

/** Every master key in use, with the rows that need it, table by table. */
export async function masterKeyUse(db: Execute): Promise<MasterKeyUse[]> {
  const pairs = await db.execute<{ table: string; key: string }>(IN_USE, []);
  const known = pairs.filter(({ table }) => WRAPPED_KEYS.some((one) => one.table === table));
  return Promise.all(
    known.map(async ({ table, key }) => {
      const [found] = await db.execute<{ rows: number }>(count(table), [key]);
      return { table, key, rows: found?.rows ?? 0 };
    }),
  );
}

/**
 * Makes sure that every master key in use is configured: without it nothing that it wrapped is ever read again.
 * @param configured ids of the keys of MASTER_KEYS
 * @throws ConfigError naming each key that is missing, and how many rows need it
 */
export async function requireMasterKeys(db: Execute, configured: readonly string[]): Promise<void> {
  // Cheap enough for every look at the health; only what is missing is counted.
  const pairs = await db.execute<{ table: string; key: string }>(IN_USE, []);
  if (pairs.every(({ key }) => configured.includes(key))) return;
  const missing = (await masterKeyUse(db)).filter(({ key }) => !configured.includes(key));
  const byKey = Map.groupBy(missing, ({ key }) => key);
  throw new ConfigError(
    [...byKey].map(([key, uses]) => {
      const rows = uses.map((use) => `${use.table}: ${use.rows}`).join(', ');
      return {
        setting: 'MASTER_KEYS',
        en: `has no key ${key}, which rows are encrypted under (${rows}); put it back, and take it away after motcua keys rotate only`,
        vi: `thiếu khóa ${key} mà dữ liệu đang dùng (${rows}); hãy đặt lại, chỉ bỏ sau khi chạy motcua keys rotate`,
      };
    }),
  );
}
