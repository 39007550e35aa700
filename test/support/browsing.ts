/** A browser with cookies and no scripts: it goes where it is led when told to, and sends what a browser would. */
export interface Browser {
  /** One request, led nowhere. */
  go(at: string, init?: RequestInit): Promise<Page>;
  /** From an address to where it is led, a login page filled in on the way. Ends at the first page of another kind. */
  signIn(at: string, account: string, password: string): Promise<Page>;
  /** The same as far as the address with which the issuer sends it back, which is not asked for. */
  untilSentBack(at: string, account: string, password: string): Promise<string>;
  cookie(at: string, name: string): string | undefined;
  plant(at: string, name: string, value: string): void;
}

export interface Page {
  readonly at: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly cookies: readonly string[];
  /** Where it leads; null for nowhere. */
  readonly to: string | null;
}

const MOST_STEPS = 12;

export function aBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (at: string): Map<string, string> => {
    const { origin } = new URL(at);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const go = async (at: string, init: RequestInit = {}): Promise<Page> => {
    const jar = jarOf(at);
    const headers = new Headers(init.headers);
    headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(at, { ...init, headers, redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    for (const cookie of cookies) {
      const pair = cookie.split(';')[0] ?? '';
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    const location = response.headers.get('location');
    const to = location === null ? null : new URL(location, at).href;
    return { at: new URL(at), status: response.status, headers: response.headers, text, cookies, to };
  };
  /** Led on until `isThere`, or until nothing leads further. */
  const led = async (
    from: string,
    fields: Record<string, string>,
    isThere: (at: string) => boolean,
  ): Promise<{ page: Page | null; at: string }> => {
    let at = from;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (isThere(at)) return { page: null, at };
      const isForm = new URL(at).pathname.startsWith('/interaction/');
      const page = await go(at, isForm ? { method: 'POST', body: new URLSearchParams(fields) } : {});
      if (page.to === null) return { page, at };
      at = page.to;
    }
    throw new Error('led around in circles');
  };
  return {
    go,
    async signIn(at, account, password) {
      const { page } = await led(at, { account, password }, () => false);
      if (page === null) throw new Error('led nowhere');
      return page;
    },
    async untilSentBack(at, account, password) {
      const end = await led(at, { account, password }, (next) => new URL(next).pathname === '/auth/callback');
      if (end.page !== null) throw new Error(`was not sent back, but answered ${end.page.status}`);
      return end.at;
    },
    cookie: (at, name) => jarOf(at).get(name),
    plant: (at, name, value) => void jarOf(at).set(name, value),
  };
}
