import { describe, expect, test } from '@jest/globals';
import { apiOrigin, readApi, type ApiConfig } from './api-config.ts';
import type { ConfigProblem } from './config-error.ts';
import { readSettings, type Env } from './config.ts';

const read = (env: Env): { api: ApiConfig; problems: readonly string[] } => {
  const problems: ConfigProblem[] = [];
  const api = readApi(readSettings(env), problems);
  return { api, problems: problems.map(({ setting }) => setting) };
};
const TLS = { API_TLS_CERT: 'a certificate', API_TLS_KEY: 'a key' };
const PROXY = { API_BEHIND_TLS_PROXY: 'on', TRUST_PROXY: '1' };

describe('Where the API listens', () => {
  test.each(['127.0.0.1', '::1', 'localhost', '127.0.0.9'])(
    '%s needs no TLS: nothing leaves this machine',
    (API_HOST) => {
      expect(read({ API_HOST }).problems).toEqual([]);
    },
  );

  test.each(['0.0.0.0', '::', '192.0.2.7', 'motcua.example'])(
    '%s is refused in clear, in both languages',
    (API_HOST) => {
      const problems: ConfigProblem[] = [];
      readApi(readSettings({ API_HOST }), problems);
      expect(problems).toEqual([
        {
          setting: 'API_HOST',
          en: expect.stringContaining('do not travel in clear'),
          vi: expect.stringContaining('không được gửi dạng rõ'),
        },
      ]);
      expect(read({ API_HOST, ...TLS }).problems).toEqual([]);
      expect(read({ API_HOST, ...PROXY }).problems).toEqual([]);
    },
  );

  test('a certificate needs its key, a proxy its number', () => {
    expect(read({ API_TLS_CERT: 'x' }).problems).toEqual(['API_TLS_KEY']);
    expect(read({ API_TLS_KEY: 'x' }).problems).toEqual(['API_TLS_CERT']);
    expect(read({ API_BEHIND_TLS_PROXY: 'on' }).problems).toEqual(['TRUST_PROXY']);
  });

  test('browsers are told to stay with TLS only where they come over it', () => {
    expect(read({}).api.overTls).toBe(false);
    expect(read(TLS).api).toMatchObject({ overTls: true, tls: { cert: 'a certificate', key: 'a key' } });
    expect(read(PROXY).api).toMatchObject({ overTls: true, tls: undefined, trustProxy: 1 });
  });

  test.each([
    [{}, 'http://127.0.0.1:3000'],
    [{ API_HOST: '0.0.0.0', API_PORT: '8443', ...TLS }, 'https://127.0.0.1:8443'],
    [{ API_HOST: '::', ...PROXY }, 'http://[::1]:3000'],
  ])('from here it is reached at its address', (env, origin) => {
    expect(apiOrigin(read(env).api)).toBe(origin);
  });
});

describe('Limits', () => {
  test('can be raised and lowered, and not switched off', () => {
    expect(read({ LIMIT_WRITES_ACCOUNT: '5' }).api.limits.writes.account).toBe(5);
    for (const value of ['0', '-1', 'off', 'Infinity'])
      expect(() => read({ LIMIT_WRITES_ACCOUNT: value })).toThrow('LIMIT_WRITES_ACCOUNT');
  });

  test('let a busy counter work by default, and no guesser', () => {
    const { writes, tracking } = read({}).api.limits;
    expect(writes.account).toBeGreaterThanOrEqual(600);
    expect(tracking.address).toBeLessThan(100);
  });

  test('believe no address that a client says of itself, unless told of a proxy', () => {
    expect(read({}).api.trustProxy).toBe(0);
  });
});

describe('The address of PostgreSQL', () => {
  const url = 'postgresql://a:secret-password@db:5432/motcua';

  test.each(['?sslmode=verify-full', '?sslmode=verify-full&sslrootcert=/ca.pem', '?sslmode=disable', ''])(
    'may end with "%s"',
    (end) => {
      expect(readSettings({ DATABASE_URL: url + end }).DATABASE_URL).toBe(url + end);
    },
  );

  test.each(['require', 'prefer', 'allow', 'no-verify', 'verify-ca'])(
    'may not ask for sslmode=%s, which hides from nobody who sits between; the refusal shows no password',
    (mode) => {
      const reading = (): unknown => readSettings({ DATABASE_URL: `${url}?sslmode=${mode}` });
      expect(reading).toThrow(/^DATABASE_URL: .*verify-full/);
      expect(reading).not.toThrow(/secret-password/);
    },
  );
});
