import type { Bilingual } from '../../domain/procedure/procedure.ts';

/**
 * What an error code means to the outside: HTTP status, a title, and a detail that says what to do. `{name}` in a detail is
 * filled from the error's params, which are ids, codes and numbers only.
 */
export interface ErrorRow {
  readonly status: number;
  readonly title: Bilingual;
  readonly detail: Bilingual;
  /** Seconds after which a repeat of the same request makes sense (header Retry-After). */
  readonly retryAfter?: number;
}

/** Texts as [Vietnamese, English]. */
export type Texts = readonly [vi: string, en: string];

/** One row of the table of errors. */
export function row(status: number, title: Texts, detail: Texts, retryAfter?: number): ErrorRow {
  const texts = ([vi, en]: Texts): Bilingual => ({ vi, en });
  return { status, title: texts(title), detail: texts(detail), ...(retryAfter === undefined ? {} : { retryAfter }) };
}
