import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readLedgerTail } from '../../infra/db/ledger-rows.ts';
import { relayOnce } from '../../infra/relay/start-runs.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { createCalendarChanging, type CalendarChanging } from '../support/calendar-changing.ts';
import { rows } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { until } from '../support/until.ts';

const CRASHING_WORKER = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));
const DOSSIERS = 20;

describe('A worker that is killed while dossiers are planned anew', () => {
  let service: OwnService;
  let changing: CalendarChanging;

  beforeAll(async () => {
    service = await prepareOwnService('calendar-change-death');
    await service.api.start();
    changing = createCalendarChanging({ as: service.as, catalogue: await loadCatalogue(service.config.catalogueDir) });
  }, 180_000);
  afterAll(() => service?.stop(), 60_000);

  /** How often each dossier was planned anew, by its code. */
  const replans = (change: string) =>
    rows<{ code: string; n: number }>(
      service.connections.db,
      `select d.code, count(e.seq)::int as n from dossier d
       left join dossier_event e on e.stream = d.code and e.type = 'clocks-replanned' and e.data->>'change' = $1
       group by d.code order by d.code`,
      change,
    );

  test('leaves the rest to another, which goes on where the batch stood: each dossier once', async () => {
    const { db, engine, procedures } = service.connections;
    const codes: string[] = [];
    for (let n = 0; n < DOSSIERS; n += 1) codes.push((await service.receive()).code);
    const dying = service.program('dying-mid-batch', CRASHING_WORKER, ['mid-batch']);
    await dying.start();
    const relaying = setInterval(() => void relayOnce(db, engine, procedures).catch(() => undefined), 500);
    try {
      const content = await changing.inForce();
      // What was received today is due today, or tomorrow: both are off now.
      const dates = [changing.today(), changing.workingDate(1, content)];
      const { id } = await changing.propose(dates.reduce(changing.withDayOff, content));
      await changing.approve(id);
      await until(() => dying.pid === undefined, 120_000);
      const seen = await replans(id);
      const begun = seen.filter(({ n }) => n > 0).length;
      expect(begun).toBeGreaterThan(0);
      expect(begun).toBeLessThan(DOSSIERS);
      expect((await changing.read(id)).status).toBe('applying');

      await service.worker.start();
      const { outcomes } = await changing.reached(id, 'applied');
      expect(outcomes).toEqual({ pending: 0, done: DOSSIERS, unchanged: 0, refused: 0 });
      expect(await replans(id)).toEqual(codes.toSorted().map((code) => ({ code, n: 1 })));
      for (const code of codes)
        await expect(readLedgerTail(db, code, 0)).resolves.toMatchObject({ headHash: expect.any(String) });
    } finally {
      clearInterval(relaying);
    }
  }, 300_000);
});
