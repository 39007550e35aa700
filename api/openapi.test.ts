import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { pino } from 'pino';
import { byName, serve, UNLIMITED } from '../test/support/http.ts';
import { ActRequestBody } from '../contracts/act.ts';
import { isErrorCode } from '../contracts/errors.ts';
import { ACT_LABELS } from '../contracts/labels.ts';
import { ACCESS } from '../domain/access/access.ts';
import { allRoutes, createApp } from './app.ts';
import { DOCS_POLICY, docsPage } from './docs/page.ts';
import { actRoutes } from './features/acts/routes.ts';
import { calendarChangeRoutes } from './features/calendar-changes/routes.ts';
import { delegationRoutes } from './features/delegations/routes.ts';
import { documentRoutes } from './features/documents/routes.ts';
import { draftRoutes } from './features/drafts/routes.ts';
import { engineHistoryRoutes } from './features/engine-history/routes.ts';
import { feeRoutes } from './features/fees/routes.ts';
import { intakeRoutes } from './features/intake/routes.ts';
import { procedureMigrationRoutes } from './features/procedure-versions/migration-routes.ts';
import { procedureVersionRoutes } from './features/procedure-versions/routes.ts';
import { signInRoutes } from './features/sign-in/routes.ts';
import { createOpenApiDocument, type OpenApiOperation } from './openapi.ts';
import type { Route } from './routing.ts';

/** Describing routes calls no service. */
const none = {} as never;
const given = [
  ...intakeRoutes(none, none),
  ...draftRoutes(none, none),
  ...actRoutes(none, none),
  ...delegationRoutes(none, none, none),
  ...calendarChangeRoutes(none, none, none),
  ...documentRoutes(none, none),
  ...engineHistoryRoutes(none, none),
  ...feeRoutes(none),
  ...procedureVersionRoutes({} as never),
  ...procedureMigrationRoutes(none, none, none),
  ...signInRoutes(none),
];
const parts = { db: none, routes: given, version: '9.9.9' };
const routes: Route[] = allRoutes(parts);
const document = createOpenApiDocument(routes, '9.9.9');
const operations: { method: string; path: string; operation: OpenApiOperation }[] = Object.entries(
  document.paths,
).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })));

/** Every `$ref` in a value. */
function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const plain: Record<string, unknown> = JSON.parse(JSON.stringify(document));
    expect(await new Validator().validate(plain)).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every route, once', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      routes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to components that it has', () => {
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(referencesIn(document).filter((reference) => !known.includes(reference))).toEqual([]);
    expect(known).toContain('#/components/schemas/Problem');
  });

  it.each(operations)('says of $method $path who may, what it takes and how it fails', ({ operation }) => {
    const { summary, permissions, roles } = operation['x-motcua'];
    expect(summary.vi).not.toBe(summary.en);
    for (const permission of permissions ?? []) expect(Object.keys(ACCESS)).toContain(permission);
    expect(roles.length).toBeGreaterThan(0);
    expect(operation.security).toEqual(permissions === null ? [] : undefined);
    const codes = Object.values(operation.responses).flatMap((response) => response['x-motcua-codes'] ?? []);
    expect(codes).toContain('internal');
    expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
    expect(codes.includes('unauthenticated')).toBe(permissions !== null);
    const headers = operation.parameters
      .filter(({ in: place }) => place === 'header')
      .map(({ name }) => name.toLowerCase());
    expect(headers.includes('idempotency-key')).toBe(codes.includes('idempotency-key-missing'));
    expect(headers.filter((name) => ['accept', 'authorization', 'content-type'].includes(name))).toEqual([]);
  });

  it('asks an idempotency key for every write, except what repeats by nature: opening a task, saving and deleting a draft, computing fees, ending a session', () => {
    const writes = routes.filter(({ method, idempotent }) => method !== 'get' && !idempotent);
    expect(writes.map(({ id }) => id).toSorted()).toEqual([
      'deleteDraft',
      'endedAtIssuer',
      'openTask',
      'quoteFees',
      'saveDraft',
      'signOut',
      'signOutEverywhere',
    ]);
  });
});

describe('the page of the API', () => {
  let page = '';
  beforeAll(() => {
    page = docsPage(document);
  });

  it('shows every operation with its example, and every schema and error code', () => {
    for (const { path, operation } of operations) {
      expect(page).toContain(`id="${operation.operationId}"`);
      expect(page).toContain(`</span> ${path}</code>`);
    }
    expect(page.match(/<pre><code>curl/g)?.length).toBe(operations.length);
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  });

  it('lists what an act may be, each with its label and a table of what it takes', () => {
    // Tags may be broken over lines.
    const plain = page.replaceAll(/<\/code\s+>/g, '</code>');
    const [, body = ''] = /id="carryOutAct"([\s\S]*?)<\/section>/.exec(plain) ?? [];
    expect(body).not.toMatch(/object \| object/);
    for (const { shape } of ActRequestBody.options) {
      const { value: name } = shape.act;
      const { vi, en } = ACT_LABELS[name];
      expect(body).toContain(`<code>${name}</code> – ${vi} / ${en} (<a href="#schema-Act.${name}">Act.${name}</a>)`);
      const [, takes = ''] = new RegExp(`id="schema-Act\\.${name}">([\\s\\S]*?)</section>`).exec(plain) ?? [];
      for (const field of Object.keys(shape)) expect(takes).toContain(`<code>${field}</code`);
    }
    const [, handedOver = ''] = /id="schema-Act\.return">([\s\S]*?)<\/section>/.exec(plain) ?? [];
    for (const method of ['counter', 'post', 'online']) expect(handedOver).toContain(`<code>${method}</code>`);
    for (const field of ['identity', 'authorisation', 'tracking']) expect(handedOver).toContain(`<code>${field}</code`);
  });

  it('is Vietnamese first, with its English marked as such', () => {
    expect(page).toContain('<html lang="vi">');
    expect(page.match(/<h3 [^>]*>[^<]+<span lang="en">[^<]+<\/span><\/h3>/g)?.length).toBe(operations.length);
    expect(page).toContain('công chức tiếp nhận');
  });

  it('leads every link somewhere, and has no id twice', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target ?? '');
    expect(links.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('is self-contained: no script, no foreign source, its one style allowed by hash', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    expect(page).not.toMatch(/ style="| on\w+="/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(DOCS_POLICY).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  it('escapes what it shows', () => {
    expect(page).toContain('&lt;mã cơ quan&gt;');
    expect(page).not.toContain('<mã cơ quan>');
  });
});

describe('the application', () => {
  it('serves its document and page to everyone', async () => {
    const app = await serve(() =>
      createApp({
        ...parts,
        authenticator: byName,
        logger: pino({ level: 'silent' }),
        limits: UNLIMITED,
        checkAnswers: true,
      }),
    );
    const json = await app.get('/openapi.json');
    expect([json.status, json.body['openapi']]).toEqual([200, '3.1.0']);
    const html = await app.get('/docs');
    expect([html.status, html.headers.get('content-type'), html.headers.get('content-security-policy')]).toEqual([
      200,
      'text/html; charset=utf-8',
      DOCS_POLICY,
    ]);
    await app.close();
  });
});
