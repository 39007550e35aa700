import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { ensureBuckets } from './buckets.ts';

const LOCKED = '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>';

test('a store that is still starting is waited for', async () => {
  let refused = 0;
  const server = createServer((request, response) => {
    const starting = refused < 3;
    if (starting) refused += 1;
    response.writeHead(starting ? 503 : 200).end(request.url?.includes('object-lock') === true ? LOCKED : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await ensureBuckets({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      accessKey: 'key',
      secretKey: 'secret',
      buckets: { documents: 'documents', results: 'results', quarantine: 'quarantine', history: 'history' },
    });
    expect(refused).toBe(3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
