import type { Readable } from 'node:stream';

/** Bytes whose size and hashes are known before they are sent, so that one signed PUT carries them. */
export interface ObjectBody {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Base64, as the header Content-MD5 wants it: S3 asks for it wherever Object Lock is involved. */
  readonly md5: string;
  /** A new stream from the first byte on. */
  open(): Readable;
}

export interface ObjectVersion {
  /** Null in a bucket without versions. */
  readonly versionId: string | null;
}

/** Until when a version cannot be deleted; in COMPLIANCE mode by nobody at all. */
export interface Retention {
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly until: Date;
}

/** A version as it lies there: its bytes, and what protects them (null: nothing does, or the store keeps that to itself). */
export interface ProtectedObject {
  readonly body: Readable;
  readonly retention: Retention | null;
}

export interface Buckets {
  /** What people hand in and attach. */
  readonly documents: string;
  /** Results, under retention once they are sealed: versioned, with Object Lock. */
  readonly results: string;
  /** Documents that are held until a scanner has seen them. */
  readonly quarantine: string;
  /** Histories of closed workflow runs, written by the engine. */
  readonly history: string;
}

/**
 * An S3 store, by plain S3 calls. Every call throws StorageError: `storage-unavailable` (try again) when the store cannot be
 * reached or does not answer in time, `storage-refused` when it says no.
 */
export interface ObjectStore {
  put(bucket: string, key: string, body: ObjectBody): Promise<ObjectVersion>;
  /**
   * Lets nobody delete a version before `until` (Object Lock COMPLIANCE). One that is kept longer already stays as it is.
   * @throws StorageError also `object-missing`
   */
  protect(bucket: string, key: string, versionId: string, until: Date): Promise<void>;
  /** @throws StorageError also `object-missing`; the stream's own errors are StorageErrors too */
  get(bucket: string, key: string, versionId?: string): Promise<Readable>;
  /** The same of one version with its retention, in one request. The body must be read or destroyed. */
  getProtected(bucket: string, key: string, versionId: string): Promise<ProtectedObject>;
  /** The newest version, or null. */
  stat(bucket: string, key: string): Promise<ObjectVersion | null>;
  /** Null when nothing protects the version. */
  retention(bucket: string, key: string, versionId: string): Promise<Retention | null>;
  /** Removes an object from a bucket without versions. */
  remove(bucket: string, key: string): Promise<void>;
  /** Removes one version for good; refused while it is under retention. */
  removeVersion(bucket: string, key: string, versionId: string): Promise<void>;
}
