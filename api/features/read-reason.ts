import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../../domain/errors.ts';

/** Header by which an auditor says why he must see personal data in full; percent-encoded UTF-8, since headers are not. */
export const REASON_HEADER = 'X-Motcua-Reason';

const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** The reason in a request; null where none is given. @throws DomainError `read-reason-invalid` */
export function readReason({ headers }: { readonly headers: IncomingHttpHeaders }): string | null {
  const given = headers[REASON_HEADER.toLowerCase()];
  if (given === undefined) return null;
  const reason = typeof given === 'string' ? decoded(given) : '';
  if (reason.length < 10 || reason.length > 500 || UNSEEN.test(reason)) throw new DomainError('read-reason-invalid');
  return reason;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return '';
  }
}
