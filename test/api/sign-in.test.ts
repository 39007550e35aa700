import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createSignInStates } from '../../api/features/sign-in/sign-in-state.ts';
import { hashPassword } from '../../infra/identity/issuer/demo-logins.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { aBrowser, type Browser, type Page } from '../support/browsing.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack, TEST_PASSWORD } from '../support/stack.ts';

const ACCOUNT = 'appraiser-hong-gai';
const SESSION = '__Host-motcua';
const SIGN_IN = '__Host-motcua-sign-in';

describe('Signing in with a browser', () => {
  let motcua: Motcua;
  let admin: Client;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    const url = new URL(testStack().adminUrl);
    url.pathname = new URL(motcua.config.database.url).pathname;
    admin = new Client({ connectionString: url.href });
    await admin.connect();
  }, 60_000);
  afterAll(async () => {
    await admin.end();
    await motcua.stop();
  }, 30_000);

  const at = (path: string): string => `${motcua.url}${path}`;
  const bodyOf = (page: Page): Record<string, unknown> => JSON.parse(page.text);
  const signedIn = async (account = ACCOUNT): Promise<Browser> => {
    const browser = aBrowser();
    await browser.signIn(at('/auth/login'), account, TEST_PASSWORD);
    return browser;
  };
  const secretOf = (browser: Browser): string => browser.cookie(motcua.url, SESSION) ?? '';
  const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
  const whoIs = async (browser: Browser): Promise<unknown> => {
    const page = await browser.go(at('/auth/session'));
    return page.status === 200 ? (bodyOf(page)['person'] as { id: string }).id : page.status;
  };
  const post = (browser: Browser, path: string, headers: Record<string, string> = {}): Promise<Page> =>
    browser.go(at(path), { method: 'POST', headers: { Origin: motcua.url, 'X-Motcua-CSRF': '1', ...headers } });
  const refusalOf = (page: Page): unknown => [page.status, bodyOf(page)['code']];
  const setTime = (secret: string, change: string) =>
    admin.query(`update web_session set ${change} where secret_hash = $1`, [hashOf(secret)]);

  describe('begins a session', () => {
    test('whose cookie no script reads, no other host sets, and no other site sends along with a write', async () => {
      const browser = aBrowser();
      const returned = await browser.untilSentBack(at('/auth/login?to=/docs'), ACCOUNT, TEST_PASSWORD);
      const page = await browser.go(returned);
      expect([page.status, page.to]).toEqual([303, at('/docs')]);
      expect(page.cookies).toEqual([
        `${SIGN_IN}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`,
        expect.stringMatching(/^__Host-motcua=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
      ]);
    });

    test('that says who is signed in, as what, and until when', async () => {
      const session = bodyOf(await (await signedIn()).go(at('/auth/session')));
      expect(session).toMatchObject({
        person: { id: ACCOUNT },
        appointments: [{ agency: 'H49.143', role: 'appraiser', office: null }],
        delegations: [],
      });
      const [started, idle, ends] = ['startedAt', 'idleEndsAt', 'endsAt'].map((name) =>
        Date.parse(String(session[name])),
      );
      expect(((idle ?? 0) - (started ?? 0)) / 60_000).toBeCloseTo(30, 0);
      expect(((ends ?? 0) - (started ?? 0)) / 3_600_000).toBeCloseTo(10, 0);
    });

    test('of which the database holds nothing that a browser could use', async () => {
      const secret = secretOf(await signedIn());
      const { rows: all } = await admin.query('select web_session::text as row from web_session');
      expect(all.some(({ row }) => String(row).includes(hashOf(secret)))).toBe(true);
      expect(all.some(({ row }) => String(row).includes(secret))).toBe(false);
    });

    test('of which the log tells: who came, and by which means the issuer knew him', async () => {
      const known = motcua.logs.length;
      await signedIn();
      const lines = motcua.logs.slice(known).map((line): Record<string, unknown> => JSON.parse(line));
      const told = lines.filter(({ msg }) => msg === 'signed in');
      expect(told).toEqual([expect.objectContaining({ person: ACCOUNT, factors: ['pwd'] })]);
    });

    test('that is another each time, and ends the one the browser came with: a planted one is worth nothing', async () => {
      const attacker = await signedIn('leader-bai-chay');
      const planted = secretOf(attacker);
      const victim = aBrowser();
      victim.plant(motcua.url, SESSION, planted);
      await victim.signIn(at('/auth/login'), ACCOUNT, TEST_PASSWORD);
      expect(secretOf(victim)).not.toBe(planted);
      expect([await whoIs(victim), await whoIs(attacker)]).toEqual([ACCOUNT, 401]);
    });

    test('for nobody with a wrong password, and says no more of an account that is not there', async () => {
      for (const [account, password] of [
        [ACCOUNT, 'wrong'],
        ['nobody-at-all', TEST_PASSWORD],
        [`${ACCOUNT}' or true --`, TEST_PASSWORD],
      ] as const) {
        const browser = aBrowser();
        const page = await browser.signIn(at('/auth/login'), account, password);
        expect([page.status, page.text.includes('Sai tài khoản hoặc mật khẩu')]).toEqual([401, true]);
        expect(await whoIs(browser)).toBe(401);
      }
    });

    test('for nobody after ten wrong passwords in a row, until a minute has passed', async () => {
      const { id } = await aLogin(null);
      const tried = async (password: string): Promise<number> =>
        (await aBrowser().signIn(at('/auth/login'), id, password)).status;
      for (let time = 0; time < 10; time += 1) expect(await tried('wrong')).toBe(401);
      const blocked = await aBrowser().signIn(at('/auth/login'), id, TEST_PASSWORD);
      expect([blocked.status, blocked.text.includes('Sai quá nhiều lần')]).toEqual([401, true]);
      await admin.query(`update demo_login set blocked_until = now() where person = $1`, [id]);
      expect(await tried(TEST_PASSWORD)).not.toBe(401);
    });
  });

  describe('whose session', () => {
    test('ends when nothing was asked for half an hour, and goes on when something was', async () => {
      const [idle, busy] = [await signedIn(), await signedIn()];
      await setTime(secretOf(idle), `last_seen_at = now() - interval '31 minutes'`);
      await setTime(secretOf(busy), `last_seen_at = now() - interval '29 minutes'`);
      expect([await whoIs(idle), await whoIs(busy)]).toEqual([401, ACCOUNT]);
      await setTime(secretOf(busy), `last_seen_at = last_seen_at - interval '29 minutes'`);
      expect(await whoIs(busy)).toBe(ACCOUNT);
    });

    test('ends after its last hour, whatever was asked', async () => {
      const browser = await signedIn();
      await setTime(secretOf(browser), `ends_at = now()`);
      expect(await whoIs(browser)).toBe(401);
    });

    test('ends when its browser signs out, and then opens nothing', async () => {
      const browser = await signedIn();
      const secret = secretOf(browser);
      const out = await post(browser, '/auth/logout');
      expect([out.status, out.cookies]).toEqual([
        200,
        [`${SESSION}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`],
      ]);
      const { next, sessions } = bodyOf(out);
      const { issuer } = motcua.config.identity ?? { issuer: '' };
      expect([sessions, new URL(String(next)).origin]).toEqual([1, issuer]);
      browser.plant(motcua.url, SESSION, secret);
      expect([await whoIs(browser), (await post(browser, '/auth/logout')).status]).toEqual([401, 401]);
    });

    test('ends at the issuer too where the browser goes on to it: the next sign-in asks for the password', async () => {
      const browser = await signedIn();
      const { next } = bodyOf(await post(browser, '/auth/logout'));
      const asked = await browser.go(String(next));
      expect(asked.text).toContain('Đăng xuất');
      const form = /action="([^"]+)"><input type="hidden" name="xsrf" value="([^"]+)"/.exec(asked.text);
      const confirmed = await browser.go(form?.[1] ?? '', {
        method: 'POST',
        body: new URLSearchParams({ xsrf: form?.[2] ?? '', logout: 'yes' }),
      });
      expect(confirmed.to).toBe(at('/'));
      expect((await browser.signIn(at('/auth/login'), ACCOUNT, 'wrong')).status).toBe(401);
    });

    test('ends with all others of the person who signs out everywhere, and with nobody else’s', async () => {
      const other = await signedIn('leader-hong-gai');
      const { id, browser: first } = await aLogin(null);
      await first.signIn(at('/auth/login'), id, TEST_PASSWORD);
      const second = await signedIn(id);
      expect(bodyOf(await post(first, '/auth/logout-everywhere'))['sessions']).toBe(2);
      expect([await whoIs(first), await whoIs(second), await whoIs(other)]).toEqual([401, 401, 'leader-hong-gai']);
    });

    test('follows the person’s rights at once: the next request has those of that instant', async () => {
      const person = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
      const caller = motcua.withToken(person.token);
      const list = async () => (await caller.get('/agencies/H49.143/tasks')).status;
      expect(await list()).toBe(200);
      await rows(motcua.db, `delete from appointment where person = $1`, person.id);
      expect(await list()).toBe(403);
      await rows(
        motcua.db,
        `insert into appointment (id, person, agency, role, effective_from) values ($1 || '-9', $1, 'H49.143', 'appraiser', now())`,
        person.id,
      );
      expect(await list()).toBe(200);
    });
  });

  describe('lets nothing be written for another site', () => {
    test.each([
      ['without our header', { 'X-Motcua-CSRF': '' }],
      ['from another origin', { Origin: 'http://evil.example' }],
      ['from another port of this machine', { Origin: 'http://127.0.0.1:1' }],
      ['by a browser’s word that it is another site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['from a page that hides where it is', { Origin: 'null' }],
    ])('%s', async (_, headers) => {
      const browser = await signedIn();
      expect(refusalOf(await post(browser, '/auth/logout', headers))).toEqual([403, 'origin-not-own']);
      expect(refusalOf(await post(browser, '/batches', headers))).toEqual([403, 'origin-not-own']);
      expect(await whoIs(browser)).toBe(ACCOUNT);
    });

    test('by a login form either', async () => {
      const browser = aBrowser();
      const toIssuer = (await browser.go(at('/auth/login'))).to ?? '';
      const page = (await browser.go(toIssuer)).to ?? '';
      const body = new URLSearchParams({ account: ACCOUNT, password: TEST_PASSWORD });
      const cross = { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' };
      expect((await browser.go(page, { method: 'POST', body, headers: cross })).status).toBe(403);
      expect((await aBrowser().go(page, { method: 'POST', body })).status).toBe(400);
    });
  });

  test.each([
    `/${'a'.repeat(2000)}`,
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'http:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '',
    '/\tevil',
    '/%0d%0aSet-Cookie:x'.replaceAll('%0d%0a', '\r\n'),
  ])('leads to no other site afterwards (%#)', async (to) => {
    const page = await aBrowser().go(at(`/auth/login?to=${encodeURIComponent(to)}`));
    expect(refusalOf(page)).toEqual([400, 'request-invalid']);
  });

  test.each([
    '/',
    '/docs',
    '/a?b=c#d',
    '/.//evil.example',
    '/@evil.example',
    '/%5cevil.example',
    '/%2f%2fevil.example',
  ])('leads to a path of this site: %j', async (to) => {
    const browser = aBrowser();
    const sent = await browser.untilSentBack(at(`/auth/login?to=${encodeURIComponent(to)}`), ACCOUNT, TEST_PASSWORD);
    expect(new URL((await browser.go(sent)).to ?? '').origin).toBe(motcua.url);
  });

  describe('is refused when what comes back', () => {
    const began = async (): Promise<{ browser: Browser; returned: string }> => {
      const browser = aBrowser();
      return { browser, returned: await browser.untilSentBack(at('/auth/login'), ACCOUNT, TEST_PASSWORD) };
    };
    const outcome = async (browser: Browser, returned: string) => {
      const page = await browser.go(returned);
      return { refusal: refusalOf(page), cookies: page.cookies, signedIn: await whoIs(browser) };
    };
    const REFUSED = {
      refusal: [400, 'sign-in-failed'],
      cookies: [`${SIGN_IN}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`],
      signedIn: 401,
    };
    const states = () => createSignInStates(motcua.config.keys.identity);
    /** What the browser keeps, with parts of it replaced. */
    const altered = async (browser: Browser, changes: Record<string, string>): Promise<void> => {
      const kept = await states().open(browser.cookie(motcua.url, SIGN_IN) ?? '');
      if (kept === null) throw new Error('nothing kept');
      browser.plant(motcua.url, SIGN_IN, await states().seal({ ...kept, ...changes }));
    };

    test('did not begin in this browser', async () => {
      const { returned } = await began();
      expect(await outcome(aBrowser(), returned)).toEqual(REFUSED);
      const { browser: other } = await began();
      expect(await outcome(other, returned)).toEqual(REFUSED);
    });

    test('has another state, nonce or proof of who began', async () => {
      for (const part of ['state', 'nonce', 'verifier']) {
        const { browser, returned } = await began();
        await altered(browser, { [part]: 'x'.repeat(43) });
        expect(await outcome(browser, returned)).toEqual(REFUSED);
      }
    });

    test('was used before: the code, and what the browser kept', async () => {
      const { browser, returned } = await began();
      const kept = browser.cookie(motcua.url, SIGN_IN) ?? '';
      await browser.go(returned);
      const thief = aBrowser();
      thief.plant(motcua.url, SIGN_IN, kept);
      expect(await outcome(thief, returned)).toEqual(REFUSED);
    });

    test('was tampered with, or is from another issuer, or says that it failed', async () => {
      for (const change of [
        (url: URL) => url.searchParams.set('code', 'made-up'),
        (url: URL) => url.searchParams.delete('code'),
        (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
        (url: URL) => url.searchParams.append('state', 'twice'),
        (url: URL) => {
          url.searchParams.delete('code');
          url.searchParams.set('error', 'access_denied');
        },
      ]) {
        const { browser, returned } = await began();
        const url = new URL(returned);
        change(url);
        expect(await outcome(browser, url.href)).toEqual(REFUSED);
      }
      const { browser, returned } = await began();
      const kept = browser.cookie(motcua.url, SIGN_IN) ?? '';
      browser.plant(motcua.url, SIGN_IN, `${kept.slice(0, -4)}AAAA`);
      expect(await outcome(browser, returned)).toEqual(REFUSED);
    });

    test('was sealed by somebody else', async () => {
      const { browser, returned } = await began();
      const kept = await states().open(browser.cookie(motcua.url, SIGN_IN) ?? '');
      if (kept === null) throw new Error('nothing kept');
      browser.plant(motcua.url, SIGN_IN, await createSignInStates(Buffer.alloc(32, 7)).seal(kept));
      expect(await outcome(browser, returned)).toEqual(REFUSED);
    });
  });

  /** An account of a test's own at the issuer; without a number its person is linked, unless `linked` says not. */
  const aLogin = async (identityNumber: string | null, linked = true): Promise<{ id: string; browser: Browser }> => {
    const id = `test-${randomUUID()}`;
    await rows(motcua.db, `insert into person (id, display_name, demo) values ($1, 'Test', true)`, id);
    await rows(
      motcua.db,
      `insert into demo_login (person, password_hash, identity_number) values ($1, $2, $3)`,
      id,
      await hashPassword(TEST_PASSWORD),
      identityNumber,
    );
    if (linked)
      await rows(
        motcua.db,
        `insert into person_login (issuer, subject, person) values ($1, $2, $2)`,
        motcua.config.identity?.issuer,
        id,
      );
    return { id, browser: aBrowser() };
  };

  describe('knows whom the issuer vouches for', () => {
    test('and lets nobody in who belongs to nobody here', async () => {
      const { id, browser } = await aLogin(null, false);
      expect(refusalOf(await browser.signIn(at('/auth/login'), id, TEST_PASSWORD))).toEqual([403, 'account-unknown']);
      expect(await whoIs(browser)).toBe(401);
      expect(await rows(motcua.db, `select 1 from person_login where subject = $1`, id)).toEqual([]);
    });

    test('and makes somebody with an identity number a citizen, once, who holds no office', async () => {
      const number = `000${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;
      const { id, browser } = await aLogin(number, false);
      await browser.signIn(at('/auth/login'), id, TEST_PASSWORD);
      const citizen = await whoIs(browser);
      expect(citizen).toMatch(/^citizen-[0-9a-f-]{36}$/);
      expect(await whoIs(await signedIn(id))).toBe(citizen);
      expect(
        await rows(
          motcua.db,
          `select p.identity_hash as hash, p.demo, (select count(*)::int from appointment a where a.person = p.id) as offices
            from person p where p.id = $1`,
          citizen,
        ),
      ).toEqual([{ hash: identityHasherOf(motcua.config.keys.identity)(number), demo: false, offices: 0 }]);
    });

    test('and keeps the hash of the number of somebody known, and never the number', async () => {
      const { identityNumber = '' } = motcua.catalogue.demoAccounts.find(({ id }) => id === 'citizen') ?? {};
      await signedIn('citizen');
      const [found] = await rows<{ hash: string; row: string }>(
        motcua.db,
        `select identity_hash as hash, person::text as row from person where id = 'citizen'`,
      );
      expect(found?.hash).toBe(identityHasherOf(motcua.config.keys.identity)(identityNumber));
      expect(found?.row.includes(identityNumber)).toBe(false);
    });
  });

  test('leaves no secret in the log', async () => {
    const browser = await signedIn();
    const text = motcua.logs.join('\n');
    expect(text).toContain('signed in');
    for (const secret of [secretOf(browser), TEST_PASSWORD, motcua.config.identity?.clientSecret ?? ''])
      expect(text.includes(secret)).toBe(false);
    expect(/[?&](?:code|state)=/.test(text)).toBe(false);
  });
});
