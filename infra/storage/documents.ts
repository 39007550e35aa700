import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { DatabaseError } from 'pg';
import type { StoredResult } from '../../domain/dossier/events.ts';
import { ENDED } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import type { DocumentRecord } from '../db/entities/entities.ts';
import type { Database } from '../db/orm.ts';
import { createEncryptor } from './chunked-cipher.ts';
import type { DocumentChecks } from './document-checks.ts';
import { createDataKey, type Keyring } from './envelope.ts';
import { normalMediaType } from './media-type.ts';
import type { Buckets, ObjectStore } from './object-store.ts';
import { withSpool } from './spool.ts';
import { sealResultVersion } from './seal-result.ts';
import { readUpload, type Plaintext } from './upload-body.ts';
import { decrypted } from './verify-object.ts';

export type DocumentKind = 'component' | 'result' | 'attachment';

export interface Upload {
  /** UUID, derived from the Idempotency-Key: the same id is the same upload. */
  readonly id: string;
  /** Null for what is handed in before the dossier exists. */
  readonly dossier: string | null;
  readonly kind: DocumentKind;
  /** File name as the sender gave it; kept apart from the rest, erasable. */
  readonly name: string;
  readonly mediaType: string;
  readonly uploadedBy: string;
  /** Asked of an upload that is new, before it is read: the agency that it is stored for. Throws where it may not be stored. */
  readonly admit: () => Promise<string>;
  /** Must fail or be destroyed when its sender goes away. */
  readonly body: Readable;
  /** Hex; checked if given. */
  readonly declaredSha256?: string;
}

export interface Download {
  /** Plaintext; a damaged document is the stream's error, and never a complete one. */
  readonly stream: Readable;
  readonly size: number;
  readonly mediaType: string;
  readonly name: string;
}

export interface DocumentStoreOptions {
  readonly db: Database;
  readonly store: ObjectStore;
  readonly keyring: Keyring;
  readonly buckets: Pick<Buckets, 'documents' | 'results' | 'quarantine'>;
  readonly checks: DocumentChecks;
  /** Folder for ciphertext on its way. */
  readonly tempDir: string;
  readonly maxBytes: number;
  /** Days nobody can delete a sealed result. */
  readonly retentionDays: number;
}

export interface DocumentStore {
  /**
   * Encrypts a document under a data key of its own, checks it, stores the ciphertext under its own hash, then records it. One that no
   * scanner has seen yet is held: it goes into quarantine. The same id with the same content and name gives the same record again,
   * whatever has become of the dossier.
   * @throws DomainError `too-large`, `upload-empty`, `upload-incomplete` (cut off, or not what was declared),
   *   `media-type-mismatch`, those of `DocumentChecks.judge`, `key-reused` (the id stands for something else), `dossier-unknown`,
   *   `dossier-ended`, and what `admit` throws
   * @throws StorageError when storage fails; nothing is recorded then
   */
  upload(upload: Upload): Promise<DocumentRecord>;
  /** A document with the name that its sender gave it; null where nobody knows it. */
  find(id: string): Promise<NamedDocument | null>;
  /**
   * @throws DomainError `document-erased` when its key was destroyed, `document-held` and `document-refused` by what its checks came to
   * @throws StorageError when storage fails
   */
  download(record: DocumentRecord, name: string): Promise<Download>;
  /**
   * Makes an uploaded result one that nobody can delete (đóng dấu, before the act is committed), and reads it back. Safe to repeat.
   * @param at instant of the act, ISO
   * @throws DomainError `document-unknown` (no result of this dossier), `document-not-pdf`, `document-erased`,
   *   `document-held`, `document-refused`, `document-damaged`
   * @throws StorageError when storage fails
   */
  sealResult(code: string, document: string, at: string): Promise<StoredResult>;
}

