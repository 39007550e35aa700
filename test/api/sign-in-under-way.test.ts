import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignInService, SignInFailed } from '../../api/features/sign-in/service.ts';
import { createSignInStates } from '../../api/features/sign-in/sign-in-state.ts';
import { ApiError } from '../../api/http/api-error.ts';
import { ReturnPath } from '../../contracts/session.ts';
import type { IdentityConfig } from '../../infra/config/identity-config.ts';
import { connectDatabase, underScope, type Database } from '../../infra/db/orm.ts';
import { SIGN_IN } from '../../infra/db/row-scope.ts';
import { createIdentityServices } from '../../infra/identity/identity-services.ts';
import { createLoginLinks } from '../../infra/identity/login-links.ts';
import { aBrowser } from '../support/browsing.ts';
import { count, rows } from '../support/facts.ts';
import { anIssuerKey, startFakeIssuer, type FakeIssuer, type IssuerKey } from '../support/fake-issuer.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const nothing = async (): Promise<void> => {};
const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const SIGN_IN_COOKIE = '__Host-motcua-sign-in';
/** Name and value together, as browsers count. */
const LARGEST_COOKIE = 4096;

/** An account of a test's own, and what its issuer says of it when it signs in. */
interface Account {
  readonly person: string;
  readonly claims: { readonly iss: string; readonly sub: string; readonly iat: number; readonly sid?: string };
}

