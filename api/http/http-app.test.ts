import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { as, serveRoutes, type Served } from '../../test/support/http.ts';
import { Problem } from '../../contracts/problem.ts';
import { defineRoute, EMPTY, streamed, STREAMED, type Route, type RouteContext } from '../routing.ts';

const summary = { vi: 'Thử', en: 'Try' };
const tags = ['system'] as const;
const Ok = z.strictObject({ ok: z.boolean() });
const seen: RouteContext<unknown, unknown, unknown, unknown>[] = [];

const ROUTES: Route[] = [
  defineRoute({
    method: 'post',
    path: '/things/{id}',
    id: 'writeThing',
    summary,
    tags,
    permission: 'public',
    params: z.strictObject({ id: z.string().max(5) }),
    query: z.strictObject({ n: z.coerce.number().int().default(1) }),
    headers: z.object({ 'x-kind': z.enum(['a', 'b']).optional() }),
    body: z.strictObject({ name: z.string(), more: z.unknown().optional() }),
    idempotent: true,
    responses: { 201: Ok, 204: EMPTY },
    async handler(ctx) {
      seen.push(ctx);
      return ctx.query.n === 204
        ? { status: 204 as const }
        : { status: 201 as const, body: { ok: true }, headers: { Location: '/x' } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/things/new',
    id: 'newThing',
    summary,
    tags,
    permission: 'public',
    responses: { 200: Ok },
    handler: async () => ({ status: 200 as const, body: { ok: true } }),
  }),
  defineRoute({
    method: 'get',
    path: '/things/{id}',
    id: 'readThing',
    summary,
    tags,
    permission: 'public',
    params: z.strictObject({ id: z.string() }),
    responses: { 200: Ok },
    handler: async () => ({ status: 200 as const, body: { ok: false } }),
  }),
  defineRoute({
    method: 'put',
    path: '/files',
    id: 'putFile',
    summary,
    tags,
    permission: 'public',
    body: streamed(['application/pdf']),
    responses: { 200: streamed(['text/plain']) },
    async handler({ req, res }) {
      let size = 0;
      for await (const part of req) size += Buffer.from(part).length;
      res.type('text/plain').end(`size ${size}`);
      return STREAMED;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/tasks',
    id: 'guarded',
    summary,
    tags,
    permission: 'task.list',
    responses: { 200: Ok },
    async handler(ctx) {
      ctx.actorFor({ owners: ['H49.143'] });
      return { status: 200 as const, body: { ok: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/forgot',
    id: 'forgot',
    summary,
    tags,
    permission: 'task.list',
    responses: { 200: Ok },
    handler: async () => ({ status: 200 as const, body: { ok: true } }),
  }),
  defineRoute({
    method: 'get',
    path: '/free',
    id: 'free',
    summary,
    tags,
    permission: 'catalogue.read',
    responses: { 200: Ok },
    handler: async () => ({ status: 200 as const, body: { ok: true } }),
  }),
  defineRoute({
    method: 'post',
    path: '/strict',
    id: 'strict',
    summary,
    tags,
    permission: 'public',
    ifMatch: 'required',
    responses: { 200: Ok },
    handler: async () => ({ status: 200 as const, body: { ok: true } }),
  }),
];

let app: Served;
beforeAll(async () => {
  app = await serveRoutes(ROUTES);
});
afterAll(() => app.close());

const pathsOf = (body: Record<string, unknown>): string[] =>
  Problem.parse(body).errors?.map(({ path, code }) => `${path} ${code}`) ?? [];

describe('a valid request', () => {
  it('reaches the handler parsed, with defaults filled in', async () => {
    const got = await app.post('/things/a?n=7', { name: 'x' }, { 'x-kind': 'b' });
    expect([got.status, got.body, got.headers.get('location')]).toEqual([201, { ok: true }, '/x']);
    expect(seen.at(-1)).toMatchObject({
      params: { id: 'a' },
      query: { n: 7 },
      body: { name: 'x' },
      headers: { 'x-kind': 'b' },
      idempotencyKey: 'key-1',
      language: 'vi',
    });
  });

  it('hashes the same for a repeat and otherwise for another one', async () => {
    const hashes: (string | undefined)[] = [];
    for (const [path, body] of [
      ['/things/a', { name: 'x' }],
      ['/things/a?n=1', { name: 'x' }],
      ['/things/a', { name: 'y' }],
      ['/things/b', { name: 'x' }],
    ] as const) {
      await app.post(path, body, { 'x-kind': 'a' });
      hashes.push(seen.at(-1)?.requestHash);
    }
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(3);
  });

  it('may be answered without a body, and streamed both ways', async () => {
    expect(await app.post('/things/a?n=204', { name: 'x' })).toMatchObject({ status: 204, text: '' });
    const big = Buffer.alloc(3_000_000);
    const got = await app.get('/files', { method: 'PUT', body: big, headers: { 'content-type': 'application/pdf' } });
    expect([got.status, got.text]).toEqual([200, 'size 3000000']);
  });

  it('finds a fixed path before one with parameters', async () => {
    expect((await app.get('/things/new')).body).toEqual({ ok: true });
    expect((await app.get('/things/old')).body).toEqual({ ok: false });
  });
});

describe('a request that is wrong', () => {
  it('is told all its wrong fields at once: 400 when not the body alone, else 422', async () => {
    const all = await app.post('/things/abcdef?n=x&m=1', { nome: 1 }, { 'x-kind': 'c' });
    expect(all.status).toBe(400);
    expect(pathsOf(all.body)).toEqual([
      'params.id too-big',
      'query.n wrong-type',
      'query.m unknown-field',
      'headers.x-kind not-allowed',
      'body.name required',
      'body.nome unknown-field',
    ]);
    const body = await app.post('/things/a', { name: 1 });
    expect([body.status, body.body['code'], pathsOf(body.body)]).toEqual([
      422,
      'body-invalid',
      ['body.name wrong-type'],
    ]);
    expect((await app.post('/things/a', '')).body['code']).toBe('body-invalid');
  });

  it('is a problem in the language asked for, with both languages inside', async () => {
    const vi = Problem.parse((await app.post('/things/a', {})).body);
    expect(vi.title).toBe('Nội dung không hợp lệ');
    const got = await app.post('/things/a', {}, { 'accept-language': 'en-GB,en;q=0.9,vi;q=0.1' });
    const en = Problem.parse(got.body);
    expect(en.title).toBe('Invalid content');
    expect(en.messages).toEqual(vi.messages);
    expect(got.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(got.headers.get('content-language')).toBe('en');
    expect(en.type).toBe('urn:motcua:problem:body-invalid');
    expect(en.instance).toBe(`urn:motcua:request:${got.headers.get('x-request-id') ?? ''}`);
  });

  it('is told apart: JSON, media type, size, key, precondition', async () => {
    const cases = [
      [await app.post('/things/a', '{"name":'), 400, 'json-malformed'],
      [await app.post('/things/a', '"just text"'), 400, 'json-malformed'],
      [await app.post('/things/a', 'name=x', { 'content-type': 'text/plain' }), 415, 'unsupported-media'],
      [await app.post('/things/a', { name: 'x'.repeat(1_000_001) }), 413, 'too-large'],
      [
        await app.get('/files', { method: 'PUT', body: 'x', headers: { 'content-type': 'image/png' } }),
        415,
        'unsupported-media',
      ],
      [await app.post('/things/a', { name: 'x' }, { 'idempotency-key': '' }), 400, 'idempotency-key-missing'],
      [await app.post('/things/a', { name: 'x' }, { 'idempotency-key': 'clock:7' }), 400, 'idempotency-key-missing'],
      [
        await app.post('/things/a', { name: 'x' }, { 'idempotency-key': 'a'.repeat(129) }),
        400,
        'idempotency-key-missing',
      ],
      [await app.post('/strict', ''), 428, 'precondition-required'],
      [await app.get('/things/%E0%A4%A'), 400, 'request-invalid'],
      [await app.get('/nowhere'), 404, 'not-found'],
      [await app.get('/Things/new'), 404, 'not-found'],
    ] as const;
    expect(cases.map(([got]) => [got.status, Problem.parse(got.body).code])).toEqual(
      cases.map(([, status, code]) => [status, code]),
    );
  });

  it('is refused for text that no database keeps, and for nesting that no form has', async () => {
    expect(pathsOf((await app.post('/things/a', '{"name":"a\\u0000b"}')).body)).toEqual(['body.name not-text']);
    expect(pathsOf((await app.post('/things/a', '{"name":"\\ud800"}')).body)).toEqual(['body.name not-text']);
    expect(pathsOf((await app.post('/things/%00', { name: 'x' })).body)).toEqual(['params.id not-text']);
    const deep = `{"name":"x","more":${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
    expect((await app.post('/things/a', deep)).body['code']).toBe('json-too-deep');
  });

  it('is told the methods that the address has', async () => {
    const got = await app.get('/things/a', { method: 'DELETE' });
    expect([got.status, got.headers.get('allow'), got.body['code']]).toEqual([
      405,
      'POST, GET, HEAD',
      'method-not-allowed',
    ]);
    const options = await app.get('/things/new', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD']);
  });
});

describe('rights', () => {
  it('are asked before anything else is looked at', async () => {
    const anonymous = await app.get('/tasks?unknown=1');
    expect([anonymous.status, anonymous.body['code'], anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      'unauthenticated',
      'Bearer realm="motcua"',
    ]);
    expect((await app.get('/tasks', as('a-citizen'))).body['code']).toBe('role-not-allowed');
    expect((await app.get('/tasks', as('a-receptionist'))).body['code']).toBe('not-your-agency');
    expect((await app.get('/tasks', as('an-appraiser'))).status).toBe(200);
    expect((await app.get('/free', as('a-citizen'))).status).toBe(200);
  });

  it('cannot be forgotten by a handler', async () => {
    const got = await app.get('/forgot', as('an-appraiser'));
    expect([got.status, got.body['code']]).toEqual([500, 'internal']);
  });

  it('are judged under the appointment that the header names', async () => {
    const named = (id: string) =>
      app.get('/tasks', { headers: { ...as('an-appraiser').headers, 'x-motcua-appointment': id } });
    expect((await named('ap-1')).status).toBe(200);
    expect((await named('re-1')).body['code']).toBe('appointment-unknown');
  });
});

describe('every answer', () => {
  it('is kept by no cache, framed by no page and guessed by no browser', async () => {
    for (const path of ['/things/new', '/nowhere']) {
      const { headers } = await app.get(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('etag')).toBeNull();
    }
  });

  it('carries the request id: the client’s when it can carry nothing else, a new one otherwise', async () => {
    const idFor = async (given: string) =>
      (await app.get('/things/new', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    const uuid = '0192f0c1-2b3c-7d4e-8f50-61728394a5b6';
    expect(await idFor(uuid)).toBe(uuid);
    for (const odd of ['abc', 'Nguyen-Van-A-aaaaaaaaaaaa', 'a'.repeat(65)]) {
      expect(await idFor(odd)).toMatch(/^[0-9a-f-]{36}$/);
      expect(await idFor(odd)).not.toBe(odd);
    }
  });
});

describe('a definition', () => {
  it('names the parameters of its path', () => {
    const define = () =>
      defineRoute({
        method: 'get',
        path: '/x/{id}',
        id: 'x',
        summary,
        tags,
        permission: 'public',
        params: z.strictObject({ code: z.string() }),
        responses: { 200: Ok },
        handler: async () => ({ status: 200 as const, body: { ok: true } }),
      });
    expect(define).toThrow('the path has {id}, the schema has {code}');
  });

  it('is the only one of its id and of its method and path', async () => {
    const twins = ROUTES.slice(0, 1);
    await expect(serveRoutes([...twins, ...twins])).rejects.toThrow('two routes are post /things/{id}');
  });
});
