import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from 'oidc-provider';
import { pino } from 'pino';
import type { LoginOutcome } from './demo-logins.ts';
import { issuerServer } from './serve-issuer.ts';

const PASSWORDS: Readonly<Record<string, LoginOutcome>> = { 'the-right': 'right', 'the-blocked': 'blocked' };

describe('a password that is given to the embedded issuer', () => {
  const lines: string[] = [];
  const logger = pino(
    { level: 'trace', base: null, timestamp: false },
    { write: (line: string) => void lines.push(line) },
  );
  /** Every sign-in under way goes on; `finished`: whom the issuer takes for signed in, and by what. */
  const finished: unknown[] = [];
  const provider = {
    callback: () => () => Promise.resolve(),
    interactionDetails: () => Promise.resolve({ uid: 'u', params: {} }),
    interactionFinished: (...[, res, result]: [unknown, ServerResponse, unknown]) => {
      finished.push(result);
      res.writeHead(303, { Location: '/' }).end();
      return Promise.resolve();
    },
  } as unknown as Pick<Provider, 'callback' | 'interactionDetails' | 'interactionFinished'>;
  const logins = {
    offered: () => Promise.resolve([]),
    find: () => Promise.resolve(null),
    check: (_: string, password: string) => Promise.resolve(PASSWORDS[password] ?? ('wrong' as const)),
  };
  let server: ReturnType<typeof createServer>;
  let at = '';

  beforeAll(async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    at = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
    free.close();
    await once(free, 'close');
    server = issuerServer({ issuer: at, provider, logins, logger }).listen(Number(new URL(at).port), '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    lines.length = 0;
    finished.length = 0;
  });

  const give = async (account: string, password: string): Promise<number> => {
    const body = new URLSearchParams({ account, password });
    return (await fetch(`${at}/interaction/u`, { method: 'POST', body, redirect: 'manual' })).status;
  };
  const told = (): unknown[] => lines.map((line) => JSON.parse(line));

  it('is told of in the log when it is right, with the account', async () => {
    expect(await give('an-account', 'the-right')).toBe(303);
    expect(told()).toEqual([{ level: 30, outcome: 'right', account: 'an-account', msg: 'password given' }]);
    expect(finished).toEqual([{ login: { accountId: 'an-account', remember: false, amr: ['pwd'] } }]);
  });

  it.each([
    ['wrong', 'a-secret-guess'],
    ['blocked', 'the-blocked'],
  ])('is told of in the log when it is %s, and not what was typed', async (outcome, password) => {
    expect(await give('what-may-be-a-password', password)).toBe(401);
    expect(told()).toEqual([{ level: 40, outcome, msg: 'password given' }]);
    expect(finished).toEqual([]);
  });
});
