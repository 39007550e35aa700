import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runStorm } from '../../storm/run-storm.ts';
import { testStack } from '../support/stack.ts';

/** Long enough for each process to be killed once, and some twice. */
const SHORT = { seconds: 20, clients: 8, dossiers: 30, seed: 20_261_124 };

describe('A storm', () => {
  test('in which everything is killed and cut off while people act loses nothing, doubles nothing, and is settled within a minute', async () => {
    const told: string[] = [];
    const folder = join(testStack().folder, 'storm');
    const figures = await runStorm({ ...SHORT, env: {}, folder, tell: (line) => told.push(line) });
    expect(figures.findings).toEqual([]);
    const { lost, doubled, gaps, disagreements } = figures;
    expect({ lost, doubled, gaps, disagreements }).toEqual({ lost: 0, doubled: 0, gaps: 0, disagreements: 0 });
    expect(figures.acknowledged).toBeGreaterThan(SHORT.dossiers);
    expect(figures.alarms).toBeGreaterThan(0);
    expect(figures.cuts).toBeGreaterThan(0);
    expect(new Set(Object.keys(figures.killsOf))).toEqual(
      new Set(['api-1', 'api-2', 'minio', 'postgres', 'temporal', 'worker-1', 'worker-2']),
    );
    expect(figures.settledSeconds).toBeLessThanOrEqual(60);
  }, 300_000);
});
