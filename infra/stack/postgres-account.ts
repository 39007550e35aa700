import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from './stack-error.ts';

/** The user PostgreSQL runs as when we are root, which it refuses to be. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

const KNOWN_NAMES = ['postgres', '_postgres'];

const idOf = (flag: '-u' | '-g', name: string): number | undefined => {
  try {
    return Number.parseInt(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      10,
    );
  } catch {
    return undefined;
  }
};

const accountNamed = (name: string): PostgresAccount | undefined => {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
};

const knownAccount = (): PostgresAccount | undefined =>
  KNOWN_NAMES.map(accountNamed).find((account) => account !== undefined);

const createAccount = (): void => {
  try {
    const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
    execFileSync('useradd', args, { stdio: 'ignore' });
  } catch {
    // Without the program or the right, the caller finds no account and says so.
  }
};

/**
 * The account for the embedded PostgreSQL: undefined is this user itself. As root it is the owner of existing data, else the
 * user `postgres`, made if the system has none.
 * @throws {StackError} as root, when there is no such user and none can be made
 */
export const postgresAccount = (dataFolder: string): PostgresAccount | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const found = knownAccount() ?? (createAccount(), knownAccount());
  if (found !== undefined) return found;
  throw new StackError(
    'DATABASE_URL',
    'PostgreSQL does not run as root and no user "postgres" could be made: start as an ordinary user, make that user, or set DATABASE_URL',
    'PostgreSQL không chạy dưới quyền root và không tạo được người dùng "postgres": hãy chạy bằng người dùng thường, tạo người dùng đó, hoặc đặt DATABASE_URL',
  );
};

const mayEnter = (folder: string, { uid, gid }: PostgresAccount): boolean => {
  const { mode, uid: owner, gid: group } = statSync(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
};

const mayReach = (path: string, account: PostgresAccount): boolean => {
  const parent = dirname(path);
  return mayEnter(path, account) && (parent === path || mayReach(parent, account));
};

/** A command line as that account will run it. */
export interface AccountCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Runs `file` as that account. Where a folder above it or above `dataFolder` is closed to the account (a checkout under
 * /root), the process keeps just the one capability to pass through, which needs Linux and `setpriv`.
 * @throws {StackError} when there is no way in
 */
export const asAccount = (
  account: PostgresAccount | undefined,
  file: string,
  args: readonly string[],
  dataFolder: string,
): AccountCommand => {
  if (account === undefined) return { file, args };
  if (mayReach(file, account) && mayReach(dataFolder, account)) return { file, args, ...account };
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new StackError(
      'DATA_DIR',
      `PostgreSQL cannot run as root and its user cannot enter ${dirname(dataFolder)}: move the checkout to a folder open to all (/srv, /opt), or start as an ordinary user`,
      `PostgreSQL không chạy dưới quyền root và người dùng của nó không vào được ${dirname(dataFolder)}: hãy chuyển mã nguồn sang thư mục ai cũng vào được (/srv, /opt) hoặc chạy bằng người dùng thường`,
    );
  }
  const { uid, gid } = account;
  const wrap = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return { file: 'setpriv', args: [...wrap, '--', file, ...args] };
};
