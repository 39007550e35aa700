/** By what a program of ours says who acts: the session of a demo account that signed in, or a bearer token. */
export type Credential = { readonly session: string } | { readonly bearer: string };

/**
 * What a request carries for it. A session is a browser's, so a request by it says as browsers do which site sent it.
 * @param apiUrl where the request goes
 */
export function credentialHeaders(credential: Credential, apiUrl: string): Record<string, string> {
  if ('bearer' in credential) return { Authorization: `Bearer ${credential.bearer}` };
  return { Cookie: `${SESSION}=${credential.session}`, Origin: new URL(apiUrl).origin, 'X-Motcua-CSRF': '1' };
}

const SESSION = '__Host-motcua';
const MOST_STEPS = 12;

/**
 * Signs a demo account in as a browser does, over HTTP and through the page of the embedded issuer.
 * @throws Error when it cannot: the API or the issuer is away, no such account, another password
 */
export async function signIn(apiUrl: string, account: string, password: string): Promise<Credential> {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (at: URL): Map<string, string> => {
    const jar = jars.get(at.origin) ?? new Map<string, string>();
    jars.set(at.origin, jar);
    return jar;
  };
  let at = new URL('/auth/login', apiUrl);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const jar = jarOf(at);
    const isPage = at.pathname.startsWith('/interaction/');
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isPage ? { method: 'POST', body: new URLSearchParams({ account, password }) } : {}),
    });
    await response.arrayBuffer();
    keepCookies(jar, response.headers);
    const session = jar.get(SESSION);
    if (session !== undefined && at.pathname === '/auth/callback') return { session };
    const to = response.headers.get('location');
    if (to === null) throw new Error(`${account} cannot sign in: ${at.pathname} answered ${response.status}`);
    at = new URL(to, at);
  }
  throw new Error(`${account} cannot sign in: led around in circles`);
}

function keepCookies(jar: Map<string, string>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
}

/** Demo accounts, each signed in when it is first asked for, and again when that failed. */
export type SignedIn = (account: string) => Promise<Credential>;

export function createSignedIn(apiUrl: () => string, password: string): SignedIn {
  const known = new Map<string, Promise<Credential>>();
  return (account) => {
    const kept = known.get(account);
    if (kept !== undefined) return kept;
    const signing = signIn(apiUrl(), account, password);
    known.set(account, signing);
    signing.catch(() => known.delete(account));
    return signing;
  };
}
