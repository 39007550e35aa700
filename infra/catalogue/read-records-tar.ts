import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract as tarExtract, type Header } from 'tar-stream';
import xz from 'xz-decompress';
import { DomainError } from '../../domain/errors.ts';
import { MAX_RECORD_BYTES, type SourceItem, type SourceProblem, toItem, whyNoRecord } from './read-records-item.ts';

const BLOCK = 512;
const MAGIC = { at: 257, text: 'ustar' } as const;

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Whether a file that begins so is a tar: the header of its first entry, or the empty block that ends one without entries. */
export function beginsTar(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false;
  const magic = Buffer.from(head).toString('latin1', MAGIC.at, MAGIC.at + MAGIC.text.length);
  return magic === MAGIC.text || isZero(head.subarray(0, BLOCK));
}

/** Hands on the bytes of a tar and remembers whether it has its end: an empty block behind the last entry. */
class TarBytes {
  #last: Buffer = Buffer.alloc(0);
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get hasEnd(): boolean {
    return this.#last.length === BLOCK && isZero(this.#last);
  }

  /** @throws DomainError `catalogue.no-tar-inside` */
  async *pass(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let head: Uint8Array | null = Buffer.alloc(0);
    for await (const chunk of input) {
      this.#last = Buffer.concat([this.#last, chunk.subarray(-BLOCK)]).subarray(-BLOCK);
      if (head === null) {
        yield chunk;
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < BLOCK) continue;
      if (!beginsTar(head)) break;
      yield head;
      head = null;
    }
    if (head !== null) throw new DomainError('catalogue.no-tar-inside', { path: this.#path });
  }
}

interface TarEntry {
  readonly header: Header;
  /** Null where they were not asked for, or are too many. */
  readonly bytes: Buffer | null;
}

/** Reads an entry to its end, without which the archive does not go on; keeps nothing of it unless asked. */
async function readEntry(entry: object, keep: boolean): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  // The package's streams can be iterated, its declarations do not say so.
  for await (const chunk of entry as AsyncIterable<Uint8Array>) if (keep) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The entries of a tar, with the bytes of those that `isWanted`, and last what is wrong with its end, if anything is.
 * @throws DomainError `catalogue.no-tar-inside`
 */
async function* entriesOf(
  path: string,
  compressed: boolean,
  isWanted: (header: Header) => boolean,
): AsyncGenerator<TarEntry | SourceProblem> {
  const extract = tarExtract();
  const file = createReadStream(path);
  // The two declarations of a web stream, Node's and the package's, differ in name only.
  const input = compressed ? Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(file) as never)) : file;
  const bytes = new TarBytes(path);
  // A failure reaches the loop below through `extract`, which the pipeline destroys with the same error.
  const pumping = pipeline(input, (source: AsyncIterable<Uint8Array>) => bytes.pass(source), extract).catch(
    () => undefined,
  );
  try {
    for await (const entry of extract) {
      const { header } = entry;
      const keep = isWanted(header) && (header.size ?? 0) <= MAX_RECORD_BYTES;
      const content = await readEntry(entry, keep);
      yield { header, bytes: keep ? content : null };
    }
    await pumping;
    if (!bytes.hasEnd) yield 'catalogue.unfinished-archive';
  } catch (error) {
    if (error instanceof DomainError) throw error;
    yield 'catalogue.damaged-archive';
  } finally {
    extract.destroy();
    file.destroy();
  }
}

const FILES: ReadonlySet<unknown> = new Set(['file', 'contiguous-file']);
const isFile = ({ type }: Header): boolean => FILES.has(type);
const isRecord = (header: Header): boolean => isFile(header) && whyNoRecord(header.name) === null;

/** What an entry is, once its links are known; null for a folder and for a link that is followed later. */
function toSourceItem({ header, bytes }: TarEntry): SourceItem | null {
  const { name: source, type } = header;
  const reason = whyNoRecord(source);
  if (type === 'directory') return null;
  if (!isFile(header) && type !== 'link' && type !== 'symlink') return { source, skipped: 'special-file' };
  if (reason) return { source, skipped: reason };
  if (!isFile(header)) return null;
  return bytes ? toItem(source, bytes) : { source, error: 'national-record.too-large' };
}

/** The entry that a link leads to: a hard link names it as the archive does, a symbolic one from where it lies. */
function targetOf({ name, type, linkname }: Header): string {
  const target = linkname ?? '';
  return posix.normalize(type === 'symlink' ? posix.join(posix.dirname(name), target) : target);
}

/** Follows links into the archive, which is read a second time for their targets. */
async function* readLinks(path: string, compressed: boolean, links: readonly Header[]): AsyncGenerator<SourceItem> {
  const byTarget = Map.groupBy(links, targetOf);
  const isTarget = (header: Header): boolean => isFile(header) && byTarget.has(posix.normalize(header.name));
  for await (const entry of entriesOf(path, compressed, isTarget)) {
    // What is wrong with the archive has been seen the first time.
    if (typeof entry === 'string' || !isTarget(entry.header)) continue;
    const { header, bytes } = entry;
    const target = posix.normalize(header.name);
    for (const { name: source } of byTarget.get(target) ?? [])
      yield bytes ? toItem(source, bytes) : { source, error: 'national-record.too-large' };
    byTarget.delete(target);
  }
  for (const { name: source } of [...byTarget.values()].flat()) yield { source, skipped: 'link-without-target' };
}

/**
 * What a `.tar`, plain or compressed by xz, holds, in its own order, its links last, and then what is wrong with the archive.
 * @throws DomainError `catalogue.no-tar-inside`
 */
export async function* readTar(path: string, compressed: boolean): AsyncGenerator<SourceItem> {
  const links: Header[] = [];
  let problem: SourceProblem | null = null;
  for await (const entry of entriesOf(path, compressed, isRecord)) {
    if (typeof entry === 'string') {
      problem = entry;
      continue;
    }
    const item = toSourceItem(entry);
    if (item) yield item;
    else if (entry.header.type !== 'directory') links.push(entry.header);
  }
  if (links.length > 0) yield* readLinks(path, compressed, links);
  if (problem) yield { source: path, problem };
}
