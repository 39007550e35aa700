/**
 * What the file storage could not do. `code` is stable and mapped like a domain error's; the message is for the operator
 * and holds no secret and no personal value.
 * - `storage-unavailable`: the S3 store or the temporary folder cannot be reached, is full or does not answer; try again
 * - `storage-refused`: the S3 store answered and said no: credentials, rights, a version under retention
 * - `object-missing`: nothing lies under that key
 * - `object-damaged`: bytes are not those that were stored: another key, cut off, changed, or out of order
 * - `bucket-without-lock`: the bucket of results cannot keep what it is given
 * - `master-key-unknown`: a data key was wrapped by a master key that is not configured
 */
export type StorageErrorCode =
  | 'storage-unavailable'
  | 'storage-refused'
  | 'object-missing'
  | 'object-damaged'
  | 'bucket-without-lock'
  | 'master-key-unknown';

export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
  }

  /** True where the same call may succeed later without anybody's doing. */
  get retryable(): boolean {
    return this.code === 'storage-unavailable';
  }
}

/** True for a StorageError with one of these codes. */
export function isStorageError(error: unknown, ...codes: readonly StorageErrorCode[]): error is StorageError {
  return error instanceof StorageError && codes.includes(error.code);
}
