import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runDemo } from '../../demo/run-demo.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

describe('The demo', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  test('takes each procedure from reception to return, and every claim holds', async () => {
    const printed: string[] = [];
    const report = await runDemo({ apiUrls: [motcua.url], config: motcua.config, out: (line) => printed.push(line) });
    expect(report.checks.filter(({ held }) => !held)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.dossiers.map(({ procedure }) => procedure)).toEqual(['1.001193', '1.001612', '2.000986']);
    expect(new Set(report.checks.map(({ id }) => id)).size).toBe(report.checks.length);
    expect(printed.filter((line) => line.includes('✓'))).toHaveLength(report.checks.length);
  }, 60_000);

  test('a claim that does not hold is in the report, and is no success', async () => {
    const report = await runDemo({ apiUrls: ['http://127.0.0.1:9'], config: motcua.config, out: () => undefined });
    expect(report.ok).toBe(false);
    expect(report.checks.map(({ id, held }) => [id, held])).toEqual([['finished', false]]);
  });
});
