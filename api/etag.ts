import type { DomainError } from '../domain/errors.ts';
import { ApiError } from './http/api-error.ts';

/**
 * The strong ETag of a dossier: the number of its last event, which conditions are judged by, and a count of what its view shows
 * beside the ledger (files, openings), so that no cached view goes stale.
 */
export function dossierEtag(seq: number, besideLedger = 0): string {
  return `"${seq}.${besideLedger}"`;
}

/** True when If-None-Match names the present version, so that the answer is 304 (RFC 9110, weak comparison). */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag);
}

/**
 * The condition of an act, for `judge`: the number of the newest event that If-Match names. An event that has happened since fails
 * it, a file uploaded since does not. Tags that no dossier of this length can have had (weak, malformed, of later events) are
 * passed over; when none is left the number is 0, which no dossier meets.
 * @param ledgerSeq number of the dossier's last event, read after the header came in
 * @returns null without a condition: no header, or `*`
 */
export function expectedSeq(ifMatch: string | null, ledgerSeq: number): number | null {
  if (ifMatch === null || ifMatch.trim() === '*') return null;
  const named = tagsOf(ifMatch).map((tag) => Number(/^"(\d{1,9})(?:\.\d{1,9})?"$/.exec(tag)?.[1] ?? 0));
  return Math.max(0, ...named.filter((seq) => seq <= ledgerSeq));
}

/** The refusal of an act whose condition failed, as an answer: with the present state and its ETag. */
export function preconditionFailed({ params }: DomainError, state: unknown): ApiError {
  const { seq } = params;
  return new ApiError('precondition-failed', {
    params,
    state,
    headers: typeof seq === 'number' ? { ETag: dossierEtag(seq) } : {},
  });
}

/** The strong ETag of what is saved as a whole. */
export function revisionEtag(revision: number): string {
  return `"${revision}"`;
}

/** The revisions that an If-Match names; null for `*`, which every one meets. Tags that are none of ours name nothing. */
export function namedRevisions(ifMatch: string): number[] | null {
  if (ifMatch.trim() === '*') return null;
  return tagsOf(ifMatch).flatMap((tag) => {
    const revision = /^"(\d{1,9})"$/.exec(tag)?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}

function tagsOf(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
