import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import type { ObjectBody } from './object-store.ts';
import { StorageError } from './storage-error.ts';

/** What fits is kept in memory; most documents are a few scanned pages. */
const MEMORY_BYTES = 256 * 1024;

/** A place for one object on its way, gone when its use ends. */
export interface Spool {
  /** Takes in everything `source` gives, once; its errors pass through. */
  fill(source: AsyncIterable<Buffer>): Promise<ObjectBody>;
}

/**
 * Lends a spool for the time of `use`. What does not fit into memory goes into a file in `folder` that has no name from the
 * start on: even a killed process leaves nothing. Only ciphertext may be spooled.
 * @throws StorageError `storage-unavailable` when the folder cannot be written or is full
 */
export async function withSpool<T>(folder: string, use: (spool: Spool) => Promise<T>): Promise<T> {
  let handle: FileHandle | null = null;
  const append = async (bytes: Buffer): Promise<FileHandle> => {
    const file = (handle ??= await diskCall(folder, () => openUnnamed(folder)));
    await diskCall(folder, () => file.appendFile(bytes));
    return file;
  };
  try {
    return await use({ fill: (source) => fill(source, append) });
  } finally {
    await (handle as FileHandle | null)?.close();
  }
}

async function openUnnamed(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}.part`);
  const opened = await open(path, 'wx+', 0o600);
  await unlink(path);
  return opened;
}

async function fill(
  source: AsyncIterable<Buffer>,
  append: (bytes: Buffer) => Promise<FileHandle>,
): Promise<ObjectBody> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let held: Buffer[] = [];
  let file: FileHandle | null = null;
  let size = 0;
  for await (const chunk of source) {
    sha256.update(chunk);
    md5.update(chunk);
    size += chunk.length;
    held.push(chunk);
    if (file === null && size <= MEMORY_BYTES) continue;
    file = await append(Buffer.concat(held));
    held = [];
  }
  const written = file;
  const inMemory = Buffer.concat(held);
  return {
    size,
    sha256: sha256.digest('hex'),
    md5: md5.digest('base64'),
    open: () =>
      written === null
        ? Readable.from([inMemory], { objectMode: false })
        : written.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 }),
  };
}

async function diskCall<T>(folder: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = isNativeError(error) && 'code' in error ? String(error.code) : String(error);
    throw new StorageError('storage-unavailable', `temporary folder ${folder} cannot be written (${code})`);
  }
}
