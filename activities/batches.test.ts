import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createBatchActivities } from './batches.ts';

const STANDS = { status: 'running', open: 7, outcomes: { waiting: 7 } } as const;

/** Works on items of which nothing is known, or that are settled; keeps how many were under way at once. */
function work(positions: readonly number[], isKnown: (position: number) => boolean) {
  let underWay = 0;
  let most = 0;
  const visited: number[] = [];
  const { workOnBatch } = createBatchActivities({
    batches: {
      next: () => Promise.resolve(positions),
      async visit(_, position) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay -= 1;
        visited.push(position);
        return isKnown(position);
      },
      stands: () => Promise.resolve(STANDS),
    },
  });
  const done = new MockActivityEnvironment().run(workOnBatch, 'batch-1');
  return { done, visited, most: () => most };
}

describe('A slice of a batch', () => {
  it('works on all of its items, one after the other, and says how the batch stands', async () => {
    const { done, visited, most } = work([1, 2, 3, 4, 5], () => true);
    await expect(done).resolves.toEqual(STANDS);
    expect(visited).toEqual([1, 2, 3, 4, 5]);
    expect(most()).toBe(1);
  });

  it('goes on beside an item of which nothing is known', async () => {
    const { done, visited } = work([1, 2, 3], (position) => position !== 1);
    await expect(done).resolves.toEqual(STANDS);
    expect(visited).toHaveLength(3);
  });

  it('is tried again when nothing is known of any: what it needs is away', async () => {
    await expect(work([1, 2], () => false).done).rejects.toThrow('nothing is known');
  });

  it('of which nothing is left only says how the batch stands', async () => {
    await expect(work([], () => false).done).resolves.toEqual(STANDS);
  });
});
