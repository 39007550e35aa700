import type { DocumentRecord } from '../db/entities/entities.ts';
import type { StoredResult } from '../../domain/dossier/events.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ObjectBody, ObjectStore } from './object-store.ts';
import { withSpool } from './spool.ts';
import { isStorageError, StorageError } from './storage-error.ts';
import { verifyObject } from './verify-object.ts';

const DAY_MS = 86_400_000;

export interface ResultStoreOptions {
  readonly store: ObjectStore;
  /** The bucket with Object Lock. */
  readonly bucket: string;
  readonly retentionDays: number;
  readonly tempDir: string;
  readonly now: () => Date;
}

/**
 * Puts a result's ciphertext, under the same key, into the write-once bucket, and reads that very version back: hash,
 * decryption, retention. A version that already lies there is taken if all of that holds of it, so that repeats of an act
 * give one version with one retention.
 * @throws DomainError `document-damaged` when the uploaded ciphertext is no longer what was recorded: upload it again
 * @throws StorageError when the store fails
 */
export async function storeResultVersion(
  { store, bucket, retentionDays, tempDir, now }: ResultStoreOptions,
  record: DocumentRecord,
  dataKey: Uint8Array,
): Promise<StoredResult> {
  const key = record.objectKey;
  // Retries come seconds or hours after the first try: a retention that lacks no more than that still counts.
  const slackMs = Math.min(DAY_MS, (retentionDays * DAY_MS) / 2);
  const requiredUntil = new Date(Math.ceil(now().getTime() / 1000) * 1000 + retentionDays * DAY_MS);

  /** What lies there as this version, or null when it may not count as the stored result. */
  const inspect = async (versionId: string): Promise<StoredResult | null> => {
    try {
      const { body, retention } = await store.getProtected(bucket, key, versionId);
      if (retention?.mode !== 'COMPLIANCE' || retention.until.getTime() < requiredUntil.getTime() - slackMs) {
        body.destroy();
        return null;
      }
      await verifyObject(body, dataKey, record);
      const { id: document, cipherSha256: sha256 } = record;
      return { document, bucket, key, versionId, sha256, retainUntil: retention.until.toISOString() };
    } catch (error) {
      if (isStorageError(error, 'object-damaged', 'object-missing')) return null;
      throw error;
    }
  };

  const newest = async (): Promise<StoredResult | null> => {
    const present = await store.stat(bucket, key);
    return present?.versionId == null ? null : inspect(present.versionId);
  };

  const write = async (body: ObjectBody, onlyIfAbsent: boolean): Promise<StoredResult> => {
    const { versionId } = await store.putLocked(bucket, key, body, requiredUntil, { onlyIfAbsent });
    const kept = await inspect(versionId);
    if (kept !== null) return kept;
    throw new StorageError('bucket-without-lock', `bucket ${bucket} did not keep ${key} as it was asked to`);
  };

  return withSpool(tempDir, async (spool) => {
    const body = await uploadedCiphertext(store, record, (source) => spool.fill(source));
    try {
      return await write(body, true);
    } catch (error) {
      if (!isStorageError(error, 'object-exists')) throw error;
      // The same act, tried before or elsewhere at this very moment; or a version that may not count.
      return (await newest()) ?? write(body, false);
    }
  });
}

async function uploadedCiphertext(
  store: ObjectStore,
  record: DocumentRecord,
  fill: (source: AsyncIterable<Buffer>) => Promise<ObjectBody>,
): Promise<ObjectBody> {
  try {
    const body = await fill(await store.get(record.bucket, record.objectKey));
    if (body.sha256 === record.cipherSha256) return body;
  } catch (error) {
    if (!isStorageError(error, 'object-missing')) throw error;
  }
  throw new DomainError('document-damaged', { document: record.id });
}
