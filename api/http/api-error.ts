import type { FieldError } from '../../contracts/field-errors.ts';
import type { ErrorCode, ErrorParams } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';

export interface ApiErrorExtras {
  readonly params?: ErrorParams;
  /** Each wrong field of the input. */
  readonly errors?: readonly FieldError[];
  /** The present state of the dossier or draft, for whoever acted on an older one. */
  readonly state?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal with more to say than a code and params: wrong fields, the present state, headers. Answered as a problem. */
export class ApiError extends DomainError {
  readonly errors: readonly FieldError[];
  readonly state: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, { params = {}, errors = [], state = null, headers = {} }: ApiErrorExtras = {}) {
    super(code, params);
    this.name = 'ApiError';
    this.errors = errors;
    this.state = state;
    this.headers = headers;
  }
}
