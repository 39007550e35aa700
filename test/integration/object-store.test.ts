import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { ensureBuckets } from '../../infra/stack/buckets.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import { testStack } from '../support/stack.ts';

const { config } = testStack();
const { buckets } = config.storage;

describe('the object store', () => {
  test('makes missing buckets, also twice at once, and refuses one for results without Object Lock by the name of its setting', async () => {
    const suffix = randomBytes(4).toString('hex');
    const fresh = {
      documents: `test-documents-${suffix}`,
      history: `test-history-${suffix}`,
      quarantine: `test-quarantine-${suffix}`,
      results: `test-results-${suffix}`,
    };
    const access = { ...config.storage, buckets: fresh };
    await Promise.all([ensureBuckets(access), ensureBuckets(access)]);
    await ensureBuckets(access);
    const unlocked = { ...access, buckets: { ...fresh, results: fresh.documents } };
    await expect(ensureBuckets(unlocked)).rejects.toMatchObject({
      setting: 'S3_BUCKET_RESULTS',
      message: expect.stringContaining(`bucket ${fresh.documents}`),
    });
  });

  test('that is down, or never answers, is soon known to be unavailable', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const limits = { connectMs: 500, idleMs: 500 };
    const from = (endpoint: string) => createMinioObjectStore({ ...config.storage, endpoint }, limits);
    for (const unreachable of [from('http://127.0.0.1:9'), from(`http://127.0.0.1:${port}`)]) {
      const started = performance.now();
      await expect(unreachable.stat(buckets.documents, 'any')).rejects.toMatchObject({
        code: 'storage-unavailable',
        message: expect.stringContaining('S3_ENDPOINT'),
      });
      expect(performance.now() - started).toBeLessThan(3000);
    }
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test('that goes away or falls silent in the middle of a document fails its reader', async () => {
    const halting = createHttpServer((request, response) => {
      response.writeHead(200, { 'content-length': '100000' }).write(Buffer.alloc(50_000));
      if (request.url?.endsWith('gone') === true) setTimeout(() => response.destroy(), 50);
    });
    await new Promise<void>((resolve) => halting.listen(0, '127.0.0.1', resolve));
    const { port } = halting.address() as AddressInfo;
    const from = { ...config.storage, endpoint: `http://127.0.0.1:${port}` };
    const broken = createMinioObjectStore(from, { connectMs: 500, idleMs: 500 });
    for (const key of ['gone', 'silent']) {
      await expect(buffer(await broken.get('documents', key))).rejects.toMatchObject({ code: 'storage-unavailable' });
    }
    halting.closeAllConnections();
    halting.close();
  });

  test('names the settings of refused credentials, and never their values', async () => {
    const secretKey = 'a-secret-that-is-wrong';
    const refused = createMinioObjectStore({ ...config.storage, secretKey });
    const error: unknown = await refused.stat(buckets.documents, 'any').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'storage-refused', message: expect.stringContaining('S3_SECRET_KEY') });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(
      new RegExp(`${secretKey}|${config.storage.secretKey}|${config.storage.accessKey}`),
    );
  });
});
