import { expect, test } from '@jest/globals';
import { EngineRefusal, type Engine } from '../../infra/temporal/engine.ts';
import { DomainError } from '../../domain/errors.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import type { DossierSnapshot, DossierState, OpenStep } from '../../domain/dossier/state.ts';
import { ledgerActor } from '../../domain/access/actor.ts';
import { carryOut as complete } from '../../domain/dossier/carry-out.ts';
import type { ActRequest, CommandWrite } from '../../domain/dossier/command.ts';
import { decide } from '../../domain/dossier/decide.ts';
import { plainCalendar } from '../support/plain-calendar.ts';
import { aReceivedDossier, carryOut, theNextAct } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';
import { fittingAct } from '../support/fitting-act.ts';

const WAIT_MS = 20_000;

interface Decided {
  readonly snapshot: DossierSnapshot;
  readonly at: string;
}

/** The request that the open step of a snapshot waits for. */
export function requestFor(snapshot: DossierSnapshot, key: string): ActRequest {
  const next = theNextAct(snapshot);
  if (next === null) throw new Error('the dossier has no open step');
  return { key, requestHash: key, act: next.act, actor: next.actor };
}

/** The snapshot as the ledger has it now. */
export function present(runs: DossierRuns, snapshot: DossierSnapshot): DossierSnapshot {
  const { code } = snapshot.state;
  const { ledger } = runs;
  return { ...snapshot, state: fold(code, ledger.streamOf(code)), headHash: ledger.headOf(code) };
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

  test('the same key sent twice under two conditions has one effect, also if its act could be done again', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const send = (key: string, expectedSeq: number | null, lead: string) => {
      const { act, actor } = fittingAct(snapshot, 'assign', { lead, expectedSeq });
      return runs().engine.act(code, { key, requestHash: key, act, actor }, WAIT_MS);
    };
    const [first, second] = await Promise.all([send('same', null, 'one'), send('same', 1000, 'one')]);
    expect(second).toEqual(first);
    await send('another', null, 'two');
    expect(await send('same', 2000, 'one')).toEqual(first);
    expect(runs().ledger.streamOf(code)).toHaveLength(4);
    expect(await runs().position(code)).toEqual(present(runs(), snapshot).state);
  });

  test('a write that took effect before its worker could say so is not done again', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    runs().ledger.forgetOnce = true;
    const outcome = await runs().engine.act(code, requestFor(snapshot, 'k'), WAIT_MS);
    expect(outcome.seq).toBe(4);
    expect(runs().ledger.streamOf(code)).toHaveLength(4);
  });

  test('what the ledger refuses is tried once, and told with the present state', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const { ledger, engine } = runs();
    const before = ledger.calls;
    ledger.refusal = new DomainError('rights-changed', { person: 'p1' });
    try {
      await expect(engine.act(code, requestFor(snapshot, 'k'), WAIT_MS)).rejects.toMatchObject({
        code: 'rights-changed',
        params: { person: 'p1' },
        present: { status: 'in-process', seq: 2, step: { stage: 'appraisal' }, waitsFor: null },
      });
    } finally {
      ledger.refusal = null;
    }
    expect(ledger.calls - before).toBe(1);
    expect(await ordinaryActivities(engine, code)).toBe(0);
    await expect(engine.act(code, requestFor(snapshot, 'k2'), WAIT_MS)).resolves.toMatchObject({ seq: 4 });
  });

  test('a run that is behind its ledger catches up with the next act, whose step it does not know yet', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const ahead = doneUnknownToTheEngine(runs(), snapshot);
    const outcome = await runs().engine.act(code, requestFor(ahead, 'k2'), WAIT_MS);
    expect(outcome).toMatchObject({ act: 'approve', seq: 6, step: { stage: 'sealing' } });
    expect(present(runs(), snapshot).state.seq).toBe(6);
    expect(await ordinaryActivities(runs().engine, code)).toBe(0);
  });

  test('a run that is behind its ledger lets a wait end that it does not know of', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const { act, actor } = fittingAct(snapshot, 'suspend');
    const suspended = carryOut(snapshot, act, actor, new Date().toISOString());
    runs().ledger.seed(suspended.events, suspended.snapshot.headHash);
    const request = { key: 'k', requestHash: 'k', ...fittingAct(suspended.snapshot, 'resume') };
    await expect(runs().engine.act(code, request, WAIT_MS)).rejects.toMatchObject({ code: 'not-waiting' });
    const outcome = await runs().engine.act(code, { ...request, ledgerSeq: 3 }, WAIT_MS);
    expect(outcome).toMatchObject({ act: 'resume', seq: 4, status: 'in-process' });
    expect(await runs().position(code)).toEqual(present(runs(), snapshot).state);
  });

  test('a run that is behind its ledger and is told of its last command alone learns of those before too', async () => {
    const snapshot = await runs().start();
    const { code } = snapshot.state;
    const { ledger, engine } = runs();
    const at = new Date().toISOString();
    const owed = fittingAct(snapshot, 'request-payment', { stopsClock: false });
    const { events, snapshot: before } = carryOut(snapshot, owed.act, owed.actor, at);
    ledger.seed(events, before.headHash);
    const { act, actor } = fittingAct(snapshot, 'assign');
    await ledger.ports.write(written({ snapshot: before, key: 'k', act, actor, at }));
    await expect(engine.act(code, { key: 'k', requestHash: 'k', act, actor }, WAIT_MS)).resolves.toMatchObject({
      seq: 4,
    });
    expect(await runs().position(code)).toEqual(present(runs(), snapshot).state);
  });

  test('a run that began before dossiers could wait reads its ledger anew, so that its clocks run on after a wait', async () => {
    const at = new Date().toISOString();
    const { snapshot: begun, events } = aReceivedDossier({ at });
    const snapshot = await runs().beginTold({ snapshot: begun, events: events.map(asWritten) }, asTold);
    const { code } = snapshot.state;
    const suspended = await runs().engine.act(
      code,
      { key: 'k1', requestHash: 'k1', ...fittingAct(present(runs(), snapshot), 'suspend') },
      WAIT_MS,
    );
    expect(suspended).toMatchObject({ act: 'suspend', dueAt: null });
    const resumed = await runs().engine.act(
      code,
      { key: 'k2', requestHash: 'k2', ...fittingAct(present(runs(), snapshot), 'resume') },
      WAIT_MS,
    );
    expect(Date.parse(resumed.dueAt ?? '')).toBeGreaterThan(Date.parse(at));
    expect(await runs().position(code)).toEqual(present(runs(), snapshot).state);
    expect(await ordinaryActivities(runs().engine, code)).toBe(0);
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
    expect(await ordinaryActivities(runs().engine, code)).toBe(0);
  });
}

