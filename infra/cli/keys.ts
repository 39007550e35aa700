import type { Database } from '../db/orm.ts';
import type { KeyRing } from '../config/setting-kinds.ts';
import { masterKeyUse } from '../personal/master-key-use.ts';
import { rotateMasterKeys } from '../personal/rotate-keys.ts';
import { createKeyring } from '../storage/envelope.ts';
import { openConnections } from './connections.ts';

const USAGE = `motcua keys list [--json]
  Khóa chủ nào đang bọc bao nhiêu khóa dữ liệu; mã thoát 1 nếu thiếu khóa đang dùng.
  Which master key wraps how many data keys; exit code 1 when one in use is not configured.
motcua keys rotate [--json]
  Sau khi đặt khóa mới lên đầu MASTER_KEYS và khởi động lại: bọc lại mọi khóa dữ liệu bằng khóa đó. Chạy lại đến khi còn 0 rồi mới bỏ khóa cũ.
  Once a new key stands first in MASTER_KEYS and everything was started again: wraps every data key with it. Repeat until 0 are left,
  and take the old key away only then.
`;

/** `motcua keys list|rotate`: exit code 0, 1 while a key is missing or something is left, 2 for wrong usage. */
export async function keysCommand(argv: string[]): Promise<number> {
  const [verb, ...options] = argv;
  const json = options.includes('--json');
  if ((verb !== 'list' && verb !== 'rotate') || options.some((option) => option !== '--json')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { db, config, close } = await openConnections();
  try {
    return verb === 'list' ? await list(db, config.keys.master, json) : await rotate(db, config.keys.master, json);
  } finally {
    await close();
  }
}

async function list(db: Database, keys: KeyRing, json: boolean): Promise<number> {
  const configured = keys.map(({ id }) => id);
  const uses = await masterKeyUse(db);
  const missing = [...new Set(uses.map(({ key }) => key))].filter((key) => !configured.includes(key));
  if (json) {
    process.stdout.write(`${JSON.stringify({ active: keys[0].id, configured, missing, uses })}\n`);
  } else {
    const state = (key: string): string => {
      if (key === keys[0].id) return 'hiện hành | active';
      return missing.includes(key) ? 'THIẾU trong MASTER_KEYS | MISSING in MASTER_KEYS' : 'cũ | old';
    };
    for (const { table, key, rows } of uses)
      process.stdout.write(`${key.padEnd(12)} ${table.padEnd(18)} ${String(rows).padStart(9)}  ${state(key)}\n`);
  }
  return missing.length === 0 ? 0 : 1;
}

async function rotate(db: Database, keys: KeyRing, json: boolean): Promise<number> {
  const key = keys[0].id;
  const { rewrapped, left } = await rotateMasterKeys(db, createKeyring(keys), key);
  process.stdout.write(
    json
      ? `${JSON.stringify({ key, rewrapped, left })}\n`
      : `Khóa ${key}: bọc lại ${rewrapped} khóa dữ liệu, còn ${left} | Key ${key}: ${rewrapped} data keys wrapped, ${left} left\n`,
  );
  return left === 0 ? 0 : 1;
}
