import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { serveRoutes, type Served } from '../../test/support/http.ts';
import { Problem } from '../../contracts/problem.ts';
import { DomainError } from '../../domain/errors.ts';
import { CalendarsUnread } from '../../infra/calendars/calendar-store.ts';
import { defineRoute, type Route } from '../routing.ts';
import { ApiError } from './api-error.ts';

const summary = { vi: 'Thử', en: 'Try' };
const tags = ['system'] as const;

/** What the thrower throws next. */
let thrown: unknown = null;

const ROUTES: Route[] = [
  defineRoute({
    method: 'get',
    path: '/throws',
    id: 'throws',
    summary,
    tags,
    permission: 'public',
    responses: { 200: z.strictObject({ ok: z.boolean() }) },
    handler: async () => {
      throw thrown;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/wrong-answer',
    id: 'wrongAnswer',
    summary,
    tags,
    permission: 'public',
    responses: { 200: z.strictObject({ code: z.string() }) },
    handler: () => Promise.resolve({ status: 200 as const, body: { code: 'a', secret: 'CANARY' } }),
  }),
];

let app: Served;
beforeAll(async () => {
  app = await serveRoutes(ROUTES);
});
afterAll(() => app.close());

describe('what is thrown', () => {
  const answerOf = async (error: unknown) => {
    thrown = error;
    const got = await app.get('/throws');
    return { ...got, problem: Problem.parse(got.body) };
  };
  const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

  it('is answered by its row in the table of errors, with its params', async () => {
    const { status, problem } = await answerOf(new DomainError('dossier-unknown', { code: 'H49-1' }));
    expect([status, problem.code, problem.params]).toEqual([404, 'dossier-unknown', { code: 'H49-1' }]);
    expect(problem.messages.en.detail).toContain('H49-1');
  });

  it('gives the present state to whoever acted on an older one', async () => {
    const present = { status: 'in-process', seq: 4 };
    expect((await answerOf(Object.assign(new DomainError('act-stale'), { present }))).problem.state).toEqual(present);
    const { problem, headers } = await answerOf(
      new ApiError('precondition-failed', { state: present, headers: { ETag: '"4.0"' } }),
    );
    expect([problem.state, headers.get('etag')]).toEqual([present, '"4.0"']);
  });

  it.each([
    ['a refused connection', 'database-unavailable', () => coded('ECONNREFUSED')],
    ['a server that shuts down', 'database-unavailable', () => coded('57P01')],
    ['a failed connection', 'database-unavailable', () => coded('08006')],
    ['too many connections', 'database-unavailable', () => coded('53300')],
    ['a lost connection', 'database-unavailable', () => new Error('Connection terminated unexpectedly')],
    ['calendars that cannot be read', 'database-unavailable', () => new CalendarsUnread()],
    ['a wrapped reset', 'database-unavailable', () => new Error('wrapped', { cause: coded('ECONNRESET') })],
    ['a deadlock', 'busy-retry', () => coded('40P01')],
    ['a statement timeout', 'busy-retry', () => coded('57014')],
    ['an act under way', 'engine-busy', () => new DomainError('engine-busy')],
  ] as const)('tells whoever met %s to come back: %s', async (_, code, error) => {
    const { status, problem, headers } = await answerOf(error());
    expect([status, problem.code]).toEqual([503, code]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each<[string, () => unknown]>([
    ['an error', () => new Error('CANARY secret')],
    ['a driver’s error', () => Object.assign(coded('23505', 'CANARY'), { detail: 'Key (name)=(CANARY) exists' })],
    ['a refusal without a row', () => new DomainError('unheard-of')],
    ['a string', () => 'CANARY'],
    ['nothing', () => null],
  ])('tells nothing of what nobody foresaw: %s', async (_, error) => {
    const { status, problem, text } = await answerOf(error());
    expect([status, problem.code]).toEqual([500, 'internal']);
    expect(text).not.toContain('CANARY');
    expect(problem.detail).toContain(problem.instance.replace('urn:motcua:request:', ''));
    expect(app.log.filter((line) => line.includes('CANARY'))).toEqual([]);
  });

  it('includes an answer that does not fit its schema', async () => {
    const got = await app.get('/wrong-answer');
    expect([got.status, got.body['code']]).toEqual([500, 'internal']);
    expect(got.text).not.toContain('CANARY');
  });
});
