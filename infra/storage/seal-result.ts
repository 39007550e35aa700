import type { DocumentRecord } from '../db/entities/entities.ts';
import type { StoredResult } from '../../domain/dossier/events.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ObjectStore } from './object-store.ts';
import { isStorageError, StorageError } from './storage-error.ts';
import { verifyObject } from './verify-object.ts';

const DAY_MS = 86_400_000;

/**
 * Seals the version in which a result was uploaded: nobody can delete it for that many days from the act on (Object Lock
 * COMPLIANCE). The version is then read back: hash, decryption, retention. A repeat changes nothing, or prolongs the retention.
 * @param at instant of the act, ISO
 * @throws DomainError `document-damaged` when the version is no longer what was recorded: upload it again
 * @throws StorageError when the store fails; `bucket-without-lock` when it does not keep what it is asked to keep
 */
export async function sealResultVersion(
  store: ObjectStore,
  record: DocumentRecord,
  dataKey: Uint8Array,
  { at, retentionDays }: { readonly at: string; readonly retentionDays: number },
): Promise<StoredResult> {
  const { id: document, bucket, objectKey: key, versionId, cipherSha256: sha256 } = record;
  const requiredUntil = new Date(Math.ceil(Date.parse(at) / 1000) * 1000 + retentionDays * DAY_MS);
  const unkept = (): StorageError => new StorageError('bucket-without-lock', `bucket ${bucket} does not keep ${key}`);
  if (versionId == null) throw unkept();
  try {
    await store.protect(bucket, key, versionId, requiredUntil);
    const { body, retention } = await store.getProtected(bucket, key, versionId);
    if (retention?.mode !== 'COMPLIANCE' || retention.until < requiredUntil) {
      body.destroy();
      throw unkept();
    }
    await verifyObject(body, dataKey, record);
    return { document, bucket, key, versionId, sha256, retainUntil: retention.until.toISOString() };
  } catch (error) {
    if (!isStorageError(error, 'object-damaged', 'object-missing')) throw error;
    throw new DomainError('document-damaged', { document });
  }
}
