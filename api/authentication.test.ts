import { describe, expect, it } from '@jest/globals';
import { aPerson } from '../test/support/http.ts';
import { bearerAuthenticator } from './authentication.ts';

const BOTH = aPerson('both', []);

describe('bearer tokens', () => {
  const seen: string[] = [];
  const authenticator = bearerAuthenticator((token) => {
    seen.push(token);
    return Promise.resolve(token === 'demo-known' ? BOTH : null);
  });
  const of = (authorization?: string) =>
    authenticator.authenticate({ headers: authorization === undefined ? {} : { authorization } });

  it('are looked up when well-formed', async () => {
    expect(await of('Bearer demo-known')).toBe(BOTH);
    expect(await of('bearer demo-known')).toBe(BOTH);
    expect(await of('Bearer other')).toBeNull();
  });

  it('are not even looked up otherwise', async () => {
    seen.length = 0;
    for (const header of [undefined, '', 'Basic abc', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(5000)}`]) {
      expect(await of(header)).toBeNull();
    }
    expect(seen).toEqual([]);
  });
});
