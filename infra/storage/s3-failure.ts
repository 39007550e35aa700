import { isNativeError } from 'node:util/types';
import { S3Error } from 'minio';
import { StorageError } from './storage-error.ts';

/** What was asked of which store, for the operator's eyes. */
export interface S3Call {
  /** Address of the store, without credentials. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key?: string;
}

const MISSING = new Set([
  'NotFound',
  'NoSuchKey',
  'NoSuchVersion',
  'NoSuchBucket',
  'NoSuchObjectLockConfiguration',
  'ObjectLockConfigurationNotFoundError',
]);
const BUSY = new Set(['SlowDown', 'InternalError', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted']);
const FULL = new Set(['XMinioStorageFull', 'QuotaExceeded', 'XMinioAdminBucketQuotaExceeded']);
const CREDENTIALS = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'InvalidTokenId']);

/** The status in a message of the client, which reports those that it deems worth a retry (5xx, 429, 408) as a plain error; else null. */
export function retryableStatus(message: string): string | null {
  const found = /Retryable HTTP status(?:: (\d+))?/.exec(message);
  return found === null ? null : (found[1] ?? '5xx');
}

/**
 * The one translation of what the S3 client throws. Only codes are taken over: an error document may quote what was signed.
 * Errors of our own, and mistakes of the program, come back as they are.
 */
export function toStorageError(error: unknown, call: S3Call): unknown {
  if (error instanceof StorageError || !isNativeError(error)) return error;
  const where = `S3 store ${call.endpoint}, ${[call.bucket, call.key].filter((part) => part !== undefined).join('/')}`;
  if (error instanceof S3Error) return fromAnswer(error.code ?? 'no code', where);
  const status = retryableStatus(error.message);
  if (status !== null) {
    const full = status === '507' ? ': it is full' : '';
    return new StorageError('storage-unavailable', `${where}: the store answered ${status}${full}`);
  }
  if ('code' in error && typeof error.code === 'string' && !(error instanceof TypeError)) {
    return new StorageError('storage-unavailable', `${where}: not reachable (${error.code}); check S3_ENDPOINT`);
  }
  return error;
}

function fromAnswer(code: string, where: string): StorageError {
  if (MISSING.has(code)) return new StorageError('object-missing', `${where}: not there (${code})`);
  if (BUSY.has(code) || code.startsWith('XMinioServer')) {
    return new StorageError('storage-unavailable', `${where}: the store answered ${code}`);
  }
  if (FULL.has(code)) return new StorageError('storage-unavailable', `${where}: the store is full (${code})`);
  const hint = CREDENTIALS.has(code) ? '; check S3_ACCESS_KEY, S3_SECRET_KEY and their rights' : '';
  return new StorageError('storage-refused', `${where}: the store refused (${code})${hint}`);
}
