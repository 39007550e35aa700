import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import { temporalConnection } from '../../infra/connect.ts';
import { runDossiers, type DossierRuns } from '../support/dossier-runs.ts';
import { quietRuntime } from '../support/quiet-runtime.ts';
import { until } from '../support/until.ts';
import { testStack } from '../support/stack.ts';
import { dossierRules, present, requestFor } from './dossier-rules.ts';

/** Twelve, however long the outage lasts: five as ever, and the switch to an ordinary activity; four to spare for a busy machine. */
const EVENTS_OF_AN_ACT_IN_AN_OUTAGE = 16;

/** Started; the workflow is asked nothing before the first act or clock. */
const EVENTS_OF_A_START = 1;

describe('On the real Temporal server', () => {
  let nativeConnection: NativeConnection;
  let parts: Parameters<typeof runDossiers>[0];
  let runs: DossierRuns;

  beforeAll(async () => {
    quietRuntime();
    const { config } = testStack();
    const connection = temporalConnection(config);
    nativeConnection = await NativeConnection.connect(connection);
    parts = { nativeConnection, connection, namespace: config.temporal.namespace };
    runs = await runDossiers(parts);
  }, 60_000);

  afterAll(async () => {
    await runs?.stop();
    await nativeConnection?.close();
  }, 30_000);

  dossierRules(() => runs);

  test('a refused act leaves nothing in the history', async () => {
    const snapshot = await runs.start();
    const { code } = snapshot.state;
    const handle = runs.engine.client.workflow.getHandle(code);
    const request = requestFor(snapshot, 'k');
    await runs.engine.act(code, request, 20_000);
    const before = (await handle.fetchHistory()).events?.length;
    await expect(runs.engine.act(code, { ...request, key: 'again' }, 20_000)).rejects.toMatchObject({
      code: 'act-stale',
    });
    expect((await handle.fetchHistory()).events?.length).toBe(before);
  });

  test('a long dossier continues as new and forgets neither its state nor its past', async () => {
    const short = await runDossiers({ ...parts, continueAfterEvents: 15 });
    try {
      const snapshot = await short.start();
      const { code } = snapshot.state;
      const handle = short.engine.client.workflow.getHandle(code);
      const { runId } = await handle.describe();
      for (const key of ['k1', 'k2', 'k3']) {
        await short.engine.act(code, requestFor(present(short, snapshot), key), 20_000);
      }
      await until(async () => (await handle.describe()).runId !== runId);
      const outcome = await short.engine.act(code, requestFor(present(short, snapshot), 'k4'), 20_000);
      expect(outcome.status).toBe('returned');
    } finally {
      await short.stop();
    }
  }, 60_000);

  test('while the database is away an act waits without filling the history, and is done once when it is back', async () => {
    const snapshot = await runs.start();
    const { code } = snapshot.state;
    const handle = runs.engine.client.workflow.getHandle(code);
    const length = async (): Promise<number> => (await handle.fetchHistory()).events?.length ?? 0;
    await until(async () => (await length()) === EVENTS_OF_A_START);
    runs.ledger.away = true;
    const act = runs.engine.act(code, requestFor(snapshot, 'k'), 60_000);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const calls = runs.ledger.calls;
    runs.ledger.away = false;
    expect((await act).seq).toBe(4);
    expect(calls).toBeGreaterThan(4);
    expect((await length()) - EVENTS_OF_A_START).toBeLessThanOrEqual(EVENTS_OF_AN_ACT_IN_AN_OUTAGE);
  }, 90_000);
});
