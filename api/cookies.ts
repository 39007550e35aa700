import type { IncomingHttpHeaders } from 'node:http';

/** The prefix makes browsers take these from no other host, over TLS (or from this machine) only, for all paths. */
const SESSION_COOKIE = '__Host-motcua';
const SIGN_IN_COOKIE = '__Host-motcua-sign-in';

/** Lax: it comes along when somebody follows a link to us, and with nothing else that another site sends. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

function valueOf(name: string, { cookie = '' }: IncomingHttpHeaders): string | null {
  const found = cookie
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/** The secret of a browser's session; null where it sends none that could be one. */
export function sessionSecretIn(headers: IncomingHttpHeaders): string | null {
  const value = valueOf(SESSION_COOKIE, headers);
  return value !== null && /^[\w-]{43}$/.test(value) ? value : null;
}

/** What was kept in the browser while it signs in; null where nothing was. */
export function signInIn(headers: IncomingHttpHeaders): string | null {
  return valueOf(SIGN_IN_COOKIE, headers);
}

/** The browser keeps it until it is closed; when the session ends is the server's to say. */
export const sessionCookie = (secret: string): string => `${SESSION_COOKIE}=${secret}; ${ATTRIBUTES}`;
export const noSessionCookie = `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;
export const signInCookie = (value: string, seconds: number): string =>
  `${SIGN_IN_COOKIE}=${value}; Max-Age=${seconds}; ${ATTRIBUTES}`;
export const noSignInCookie = `${SIGN_IN_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;
