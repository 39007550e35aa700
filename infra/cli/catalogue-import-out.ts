import { randomUUID } from 'node:crypto';
import { constants, fstatSync, type Stats } from 'node:fs';
import { access, type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { ErrorCode } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';

/** Where the records go, one line each. */
export interface RecordLines {
  /** @param line with its line end */
  add(line: string): Promise<void>;
  /** All records have been added. */
  commit(): Promise<void>;
  /** They will not all come. */
  discard(): Promise<void>;
}

const PROBLEMS: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'catalogue.out-no-folder',
  ENOTDIR: 'catalogue.out-no-folder',
  EISDIR: 'catalogue.out-is-folder',
  EACCES: 'catalogue.out-not-allowed',
  EPERM: 'catalogue.out-not-allowed',
  EROFS: 'catalogue.out-not-allowed',
  ENOSPC: 'catalogue.out-no-space',
  EDQUOT: 'catalogue.out-no-space',
  EFBIG: 'catalogue.out-too-large',
  EPIPE: 'catalogue.out-no-reader',
};

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
};

/** Why the output at `path`, as it was asked for, cannot be written. */
export function outProblem(path: string, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const reason = codeOf(error);
  return new DomainError(PROBLEMS[reason] ?? 'catalogue.out-failed', { path, reason });
}

/** Does what touches the output. @throws DomainError `catalogue.out-…` */
async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw outProblem(path, error);
  }
}

async function missingOk<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A chain of symbolic links longer than this goes round in a circle. */
const MAX_LINKS = 40;

/** The file that a path leads to through symbolic links, there or not. */
async function targetOf(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const folder = await realpath(dirname(target));
    target = join(folder, basename(target));
    const next = await readlink(target).catch((error: unknown) => {
      if (['EINVAL', 'ENOENT'].includes(codeOf(error))) return null;
      throw error;
    });
    if (next === null) return target;
    target = resolve(folder, next);
  }
  throw new DomainError('catalogue.out-failed', { path, reason: 'ELOOP' });
}

const isSameFile = (a: Stats | null, b: Stats | null): boolean =>
  a !== null && b !== null && a.dev === b.dev && a.ino === b.ino;

/** Whether writing to `target` would change what is read at `input`. */
async function isInput(target: string, there: Stats | null, input: string): Promise<boolean> {
  const source = await stat(input).catch(() => null);
  // Told by whoever reads it.
  if (!source) return false;
  if (isSameFile(source, there)) return true;
  const way = relative(await realpath(input), target);
  return source.isDirectory() && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

const BATCH = 200;

/** Lines written in batches to an open file. */
class BatchedLines {
  readonly #path: string;
  readonly #handle: FileHandle;
  #pending: string[] = [];

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async add(line: string): Promise<void> {
    this.#pending.push(line);
    if (this.#pending.length >= BATCH) await this.flush();
  }

  flush(): Promise<void> {
    const text = this.#pending.join('');
    this.#pending = [];
    return writing(this.#path, () => this.#handle.appendFile(text));
  }
}

/** Writes a device or a pipe as the lines come. */
async function openStream(path: string): Promise<RecordLines> {
  const handle = await open(path, 'w');
  const lines = new BatchedLines(path, handle);
  return {
    add: (line) => lines.add(line),
    commit: async () => {
      await lines.flush();
      await handle.close();
    },
    discard: () => handle.close(),
  };
}

/** Writes a file that appears under its name only when it is whole, with the permissions of the one it replaces. */
async function openFile(path: string, target: string, there: Stats | null): Promise<RecordLines> {
  if (there) await access(target, constants.W_OK);
  const temporary = join(dirname(target), `.motcua-${randomUUID()}.tmp`);
  const handle = await open(temporary, 'wx');
  const lines = new BatchedLines(path, handle);
  return {
    add: (line) => lines.add(line),
    commit: async () => {
      await lines.flush();
      await writing(path, async () => {
        if (there) await handle.chmod(there.mode & 0o777);
        await handle.sync();
        await handle.close();
        await rename(temporary, target);
      });
    },
    discard: async () => {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
    },
  };
}

/** Whether a path such as `/dev/stdout` is this process's own standard output, where the report would fall between the records. */
export async function isStandardOutput(path: string): Promise<boolean> {
  return isSameFile(await stat(path).catch(() => null), fstatSync(1));
}

/**
 * Opens `--out`: a file, through symbolic links and whole or not at all, or a pipe or character device, written as the records come.
 * @param input what is read, which is never written to
 * @param tell told before a wait that only somebody else can end
 * @throws DomainError `catalogue.out-…`
 */
export function openOut(path: string, input: string, tell: (text: string) => void): Promise<RecordLines> {
  return writing(path, async () => {
    const there = await missingOk(stat(path));
    if (there?.isDirectory() || path.endsWith('/')) throw new DomainError('catalogue.out-is-folder', { path });
    if (there?.isFIFO()) tell(`… chờ bên đọc / waiting for a reader: --out ${path}\n`);
    if (there?.isFIFO() || there?.isCharacterDevice()) return openStream(path);
    if (there && !there.isFile()) throw new DomainError('catalogue.out-not-a-file', { path });
    const target = await targetOf(path);
    if (await isInput(target, there, input)) throw new DomainError('catalogue.out-is-input', { path });
    return openFile(path, target, there);
  });
}
