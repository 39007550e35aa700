import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../config/config.ts';
import { systemVariables, fetchingVariables } from '../config/system-variables.ts';
import type { Tell } from './progress.ts';
import { errorCode, StackError } from './stack-error.ts';

/**
 * Programs no package registry ships. Each is looked for in its setting, on PATH, in the per-user cache, and at last built
 * once with Go from our pinned module (`go.mod` and `go.sum` beside this file; Go's checksum database verifies the source).
 */
const PROGRAMS = {
  'temporal-server': {
    setting: 'TEMPORAL_SERVER_BINARY',
    cached: 'temporal-server-1.32.0',
    module: 'temporal',
    package: 'go.temporal.io/server/cmd/server',
    tags: 'disable_grpc_modules',
    minutes: 4,
  },
  'temporal-sql-tool': {
    setting: 'TEMPORAL_SQL_TOOL_BINARY',
    cached: 'temporal-sql-tool-1.32.0',
    module: 'temporal',
    package: 'go.temporal.io/server/cmd/tools/sql',
    tags: 'disable_grpc_modules',
    minutes: 1,
  },
  minio: {
    setting: 'MINIO_BINARY',
    cached: 'minio-20260212201848',
    module: 'minio',
    package: 'github.com/minio/minio',
    tags: '',
    minutes: 3,
  },
  'toxiproxy-server': {
    setting: 'TOXIPROXY_BINARY',
    cached: 'toxiproxy-server-2.12.0',
    module: 'toxiproxy',
    package: 'github.com/Shopify/toxiproxy/v2/cmd/server',
    tags: '',
    minutes: 1,
  },
} as const;

export type Program = keyof typeof PROGRAMS;

const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const STEP_MS = 10_000;
const ABANDONED_MS = 60_000;

/** The per-user folder of what is built or fetched once. */
export const cacheDir = (configured: string | undefined): string => {
  if (configured !== undefined) return configured;
  const { XDG_CACHE_HOME: caches, LOCALAPPDATA: localData } = systemVariables();
  return join(caches ?? localData ?? systemCaches(), 'motcua');
};

const systemCaches = (): string =>
  process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The first file of that name on PATH that can be run. */
export const onPath = (name: string): string | undefined =>
  (systemVariables().PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name + SUFFIX))
    .find(isExecutable);

/**
 * Runs `work` while holding the lock file, so that two starts do not build the same thing twice. The holder touches the file
 * while it lives; one left untouched for a minute is taken over.
 */
export const withBuildLock = async <T>(lock: string, onWait: () => void, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(lock), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > ABANDONED_MS) rmSync(lock, { force: true });
    if (!told) onWait();
    told = true;
    await delay(500);
  }
  const touch = setInterval(() => utimesSync(lock, new Date(), new Date()), ABANDONED_MS / 6);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    rmSync(lock, { force: true });
  }
};

const build = (program: Program, output: string, onProgress: Tell): Promise<void> => {
  const { module, package: source, tags, minutes } = PROGRAMS[program];
  const draft = `${output}.building`;
  const args = ['build', '-trimpath', '-ldflags=-s -w', ...(tags === '' ? [] : [`-tags=${tags}`]), '-o', draft, source];
  const started = Date.now();
  const tick = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    onProgress(`building ${program} with Go: ${seconds} s of about ${minutes * 60} on two cores`);
  }, STEP_MS);
  onProgress(`building ${program} with Go, once (about ${minutes} min on two cores)`);
  return new Promise((resolve, reject) => {
    const cwd = fileURLToPath(new URL(`go/${module}/`, import.meta.url));
    const child = spawn('go', args, {
      cwd,
      env: { ...fetchingVariables(), CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const endWithUs = (): void => void child.kill();
    process.once('exit', endWithUs);
    let messages = '';
    child.stderr.on('data', (chunk: Buffer) => {
      messages = (messages + chunk.toString('utf8')).slice(-4_000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(tick);
      process.removeListener('exit', endWithUs);
      if (code === 0) {
        renameSync(draft, output);
        resolve();
        return;
      }
      rmSync(draft, { force: true });
      const last = messages.trim().split('\n').slice(-6).join('\n  ');
      reject(
        new StackError(
          PROGRAMS[program].setting,
          `Go cannot build ${program}`,
          `Go không dựng được ${program}`,
          `  ${last}`,
        ),
      );
    });
  });
};

/** What names a server of the operator's own instead; the proxy of tests and the storm has none. */
const EXTERNAL: Readonly<Partial<Record<Program, string>>> = {
  minio: 'S3_ENDPOINT',
  'temporal-server': 'TEMPORAL_ADDRESS',
  'temporal-sql-tool': 'TEMPORAL_ADDRESS',
};

const noWay = (program: Program, cached: string): StackError => {
  const { setting } = PROGRAMS[program];
  const external = EXTERNAL[program];
  return new StackError(
    setting,
    `there is no ${program} and no Go to build it. Ways out: install Go 1.26 or newer (https://go.dev/dl) and start again; ` +
      `put ${program} on PATH; copy it to ${cached}; set ${setting} to its path` +
      (external === undefined ? '' : `; or set ${external} to use a server of your own`),
    `không có ${program} và không có Go để dựng. Cách khắc phục: cài Go 1.26 trở lên (https://go.dev/dl) rồi chạy lại; ` +
      `đặt ${program} vào PATH; chép vào ${cached}; đặt ${setting} là đường dẫn của nó` +
      (external === undefined ? '' : `; hoặc đặt ${external} để dùng máy chủ riêng`),
  );
};

const configuredBinary = (setting: Settings[keyof Settings] & string, name: string): string => {
  if (isExecutable(setting)) return setting;
  throw new StackError(
    name,
    `${setting} is not a program that can be run`,
    `${setting} không phải chương trình chạy được`,
  );
};

/**
 * The path of a program, built first if need be.
 * @throws {StackError} naming the ways out when there is neither the program nor Go
 */
export const findProgram = async (
  program: Program,
  settings: Pick<Settings, (typeof PROGRAMS)[Program]['setting'] | 'MOTCUA_CACHE_DIR'>,
  onProgress: Tell,
): Promise<string> => {
  const { setting, cached } = PROGRAMS[program];
  const configured = settings[setting];
  if (configured !== undefined) return configuredBinary(configured, setting);
  const found = onPath(program);
  if (found !== undefined) return found;
  const path = join(cacheDir(settings.MOTCUA_CACHE_DIR), 'bin', cached + SUFFIX);
  if (isExecutable(path)) return path;
  if (onPath('go') === undefined) throw noWay(program, path);
  const lock = `${path}.lock`;
  await withBuildLock(
    lock,
    () => onProgress(`another start is building ${program}; waiting for it`),
    async () => {
      if (!existsSync(path)) await build(program, path, onProgress);
    },
  );
  return path;
};
