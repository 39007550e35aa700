import { describe, expect, it } from '@jest/globals';
import { serveRoutes } from '../../../test/support/http.ts';
import { healthRoutes, type HealthChecks } from './routes.ts';

async function ready(needed: HealthChecks, others: HealthChecks = {}) {
  const app = await serveRoutes(healthRoutes(needed, others, 30));
  const got = await app.get('/health/ready');
  const live = await app.get('/health/live');
  await app.close();
  return { ...got, live: live.status, log: app.log.join('') };
}

describe('readiness', () => {
  it('is there when every part answers', async () => {
    const got = await ready({ postgresql: async () => 1 }, { temporal: async () => undefined });
    expect([got.status, got.body]).toEqual([200, { status: 'ready', parts: { postgresql: 'up', temporal: 'up' } }]);
  });

  it('names the parts that fail or do not answer, and nothing of why', async () => {
    const got = await ready({
      postgresql: async () => 1,
      temporal: () => Promise.reject(new Error('secret host 10.0.0.1')),
      storage: () => new Promise(() => {}),
    });
    expect([got.status, got.body['code'], got.headers.get('retry-after')]).toEqual([503, 'not-ready', '5']);
    expect(got.body['params']).toEqual({ parts: 'temporal, storage' });
    expect(got.text + got.log).not.toContain('10.0.0.1');
    expect(got.live).toBe(200);
  });

  it('lasts while only the engine or the store is away, since a counter must still receive dossiers', async () => {
    const got = await ready({ postgresql: async () => 1 }, { temporal: () => Promise.reject(new Error('down')) });
    expect([got.status, got.body]).toEqual([
      200,
      { status: 'degraded', parts: { postgresql: 'up', temporal: 'down' } },
    ]);
  });
});
