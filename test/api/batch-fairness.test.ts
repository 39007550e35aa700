import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MOST_ITEMS } from '../../domain/batch/batch.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';
import { createBatching, type Batching, type Named } from '../support/batching.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { startOwnStack } from '../support/stack.ts';
import { AT, refused } from '../support/ways.ts';

const WARDS = {
  large: { office: 'phuong-hong-gai', leader: 'leader-hong-gai', appraiser: 'appraiser-hong-gai' },
  small: { office: 'phuong-bai-chay', leader: 'leader-bai-chay', appraiser: 'appraiser-bai-chay' },
} as const;
const FEW = 20;

describe('Two agencies with batches', () => {
  let stack: Stack;
  let motcua: Motcua;
  let large: Batching;
  let small: Batching;

  beforeAll(async () => {
    stack = await startOwnStack('batch-fairness');
    motcua = await startMotcua(stack.config);
    large = createBatching(motcua.as(WARDS.large.leader));
    small = createBatching(motcua.as(WARDS.small.leader));
  }, 180_000);
  afterAll(async () => {
    await motcua?.stop();
    await stack?.stop();
  }, 60_000);

  const received = async (office: string, n: number): Promise<Named[]> => {
    const items: Named[] = [];
    const left = Array.from({ length: n }).values();
    const one = async (): Promise<void> => {
      for (const _ of left) {
        const { code, step } = await motcua.receive({ office });
        items.push({ dossier: code, task: step?.task ?? '' });
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
    return items;
  };

  test('take turns: the small one is done, and acts one by one are answered, while most of the large one waits', async () => {
    const many = await received(WARDS.large.office, MOST_ITEMS);
    const few = await received(WARDS.small.office, FEW);
    const singles = await received(WARDS.small.office, 5);

    const { id: first } = await large.start('assign', { items: many, lead: WARDS.large.appraiser });
    await large.reached(first, 'running');
    const { id: second } = await small.start('assign', { items: few, lead: WARDS.small.appraiser });
    for (const { dossier, task } of singles) {
      const place = 'centre-phuong-bai-chay';
      const act = { act: 'appraise', task, place };
      expect((await motcua.as(WARDS.small.appraiser).post(`/dossiers/${dossier}/acts`, act)).status).toBe(200);
    }
    const { outcomes } = await small.reached(second, 'done');
    expect(outcomes.done).toBe(FEW);
    const then = await large.read(first);
    expect(then.status).toBe('running');
    expect(then.outcomes.waiting).toBeGreaterThan(MOST_ITEMS / 2);

    expect((await large.reached(first, 'done')).outcomes.done).toBe(MOST_ITEMS);
  }, 300_000);

  test('give on what an officer leads who is away, up to what one batch takes', async () => {
    const again = { lead: AT.appraiser, from: WARDS.large.appraiser };
    const [one] = await received(WARDS.large.office, 1);
    await large.carryOut('assign', { items: [one], lead: WARDS.large.appraiser });
    expect(refused(await large.try('assign', again))).toEqual([422, 'batch-too-large']);
  }, 60_000);
});
