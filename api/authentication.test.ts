import { describe, expect, it } from '@jest/globals';
import { aPerson } from '../test/support/http.ts';
import { IssuerAway } from '../infra/identity/issuer-client.ts';
import { createAuthenticator, type SignedRequest } from './authentication.ts';

const BY_TOKEN = aPerson('by-token', []);
const BY_SESSION = aPerson('by-session', []);
const SECRET = 'a'.repeat(43);
const COOKIE = `__Host-motcua=${SECRET}`;

const seen: string[] = [];
const authenticator = createAuthenticator({
  ofToken: (token) => {
    seen.push(token);
    if (token === 'while-away') return Promise.reject(new IssuerAway('gone'));
    return Promise.resolve(token === 'known' ? BY_TOKEN : null);
  },
  ofSession: (secret) => Promise.resolve(secret === SECRET ? BY_SESSION : null),
  publicUrl: 'https://motcua.example',
});
const asked = async (headers: SignedRequest['headers'], method = 'GET') => {
  try {
    return (await authenticator.authenticate({ method, protocol: 'https', headers }))?.person ?? null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('bearer tokens', () => {
  it('are judged when well-formed', async () => {
    expect(await asked({ authorization: 'Bearer known' })).toBe('by-token');
    expect(await asked({ authorization: 'bearer known' })).toBe('by-token');
    expect(await asked({ authorization: 'Bearer other' })).toBeNull();
  });

  it('are not even looked at otherwise', async () => {
    seen.length = 0;
    for (const authorization of ['', 'Basic abc', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(5000)}`])
      expect(await asked({ authorization })).toBeNull();
    expect(await asked({})).toBeNull();
    expect(seen).toEqual([]);
  });

  it('that cannot be judged while the issuer is away are not called wrong', async () => {
    expect(await asked({ authorization: 'Bearer while-away' })).toBe('sign-in-unavailable');
  });

  it('alone count where one is sent, whatever cookie comes along', async () => {
    expect(await asked({ authorization: 'Bearer other', cookie: COOKIE })).toBeNull();
    expect(await asked({ authorization: 'Basic abc', cookie: COOKIE })).toBeNull();
    expect(await asked({ authorization: 'Bearer known', cookie: COOKIE }, 'POST')).toBe('by-token');
  });
});

describe('the session of a browser', () => {
  it('is found among other cookies, and only under its very name', async () => {
    expect(await asked({ cookie: `theme=dark; ${COOKIE}; x=y` })).toBe('by-session');
    for (const cookie of ['', 'x', `motcua=${SECRET}`, `x__Host-motcua=${SECRET}`, '__Host-motcua=short', `${COOKIE}!`])
      expect(await asked({ cookie })).toBeNull();
  });

  const OWN = {
    cookie: COOKIE,
    origin: 'https://motcua.example',
    'sec-fetch-site': 'same-origin',
    'x-motcua-csrf': '1',
  };

  it('writes for its own site', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(await asked(OWN, method)).toBe('by-session');
    const { origin: _, ...withoutOrigin } = OWN;
    expect(await asked(withoutOrigin, 'POST')).toBe('by-session');
    const { 'sec-fetch-site': __, ...olderBrowser } = OWN;
    expect(await asked(olderBrowser, 'POST')).toBe('by-session');
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another scheme', { origin: 'http://motcua.example' }],
    ['another port', { origin: 'https://motcua.example:8443' }],
    ['a site below ours', { origin: 'https://x.motcua.example' }],
    ['one that ours is the beginning of', { origin: 'https://motcua.example.evil.example' }],
    ['a page that hides where it is', { origin: 'null' }],
    ['a sister site, by the browser’s word', { 'sec-fetch-site': 'same-site' }],
    ['another site, by the browser’s word', { 'sec-fetch-site': 'cross-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a form, which sends no header of ours', { 'x-motcua-csrf': undefined }],
    ['a header that says something else', { 'x-motcua-csrf': '0' }],
    ['nobody who says where it comes from', { origin: undefined, 'sec-fetch-site': undefined }],
  ])('writes nothing for %s', async (_, headers) => {
    expect(await asked({ ...OWN, ...headers }, 'POST')).toBe('origin-not-own');
  });

  it.each(['GET', 'HEAD'])('reads (%s) where no other site has led it, by the browser’s word', async (method) => {
    for (const site of ['same-origin', 'none', undefined])
      expect(await asked({ cookie: COOKIE, 'sec-fetch-site': site }, method)).toBe('by-session');
    for (const site of ['cross-site', 'same-site', 'another', ''])
      expect(await asked({ cookie: COOKIE, 'sec-fetch-site': site }, method)).toBe('origin-not-own');
  });

  it('counts for nothing beside a token, which reads wherever it comes from', async () => {
    expect(await asked({ authorization: 'Bearer known', cookie: COOKIE, 'sec-fetch-site': 'cross-site' })).toBe(
      'by-token',
    );
  });

  it('that is over is nobody’s, before anything is said of where the request comes from', async () => {
    expect(await asked({ cookie: `__Host-motcua=${'b'.repeat(43)}` }, 'POST')).toBeNull();
  });
});
