import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportSPKI, importJWK } from 'jose';
import { SCOPES, type Scope } from '../../domain/access/scopes.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { createIdentityServices } from '../../infra/identity/identity-services.ts';
import { createLoginLinks } from '../../infra/identity/login-links.ts';
import type { IssuerPatience } from '../../infra/identity/issuer-client.ts';
import { rows } from '../support/facts.ts';
import { AUDIENCE, anIssuerKey, startFakeIssuer, type FakeIssuer, type IssuerKey } from '../support/fake-issuer.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const AGENCY = 'H49.73';
const COMMAND_LINE = 'a-command-line';

describe('A bearer token', () => {
  let db: Database;
  let key: IssuerKey;
  let other: IssuerKey;
  let issuer: FakeIssuer;
  let client: string;
  let ofToken: (token: string, officer?: string | null) => Promise<unknown>;

  const servicesOf = (at: FakeIssuer, patience: IssuerPatience = {}) => {
    const identity = {
      issuer: at.issuer,
      clientId: 'web',
      clientSecret: 'secret',
      audience: AUDIENCE,
      commandLineClientId: COMMAND_LINE,
      claims: { identityNumber: undefined },
      publicUrl: undefined,
      session: { idleMinutes: 30, hours: 1 },
    };
    return createIdentityServices(db, identity, Buffer.alloc(32, 1), { timeoutMs: 500, ...patience });
  };
  const reader = (at: FakeIssuer, patience: IssuerPatience = {}) => {
    const services = servicesOf(at, patience);
    return async (token: string, officer: string | null = null): Promise<unknown> => {
      try {
        const found = await services.ofToken(token, officer);
        return found === null ? null : { person: found.person, scopes: found.scopes };
      } catch (error) {
        return error instanceof Error ? ('code' in error ? error.code : error.name) : error;
      }
    };
  };
  const aClient = async (scopes: readonly Scope[], effectiveTo: string | null = null): Promise<string> => {
    const id = `test-${randomUUID()}`;
    await rows(
      db,
      `insert into api_client (id, agency, name_vi, name_en, scopes, effective_from, effective_to)
        values ($1, $2, 'Hệ thống thử', 'Test system', $3, date '2025-07-01', $4)`,
      id,
      AGENCY,
      scopes,
      effectiveTo,
    );
    return id;
  };
  const tokenOf = (claims: Record<string, unknown> = {}, header: object = {}, by = key): Promise<string> =>
    issuer.token(by, { client_id: client, sub: client, scope: SCOPES.join(' '), ...claims }, header);

  beforeAll(async () => {
    db = await connectDatabase(testStack().config.database.url, 4);
    key = await anIssuerKey('k1');
    other = await anIssuerKey('k1');
    issuer = await startFakeIssuer([key]);
    client = await aClient(['dossiers.read', 'acts']);
    ofToken = reader(issuer);
  });
  afterAll(async () => {
    await issuer?.goAway();
    await db?.close();
  });

  test('of a registered system is that system’s, for the scopes that it has and asked for', async () => {
    expect(await ofToken(await tokenOf())).toEqual({ person: `client:${client}`, scopes: ['dossiers.read', 'acts'] });
    const narrow = await tokenOf({ scope: 'acts batches nothing-known __proto__' });
    expect(await ofToken(narrow)).toEqual({ person: `client:${client}`, scopes: ['acts'] });
    for (const scope of [undefined, '', ['acts'], 7])
      expect(await ofToken(await tokenOf({ scope }))).toEqual({ person: `client:${client}`, scopes: [] });
    expect(await ofToken(await tokenOf({ aud: ['x', AUDIENCE] }))).toMatchObject({ person: `client:${client}` });
  });

  test('of a system that is not registered, or no longer, is nobody’s', async () => {
    const ended = await aClient(SCOPES, '2026-01-01');
    for (const id of ['nobody', ended]) expect(await ofToken(await tokenOf({ client_id: id, sub: id }))).toBeNull();
  });

  const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;

  test.each([
    ['has expired', () => ({ exp: seconds(-6) })],
    ['is not valid yet', () => ({ nbf: seconds(60) })],
    ['never expires', () => ({ exp: undefined })],
    ['is from another issuer', () => ({ iss: 'https://evil.example' })],
    ['is from an issuer of nearly that name', () => ({ iss: `${issuer.issuer}/` })],
    ['says no issuer', () => ({ iss: undefined })],
    ['is made out to another', () => ({ aud: 'urn:other:api' })],
    ['is made out to the sign-in of browsers', () => ({ aud: 'web' })],
    ['is made out to nobody', () => ({ aud: undefined })],
    ['names no client', () => ({ client_id: undefined })],
    ['names several clients', () => ({ client_id: ['a', 'b'] })],
    ['says not whose it is', () => ({ sub: undefined })],
    ['says not since when', () => ({ iat: undefined })],
  ])('that %s is nobody’s', async (_, claims) => {
    expect(await ofToken(await tokenOf(claims()))).toBeNull();
  });

  test('counts for a moment longer, since clocks differ', async () => {
    expect(await ofToken(await tokenOf({ exp: seconds(-3) }))).not.toBeNull();
    expect(await ofToken(await tokenOf({ nbf: seconds(4) }))).not.toBeNull();
  });

  test.each([
    ['is an ID token', { typ: 'JWT' }],
    ['is a logout token', { typ: 'logout+jwt' }],
    ['says not what it is', { typ: undefined }],
    ['is signed by a key that is not published', { kid: 'k2' }],
    ['asks for a header that nobody knows', { crit: ['x'], x: 1 }],
  ])('that %s is nobody’s', async (_, header) => {
    expect(await ofToken(await tokenOf({}, header).catch(() => 'not.even.made'))).toBeNull();
  });

  test('signed by another key is nobody’s, whatever key its header brings along or points to', async () => {
    const { published } = other;
    const away = 'http://127.0.0.1:1/keys';
    for (const header of [{}, { jwk: published }, { jku: away }, { x5u: away }, { x5c: ['MIIB'] }])
      expect(await ofToken(await tokenOf({}, header, other))).toBeNull();
  });

  describe('with a made-up signature is nobody’s:', () => {
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = () => ({
      iss: issuer.issuer,
      aud: AUDIENCE,
      sub: client,
      client_id: client,
      jti: 'j',
      iat: seconds(0),
      exp: seconds(60),
      scope: 'acts',
    });

    test('none at all', async () => {
      for (const alg of ['none', 'None', 'NONE', '']) {
        const unsigned = `${encoded({ alg, typ: 'at+jwt', kid: 'k1' })}.${encoded(payload())}.`;
        expect([alg, await ofToken(unsigned)]).toEqual([alg, null]);
      }
    });

    test('the published key used as a shared secret', async () => {
      const publicKey = await importJWK(key.published, 'ES256', { extractable: true });
      if (!('type' in publicKey)) throw new Error('not a key');
      const pem = await exportSPKI(publicKey);
      const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
      for (const secret of [pem, pem.trim(), der, JSON.stringify(key.published)]) {
        const head = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${encoded(payload())}`;
        const signature = createHmac('sha256', secret).update(head).digest('base64url');
        expect(await ofToken(`${head}.${signature}`)).toBeNull();
      }
    });

    test('of a token with other content, cut off, or empty', async () => {
      const [head = '', , signature = ''] = (await tokenOf()).split('.');
      const another = encoded({ ...payload(), client_id: 'other' });
      for (const token of [
        `${head}.${another}.${signature}`,
        `${head}.${another}`,
        `${head}.${another}.`,
        'x',
        '..',
        '',
      ])
        expect(await ofToken(token)).toBeNull();
      const zero = Buffer.alloc(64).toString('base64url');
      expect(await ofToken(`${head}.${another}.${zero}`)).toBeNull();
    });
  });

  test('of the command line is its person’s own, for the scopes that it has; no other client’s is', async () => {
    const person = await aPerson(db, [{ agency: AGENCY, role: 'appraiser' }]);
    const subject = randomUUID();
    await createLoginLinks(db).link(person.id, { issuer: issuer.issuer, subject });
    const own = { client_id: COMMAND_LINE, sub: subject, scope: 'catalogue' };
    expect(await ofToken(await tokenOf(own))).toEqual({ person: person.id, scopes: ['catalogue'] });
    expect(await ofToken(await tokenOf({ ...own, client_id: 'another' }))).toBeNull();
    expect(await ofToken(await tokenOf({ ...own, sub: 'somebody-unknown' }))).toBeNull();
    expect(await ofToken(await tokenOf({ ...own, sub: COMMAND_LINE }))).toBeNull();
  });

  describe('while the issuer', () => {
    test('has changed its key: the new one is fetched, and the former counts until it is no longer published', async () => {
      const [first, second] = [await anIssuerKey('first'), await anIssuerKey('second')];
      const rotating = await startFakeIssuer([first]);
      const judge = reader(rotating, { coolDownMs: 0 });
      const claims = { client_id: client, sub: client };
      const [by1, by2] = [await rotating.token(first, claims), await rotating.token(second, claims)];
      expect([(await judge(by1)) === null, (await judge(by2)) === null]).toEqual([false, true]);
      rotating.publish([second, first]);
      expect([(await judge(by2)) === null, (await judge(by1)) === null]).toEqual([false, false]);
      rotating.publish([second]);
      const fresh = reader(rotating);
      expect([(await fresh(by2)) === null, (await fresh(by1)) === null]).toEqual([false, true]);
      await rotating.goAway();
    });

    test('is asked for keys that nobody knows, it is asked no more often than every so often', async () => {
      const asked = await startFakeIssuer([key]);
      const judge = reader(asked, { coolDownMs: 60_000 });
      for (let time = 0; time < 10; time += 1)
        expect(await judge(await asked.token(key, {}, { kid: `x${time}` }))).toBeNull();
      expect(asked.fetched()).toBe(1);
      await asked.goAway();
    });

    test('is away: known keys are used on for a time, and what cannot be judged is not called wrong', async () => {
      const leaving = await startFakeIssuer([key]);
      const [patient, hasty, late] = [
        reader(leaving, { keysFreshMs: 0, coolDownMs: 0, discoverAgainMs: 0 }),
        reader(leaving, { keysFreshMs: 0, coolDownMs: 0, keysKeptMs: 0 }),
        reader(leaving),
      ];
      const token = await leaving.token(key, { client_id: client, sub: client });
      const expected = { person: `client:${client}`, scopes: [] };
      expect([await patient(token), await hasty(token)]).toEqual([expected, expected]);
      await leaving.goAway();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect([await patient(token), await hasty(token), await late(token)]).toEqual([
        expected,
        'IssuerAway',
        'IssuerAway',
      ]);
      expect(await patient(await leaving.token(other, { client_id: client, sub: client }))).toBeNull();
      await leaving.comeBack();
      expect([await patient(token), await hasty(token), await late(token)]).toEqual([expected, expected, expected]);
      await leaving.goAway();
    });
  });

  describe('that says a session at the issuer has ended', () => {
    const EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const judge = (token: string) => servicesOf(issuer).endedBy(token);
    const said = (claims: Record<string, unknown> = {}, by = key): Promise<string> =>
      issuer.token(by, { aud: 'web', client_id: undefined, sub: 'a-subject', sid: 's', events: EVENT, ...claims }, {});

    test('ends that session of its, or all of somebody’s', async () => {
      expect(await judge(await said())).toEqual({
        issuer: issuer.issuer,
        session: 's',
        subject: 'a-subject',
        saidAt: expect.any(Number),
      });
      expect(await judge(await said({ sid: undefined }))).toMatchObject({ session: null, subject: 'a-subject' });
      const { begin, end, alive, subject } = await sessionsOf();
      const [first, second, others] = [await begin('one'), await begin('two'), await begin('three', 'stranger')];
      await end('one', subject, 'https://another.example');
      expect(await alive(first, second, others)).toEqual([true, true, true]);
      await end('one', subject);
      expect(await alive(first, second, others)).toEqual([false, true, true]);
      await end(null, subject);
      expect(await alive(first, second, others)).toEqual([false, false, true]);
    });

    test('ends whatever of his began in a session of which it did not tell the name', async () => {
      const { begin, end, alive, subject } = await sessionsOf();
      const [named, unnamed, others] = [await begin('one'), await begin(null), await begin(null, 'stranger')];
      await end('another', null);
      expect(await alive(named, unnamed, others)).toEqual([true, true, true]);
      await end('another', subject);
      expect(await alive(named, unnamed, others)).toEqual([true, false, true]);
    });

    /** Sessions of somebody, and of a stranger. */
    const sessionsOf = async () => {
      const { sessions } = servicesOf(issuer);
      const people = { he: await aPerson(db, []), stranger: await aPerson(db, []) };
      const subject = randomUUID();
      await createLoginLinks(db).link(people.he.id, { issuer: issuer.issuer, subject });
      return {
        subject,
        begin: (issuerSession: string | null, who: keyof typeof people = 'he') =>
          sessions.begin({ person: people[who].id, issuer: issuer.issuer, issuerSession, browser: 'other' }),
        end: (session: string | null, of: string | null, by = issuer.issuer) =>
          sessions.endOfIssuer({ issuer: by, session, subject: of }),
        alive: (...secrets: readonly string[]) =>
          Promise.all(secrets.map(async (one) => (await sessions.find(one)) !== null)),
      };
    };

    test.each([
      ['is an ID token', { nonce: 'n' }],
      ['tells of another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
      ['tells of none', { events: undefined }],
      ['is made out to another', { aud: AUDIENCE }],
      ['is from another issuer', { iss: 'https://evil.example' }],
      ['is old', { iat: seconds(-400) }],
      ['says whose session by nothing', { sid: undefined, sub: undefined }],
    ])('ends nothing when it %s', async (_, claims) => {
      expect(await judge(await said(claims))).toBeNull();
    });

    test('ends nothing when somebody else signed it', async () => {
      expect(await judge(await said({}, other))).toBeNull();
    });
  });
});
