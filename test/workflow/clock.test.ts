import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { DomainError } from '../../domain/errors.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import type { Route } from '../../domain/procedure/route.ts';
import { FIVE_STEPS } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';
import { describeOnSkippedTime, skipTime, wanting, type SkippedTime } from '../support/time-skipping.ts';
import { until } from '../support/until.ts';
import { dossierRules, doneUnknownToTheEngine, present, requestFor } from './dossier-rules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Timers ring on the second, and what they ring for is written a moment later. */
const TOLERANCE_MS = 10_000;

/** A first step is due two hours after its reception (see the builders); later ones by the budgets of the route. */
const FIRST_STEP_MS = 2 * HOUR;

describeOnSkippedTime(`On the Temporal server that skips time${wanting}`, () => {
  let time: SkippedTime;
  let runs: DossierRuns;
  const pass = (ms: number): Promise<void> => time.pass(ms);

  beforeAll(async () => {
    time = await skipTime();
    ({ runs } = time);
  }, 120_000);
  afterAll(() => time?.stop(), 60_000);

  dossierRules(() => runs);

  /** A dossier received now by the server's clock. */
  const received = async (dueInMs: number, route?: Route): Promise<{ snapshot: DossierSnapshot; at: number }> => {
    const at = await time.now();
    const times = { at: instant(at), dueAt: instant(at + dueInMs) };
    const snapshot = await runs.start(route === undefined ? times : { ...times, route });
    return { snapshot, at };
  };
  const act = (snapshot: DossierSnapshot, key: string) =>
    runs.engine.act(snapshot.state.code, requestFor(present(runs, snapshot), key), 20_000);
  const rung = ({ state }: DossierSnapshot): DossierEvent[] =>
    runs.ledger.events.filter(({ stream, type }) => stream === state.code && type.endsWith('overdue'));
  const historyLength = async ({ state }: DossierSnapshot): Promise<number> =>
    (await runs.engine.client.workflow.getHandle(state.code).fetchHistory()).events?.length ?? 0;

  test('the step’s alarm rings once when the step is due, and the dossier’s once when the dossier is', async () => {
    const { snapshot, at } = await received(5 * HOUR);
    await pass(FIRST_STEP_MS - HOUR);
    expect(rung(snapshot)).toEqual([]);
    await pass(HOUR + TOLERANCE_MS);
    expect(rung(snapshot).map(({ type }) => type)).toEqual(['step-overdue']);
    await pass(5 * HOUR - FIRST_STEP_MS);
    await pass(10 * DAY);
    const events = rung(snapshot);
    expect(events.map(({ type }) => type)).toEqual(['step-overdue', 'dossier-overdue']);
    expectAt(events[0], at + FIRST_STEP_MS);
    expectAt(events[1], at + 5 * HOUR);
    expect(present(runs, snapshot).state).toMatchObject({ overdue: true, step: { overdue: true } });
  }, 60_000);

  test('nothing rings once the dossier has been returned', async () => {
    const { snapshot } = await received(5 * HOUR);
    for (const key of ['k1', 'k2', 'k3', 'k4']) await act(snapshot, key);
    await pass(60 * DAY);
    expect(rung(snapshot)).toEqual([]);
    const { status } = await runs.engine.client.workflow.getHandle(snapshot.state.code).describe();
    expect(status.name).toBe('COMPLETED');
  }, 60_000);

  test('the dossier’s alarm does not ring for a citizen who collects late', async () => {
    const { snapshot, at } = await received(5 * HOUR);
    for (const key of ['k1', 'k2', 'k3']) await act(snapshot, key);
    await pass(DAY);
    const events = rung(snapshot);
    expect(events.map(({ type, data }) => [type, 'task' in data && data.task])).toEqual([
      ['step-overdue', `${snapshot.state.code}.4`],
    ]);
    expectAt(events[0], at + 2 * HOUR);
    await act(snapshot, 'k4');
    const [returned] = runs.ledger.events.filter(
      ({ stream, type }) => stream === snapshot.state.code && type === 'dossier-returned',
    );
    expect(returned?.data).toEqual({ late: false });
  }, 60_000);

  test('an alarm that moved later rings at its later instant only', async () => {
    const { snapshot, at } = await received(2 * DAY);
    await pass(HOUR);
    await act(snapshot, 'k1');
    await pass(FIRST_STEP_MS - HOUR + TOLERANCE_MS);
    expect(rung(snapshot)).toEqual([]);
    await pass(DAY);
    const events = rung(snapshot);
    expect(events.map(({ data }) => 'task' in data && data.task)).toEqual([`${snapshot.state.code}.2`]);
    expectAt(events[0], at + HOUR + 2 * HOUR);
  }, 60_000);

  test('an alarm that moved earlier rings at its earlier instant', async () => {
    const stages = FIVE_STEPS.stages.map((stage) =>
      stage.kind === 'approval' ? { ...stage, budget: { unit: 'working-hour' as const, value: 0.5 } } : stage,
    );
    const { snapshot, at } = await received(2 * DAY, { stages });
    await pass(0.5 * HOUR);
    await act(snapshot, 'k1');
    await pass(HOUR);
    const events = rung(snapshot);
    expect(events.map(({ data }) => 'task' in data && data.task)).toEqual([`${snapshot.state.code}.2`]);
    expectAt(events[0], at + 0.5 * HOUR + 0.5 * HOUR);
  }, 60_000);

  test('a dossier of sixty days rings on its day, in few events, and can still be finished', async () => {
    const { snapshot, at } = await received(60 * DAY);
    await pass(59 * DAY);
    expect(rung(snapshot).map(({ type }) => type)).toEqual(['step-overdue']);
    await pass(2 * DAY);
    const events = rung(snapshot);
    expect(events.map(({ type }) => type)).toEqual(['step-overdue', 'dossier-overdue']);
    expectAt(events[1], at + 60 * DAY);
    expect(await historyLength(snapshot)).toBeLessThan(40);
    for (const key of ['k1', 'k2', 'k3', 'k4']) await act(snapshot, key);
    const [returned] = runs.ledger.events.filter(
      ({ stream, type }) => stream === snapshot.state.code && type === 'dossier-returned',
    );
    expect(returned?.data).toEqual({ late: true });
  }, 60_000);

  test('an alarm that rings in a run that is behind its ledger brings it up to date, and later ones ring as ever', async () => {
    const { snapshot, at } = await received(2 * DAY);
    doneUnknownToTheEngine(runs, snapshot);
    await pass(FIRST_STEP_MS + TOLERANCE_MS);
    await pass(2 * DAY);
    const events = rung(snapshot);
    expect(events.map(({ type, data }) => [type, 'task' in data && data.task])).toEqual([
      ['step-overdue', `${snapshot.state.code}.2`],
      ['dossier-overdue', false],
    ]);
    expectAt(events[1], at + 2 * DAY);
  }, 60_000);

  test('a due instant that the ledger refuses to take does not end the run, and is recorded an hour later', async () => {
    const { snapshot } = await received(5 * HOUR);
    runs.ledger.refusal = new DomainError('ledger-tampered');
    try {
      await pass(FIRST_STEP_MS + TOLERANCE_MS);
      expect(rung(snapshot)).toEqual([]);
    } finally {
      runs.ledger.refusal = null;
    }
    await pass(HOUR + TOLERANCE_MS);
    expect(rung(snapshot).map(({ type }) => type)).toEqual(['step-overdue']);
    await expect(act(snapshot, 'k1')).resolves.toMatchObject({ act: 'appraise' });
    expect(await historyLength(snapshot)).toBeLessThan(40);
  }, 60_000);

  test('an alarm that rings while the ledger is away is recorded once it is back', async () => {
    const { snapshot } = await received(5 * HOUR);
    runs.ledger.away = true;
    try {
      await pass(FIRST_STEP_MS + TOLERANCE_MS);
      expect(rung(snapshot)).toEqual([]);
    } finally {
      runs.ledger.away = false;
    }
    await until(async () => {
      await pass(60_000);
      return rung(snapshot).length === 1;
    });
  }, 60_000);
});

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function expectAt(event: DossierEvent | undefined, due: number): void {
  const late = Date.parse(event?.at ?? '') - due;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(TOLERANCE_MS);
}
