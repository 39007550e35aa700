import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { explainDisk, diskFull, errorCode, StackError } from './stack-error.ts';
import { endAll, identityOf, isAlive } from './process-identity.ts';
import type { OwnProcess } from './process-identity.ts';

/** Below this a first start fails half-way: PostgreSQL's first write-ahead logs alone take 80 MB. */
const LEAST_FREE_BYTES = 400 * 1024 * 1024;

/** Where things lie in the data folder. */
export const dataPaths = (dataDir: string) => ({
  lock: join(dataDir, 'launcher.json'),
  processes: join(dataDir, 'processes.json'),
  running: join(dataDir, 'running.json'),
  secrets: join(dataDir, 'secrets.json'),
  logs: join(dataDir, 'logs'),
  postgres: join(dataDir, 'postgres'),
  minio: join(dataDir, 'minio'),
  temporal: join(dataDir, 'temporal'),
});

interface Holder {
  readonly pid: number;
  readonly identity: string;
  readonly since: string;
}

/** Writes a file that only this user can read, whole or not at all. */
export const writePrivateFile = (path: string, content: string): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
};

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isOwnProcess = (value: unknown): value is OwnProcess =>
  isRecord(value) &&
  typeof value.pid === 'number' &&
  typeof value.identity === 'string' &&
  typeof value.end === 'string';

const readHolder = (path: string): Holder | undefined => {
  const value = readJson(path);
  if (!isRecord(value) || typeof value.pid !== 'number' || typeof value.identity !== 'string') return undefined;
  return { pid: value.pid, identity: value.identity, since: String(value.since) };
};

/** The launcher that holds this data folder now, if one is alive. */
export const holderOf = (dataDir: string): Holder | undefined => {
  const holder = readHolder(dataPaths(dataDir).lock);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
};

const heldBy = (dataDir: string, { pid, since }: Holder): StackError =>
  new StackError(
    'DATA_DIR',
    `${dataDir} is in use by another start, process ${pid}, since ${since}; stop that one first`,
    `${dataDir} đang được tiến trình ${pid} dùng từ ${since}; hãy dừng tiến trình đó trước`,
  );

/**
 * Takes the data folder for this process. A folder left by a launcher that died is taken over.
 * @throws {StackError} when another launcher holds it
 */
const takeLock = (dataDir: string): void => {
  const { lock } = dataPaths(dataDir);
  const me: Holder = { pid: process.pid, identity: identityOf(process.pid) ?? '', since: new Date().toISOString() };
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      writeFileSync(lock, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw explainDisk(error, dataDir);
    }
    const holder = holderOf(dataDir);
    if (holder !== undefined) throw heldBy(dataDir, holder);
    // Of two that find the same dead holder, the slower may move the lock of the faster: it is then put back.
    const stale = `${lock}.${process.pid}.stale`;
    try {
      renameSync(lock, stale);
    } catch {
      continue;
    }
    const moved = readHolder(stale);
    if (moved !== undefined && isAlive(moved)) {
      renameSync(stale, lock);
      throw heldBy(dataDir, moved);
    }
    rmSync(stale, { force: true });
  }
  throw new StackError('DATA_DIR', `cannot take ${dataDir}`, `không chiếm được ${dataDir}`);
};

/** The processes a launcher wrote down and that still run. */
const leftovers = (dataDir: string): OwnProcess[] => {
  const value = readJson(dataPaths(dataDir).processes);
  return Array.isArray(value) ? value.filter(isOwnProcess).filter(isAlive) : [];
};

/** Ends what a launcher that died left running in this data folder; answers their names. */
export const endLeftovers = async (dataDir: string): Promise<readonly string[]> => {
  const found = leftovers(dataDir);
  await endAll(found, 5_000);
  return found.map(({ name }) => name);
};

/**
 * Whether a folder is one of ours: it has our secrets, or nothing but what we keep in one (a start that went no further).
 * Guards `reset` against a mistaken DATA_DIR.
 */
export const looksLikeDataFolder = (dataDir: string): boolean => {
  const paths = dataPaths(dataDir);
  const known = new Set(Object.values(paths).map((path) => basename(path)));
  return existsSync(paths.secrets) || readdirSync(dataDir).every((name) => known.has(name));
};

const requireSpace = (dataDir: string): void => {
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < LEAST_FREE_BYTES) throw diskFull(dataDir);
};

const prepareFolder = (dataDir: string): void => {
  const { logs, temporal, minio } = dataPaths(dataDir);
  try {
    for (const folder of [dataDir, logs, temporal, minio]) mkdirSync(folder, { recursive: true });
    // Others may pass through, not look: under root, PostgreSQL runs as another user in a folder below.
    chmodSync(dataDir, 0o711);
    for (const folder of [logs, temporal, minio]) chmodSync(folder, 0o700);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) throw explainDisk(error, dataDir);
    throw new StackError('DATA_DIR', `${dataDir} cannot be written`, `không ghi được vào ${dataDir}`);
  }
};

/** The data folder as its one holder sees it. */
export interface DataFolder {
  readonly dir: string;
  readonly endedLeftovers: readonly string[];
  /** Writes down what runs, so that the next launcher can end it if this one cannot. */
  record(processes: readonly OwnProcess[]): void;
  release(): void;
}

/**
 * Makes the data folder ready and takes it for this process; ends leftovers of a launcher that died.
 * @throws {StackError} when it is held, cannot be written or its disk is full
 */
export const openDataFolder = async (dataDir: string): Promise<DataFolder> => {
  prepareFolder(dataDir);
  takeLock(dataDir);
  const { lock, processes, running } = dataPaths(dataDir);
  let released = false;
  const release = (): void => {
    released = true;
    for (const path of [running, processes, lock]) rmSync(path, { force: true });
  };
  try {
    rmSync(running, { force: true });
    const endedLeftovers = await endLeftovers(dataDir);
    requireSpace(dataDir);
    return {
      dir: dataDir,
      endedLeftovers,
      record: (list) => {
        if (!released) writePrivateFile(processes, JSON.stringify(list, undefined, 2));
      },
      release,
    };
  } catch (error) {
    if (existsSync(lock)) release();
    throw error;
  }
};
