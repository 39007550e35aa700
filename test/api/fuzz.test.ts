import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fuzzApi } from '../../fuzz/fuzz-api.ts';
import { findSchemathesis } from '../../fuzz/schemathesis.ts';
import { createSignedIn } from '../../infra/identity/sign-in.ts';
import { withoutSettings } from '../../infra/stack/stack-environment.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack, TEST_PASSWORD } from '../support/stack.ts';

/** Always the same requests. */
const SHORT = { examples: 1, seed: 20_261_125, short: true } as const;

describe('Made-up requests to every operation of the API, as people of two agencies', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  test('are answered by no failure of ours, by nothing that its document does not say, and by nothing of the other agency', async () => {
    const { url: apiUrl, catalogue } = motcua;
    const env = withoutSettings(process.env);
    const folder = join(testStack().folder, 'fuzz');
    mkdirSync(folder, { recursive: true });
    const schemathesis = await findSchemathesis(process.env['MOTCUA_CACHE_DIR'], env, () => {});
    const signedIn = createSignedIn(() => apiUrl, TEST_PASSWORD);
    const figures = await fuzzApi({ ...SHORT, apiUrl, catalogue, signedIn, schemathesis, env, folder, tell: () => {} });
    expect(figures.serverErrors).toEqual([]);
    expect(figures.crossAgency).toEqual([]);
    expect(figures.requests).toBeGreaterThan(100);
  }, 300_000);
});
