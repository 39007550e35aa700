import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../domain/errors.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { createProcedureVersions } from '../../infra/db/procedures.ts';
import { createRunStarter, relayOnce } from '../../infra/relay/start-runs.ts';
import type { Engine } from '../../infra/temporal/engine.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** An engine that only starts runs, as the test says. */
const engineThat = (startDossier: Engine['startDossier']): Engine => ({ startDossier }) as Engine;

describe('The relay', () => {
  let db: Database;
  const codes: string[] = [];

  beforeAll(async () => {
    const { config } = testStack();
    const motcua = await startMotcua(config);
    for (let index = 0; index < 3; index += 1) codes.push((await motcua.receive()).code);
    // Nothing but the test is to touch the outbox from here on.
    await motcua.stop();
    db = await connectDatabase(config.database.url, 2);
  }, 60_000);
  afterAll(() => db?.close());

  const post = (code: string) =>
    rows(db, `insert into outbox (kind, subject, created_at) values ('start-dossier', $1, now())`, code);
  const waiting = () => count(db, `outbox where subject = any ($1)`, codes);
  const runsOf = async (code: string) =>
    (await rows<{ run_ids: string[] }>(db, 'select run_ids from dossier where code = $1', code))[0]?.run_ids ?? [];
  const letDue = () => rows(db, 'update outbox set due_at = now() where subject = any ($1)', codes);
  const relay = (startDossier: Engine['startDossier']) =>
    relayOnce(db, engineThat(startDossier), createProcedureVersions(db));

  test('finds nothing to do after a reception, whose run is kept with the dossier before any act', async () => {
    await until(async () => (await waiting()) === 0);
    for (const code of codes) expect(await runsOf(code)).toHaveLength(1);
  });

  test('tries again later when the engine is away, without asking it for every dossier', async () => {
    for (const code of codes) await post(code);
    let asked = 0;
    await relay(() => {
      asked += 1;
      throw new DomainError('engine-unavailable');
    });
    expect(asked).toBe(1);
    const left = await rows<{ attempts: number; last_error: string; wait: number }>(
      db,
      `select attempts, last_error, extract(epoch from due_at - now())::float8 as wait from outbox where subject = any ($1)`,
      codes,
    );
    expect(left).toHaveLength(3);
    for (const row of left) {
      expect(row).toMatchObject({ attempts: 1, last_error: expect.stringContaining('engine-unavailable') });
      expect(row.wait).toBeGreaterThan(1);
      expect(row.wait).toBeLessThan(61);
    }
    await relay(() => {
      throw new Error('nothing is due yet');
    });
    expect(await waiting()).toBe(3);
  });

  test('starts the others when one cannot be started, and keeps their runs', async () => {
    await letDue();
    const [first] = codes;
    await relay(async ({ state }) => {
      if (state.code === first) throw new Error('broken');
      return `run of ${state.code}`;
    });
    expect(await waiting()).toBe(1);
    for (const code of codes) expect((await runsOf(code)).includes(`run of ${code}`)).toBe(code !== first);
  });

  test('gives each run to one of two relays', async () => {
    await letDue();
    const started: string[] = [];
    const start = async ({ state }: { readonly state: { readonly code: string } }) => {
      started.push(state.code);
      return 'late run';
    };
    await Promise.all([relay(start), relay(start)]);
    expect(started).toEqual([codes[0]]);
    expect(await waiting()).toBe(0);
  });

  test('is left what a starter could not record', async () => {
    const [code = ''] = codes;
    await post(code);
    const [{ id } = { id: '' }] = await rows<{ id: string }>(db, 'select id from outbox where subject = $1', code);
    const failing = { execute: () => Promise.reject(new Error('database is away')) };
    const told: unknown[] = [];
    const logger = { warn: (...words: unknown[]) => void told.push(words) };
    const starter = createRunStarter(
      failing,
      engineThat(async () => 'run'),
      logger as never,
    );
    await starter.start({ state: { code } } as never, id);
    await starter.stop();
    expect(told).toHaveLength(1);
    expect(await waiting()).toBe(1);
    await letDue();
    await relay(async () => 'run');
    expect(await waiting()).toBe(0);
  });
});
