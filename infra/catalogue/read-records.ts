import { open, stat } from 'node:fs/promises';
import { DomainError } from '../../domain/errors.ts';
import { readFolder } from './read-records-folder.ts';
import type { SourceItem } from './read-records-item.ts';
import { beginsTar, readTar } from './read-records-tar.ts';

type Kind = 'folder' | 'xz' | 'tar' | 'other' | 'special';

const HEAD_BYTES = 512;
const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

async function archiveKind(path: string): Promise<Kind> {
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = await open(path);
  try {
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (head.subarray(0, XZ_MAGIC.length).equals(XZ_MAGIC)) return 'xz';
    return beginsTar(head.subarray(0, bytesRead)) ? 'tar' : 'other';
  } finally {
    await handle.close();
  }
}

/** Only a folder or a regular file is opened: a pipe may never end. */
async function kindOf(path: string): Promise<Kind> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) return 'folder';
    return info.isFile() ? await archiveKind(path) : 'special';
  } catch (error) {
    const { code } = error as { code?: unknown };
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new DomainError(missing ? 'catalogue.not-found' : 'catalogue.not-readable', { path });
  }
}

/**
 * The records of a national catalogue at `path`: a folder, read recursively in the order of names, or a `.tar.xz` or `.tar`, streamed in
 * its own order. Records are `.txt` files in UTF-8; everything else comes as `skipped` with what it is, a record that cannot be read as
 * `error`, and an archive that is damaged or has no end as a `problem` after all that could be read.
 * @throws DomainError `catalogue.not-found` | `catalogue.not-readable` | `catalogue.not-a-file` | `catalogue.not-an-archive` |
 *   `catalogue.no-tar-inside`
 */
export async function* readRecords(path: string): AsyncGenerator<SourceItem> {
  const kind = await kindOf(path);
  if (kind === 'special') throw new DomainError('catalogue.not-a-file', { path });
  if (kind === 'other') throw new DomainError('catalogue.not-an-archive', { path });
  if (kind === 'folder') yield* readFolder(path);
  else yield* readTar(path, kind === 'xz');
}