describe('A sign-in under way', () => {
  let key: IssuerKey;
  let issuer: FakeIssuer;
  let identity: IdentityConfig;
  let motcua: Motcua;
  let apiDb: Database;

  beforeAll(async () => {
    key = await anIssuerKey('k1');
    issuer = await startFakeIssuer([key]);
    const { config } = testStack();
    if (config.identity === undefined) throw new Error('the test stack has no issuer');
    identity = { ...config.identity, issuer: issuer.issuer, clientId: 'web' };
    motcua = await startMotcua({ ...config, demo: undefined, identity });
    apiDb = await connectDatabase(config.database.apiUrl ?? '', 4, { scoped: true });
  }, 60_000);
  afterAll(async () => {
    await apiDb?.close();
    await motcua?.stop();
    await issuer?.goAway();
  }, 30_000);

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const links = () => createLoginLinks(motcua.db);
  const anAccount = async (claims: { readonly sid?: string; readonly iat?: number } = {}): Promise<Account> => {
    const { id: person } = await aPerson(motcua.db, []);
    await rows(motcua.db, 'delete from web_session where person = $1', person);
    const sub = randomUUID();
    await links().link(person, { issuer: issuer.issuer, subject: sub });
    return { person, claims: { iss: issuer.issuer, sub, iat: seconds(), ...claims } };
  };
  const states = () => createSignInStates(motcua.config.keys.identity);
  const checks = () => ({ state: randomUUID(), nonce: randomUUID(), verifier: 'x'.repeat(43), to: '/' });
  /** Comes back from an issuer that takes every code, however often. */
  const comeBack = async (
    { claims }: Account,
    { sealed, atIssuer = nothing, beforeBegin = nothing, afterBegin = nothing }: Partial<Moments> = {},
  ): Promise<string> => {
    const services = createIdentityServices(underScope(apiDb, SIGN_IN), identity, motcua.config.keys.identity);
    const service = createSignInService({
      ...services,
      identity,
      states: states(),
      issuer: {
        ...services.issuer,
        exchange: async () => {
          await atIssuer();
          return claims;
        },
      },
      sessions: {
        ...services.sessions,
        begin: async (session) => {
          await beforeBegin();
          const secret = await services.sessions.begin(session);
          await afterBegin();
          return secret;
        },
      },
    });
    const kept = sealed ?? (await states().seal(checks()));
    try {
      await service.complete(new URL(`${motcua.url}/auth/callback?code=c`), kept, null, '');
      return 'signed in';
    } catch (error) {
      if (error instanceof SignInFailed) return error.reason;
      return error instanceof ApiError ? error.code : String(error);
    }
  };
  interface Moments {
    readonly sealed: string;
    /** While the issuer is asked what the code stands for. */
    readonly atIssuer: () => Promise<unknown>;
    readonly beforeBegin: () => Promise<unknown>;
    readonly afterBegin: () => Promise<unknown>;
  }
  /** The word of the issuer that something has ended, over HTTP. */
  const logout = async (claims: { sub?: string; sid?: string; iat?: number }): Promise<void> => {
    const all = { aud: 'web', client_id: undefined, sub: undefined, events: LOGOUT, ...claims };
    const body = new URLSearchParams({ logout_token: await issuer.token(key, all) });
    const { status } = await fetch(`${motcua.url}/auth/backchannel-logout`, { method: 'POST', body });
    expect(status).toBe(200);
  };
  const sessionsOf = ({ person }: Account) => count(motcua.db, 'web_session where person = $1', person);

  test('comes back once, also where the issuer would take its code again', async () => {
    const account = await anAccount();
    const sealed = await states().seal(checks());
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => comeBack(account, { sealed })));
    expect(outcomes.toSorted()).toEqual(['signed in', 'spent', 'spent', 'spent']);
    expect(await comeBack(account, { sealed })).toBe('spent');
    expect(await sessionsOf(account)).toBe(1);
  });

  const MOMENTS = ['atIssuer', 'beforeBegin', 'afterBegin'] as const;
  const ENDED = MOMENTS.map(() => 'ended-meanwhile');
  const ENDINGS: readonly [string, string | null, (account: Account) => Promise<unknown>, readonly string[]][] = [
    ['the issuer ends its session', 'one', ({ claims: { sid } }) => logout(sid === undefined ? {} : { sid }), ENDED],
    ['the issuer ends all of the account', 'two', ({ claims: { sub } }) => logout({ sub }), ENDED],
    [
      'the issuer, which names no session to us, ends one',
      null,
      ({ claims: { sub } }) => logout({ sub, sid: 's' }),
      ENDED,
    ],
    [
      'the account is linked no more',
      null,
      ({ person, claims: { iss, sub } }) => links().unlink(person, { issuer: iss, subject: sub }),
      ['account-unknown', ...ENDED.slice(1)],
    ],
  ];

  test.each(ENDINGS)('begins no session where meanwhile %s', async (_, sid, end, expected) => {
    const outcomes = [];
    for (const moment of MOMENTS) {
      const account = await anAccount(sid === null ? {} : { sid: `${sid}-${randomUUID()}` });
      outcomes.push(await comeBack(account, { [moment]: () => end(account) }));
      expect([moment, await sessionsOf(account)]).toEqual([moment, 0]);
    }
    expect(outcomes).toEqual(expected);
  });

  test('begins one whatever else has ended: before it, of somebody else, or another session of his', async () => {
    const account = await anAccount({ sid: randomUUID(), iat: seconds() + 1 });
    const { sub } = account.claims;
    const stranger = await anAccount();
    await logout({ sub, iat: seconds() - 1 });
    const others = async (): Promise<void> => {
      await logout({ sub: stranger.claims.sub });
      await logout({ sub, sid: randomUUID() });
    };
    expect(await comeBack(account, { atIssuer: others })).toBe('signed in');
    expect(await sessionsOf(account)).toBe(1);
  });

  test('that fails is told of to whoever watches, with the reason and without who tried', async () => {
    const browser = aBrowser();
    const known = motcua.logs.length;
    const kept = checks();
    const sealed = await states().seal(kept);
    const at = `${motcua.url}/auth/callback?code=a-code&state=${kept.state}&iss=${encodeURIComponent(issuer.issuer)}`;
    const statuses = [(await browser.go(at)).status];
    for (const _ of ['refused', 'spent']) {
      browser.plant(motcua.url, SIGN_IN_COOKIE, sealed);
      statuses.push((await browser.go(at)).status);
    }
    const body = new URLSearchParams({ logout_token: 'made.up.token' });
    statuses.push((await browser.go(`${motcua.url}/auth/backchannel-logout`, { method: 'POST', body })).status);
    expect(statuses).toEqual([400, 400, 400, 400]);
    const lines = motcua.logs.slice(known).map((line): Record<string, unknown> => JSON.parse(line));
    const told = lines.filter(({ security }) => security === 'sign-in-failed');
    expect(told.map(({ reason, level }) => [reason, level])).toEqual([
      ['not-begun-here', 40],
      ['refused', 40],
      ['spent', 40],
      ['no-logout-token', 40],
    ]);
    for (const line of told)
      expect(Object.keys(line).toSorted()).toEqual([
        'hostname',
        'level',
        'msg',
        'pid',
        'reason',
        'requestId',
        'security',
        'time',
      ]);
  });

  test.each(['a', '%', '"', 'ệ', '𠀀'])(
    'keeps no cookie that browsers would not, whatever the way back is made of: %s',
    async (sign) => {
      const accepted = (n: number) => ReturnPath.safeParse(`/${sign.repeat(n)}`).success;
      let longest = 2001;
      while (!accepted(longest)) longest -= 1;
      expect(longest).toBeGreaterThan(400);
      for (const [n, status] of [
        [longest, 303],
        [longest + 1, 400],
      ] as const) {
        const page = await aBrowser().go(`${motcua.url}/auth/login?to=${encodeURIComponent(`/${sign.repeat(n)}`)}`);
        expect(page.status).toBe(status);
        const sizes = page.cookies.map((cookie) => Buffer.byteLength(cookie.split(';')[0] ?? ''));
        expect(sizes.length).toBe(status === 303 ? 1 : 0);
        expect(sizes.filter((size) => size > LARGEST_COOKIE)).toEqual([]);
      }
    },
  );
});
