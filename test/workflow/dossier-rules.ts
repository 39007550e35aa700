import { expect, test } from '@jest/globals';
import { EngineRefusal } from '../../infra/temporal/engine.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import type { ActRequest } from '../../domain/dossier/command.ts';
import { carryOut, theNextAct } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';

const WAIT_MS = 20_000;

/** The request that the open step of a snapshot waits for. */
export function requestFor(snapshot: DossierSnapshot, key: string): ActRequest {
  const next = theNextAct(snapshot);
  if (next === null) throw new Error('the dossier has no open step');
  return { key, requestHash: key, act: next.act, actor: next.actor };
}

/** The snapshot as the ledger has it now. */
export function present(runs: DossierRuns, snapshot: DossierSnapshot): DossierSnapshot {
  const { code } = snapshot.state;
  return {
    ...snapshot,
    state: fold(
      code,
      runs.ledger.events.filter((event) => event.stream === code),
    ),
  };
}

/** What the ledger holds of the step's act, done by a worker that died before the engine knew. */
export function doneUnknownToTheEngine(runs: DossierRuns, snapshot: DossierSnapshot): DossierSnapshot {
  const next = theNextAct(snapshot);
  if (next === null) throw new Error('the dossier has no open step');
  const done = carryOut(snapshot, next.act, next.actor, new Date().toISOString());
  runs.ledger.seed(done.events, done.snapshot.headHash);
  return done.snapshot;
}

/** What holds on every Temporal server, the real one and the one that skips time. */
export function dossierRules(runs: () => DossierRuns): void {
  test('a dossier is carried from its first step to its end by one Update an act', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const seen: (string | null)[] = [];
    for (let index = 0; index < 4; index += 1) {
      const outcome = await runs().engine.act(code, requestFor(present(runs(), snapshot), `k${index}`), WAIT_MS);
      seen.push(outcome.step?.stage ?? null);
    }
    expect(seen).toEqual(['approval', 'sealing', 'return', null]);
    await expect(runs().engine.client.workflow.getHandle(code).result()).resolves.toBeUndefined();
    expect(present(runs(), snapshot).state.status).toBe('returned');
  });

  test('of two different acts that only one state allows exactly one wins, and the other is told the present state', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const acts = ['one', 'two'].map((key) => runs().engine.act(code, requestFor(snapshot, key), WAIT_MS));
    const settled = await Promise.allSettled(acts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = settled.find((outcome) => outcome.status === 'rejected')?.reason as EngineRefusal;
    expect(lost).toBeInstanceOf(EngineRefusal);
    expect(lost.code).toBe('act-stale');
    expect(lost.present).toMatchObject({ status: 'in-process', seq: 4, step: { stage: 'approval' } });
  });

  test('the same key sent twice at once has one effect and one answer', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const request = requestFor(snapshot, 'same');
    const [first, second] = await Promise.all([
      runs().engine.act(code, request, WAIT_MS),
      runs().engine.act(code, request, WAIT_MS),
    ]);
    expect(second).toEqual(first);
    expect(present(runs(), snapshot).state.seq).toBe(4);
  });

  test('a write that took effect before its worker could say so is not done again', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    runs().ledger.forgetOnce = true;
    const outcome = await runs().engine.act(code, requestFor(snapshot, 'k'), WAIT_MS);
    expect(outcome.seq).toBe(4);
    expect(runs().ledger.events.filter((event) => event.stream === code)).toHaveLength(4);
  });

  test('a run that is behind its ledger catches up with the next act, whose step it does not know yet', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const ahead = doneUnknownToTheEngine(runs(), snapshot);
    const outcome = await runs().engine.act(code, requestFor(ahead, 'k2'), WAIT_MS);
    expect(outcome).toMatchObject({ act: 'approve', seq: 6, step: { stage: 'sealing' } });
    expect(present(runs(), snapshot).state.seq).toBe(6);
  });

  test('a run that is behind its ledger refuses what has been done, with the state that the ledger has', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    doneUnknownToTheEngine(runs(), snapshot);
    await expect(runs().engine.act(code, requestFor(snapshot, 'late'), WAIT_MS)).rejects.toMatchObject({
      code: 'act-stale',
      present: { seq: 4, step: { stage: 'approval' } },
    });
    expect(present(runs(), snapshot).state.seq).toBe(4);
  });
}
