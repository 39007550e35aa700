import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../api/openapi.ts';
import { credentialHeaders, signIn, type Credential } from '../../infra/identity/sign-in.ts';
import { count } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack, TEST_PASSWORD } from '../support/stack.ts';
import { AT } from '../support/ways.ts';

/** What anybody may have, and what leads a browser to the issuer and back. */
const OPEN = ['/auth/callback', '/auth/login', '/docs', '/health/live', '/health/ready', '/openapi.json'];

describe('A link from another site', () => {
  let motcua: Motcua;
  let credential: Credential;
  let code: string;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    credential = await signIn(motcua.url, AT.appraiser, TEST_PASSWORD);
    ({ code } = await motcua.receive());
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** As a browser asks that is led there from such a site. */
  const ask = async (path: string, site: string | null, method = 'GET'): Promise<[number, string | null]> => {
    const answer = await fetch(`${motcua.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        Cookie: credentialHeaders(credential, motcua.url)['Cookie'] ?? '',
        'Sec-Fetch-Mode': 'navigate',
        ...(site === null ? {} : { 'Sec-Fetch-Site': site }),
      },
    });
    const text = await answer.text();
    const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
    return [answer.status, isProblem && text !== '' ? (JSON.parse(text) as { code: string }).code : null];
  };
  const readings = () => count(motcua.db, 'personal_read where dossier = $1', code);

  test('makes nobody read a dossier, and puts no reading on record in his name', async () => {
    const path = `/dossiers/${code}`;
    for (const site of ['cross-site', 'same-site']) {
      expect(await ask(path, site)).toEqual([403, 'origin-not-own']);
      expect((await ask(path, site, 'HEAD'))[0]).toBe(403);
    }
    expect(await readings()).toBe(0);
    for (const [place, site] of ['same-origin', 'none', null].entries()) {
      expect(await ask(path, site)).toEqual([200, null]);
      expect(await readings()).toBe(place + 1);
    }
  });

  test('opens what anybody may see, signed in or not, and no question beside', async () => {
    const { body } = await motcua.withToken(null).get('/openapi.json');
    const { paths } = body as unknown as OpenApiDocument;
    const asked = Object.entries(paths).flatMap(([path, operations]) => ('get' in operations ? [path] : []));
    const answers = await Promise.all(
      asked.map(async (path) => [path, await ask(path.replaceAll(/\{\w+\}/g, 'x'), 'cross-site')] as const),
    );
    const refused = answers.filter(([, [, problem]]) => problem === 'origin-not-own').map(([path]) => path);
    expect(asked.filter((path) => !refused.includes(path)).toSorted()).toEqual(OPEN);
    expect(refused.length).toBeGreaterThan(20);
    expect(await ask('/docs', 'cross-site')).toEqual([200, null]);
  });
});
