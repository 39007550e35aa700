import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byName, serve, UNLIMITED, type Served } from '../../test/support/http.ts';
import { docsRoutes } from '../features/docs/routes.ts';
import { createHttpApp } from './http-app.ts';

const routes = docsRoutes(() => routes, '1.0.0');
const appAt = (overTls: boolean): Promise<Served> =>
  serve((logger) => createHttpApp({ routes, authenticator: byName, logger, limits: UNLIMITED, overTls }));

let [plain, tls]: Served[] = [];
beforeAll(async () => {
  [plain, tls] = await Promise.all([appAt(false), appAt(true)]);
});
afterAll(() => Promise.all([plain?.close(), tls?.close()]));

/** Of a policy: what each directive allows. */
const directives = (policy: string | null): Map<string, string> =>
  new Map((policy ?? '').split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]));

describe('the headers of every answer', () => {
  it.each(['/openapi.json', '/docs', '/nowhere', '/docs?x=1'])(
    '%s let nothing run, frame, send on or stay',
    async (path) => {
      const { headers } = (await plain?.get(path)) ?? {};
      const policy = directives(headers?.get('content-security-policy') ?? null);
      for (const directive of ['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
        expect([directive, policy.get(directive)]).toEqual([directive, "'none'"]);
      expect(policy.get('script-src')).toBeUndefined();
      expect(headers?.get('x-content-type-options')).toBe('nosniff');
      expect(headers?.get('referrer-policy')).toBe('no-referrer');
      expect(headers?.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers?.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers?.get('cache-control')).toBe('no-store');
      for (const header of [
        'server',
        'x-powered-by',
        'access-control-allow-origin',
        'access-control-allow-credentials',
      ])
        expect([header, headers?.get(header)]).toEqual([header, null]);
    },
  );

  it('allow a page its own style and no other source', async () => {
    const policy = directives((await plain?.get('/docs'))?.headers.get('content-security-policy') ?? null);
    expect([...policy.keys()].toSorted()).toEqual([
      'base-uri',
      'default-src',
      'form-action',
      'frame-ancestors',
      'style-src',
    ]);
    expect(policy.get('style-src')).toMatch(/^'sha256-[A-Za-z0-9+/]{43}='$/);
  });

  it('say that only TLS will do, where clients come over TLS', async () => {
    expect((await plain?.get('/docs'))?.headers.get('strict-transport-security')).toBeNull();
    const told = (await tls?.get('/nowhere'))?.headers.get('strict-transport-security');
    expect(told).toBe('max-age=31536000; includeSubDomains');
  });

  it('allow no other origin to read, whatever it asks beforehand', async () => {
    const asked = await plain?.get('/openapi.json', {
      method: 'OPTIONS',
      headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET' },
    });
    expect([...(asked?.headers.keys() ?? [])].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
