import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../infra/config/demo-identity.ts';
import { ApiError } from './http/api-error.ts';

/** Header that a page sends with writes: a form cannot, and a script of another site only with a leave that we never give. */
const CSRF_HEADER = 'x-motcua-csrf';

interface Addressed {
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Our own origin as browsers know it: the configured one; without one, that of the request, if it is one of this machine.
 * @throws ApiError `sign-in-unavailable` for another name, which whoever asked has made up
 */
export function ownOrigin({ protocol, headers: { host = '' } }: Addressed, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  const address = `${protocol}://${host}`;
  if (!URL.canParse(address) || !isLoopback(new URL(address).hostname)) throw new ApiError('sign-in-unavailable');
  return new URL(address).origin;
}

/**
 * Lets a write by a browser's session pass only if this very site sent it: the browser says so (Origin, Sec-Fetch-Site), and it carries
 * a header that only our own scripts can send.
 * @throws ApiError `origin-not-own`
 */
export function requireOwnOrigin(request: Addressed, publicUrl: string | undefined): void {
  const { origin, 'sec-fetch-site': site, [CSRF_HEADER]: mark } = request.headers;
  const said = origin !== undefined || site !== undefined;
  const own =
    said &&
    mark === '1' &&
    (origin === undefined || origin === ownOrigin(request, publicUrl)) &&
    (site === undefined || site === 'same-origin');
  if (!own) throw new ApiError('origin-not-own');
}

/**
 * Keeps a link, a picture or a script of another site from reading in the name of whoever follows or opens it. The address bar and
 * bookmarks pass, and so does a browser that says nothing of where it was.
 * @throws ApiError `origin-not-own`
 */
export function refuseForeignRead({ headers: { 'sec-fetch-site': site } }: Pick<Addressed, 'headers'>): void {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new ApiError('origin-not-own');
}
