import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { as, serveRoutes, type Served } from '../../test/support/http.ts';
import { defineRoute } from '../routing.ts';

const CANARY = 'CANARY-Nguyễn-Thị-Chim-Hoàng-Yến';
const ENCODED = encodeURIComponent(CANARY);
const CODE = 'H49.01-261124-0007';

const summary = { vi: 'Thử', en: 'Try' };
const write = (path: '/dossiers/{code}/notes' | '/people/{code}', id: string) =>
  defineRoute({
    method: 'post',
    path,
    id,
    summary,
    tags: ['dossiers'],
    permission: 'public',
    params: z.strictObject({ code: z.string() }),
    query: z.strictObject({ q: z.string().optional() }),
    body: z.looseObject({ fail: z.boolean().optional() }),
    idempotent: true,
    responses: { 200: z.looseObject({}) },
    async handler({ body }) {
      if (body.fail === true) {
        const cause = Object.assign(new Error(`Key (name)=(${CANARY}) already exists.`), {
          code: '23505',
          detail: CANARY,
        });
        throw new Error(`failed for ${CANARY}`, { cause });
      }
      return { status: 200 as const, body };
    },
  });

const forOverseers = defineRoute({
  method: 'get',
  path: '/files',
  id: 'files',
  summary,
  tags: ['dossiers'],
  permission: 'dossier.engine-history',
  responses: { 200: z.looseObject({}) },
  handler: async () => ({ status: 200 as const, body: {} }),
});

let app: Served;
beforeAll(async () => {
  app = await serveRoutes([write('/dossiers/{code}/notes', 'note'), write('/people/{code}', 'person'), forOverseers]);
});
afterAll(() => app.close());

/** The log's lines, once the server has seen every answer off. */
async function lines(): Promise<Record<string, unknown>[]> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return app.log.map((line) => JSON.parse(line));
}

describe('the access log', () => {
  it('has nothing personal of a request, wherever it stood and however it ended', async () => {
    const headers = {
      'x-request-id': ENCODED,
      'user-agent': ENCODED,
      referer: `http://x/?q=${ENCODED}`,
      cookie: `s=${ENCODED}`,
      authorization: `Bearer ${ENCODED}`,
    };
    const body = { name: CANARY, [CANARY]: [CANARY] };
    const got = [
      await app.post(`/dossiers/${CODE}/notes?q=${ENCODED}`, body, headers),
      await app.post(`/dossiers/${ENCODED}/notes`, body, headers),
      await app.post(`/people/${ENCODED}?q=${ENCODED}`, { ...body, fail: true }, headers),
      await app.post(`/people/${ENCODED}?${ENCODED}=1`, { fail: CANARY }, headers),
      await app.post(`/people/${ENCODED}`, `{"name": "${CANARY}`, headers),
      await app.post(`/people/1`, body, { ...headers, 'idempotency-key': ENCODED }),
      await app.get(`/nowhere/${ENCODED}?q=${ENCODED}`, { headers }),
      await app.get(`/people/${ENCODED}`, as('a-citizen')),
    ];
    expect(got.map(({ status }) => status)).toEqual([200, 200, 500, 400, 400, 400, 404, 405]);
    const written = await lines();
    expect(written.length).toBeGreaterThan(got.length);
    const text = app.log.join('\n');
    for (const trace of ['CANARY', 'Nguyễn', ENCODED, encodeURIComponent('Nguyễn')])
      expect(text.includes(trace)).toBe(false);
    for (const { text: answer } of got.slice(2)) expect(answer.includes('Hoàng-Yến')).toBe(false);
  });

  it('has one line a request: its id, method, pattern, dossier, status and time', async () => {
    const { headers } = await app.post(`/dossiers/${CODE}/notes`, {});
    const id = headers.get('x-request-id');
    const own = (await lines()).filter(({ requestId }) => requestId === id);
    expect(own).toMatchObject([
      {
        msg: 'request',
        method: 'POST',
        route: '/dossiers/{code}/notes',
        dossier: CODE,
        status: 200,
        ms: expect.any(Number),
      },
    ]);
  });

  it('names who is refused, by his id, and for what, in a line of its own', async () => {
    const { headers } = await app.get('/files', as('a-receptionist'));
    const unknown = await app.get('/files', { headers: { authorization: 'Bearer nobody' } });
    const own = async (of: Headers) =>
      (await lines()).filter(({ requestId, level }) => requestId === of.get('x-request-id') && level === 40);
    expect(await own(headers)).toMatchObject([
      { msg: 'refused', security: 'role-not-allowed', route: '/files', person: 'a-receptionist' },
    ]);
    expect(await own(unknown.headers)).toMatchObject([
      { msg: 'refused', security: 'unauthenticated', route: '/files', person: null },
    ]);
  });

  it('says where an unforeseen error was thrown, and its codes', async () => {
    const { headers } = await app.post('/people/1', { fail: true });
    const id = headers.get('x-request-id');
    const [line] = (await lines()).filter(({ requestId, level }) => requestId === id && level === 50);
    expect(line).toMatchObject({
      code: 'internal',
      error: {
        name: 'Error',
        at: expect.arrayContaining([expect.stringContaining('access-log.test.ts')]),
        cause: { code: '23505' },
      },
    });
  });
});
