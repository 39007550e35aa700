import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { ActAnswer, Receipt } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { s3Client } from '../support/s3.ts';
import { testStack } from '../support/stack.ts';

describe('A dossier over HTTP, from its reception to its return', () => {
  let motcua: Motcua;
  let receipt: Receipt;
  let answers: ActAnswer[];
  let before: Record<string, number>;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    before = await counts();
    receipt = await motcua.receive();
    answers = await motcua.takeToEnd(receipt.code, receipt.step);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** Sums of every metric, whether they have been folded yet or not. */
  async function counts(): Promise<Record<string, number>> {
    const sums = await rows<{ metric: string; n: number }>(
      motcua.db,
      `select metric, sum(n)::int as n from
         (select metric, n from indicator_delta union all select metric, n from indicator_rollup) as counted
       group by metric`,
    );
    return Object.fromEntries(sums.map(({ metric, n }) => [metric, n]));
  }

  test('passes every step of its route, and the national status follows', () => {
    expect(answers.map(({ act, nationalStatus, seq }) => [act, nationalStatus, seq])).toEqual([
      ['appraise', 4, 4],
      ['approve', 4, 6],
      ['seal', 9, 8],
      ['return', 10, 10],
    ]);
    expect(answers.at(-1)).toMatchObject({ status: 'returned', step: null });
  });

  test('leaves a ledger whose chain holds and ends in the hash that the last act answered', async () => {
    const stream = await readStream(motcua.db, receipt.code);
    expect(stream.map(({ event }) => event.type)).toEqual([
      'dossier-received',
      'step-opened',
      'step-acted',
      'step-opened',
      'step-acted',
      'step-opened',
      'step-acted',
      'step-opened',
      'step-acted',
      'dossier-returned',
    ]);
    expect(verifyChain(stream)).toBe(answers.at(-1)?.headHash);
    expect(stream.map(({ hash }) => hash)).toEqual(
      expect.arrayContaining([receipt, ...answers].map((a) => a.headHash)),
    );
  });

  test('leaves tasks with every instant and who acted where', async () => {
    const tasks = await rows(
      motcua.db,
      `select stage, person, place, medium, routed_at <= acted_at and acted_at = left_at as in_order, due_at > routed_at as due
       from task where dossier = $1 order by number`,
      receipt.code,
    );
    const shared = { place: 'centre-phuong-hong-gai', medium: 'electronic', in_order: true, due: true };
    expect(tasks).toEqual([
      { stage: 'appraisal', person: 'appraiser-hong-gai', ...shared },
      { stage: 'approval', person: 'leader-hong-gai', ...shared },
      { stage: 'sealing', person: 'seal-clerk-hong-gai', ...shared },
      { stage: 'return', person: 'return-clerk-hong-gai', ...shared },
    ]);
  });

  test('leaves the sealed result where nobody can delete it, encrypted', async () => {
    const [result] = await rows<Record<'bucket' | 'object_key' | 'version_id' | 'document', string>>(
      motcua.db,
      'select * from result where dossier = $1',
      receipt.code,
    );
    if (result === undefined) throw new Error('no result is recorded');
    const client = s3Client(motcua.config);
    const { bucket, object_key: key, version_id: versionId, document } = result;
    expect(bucket).toBe(motcua.config.storage.buckets.results);
    const stored = Buffer.concat(await (await client.getObject(bucket, key, { versionId })).toArray());
    expect(stored.includes('%PDF')).toBe(false);
    await expect(client.removeObject(bucket, key, { versionId })).rejects.toThrow(/WORM|lock|protected/i);
    const path = `/dossiers/${receipt.code}/documents/${document}`;
    const { bytes } = await motcua.as('return-clerk-hong-gai').download(path);
    expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.7');
  });

  test('is counted once in the indicators', async () => {
    const after = await counts();
    const added = Object.fromEntries(Object.entries(after).map(([metric, n]) => [metric, n - (before[metric] ?? 0)]));
    expect(added).toMatchObject({
      received: 1,
      handover: 4,
      'handover-electronic': 4,
      finished: 1,
      'finished-digitised': 1,
      'finished-on-site': 1,
      'step-minutes': 4,
    });
  });

  test('ends its run in the engine, in at most 65 events', async () => {
    const handle = motcua.engine.client.workflow.getHandle(receipt.code);
    await expect(handle.result()).resolves.toBeUndefined();
    expect((await handle.fetchHistory()).events?.length).toBeLessThanOrEqual(65);
  });
});
