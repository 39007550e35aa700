import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract as tarExtract } from 'tar-stream';
import xz from 'xz-decompress';
import { DomainError } from '../../domain/errors.ts';

/** What a catalogue's folder or archive holds: a record's text, a record that cannot be read (an error code), or a file that is none. */
export type SourceItem =
  | { readonly source: string; readonly text: string }
  | { readonly source: string; readonly error: string }
  | { readonly source: string; readonly skipped: true };

/** The largest record known has 125 kB; anything above this is not a record. */
const MAX_RECORD_BYTES = 5_000_000;
const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

function decode(source: string, bytes: Uint8Array): SourceItem {
  try {
    return { source, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { source, error: 'national-record.invalid-utf8' };
  }
}

const isRecord = (source: string): boolean => /(?:^|[/\\])[^./\\][^/\\]*\.txt$/iu.test(source);

async function* readFolder(folder: string): AsyncGenerator<SourceItem> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
  for (const source of files) {
    if (!isRecord(source)) {
      yield { source, skipped: true };
      continue;
    }
    yield await readOne(join(folder, source), source);
  }
}

async function readOne(path: string, source: string): Promise<SourceItem> {
  try {
    const info = await stat(path);
    if (info.size > MAX_RECORD_BYTES) return { source, error: 'national-record.too-large' };
    return decode(source, await readFile(path));
  } catch {
    return { source, error: 'national-record.unreadable' };
  }
}

/** Reads an entry to its end, without which the archive does not go on; keeps nothing of it unless asked. */
async function readEntry(entry: object, keep: boolean): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  // The package's streams can be iterated, its declarations do not say so.
  for await (const chunk of entry as AsyncIterable<Uint8Array>) if (keep) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* readTar(path: string, compressed: boolean): AsyncGenerator<SourceItem> {
  const extract = tarExtract();
  const file = createReadStream(path);
  // The two declarations of a web stream, Node's and the package's, differ in name only.
  const input = compressed ? Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(file) as never)) : file;
  // A failure reaches the loop below through `extract`, which the pipeline destroys with the same error.
  const pumping = pipeline(input, extract).catch(() => undefined);
  try {
    for await (const entry of extract) {
      const { name, size, type } = entry.header;
      const fits = size <= MAX_RECORD_BYTES;
      const wanted = type === 'file' && isRecord(name);
      const bytes = await readEntry(entry, wanted && fits);
      if (type === 'directory') continue;
      if (!wanted) yield { source: name, skipped: true };
      else yield fits ? decode(name, bytes) : { source: name, error: 'national-record.too-large' };
    }
    await pumping;
  } catch {
    yield { source: path, error: 'catalogue.damaged-archive' };
  } finally {
    extract.destroy();
    file.destroy();
  }
}

async function archiveKind(path: string): Promise<'xz' | 'tar' | null> {
  const head = Buffer.alloc(512);
  const handle = await open(path);
  try {
    await handle.read(head, 0, head.length, 0);
  } finally {
    await handle.close();
  }
  if (head.subarray(0, XZ_MAGIC.length).equals(XZ_MAGIC)) return 'xz';
  return head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : null;
}

/**
 * The records of a national catalogue at `path`: a folder, read recursively in the order of names, or a `.tar.xz` or `.tar`, streamed in
 * its own order. Records are `.txt` files in UTF-8; every other file comes as `skipped`, one that cannot be read as `error`, and an
 * archive that ends early or is damaged as an `error` after the records before the damage.
 * @throws DomainError `catalogue.not-found` | `catalogue.not-readable` | `catalogue.not-an-archive`
 */
export async function* readRecords(path: string): AsyncGenerator<SourceItem> {
  let kind: 'folder' | 'xz' | 'tar' | null;
  try {
    kind = (await stat(path)).isDirectory() ? 'folder' : await archiveKind(path);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new DomainError(missing ? 'catalogue.not-found' : 'catalogue.not-readable', { path });
  }
  if (kind === null) throw new DomainError('catalogue.not-an-archive', { path });
  if (kind === 'folder') yield* readFolder(path);
  else yield* readTar(path, kind === 'xz');
}