/** A command as the activity writes it. */
function written({ snapshot, key, act, actor, at }: Pick<ActRequest, 'key' | 'act' | 'actor'> & Decided): CommandWrite {
  const command = { key, requestHash: key, act: act.act, at, actor: ledgerActor(actor), rights: null, runId: '' };
  const { medium, place } = act;
  const drafts = decide(snapshot, act, actor, at);
  return complete({ ...command, snapshot, medium, place, drafts, documents: [] }, [], plainCalendar());
}

/** What a run was told when nothing was known of waits. */
function asTold({ rules: _rules, limits: _limits, receivedElsewhere: _elsewhere, ...told }: DossierSnapshot): unknown {
  const { code, seq, status, stepsOpened, dueAt, overdue, processedAt, result, actedBy, places, lastAt } = told.state;
  const { budget: _budget, dueSoonAt: _soon, escalateAt: _escalate, ...step } = openStep(told.state);
  const state = { code, seq, status, step, stepsOpened, dueAt, overdue, processedAt, result, actedBy, places, lastAt };
  return { ...told, state };
}

/** A reception as it was written then. */
function asWritten(event: DossierEvent): DossierEvent {
  if (event.type !== 'dossier-received') return event;
  const { clocks: _clocks, legalLimit: _legal, paperBy: _paper, receipt: _receipt, ...data } = event.data;
  return { ...event, data };
}

function openStep({ step }: DossierState): OpenStep {
  if (step === null) throw new Error('the dossier has no open step');
  return step;
}

/** How often a run went on with an ordinary activity, because the quick one told no outcome. */
async function ordinaryActivities(engine: Engine, code: string): Promise<number> {
  const { events } = await engine.client.workflow.getHandle(code).fetchHistory();
  return (events ?? []).filter(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled).length;
}