/** Documents (tài liệu): records in PostgreSQL, ciphertext in the object store, and nowhere a plaintext at rest. */
export function createDocumentStore(options: DocumentStoreOptions): DocumentStore {
  const { db, store, keyring, buckets, checks, tempDir, maxBytes, retentionDays } = options;

  const find = async (id: string): Promise<NamedDocument | null> => {
    const [row] = await db.execute<FoundDocument>(FIND, [id]);
    if (row === undefined) return null;
    const { name, ...record } = row;
    return { record: { ...record, size: Number(record.size) }, name };
  };

  const dataKeyOf = ({ id, wrappedKey, masterKeyId, checkState }: DocumentRecord): Buffer => {
    if (checkState !== 'clean')
      throw new DomainError(checkState === 'held' ? 'document-held' : 'document-refused', { document: id });
    if (wrappedKey == null || masterKeyId == null) throw new DomainError('document-erased', { document: id });
    return keyring.unwrap({ wrappedKey, masterKeyId }, keyContext(id));
  };

  /** Encrypts, checks and stores what comes in; nothing unchecked leaves the spool, and the object is there before any row names it. */
  const storeNew = (upload: Upload, agency: string, mediaType: string): Promise<DocumentRecord> =>
    withSpool(tempDir, async (spool) => {
      const incoming = readUpload(upload.body, rulesOf(upload, mediaType, maxBytes));
      const dataKey = createDataKey();
      const ciphertext = await pipeline(incoming.bytes, createEncryptor(dataKey), (source) => spool.fill(source));
      const { size, sha256: plainSha256 } = incoming.plaintext();
      const { id, dossier, kind, uploadedBy } = upload;
      const content = { size, plainSha256, cipherSha256: ciphertext.sha256 };
      const open = (): Readable => decrypted(ciphertext.open(), dataKey, content);
      const { state, checkedAt, scannedAt } = await checks.judge({ id, mediaType, size, open });
      const bucket = state === 'held' ? buckets.quarantine : bucketOf(kind, buckets);
      const objectKey = `${ciphertext.sha256.slice(0, 2)}/${ciphertext.sha256}`;
      const { versionId } = await store.put(bucket, objectKey, ciphertext);
      return {
        id,
        dossier,
        kind,
        uploadedBy,
        agency,
        mediaType,
        ...content,
        bucket,
        objectKey,
        versionId,
        ...keyring.wrap(dataKey, keyContext(id)),
        createdAt: new Date(),
        checkState: state,
        checkedAt,
        scannedAt,
      };
    });

  /** False when the id was taken meanwhile, or the dossier has ended. */
  const insert = async (record: DocumentRecord, name: string): Promise<boolean> => {
    const { id, dossier, kind, uploadedBy, agency, mediaType, size, plainSha256, cipherSha256 } = record;
    const { bucket, objectKey, versionId, wrappedKey, masterKeyId, createdAt, checkState, checkedAt, scannedAt } =
      record;
    const identity = [id, dossier, kind, uploadedBy, agency, mediaType, size, plainSha256, cipherSha256];
    const stored = [bucket, objectKey, versionId, wrappedKey, masterKeyId, createdAt];
    const params = [...identity, ...stored, name, ENDED, checkState, checkedAt, scannedAt];
    return (await db.execute(INSERT, params)).length === 1;
  };

  /** Best effort: an object that no row names is ciphertext without a key. */
  const discard = async ({ bucket, objectKey, versionId }: DocumentRecord): Promise<void> => {
    const removal =
      versionId == null ? store.remove(bucket, objectKey) : store.removeVersion(bucket, objectKey, versionId);
    await removal.catch(() => {});
  };

  return {
    find,

    async upload(upload) {
      const mediaType = normalMediaType(upload.mediaType);
      const known = await find(upload.id);
      if (known !== null) {
        const incoming = readUpload(upload.body, rulesOf(upload, mediaType, maxBytes));
        for await (const _ of incoming.bytes());
        return sameUpload(known, { ...upload, mediaType }, incoming.plaintext());
      }
      const record = await storeNew(upload, await upload.admit(), mediaType);
      try {
        if (await insert(record, upload.name)) return record;
      } catch (error) {
        // Discarded only where the database surely wrote nothing; if its answer was lost, the row may be there.
        if (!isUnknownDossier(error)) throw error;
        await discard(record);
        throw new DomainError('dossier-unknown', { code: record.dossier ?? null });
      }
      await discard(record);
      const winner = await find(upload.id);
      if (winner === null) throw new DomainError('dossier-ended', { code: record.dossier ?? null });
      return sameUpload(winner, { ...upload, mediaType }, { size: record.size, sha256: record.plainSha256 });
    },

    async download(record, name) {
      const dataKey = dataKeyOf(record);
      const source = await store.get(record.bucket, record.objectKey, record.versionId ?? undefined);
      return { stream: decrypted(source, dataKey, record), size: record.size, mediaType: record.mediaType, name };
    },

    async sealResult(code, document, at) {
      const record = UUID.test(document) ? (await find(document))?.record : undefined;
      if (record === undefined || record.dossier !== code || record.kind !== 'result') {
        throw new DomainError('document-unknown', { document });
      }
      if (record.mediaType !== 'application/pdf') throw new DomainError('document-not-pdf', { document });
      return sealResultVersion(store, record, dataKeyOf(record), { at, retentionDays });
    },
  };
}

