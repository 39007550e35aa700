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
 * Checks If-Match against the dossier's last event: one that has happened since fails it, a file uploaded since does not. No
 * header, no condition; a weak tag never matches.
 * @param state the present state, given back so that the client need not ask again
 * @throws ApiError `precondition-failed` (412) with the present ETag
 */
export function checkIfMatch(ifMatch: string | null, seq: number, state: unknown = null): void {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  if (tagsOf(ifMatch).some((tag) => tag === `"${seq}"` || tag.startsWith(`"${seq}.`))) return;
  throw new ApiError('precondition-failed', { state, headers: { ETag: dossierEtag(seq) } });
}

function tagsOf(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
