import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { byName, serve, UNLIMITED, type Served } from '../../test/support/http.ts';
import { sendRaw } from '../../test/support/raw-http.ts';
import { defineRoute, type Route } from '../routing.ts';
import { createHttpApp } from './http-app.ts';

const summary = { vi: 'Thử', en: 'Try' };
const seen: { method: string; body: unknown }[] = [];

const ROUTES: Route[] = [
  defineRoute({
    method: 'post',
    path: '/things/{id}',
    id: 'writeThing',
    summary,
    tags: ['system'],
    permission: 'public',
    params: z.strictObject({ id: z.string().max(40) }),
    body: z.strictObject({ name: z.string(), more: z.record(z.string(), z.unknown()).optional() }),
    responses: { 200: z.strictObject({ ok: z.boolean() }) },
    async handler({ body }) {
      seen.push({ method: 'post', body });
      return { status: 200 as const, body: { ok: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/things/{id}',
    id: 'readThing',
    summary,
    tags: ['system'],
    permission: 'public',
    params: z.strictObject({ id: z.string().max(40) }),
    responses: { 200: z.strictObject({ ok: z.boolean() }) },
    async handler() {
      seen.push({ method: 'get', body: null });
      return { status: 200 as const, body: { ok: true } };
    },
  }),
];

/** As strict as the real one, only sooner. */
const SOON = { headersMs: 400, requestMs: 1_200, jsonMs: 600 };

let app: Served;
beforeAll(async () => {
  const { jsonMs } = SOON;
  app = await serve(
    (logger) => createHttpApp({ routes: ROUTES, authenticator: byName, logger, limits: UNLIMITED, jsonMs }),
    SOON,
  );
});
afterAll(() => app.close());

const HEAD = 'POST /things/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const raw = (...parts: string[]) => sendRaw(app.url, parts);

describe('whoever sends slowly', () => {
  it('is given up on while the headers do not come', async () => {
    function* drops(): Generator<string> {
      yield 'GET /things/a HTTP/1.1\r\nHost: x\r\n';
      for (let n = 0; ; n += 1) yield `X-${n}: a\r\n`;
    }
    const got = await sendRaw(app.url, drops(), 50);
    expect(got.statuses).toEqual([408]);
    expect(got.text).toContain('"code":"request-timeout"');
    expect(got.ms).toBeLessThan(3_000);
  });

  it('is given up on while the body does not come, and the rest is no second request', async () => {
    function* drops(): Generator<string> {
      yield `${HEAD}Content-Length: 100000\r\n\r\n{"name":"`;
      for (;;) yield 'a';
    }
    const got = await sendRaw(app.url, drops(), 50);
    expect(got.statuses).toEqual([408]);
    expect(got.text).toContain('"code":"request-timeout"');
    expect(got.ms).toBeLessThan(3_000);
  });

  it('is given up on when nothing was said at all', async () => {
    const got = await raw('');
    expect(got.statuses.every((status) => status === 408)).toBe(true);
    expect(got.ms).toBeLessThan(3_000);
  });

  it('holds nobody else up', async () => {
    function* drops(): Generator<string> {
      yield HEAD;
      for (let n = 0; ; n += 1) yield `X-${n}: a\r\n`;
    }
    const slow = Array.from({ length: 100 }, () => sendRaw(app.url, drops(), 100));
    const started = performance.now();
    expect((await app.get('/things/a')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect((await Promise.all(slow)).every(({ statuses }) => statuses.join() === '408')).toBe(true);
  });
});

describe('a request that is too large', () => {
  it.each([
    ['100 kB in one header', `GET /things/a HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['10,000 headers', `GET /things/a HTTP/1.1\r\nHost: x\r\n${'X-A: 1\r\n'.repeat(10_000)}\r\n`, 431],
    [
      '101 small headers',
      `GET /things/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${'a: 1\r\n'.repeat(99)}\r\n`,
      431,
    ],
    [
      'an address of 9,000 characters',
      `GET /things/${'a'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      414,
    ],
    ['an address of 100 kB', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])('by %s is refused as a problem', async (_, request, status) => {
    const got = await raw(request);
    expect(got.statuses).toEqual([status]);
    expect(got.text).toContain('application/problem+json');
  });

  it('by what its few bytes unpack to is refused before it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, 0x20));
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    const got = await app.get('/things/a', {
      method: 'POST',
      body: bomb,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect([got.status, got.body['code']]).toEqual([413, 'too-large']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('in chunks without a length is refused once it is over the limit', async () => {
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    const got = await raw(
      `${HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ...Array<string>(20).fill(chunk),
      '0\r\n\r\n',
    );
    expect(got.statuses).toEqual([413]);
  });
});

describe('bytes that two servers could read as different requests', () => {
  const inner = 'GET /things/b HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    ['a length and chunks', `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
    ['chunks and a length', `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`],
    ['two lengths', `${HEAD}Content-Length: 0\r\nContent-Length: 40\r\n\r\n${inner}`],
    ['a list of lengths', `${HEAD}Content-Length: 0, 40\r\n\r\n${inner}`],
    ['a length with a sign', `${HEAD}Content-Length: +40\r\n\r\n${inner}`],
    ['chunked last but one', `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`],
    ['chunked in disguise', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`],
    ['chunked before a tab', `${HEAD}Transfer-Encoding:\tchunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`],
    ['a space before the colon', `${HEAD}Content-Length : 40\r\n\r\n${inner}`],
    ['a folded header', `${HEAD}X-A: 1\r\n Content-Length: 40\r\n\r\n${inner}`],
    ['bare line feeds', `${HEAD.replaceAll('\r\n', '\n')}Content-Length: 0\n\n${inner}`],
    ['a chunk size with a sign', `${HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${inner}`],
    ['a NUL in a header', `${HEAD}X-A: a\u0000b\r\n\r\n${inner}`],
    ['no host', 'GET /things/a HTTP/1.1\r\n\r\n'],
    ['a method nobody knows', 'BREW /things/a HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['another version', 'GET /things/a HTTP/9.9\r\nHost: x\r\n\r\n'],
  ])('are no request: %s', async (_, bytes) => {
    seen.length = 0;
    const got = await raw(bytes);
    expect(got.statuses).toEqual([400]);
    expect(seen).toEqual([]);
  });

  it('that come one after the other are answered one after the other', async () => {
    const body = '{"name":"x"}';
    const one = `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;
    const got = await raw(one, inner, one.replace('Host: x', 'Host: x\r\nConnection: close'));
    expect(got.statuses).toEqual([200, 200, 200]);
  });
});

describe('an address', () => {
  const getting = (target: string) => raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

  it.each([
    ['/things/%', 400],
    ['/things/%zz', 400],
    ['/things/%c0%ae', 400],
    ['/things/%E0%A4%A', 400],
    ['/things/a%00', 400],
    ['/things/%ed%a0%80', 400],
    ['/../../etc/passwd', 404],
    ['/things/..%2f..%2fetc', 200],
    ['//things/a', 404],
    ['/things/a/', 200],
    ['/things/a?%', 400],
    ['http://elsewhere.example/things/a', 200],
    ['*', 404],
  ])('%s is answered %i, and never 500', async (target, status) => {
    expect((await getting(target)).statuses).toEqual([status]);
  });

  it('of any bytes is answered with no 5xx', async () => {
    const aByte = fc.integer({ min: 0x21, max: 0xff }).map((byte) => String.fromCharCode(byte));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: aByte, maxLength: 60 }), async (text) => {
        const { statuses } = await sendRaw(app.url, [
          Buffer.from(`GET /things/${text} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1'),
        ]);
        expect(statuses.filter((status) => status >= 500)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a method', () => {
  it('that an address does not have is told so; none overrides another', async () => {
    for (const method of ['TRACE', 'PATCH', 'PROPFIND', 'LINK']) {
      const got = await raw(`${method} /things/a HTTP/1.1\r\nHost: x\r\nX-Secret: s3\r\nConnection: close\r\n\r\n`);
      expect([method, got.statuses]).toEqual([method, [405]]);
      expect(got.text).not.toContain('s3');
    }
    seen.length = 0;
    await app.get('/things/a?_method=POST', { headers: { 'X-HTTP-Method-Override': 'POST' } });
    expect(seen.filter(({ method }) => method === 'post')).toEqual([]);
  });

  it('CONNECT opens no way through', async () => {
    expect((await raw('CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')).statuses).not.toContain(200);
  });
});

describe('a JSON body', () => {
  it('with a key twice is refused, also where one parser would take the first and another the last', async () => {
    for (const body of [
      '{"name":"a","name":"b"}',
      '{"name":"a","n\\u0061me":"b"}',
      '{"name":"x","more":{"a":[{"b":1,"b":1}]}}',
    ]) {
      const got = await app.post('/things/a', body);
      expect([got.status, got.body['code']]).toEqual([400, 'json-duplicate-key']);
    }
  });

  it('in another charset than UTF-8 is refused: its parser would read another text than was judged', async () => {
    for (const [charset, body] of [
      ['utf-7', '{"name":"a","name":"b"}'],
      ['utf-16le', Buffer.from('{"name":"a"}', 'utf16le').toString('latin1')],
      ['"UTF-16"', '{"name":"a"}'],
    ] as const) {
      const got = await app.post('/things/a', body, { 'content-type': `application/json; charset=${charset}` });
      expect([charset, got.status, got.body['code']]).toEqual([charset, 415, 'unsupported-media']);
    }
    const utf8 = { 'content-type': 'application/json; charset="UTF-8"' };
    expect((await app.post('/things/a', '{"name":"x"}', utf8)).status).toBe(200);
  });

  it('nested too deeply is refused before it is parsed', async () => {
    const got = await app.post('/things/a', `{"name":"x","more":${'{"a":'.repeat(100_000)}`);
    expect([got.status, got.body['code']]).toEqual([400, 'json-too-deep']);
  });

  it('changes no prototype', async () => {
    const got = await app.post('/things/a', '{"name":"x","more":{"__proto__":{"polluted":true}}}');
    expect([got.status, got.body['code']]).toEqual([422, 'body-invalid']);
    expect((await app.post('/things/a', '{"name":"x","__proto__":{"polluted":true}}')).status).toBe(422);
    const allowed = await app.post('/things/a', '{"name":"x","more":{"constructor":{"prototype":{"polluted":true}}}}');
    expect(allowed.status).toBe(200);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(['1e999', '-1e999', '9007199254740993', '123456789012345678901234567890'])(
    'with %s, which no number here is, names the field',
    async (number) => {
      const got = await app.post('/things/a', `{"name":"x","more":{"n":${number}}}`);
      expect([got.status, got.body['errors']]).toMatchObject([422, [{ path: 'body.more.n', code: 'invalid' }]]);
    },
  );
});

describe('what a request says', () => {
  it('comes into no header of the answer as a line of its own', async () => {
    for (const path of [
      '/things/%0d%0aX-Injected:%201',
      '/%0d%0aX-Injected:%201',
      '/things/a?x=%0d%0aX-Injected:%201',
    ]) {
      const got = await app.get(path, { headers: { 'X-Request-Id': 'a b', 'Accept-Language': 'en' } });
      expect(got.headers.get('x-injected')).toBeNull();
    }
  });

  it('comes into no log: one JSON object a line, without the address, the query or a header', async () => {
    const marker = 'Nguyễn Thị Marker';
    const from = app.log.length;
    const address = `/things/${encodeURIComponent(`${marker}\n{"level":60}`)}?q=${encodeURIComponent(marker)}`;
    await raw(`GET ${address} HTTP/1.1\r\nHost: x\r\nUser-Agent: Marker [31mred\r\nConnection: close\r\n\r\n`);
    await app.post('/things/a', { name: `${marker}\n{"level":60,"msg":"forged"}` });
    await app.get(`/nowhere/${encodeURIComponent(marker)}`);
    const lines = app.log.slice(from);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
      expect(line).not.toMatch(/Marker|forged|\[31m/);
    }
  });
});
