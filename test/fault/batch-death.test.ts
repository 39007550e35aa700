import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readLedgerTail } from '../../infra/db/ledger-rows.ts';
import { relayOnce } from '../../infra/relay/start-runs.ts';
import { createBatching, type Batching, type Named } from '../support/batching.ts';
import { rows } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { until } from '../support/until.ts';
import { AT } from '../support/ways.ts';

const CRASHING_WORKER = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));
const DOSSIERS = 25;

describe('A batch', () => {
  let service: OwnService;
  let appraiser: Batching;

  beforeAll(async () => {
    service = await prepareOwnService('batch-death');
    await service.api.start();
    appraiser = createBatching(service.as(AT.appraiser));
  }, 180_000);
  afterAll(() => service?.stop(), 60_000);

  const received = async (): Promise<Named[]> => {
    const items: Named[] = [];
    for (let n = 0; n < DOSSIERS; n += 1) {
      const { code, step } = await service.receive();
      items.push({ dossier: code, task: step?.task ?? '' });
    }
    return items;
  };
  /** How often each dossier was appraised, as its verified ledger says. */
  const appraisals = async (items: readonly Named[]): Promise<number[]> => {
    const { db } = service.connections;
    const found = await Promise.all(items.map(({ dossier }) => readLedgerTail(db, dossier, 0)));
    return found.map(({ events }) => events.filter(({ type }) => type === 'step-acted').length);
  };
  const settled = (id: string) =>
    rows<{ outcome: string; n: number }>(
      service.connections.db,
      `select outcome, count(*)::int as n from batch_item where batch = $1 group by outcome order by outcome`,
      id,
    );

  test('whose worker is killed between an act and the word of it is finished by another: each dossier once', async () => {
    const { db, engine, procedures } = service.connections;
    const items = await received();
    const dying = service.program('dying-mid-batch', CRASHING_WORKER, ['after-few-writes']);
    await dying.start();
    const relaying = setInterval(() => void relayOnce(db, engine, procedures).catch(() => undefined), 500);
    try {
      const { id } = await appraiser.start('appraise', { items });
      await until(() => dying.pid === undefined, 120_000);
      const begun = (await appraisals(items)).filter((n) => n > 0).length;
      expect(begun).toBeGreaterThan(0);
      expect(begun).toBeLessThan(DOSSIERS);
      const done = (await settled(id)).find(({ outcome }) => outcome === 'done')?.n ?? 0;
      expect(done).toBeLessThan(begun);

      await service.worker.start();
      const { outcomes } = await appraiser.reached(id, 'done');
      expect(outcomes).toMatchObject({ done: DOSSIERS, waiting: 0, refused: 0 });
      expect(await appraisals(items)).toEqual(items.map(() => 1));
    } finally {
      clearInterval(relaying);
    }
  }, 300_000);

  test('that is asked for while the engine is away is taken in, and done when it is back', async () => {
    const items = await received();
    const { temporal } = service.stack;
    if (temporal === undefined) throw new Error('the engine is not ours to stop');
    if (service.worker.pid === undefined) await service.worker.start();
    await temporal.stop();
    const { id } = await appraiser.start('appraise', { items });
    expect((await appraiser.read(id)).status).toBe('queued');
    await temporal.start();
    const { outcomes } = await appraiser.reached(id, 'done');
    expect(outcomes).toMatchObject({ done: DOSSIERS, refused: 0 });
    expect(await appraisals(items)).toEqual(items.map(() => 1));
  }, 300_000);
});
