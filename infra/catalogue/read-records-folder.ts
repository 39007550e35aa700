import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DomainError } from '../../domain/errors.ts';
import { MAX_RECORD_BYTES, type SourceItem, toItem, whyNoRecord } from './read-records-item.ts';

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    const { path } = error as { path?: unknown };
    throw new DomainError('catalogue.not-readable', { path: typeof path === 'string' ? path : folder });
  }
}

/** Only regular files are opened: a pipe or a device may never end. A link to a file is as good as the file. */
async function readOne(path: string, source: string): Promise<SourceItem> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) return { source, skipped: 'folder-link' };
    if (!info.isFile()) return { source, skipped: 'special-file' };
    const reason = whyNoRecord(source);
    if (reason) return { source, skipped: reason };
    if (info.size > MAX_RECORD_BYTES) return { source, error: 'national-record.too-large' };
    return toItem(source, await readFile(path));
  } catch {
    return { source, error: 'national-record.unreadable' };
  }
}

/**
 * What a folder and its subfolders hold, in the order of names.
 * @throws DomainError `catalogue.not-readable`
 */
export async function* readFolder(folder: string): AsyncGenerator<SourceItem> {
  const files = (await entriesOf(folder))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
  for (const source of files) yield await readOne(join(folder, source), source);
}
