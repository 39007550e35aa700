import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { watchApi, type WatchedApi } from './watched-api.ts';

const SECRETS = [
  { text: 'MARK', unlessNamed: false },
  { text: 'H49.143-1', unlessNamed: true },
];

/** Asks an API that answers so, through the watch. */
async function watched(answer: RequestListener, ask: (url: string) => Promise<unknown>): Promise<WatchedApi> {
  const api = createServer(answer);
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const watch = await watchApi({
    apiUrl,
    account: 'somebody',
    headers: { Cookie: 'session=1' },
    secrets: SECRETS,
    known: { '/x/': ['1'] },
  });
  try {
    await ask(watch.url);
  } finally {
    await watch.close();
    api.close();
    api.closeAllConnections();
  }
  return watch;
}

describe('The watch over the fuzzer', () => {
  test('finds what is planted: a failure, a secret in a body, in a header, and a code that nobody named', async () => {
    const { figures, serverErrors, crossAgency } = await watched(
      (req, res) => {
        if (req.url === '/fails') res.statusCode = 500;
        if (req.url === '/header') res.setHeader('X-Told', 'MARK');
        res.end(req.url === '/body' ? 'a MARK within' : req.url === '/code' ? 'H49.143-1' : '');
      },
      async (url) => {
        for (const path of ['/fine', '/fails', '/header', '/body', '/code']) await fetch(url + path);
      },
    );
    expect(figures.requests).toBe(5);
    expect(serverErrors.map(({ request }) => request)).toEqual(['GET /fails']);
    expect(crossAgency.map(({ request, what }) => [request, what])).toEqual([
      ['GET /header', 'MARK'],
      ['GET /body', 'MARK'],
      ['GET /code', 'H49.143-1'],
    ]);
  });

  test('lets a code pass in the answer to whoever has named it, and nothing that is personal', async () => {
    const { crossAgency } = await watched(
      (_req, res) => res.end('H49.143-1 MARK'),
      async (url) => {
        await fetch(`${url}/x/H49.143-1?q=MARK`);
      },
    );
    expect(crossAgency.map(({ what }) => what)).toEqual(['MARK']);
  });

  test('signs every request in, whatever the fuzzer says of itself', async () => {
    const seen: unknown[] = [];
    await watched(
      (req, res) => {
        seen.push([req.headers.cookie, req.headers.authorization]);
        res.end();
      },
      (url) => fetch(`${url}/`, { headers: { Cookie: 'session=2', Authorization: 'Bearer x' } }),
    );
    expect(seen).toEqual([['session=1', undefined]]);
  });
});
