import { isErrorCode, type ErrorCode, type ErrorParams } from '../../contracts/errors.ts';
import type { FieldError } from '../../contracts/field-errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { CalendarsUnread } from '../../infra/calendars/calendar-store.ts';
import { LimitReached } from '../../infra/limits/limit-reached.ts';
import { isStorageError } from '../../infra/storage/storage-error.ts';
import { ApiError } from './api-error.ts';

/** An error as the outside may know it. */
export interface ClassifiedError {
  readonly code: ErrorCode;
  readonly params?: ErrorParams;
  readonly errors?: readonly FieldError[];
  readonly state?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the JSON parser says, by its own `type`. */
const BODY_ERRORS: Readonly<Record<string, ClassifiedError>> = {
  'entity.too.large': { code: 'too-large' },
  'entity.parse.failed': { code: 'json-malformed' },
  'entity.verify.failed': { code: 'json-malformed' },
  'encoding.unsupported': { code: 'unsupported-media', params: { expected: 'application/json (gzip, br, deflate)' } },
  'charset.unsupported': { code: 'unsupported-media', params: { expected: 'application/json; charset=utf-8' } },
  'request.size.invalid': { code: 'upload-incomplete' },
  'request.aborted': { code: 'upload-incomplete' },
};

/** System errors of a connection; SQLSTATE classes 08 and 57P0x, too many connections, no memory or disk, refused log-in. */
const NO_CONNECTION =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|57P0[1-5]|53\w{3}|28\w{3})$/;
/** Serialisation failure, deadlock, lock not available, statement cancelled by its timeout. */
const CONTENTION = /^(40001|40P01|55P03|57014)$/;
/** What `pg` says without a code when the server goes away, or does not answer in time. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** Maps any thrown value to its error code. What nobody foresaw is `internal`, with nothing of it told. */
export function classifyError(error: unknown): ClassifiedError {
  if (error instanceof ApiError && isErrorCode(error.code)) {
    const { code, params, errors, state, headers } = error;
    return { code, params, errors, state, headers };
  }
  if (error instanceof LimitReached) {
    const headers = { 'Retry-After': String(error.seconds) };
    return { code: 'too-many-requests', params: error.params, headers };
  }
  if (error instanceof DomainError) {
    if (!isErrorCode(error.code)) return { code: 'internal' };
    return { code: error.code, params: error.params, state: 'present' in error ? error.present : null };
  }
  if (error instanceof URIError) return { code: 'request-invalid' };
  if (isStorageError(error, 'storage-unavailable')) return { code: 'storage-unavailable' };
  if (error instanceof CalendarsUnread) return { code: 'database-unavailable' };
  return ofBodyParser(error) ?? ofDatabase(error) ?? { code: 'internal' };
}

function ofBodyParser(error: unknown): ClassifiedError | null {
  const type = property(error, 'type');
  return typeof type === 'string' && Object.hasOwn(BODY_ERRORS, type) ? (BODY_ERRORS[type] ?? null) : null;
}

function ofDatabase(error: unknown): ClassifiedError | null {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = property(cause, 'code');
    if (typeof code === 'string' && NO_CONNECTION.test(code)) return { code: 'database-unavailable' };
    if (typeof code === 'string' && CONTENTION.test(code)) return { code: 'busy-retry' };
    if (code === undefined && LOST.test(cause.message)) return { code: 'database-unavailable' };
  }
  return null;
}

/**
 * What of an error may be logged: its name, its code and where it was thrown. Never its message, which in drivers' errors
 * repeats values.
 */
export function loggable(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = property(error, 'code');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    at: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: loggable(error.cause) } : {}),
  };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
