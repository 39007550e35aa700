import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { relayOnce } from '../../infra/relay/start-runs.ts';
import { rows } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { until } from '../support/until.ts';
import { createVersioning, installFormer, withSecondLook } from '../support/versioning.ts';

const CRASHING_WORKER = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));
const PROCEDURE = '1.014199';
const DOSSIERS = 10;

describe('A worker that is killed while dossiers are moved to another version', () => {
  let service: OwnService;

  beforeAll(async () => {
    service = await prepareOwnService('migration-death');
    await service.api.start();
  }, 180_000);
  afterAll(() => service?.stop(), 60_000);

  /** How often each dossier was moved, by its code. */
  const moves = (migration: string) =>
    rows<{ code: string; n: number; v: number }>(
      service.connections.db,
      `select d.code, d.procedure_version as v, count(e.seq)::int as n from dossier d
       left join dossier_event e on e.stream = d.code and e.type = 'version-migrated' and e.data->>'migration' = $1
       group by d.code order by d.code`,
      migration,
    );

  test('leaves the rest to another, which goes on where the batch stood: each dossier once, and its run by the new route', async () => {
    const { db, engine, procedures } = service.connections;
    const catalogue = await loadCatalogue(service.config.catalogueDir);
    const versions = createVersioning(service, PROCEDURE);
    const { former } = await installFormer({ db, catalogue, config: service.config }, PROCEDURE);
    const body = { case: 'standard', components: [{ component: 'original', originals: 1, copies: 0, documents: [] }] };
    const received = [];
    for (let n = 0; n < DOSSIERS; n += 1) received.push(await service.receive({ procedure: PROCEDURE, body }));
    const codes = received.map(({ code }) => code).toSorted();
    const dying = service.program('dying-mid-migration', CRASHING_WORKER, ['after-few-writes']);
    await dying.start();
    const relaying = setInterval(() => void relayOnce(db, engine, procedures).catch(() => undefined), 500);
    try {
      const [{ v: from } = { v: 0 }] = await moves('');
      const to = await versions.issue(withSecondLook(former));
      const id = await versions.migrate(from, to, codes);
      expect((await versions.tryApprove(id)).status).toBe(200);
      await until(() => dying.pid === undefined, 120_000);
      const begun = (await moves(id)).filter(({ n }) => n > 0).length;
      expect(begun).toBeGreaterThan(0);
      expect(begun).toBeLessThan(DOSSIERS);
      expect((await versions.migration(id)).status).toBe('applying');

      await service.worker.start();
      await until(async () => (await versions.migration(id)).status === 'applied', 120_000);
      const { outcomes } = await versions.migration(id);
      expect(outcomes).toEqual({ pending: 0, done: DOSSIERS, unchanged: 0, refused: 0 });
      expect(await moves(id)).toEqual(codes.map((code) => ({ code, n: 1, v: to })));
      for (const { code, step } of received) {
        if (step === null) throw new Error('no step is open');
        expect(await service.act(code, step)).toMatchObject({ step: { stage: 'second-look' } });
      }
    } finally {
      clearInterval(relaying);
    }
  }, 300_000);
});