const FOREIGN_KEY_VIOLATION = '23503';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A record with the name it was uploaded under; null once that was erased. */
interface NamedDocument {
  readonly record: DocumentRecord;
  readonly name: string | null;
}

type FoundDocument = Omit<DocumentRecord, 'size'> & { readonly size: string; readonly name: string | null };

const FIND = {
  name: 'find-document',
  text: `select id, dossier, kind, uploaded_by as "uploadedBy", agency, media_type as "mediaType", size,
    plain_sha256 as "plainSha256", cipher_sha256 as "cipherSha256", bucket, object_key as "objectKey",
    version_id as "versionId", wrapped_key as "wrappedKey", master_key_id as "masterKeyId", created_at as "createdAt",
    check_state as "checkState", checked_at as "checkedAt", scanned_at as "scannedAt", n.name
    from document left join document_name n on n.document = id where id = $1`,
};

/** Nothing is added to a dossier that has ended, also when it ended while the document came in. */
const INSERT = {
  name: 'insert-document',
  text: `with inserted as (
    insert into document (id, dossier, kind, uploaded_by, agency, media_type, size, plain_sha256, cipher_sha256, bucket, object_key,
      version_id, wrapped_key, master_key_id, created_at, check_state, checked_at, scanned_at)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $18, $19, $20
    where not exists (select 1 from dossier where code = $2 and status = any ($17))
    on conflict (id) do nothing returning id
  ), named as (
    insert into document_name (document, name) select id, $16 from inserted
  ) select id as document from inserted`,
};

function rulesOf({ declaredSha256 }: Upload, mediaType: string, maxBytes: number) {
  return { mediaType, maxBytes, ...(declaredSha256 === undefined ? {} : { declaredSha256 }) };
}

/** Where a document lies that may be opened. */
export function bucketOf(kind: string, buckets: Pick<Buckets, 'documents' | 'results'>): string {
  return kind === 'result' ? buckets.results : buckets.documents;
}

/** What a document's data key is bound to. */
export function keyContext(id: string): string {
  return `document ${id}`;
}

function sameUpload(
  { record: known, name: knownName }: NamedDocument,
  { dossier, kind, uploadedBy, mediaType, name }: Upload,
  plaintext: Plaintext,
): DocumentRecord {
  const sameContent =
    known.plainSha256 === plaintext.sha256 && known.size === plaintext.size && known.mediaType === mediaType;
  const sameName = knownName === null || knownName === name;
  // Between the two tries the dossier may have been made.
  const sameDossier = dossier === null || (known.dossier ?? null) === dossier;
  if (sameContent && sameName && sameDossier && known.kind === kind && known.uploadedBy === uploadedBy) return known;
  throw new DomainError('key-reused');
}

function isUnknownDossier(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === FOREIGN_KEY_VIOLATION;
}
