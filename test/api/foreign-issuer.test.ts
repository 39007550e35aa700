import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { carryOut } from '../../infra/cli/login.ts';
import { createLoginLinks } from '../../infra/identity/login-links.ts';
import { requestHasherOf } from '../../infra/identity/request-hash.ts';
import { endSessionsOf } from '../../infra/identity/web-sessions.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { aBrowser, type Browser } from '../support/browsing.ts';
import { rows } from '../support/facts.ts';
import { startForeignIssuer, type ForeignIssuer } from '../support/foreign-issuer.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { asApi } from '../support/row-scopes.ts';
import { testStack } from '../support/stack.ts';

describe('An issuer of the province’s own', () => {
  let foreign: ForeignIssuer;
  let motcua: Motcua;

  beforeAll(async () => {
    foreign = await startForeignIssuer();
    const { config } = testStack();
    if (config.identity === undefined) throw new Error('the test stack has no issuer');
    const { issuer, clientId, clientSecret } = foreign;
    const claims = { identityNumber: 'so_dinh_danh' };
    motcua = await startMotcua({
      ...config,
      demo: undefined,
      identity: { ...config.identity, issuer, clientId, clientSecret, claims },
    });
  }, 60_000);
  afterAll(async () => {
    await foreign?.stop();
    await motcua?.stop();
  }, 30_000);

  const at = (path: string): string => `${motcua.url}${path}`;
  const signIn = async (sub: string, claims: Record<string, string> = {}): Promise<[Browser, number]> => {
    foreign.signsIn({ sub, claims });
    const browser = aBrowser();
    return [browser, (await browser.signIn(at('/auth/login?to=/docs'), '', '')).status];
  };
  const session = async (browser: Browser): Promise<Record<string, unknown>> =>
    JSON.parse((await browser.go(at('/auth/session'))).text);
  const links = () => createLoginLinks(motcua.db);
  const link = (sub: string, person: string) => links().link(person, { issuer: foreign.issuer, subject: sub });

  test('signs in an officer whose login there is linked to him, with his appointments here', async () => {
    const officer = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
    const sub = `cán bộ|${randomUUID()}`;
    await link(sub, officer.id);
    const [browser, status] = await signIn(sub, { ho_ten: 'Another Name' });
    expect(status).toBe(200);
    expect(await session(browser)).toMatchObject({
      person: { id: officer.id, displayName: 'Test' },
      appointments: [{ agency: 'H49.143', role: 'appraiser' }],
    });
  });

  test('signs in nobody who is not linked, nor one whose name at another issuer is the same', async () => {
    expect((await signIn(randomUUID()))[1]).toBe(403);
    expect((await signIn('leader-hong-gai'))[1]).toBe(403);
    for (const number of ['022', '02219000000a', ' 022190000001']) {
      expect((await signIn(randomUUID(), { so_dinh_danh: number }))[1]).toBe(403);
    }
  });

  test('names an officer to others also when it vouches for his number', async () => {
    const appraiser = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
    const sub = randomUUID();
    await link(sub, appraiser.id);
    expect((await signIn(sub, { so_dinh_danh: '000190000888' }))[1]).toBe(200);
    const scope = { person: 'leader-hong-gai', agencies: ['H49.143'] };
    const named = await asApi(motcua.config.database.apiUrl ?? '', scope, (query) =>
      query('select display_name from person where id = $1', [appraiser.id]),
    );
    expect(named).toEqual([{ display_name: 'Test' }]);
  });

  test('has accounts that are linked to one officer each, and only to somebody who is there', async () => {
    const [one, other] = [await aPerson(motcua.db, []), await aPerson(motcua.db, [])];
    const sub = randomUUID();
    expect(await link(sub, one.id)).toBe('linked');
    expect(await link(sub, one.id)).toBe('known');
    expect(await link(sub, other.id)).toBe('of-another');
    expect(await link(randomUUID(), 'nobody')).toBe('no-person');
    expect(await links().list(one.id)).toEqual([{ issuer: foreign.issuer, subject: sub }]);
    expect(await links().list(other.id)).toEqual([]);
  });

  test('has accounts of which the log of the command says who gave or took them, and to whom', async () => {
    const lines: string[] = [];
    const log = pino(
      { base: { by: 'an-operator' }, timestamp: false },
      { write: (line: string) => void lines.push(line) },
    );
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const [officer, other] = [await aPerson(motcua.db, []), await aPerson(motcua.db, [])];
    const account = { issuer: foreign.issuer, subject: `he@vidu.example ${randomUUID()}` };
    const hash = requestHasherOf(motcua.config.keys.identity);
    const change = (verb: 'link' | 'unlink' | 'end-sessions' | 'list', { id }: { readonly id: string }) =>
      carryOut({ db: motcua.db, log, hash }, { verb, person: id, ...account });
    try {
      const exits = [await change('link', officer), await change('link', other), await change('list', officer)];
      exits.push(await change('unlink', officer), await change('unlink', officer), await change('end-sessions', other));
      expect(exits).toEqual([0, 1, 0, 0, 1, 0]);
    } finally {
      said.mockRestore();
    }
    const common = { by: 'an-operator', msg: 'login changed' };
    const of = { ...common, issuer: foreign.issuer, account: expect.stringMatching(/^[0-9a-f]{16}$/) };
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { ...of, level: 30, security: 'login-link', person: officer.id, outcome: 'linked' },
      { ...of, level: 40, security: 'login-link', person: other.id, outcome: 'of-another' },
      { ...of, level: 30, security: 'login-unlink', person: officer.id, outcome: 'unlinked' },
      { ...of, level: 40, security: 'login-unlink', person: officer.id, outcome: 'not-his' },
      { ...common, level: 30, security: 'login-end-sessions', person: other.id, ended: 1 },
    ]);
    expect(lines.join('')).not.toContain('vidu.example');
  });

  test('has an account that is linked no more: its sessions are over, and it opens none', async () => {
    const [officer, bystander] = [await aPerson(motcua.db, []), await aPerson(motcua.db, [])];
    const [sub, another] = [randomUUID(), randomUUID()];
    await link(sub, officer.id);
    await link(another, bystander.id);
    const [browser] = await signIn(sub);
    const [other] = await signIn(another);
    const login = { issuer: foreign.issuer, subject: sub };
    expect(await links().unlink(bystander.id, login)).toBe(false);
    expect(await session(browser)).toMatchObject({ person: { id: officer.id } });
    expect(await links().unlink(officer.id, login)).toBe(true);
    expect((await browser.go(at('/auth/session'))).status).toBe(401);
    expect((await signIn(sub))[1]).toBe(403);
    // The one of this browser, and the one that was begun for him when he was made up.
    expect(await endSessionsOf(motcua.db, bystander.id)).toBe(2);
    expect((await other.go(at('/auth/session'))).status).toBe(401);
  });

  test('signs in a citizen whose number it vouches for, under its own name of the claim; his name is not kept', async () => {
    const [browser] = await signIn(randomUUID(), { ho_ten: 'Demo – Công dân khác', so_dinh_danh: '000190000777' });
    const { person } = await session(browser);
    expect(person).toMatchObject({ displayName: 'Công dân' });
    const { id } = person as { id: string };
    const [found] = await rows<{ hash: string }>(
      motcua.db,
      'select identity_hash as hash from person where id = $1',
      id,
    );
    expect(found?.hash).toBe(identityHasherOf(motcua.config.keys.identity)('000190000777'));
  });

  test('offers no end of its session, so that signing out leads nowhere further', async () => {
    const officer = await aPerson(motcua.db, []);
    const sub = randomUUID();
    await link(sub, officer.id);
    const [browser] = await signIn(sub);
    const out = await browser.go(at('/auth/logout'), {
      method: 'POST',
      headers: { Origin: motcua.url, 'X-Motcua-CSRF': '1' },
    });
    expect([out.status, JSON.parse(out.text)]).toEqual([200, { sessions: 1, next: null }]);
  });

  test('that is away keeps nobody out who is in, and is waited for by whoever wants in', async () => {
    const officer = await aPerson(motcua.db, []);
    const sub = randomUUID();
    await link(sub, officer.id);
    const [browser] = await signIn(sub);
    const half = aBrowser();
    const returned = await half.untilSentBack(at('/auth/login'), '', '');
    await foreign.stop();
    expect(await session(browser)).toMatchObject({ person: { id: officer.id } });
    const completed = await half.go(returned);
    expect([completed.status, completed.headers.get('retry-after')]).toEqual([503, '5']);

    const { config } = motcua;
    const late = await startMotcua(config);
    try {
      const refused = await aBrowser().go(`${late.url}/auth/login`);
      expect([refused.status, JSON.parse(refused.text)['code']]).toEqual([503, 'sign-in-unavailable']);
      const other = aBrowser();
      other.plant(late.url, '__Host-motcua', browser.cookie(motcua.url, '__Host-motcua') ?? '');
      expect((await other.go(`${late.url}/auth/session`)).status).toBe(200);
    } finally {
      await late.stop();
    }
  });
});
