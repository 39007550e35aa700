import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Calendar, Pause } from '../../domain/calendar/types.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import type { ActOutcome } from '../../domain/dossier/command.ts';
import { ring } from '../../domain/dossier/clock.ts';
import { ofType, type DossierEvent } from '../../domain/dossier/events.ts';
import type { DossierSnapshot, DossierState } from '../../domain/dossier/state.ts';
import type { StatedLimit } from '../../domain/procedure/route.ts';
import { aFiledDossier, aReceivedDossier, carryOut, FIVE_STEPS } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';
import { fittingAct } from '../support/fitting-act.ts';
import { expectAlarmsKept, isRing, TOLERANCE_MS } from '../support/kept-alarms.ts';
import { naiveDueDate } from '../support/naive-due-date.ts';
import { localDate, provinceDays, type ProvinceDays } from '../support/province-days.ts';
import { describeOnSkippedTime, skipTime, wanting, type SkippedTime } from '../support/time-skipping.ts';
import { until } from '../support/until.ts';
import { present } from './dossier-rules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST_SLEEP_S = 30 * 24 * 3600;

const WORKING_DAYS = (value: number): StatedLimit => ({ unit: 'working-day', value });
const MONTHS = (value: number): StatedLimit => ({ unit: 'month', value });

describeOnSkippedTime(`A dossier that lives long, counted by the province’s calendar${wanting}`, () => {
  let time: SkippedTime;
  let runs: DossierRuns;
  let province: ProvinceDays;
  let published: Calendar;

  beforeAll(async () => {
    province = await provinceDays();
    published = province.days;
    time = await skipTime({ calendar: province.clocks });
    ({ runs } = time);
  }, 120_000);
  afterEach(() => {
    province.days = published;
  });
  afterAll(() => time?.stop(), 60_000);

  /** Begins on the morning of a working day. */
  const begin = async ({ filed, limit, legalLimit, extension, budget, notBefore }: Begun): Promise<Life> => {
    const at = morning(published, notBefore ?? (await time.now()));
    await time.passUntil(at);
    const stages = FIVE_STEPS.stages.map((stage) => ({ ...stage, budget }));
    const content = {
      localLimit: limit,
      legalLimit: legalLimit ?? limit,
      ...(extension === undefined ? {} : { extension }),
    };
    const options = { at, content, route: { stages }, rules: province.rules, calendar: province.clocks };
    const beginning = filed === true ? aFiledDossier(options) : aReceivedDossier(options);
    const snapshot = await runs.begin(beginning, Date.parse(at));
    return { at, snapshot, code: snapshot.state.code };
  };
  const act = ({ code, snapshot }: Life, name: ActName, details: Record<string, unknown> = {}): Promise<ActOutcome> => {
    const now = present(runs, snapshot);
    const key = `${name}-${now.state.seq}`;
    return runs.engine.act(code, { key, requestHash: key, ...fittingAct(now, name, details) }, 20_000);
  };
  const finish = async (life: Life): Promise<DossierEvent | undefined> => {
    const left = (['appraise', 'approve', 'seal', 'return'] as const).slice(
      ['appraisal', 'approval', 'sealing', 'return'].indexOf(stateOf(life).step?.kind ?? ''),
    );
    for (const name of left) await act(life, name);
    await runs.engine.client.workflow.getHandle(life.code).result();
    return runs.ledger.streamOf(life.code).at(-1);
  };
  /** As the API does it: written first, and its run started afterwards. */
  const reopen = async ({ snapshot }: Life): Promise<void> => {
    const ended = present(runs, snapshot);
    const taken = fittingAct(ended, 'reopen');
    const reopened = carryOut(ended, taken.act, taken.actor, await now(), province.clocks);
    runs.ledger.seed(reopened.events, reopened.snapshot.headHash);
  };
  const stateOf = ({ snapshot }: Life): DossierState => present(runs, snapshot).state;
  const rings = ({ code }: Life): [string, string][] =>
    runs.ledger
      .streamOf(code)
      .filter(isRing)
      .map(({ type, at }) => [type, at]);
  /** The first ring of a type is at an instant. */
  const expectRing = (life: Life, type: string, due: string): void => {
    const late = Date.parse(rings(life).find(([rung]) => rung === type)?.[1] ?? '') - Date.parse(due);
    expect([type, due, late >= 0 && late < TOLERANCE_MS]).toEqual([type, due, true]);
  };
  const kept = async ({ code }: Life): Promise<void> => expectAlarmsKept(runs.ledger.streamOf(code), await time.now());
  const now = async (): Promise<string> => new Date(await time.now()).toISOString();
  /** Counted minute by minute, by nothing that the program uses. */
  const due = (received: string, limit: StatedLimit, pauses: readonly Pause[] = []): string =>
    new Date((naiveDueDate({ received, limit, calendar: province.days, pauses }).due ?? 0) * 60_000).toISOString();
  const timers = async ({ code }: Life): Promise<number[]> => {
    const { events } = await runs.engine.client.workflow.getHandle(code).fetchHistory();
    return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? [Number(timer.startToFireTimeout?.seconds ?? 0)] : [],
    );
  };

  test('of a year rings each of its clocks at its instant, by timers of thirty days at most, and can be finished then', async () => {
    const life = await begin({ limit: MONTHS(10), legalLimit: MONTHS(12), budget: WORKING_DAYS(20) });
    const legal = due(life.at, MONTHS(12));
    await time.passUntil(Date.parse(legal) + DAY);
    expect(rings(life).map(([type]) => type)).toEqual([
      'step-due-soon',
      'step-overdue',
      'step-escalated',
      'dossier-due-soon',
      'apology-due',
      'dossier-overdue',
      'legal-limit-passed',
    ]);
    const step = due(life.at, WORKING_DAYS(20));
    expectRing(life, 'step-overdue', step);
    expectRing(life, 'step-escalated', due(step, WORKING_DAYS(1)));
    expectRing(life, 'dossier-overdue', due(life.at, MONTHS(10)));
    expectRing(life, 'legal-limit-passed', legal);
    await kept(life);
    const slept = await timers(life);
    expect(Math.max(...slept)).toBe(LONGEST_SLEEP_S);
    expect(slept.length).toBeGreaterThanOrEqual(11);
    expect((await finish(life))?.data).toEqual({ late: true });
    await time.pass(90 * DAY);
    expect(rings(life)).toHaveLength(7);
  }, 60_000);

  test('waits for a supplement across Tết in silence, and counts its days anew from when it was brought', async () => {
    const tet = newYear(published, await time.now());
    const life = await begin({ limit: WORKING_DAYS(15), budget: WORKING_DAYS(5), notBefore: tet - 6 * DAY });
    await time.pass(3 * HOUR);
    await act(life, 'request-supplement');
    const from = stateOf(life).wait?.from ?? '';
    expect(stateOf(life).wait?.respondBy).toBe(due(from, { unit: 'calendar-day', value: 30 }));
    expect(stateOf(life)).toMatchObject({ dueAt: null, step: { dueAt: null } });
    await time.passUntil(morning(published, tet + 10 * DAY));
    expect(rings(life)).toEqual([]);
    await act(life, 'receive-supplement');
    const to = stateOf(life).lastAt ?? '';
    const pauses = [{ kind: 'supplement', from, to }] as const;
    expect(stateOf(life).dueAt).toBe(due(life.at, WORKING_DAYS(15), pauses));
    expect(stateOf(life).dueAt).toBe(due(to, WORKING_DAYS(15)));
    await time.passUntil(Date.parse(stateOf(life).dueAt ?? '') + DAY);
    expectRing(life, 'step-overdue', due(life.at, WORKING_DAYS(5), pauses));
    expectRing(life, 'dossier-overdue', due(life.at, WORKING_DAYS(15), pauses));
    await kept(life);
    await finish(life);
  }, 60_000);

  test('is closed when the applicant has not answered in time, not before, and nothing rings afterwards', async () => {
    const life = await begin({ filed: true, limit: WORKING_DAYS(15), budget: WORKING_DAYS(5) });
    await act(life, 'request-supplement');
    const respondBy = due(stateOf(life).wait?.from ?? '', { unit: 'calendar-day', value: 30 });
    await time.passUntil(Date.parse(respondBy) - HOUR);
    await expect(act(life, 'confirm-closing')).rejects.toMatchObject({ code: 'closing-not-proposed' });
    await time.passUntil(Date.parse(respondBy) + TOLERANCE_MS);
    expect(rings(life).map(([type]) => type)).toEqual(['response-overdue']);
    expectRing(life, 'response-overdue', respondBy);
    await time.pass(20 * DAY);
    await act(life, 'confirm-closing');
    expect(stateOf(life)).toMatchObject({ status: 'closed', outcome: 'supplement-lapsed', step: null });
    await runs.engine.client.workflow.getHandle(life.code).result();
    await time.pass(60 * DAY);
    expect(rings(life)).toHaveLength(1);
    await kept(life);
  }, 60_000);

  test('that was suspended for two hundred days loses none of its time, and costs no timer meanwhile', async () => {
    const life = await begin({ limit: WORKING_DAYS(40), budget: WORKING_DAYS(10) });
    await time.pass(2 * DAY);
    await act(life, 'appraise');
    const { routedAt = '' } = stateOf(life).step ?? {};
    await time.pass(3 * HOUR);
    await act(life, 'suspend');
    const from = stateOf(life).lastAt ?? '';
    const before = rings(life).length;
    await time.pass(40 * DAY);
    const armed = (await timers(life)).length;
    await time.passUntil(morning(published, (await time.now()) + 160 * DAY));
    expect(rings(life)).toHaveLength(before);
    expect(await timers(life)).toHaveLength(armed);
    await act(life, 'resume');
    const pauses = [{ kind: 'suspension', from, to: stateOf(life).lastAt }] as const;
    expect(stateOf(life)).toMatchObject({
      dueAt: due(life.at, WORKING_DAYS(40), pauses),
      step: { dueAt: due(routedAt, WORKING_DAYS(10), pauses) },
    });
    await time.passUntil(Date.parse(stateOf(life).dueAt ?? '') + DAY);
    expectRing(life, 'step-overdue', due(routedAt, WORKING_DAYS(10), pauses));
    expectRing(life, 'dossier-overdue', due(life.at, WORKING_DAYS(40), pauses));
    await kept(life);
    await finish(life);
  }, 60_000);

  test('that waits for a payment proposes closing once, and goes on where it stood when it is paid late', async () => {
    const life = await begin({ limit: WORKING_DAYS(30), budget: WORKING_DAYS(8) });
    await time.pass(DAY);
    await act(life, 'request-payment', { stopsClock: true });
    const { from = '', respondBy = '' } = stateOf(life).wait ?? {};
    await time.passUntil(morning(published, Date.parse(respondBy ?? '') + 25 * DAY));
    expect(rings(life).map(([type]) => type)).toEqual(['response-overdue']);
    await act(life, 'record-payment');
    const pauses = [{ kind: 'payment', from, to: stateOf(life).lastAt }] as const;
    expect(stateOf(life).dueAt).toBe(due(life.at, WORKING_DAYS(30), pauses));
    await time.passUntil(Date.parse(stateOf(life).dueAt ?? '') + DAY);
    expectRing(life, 'step-overdue', due(life.at, WORKING_DAYS(8), pauses));
    expectRing(life, 'dossier-overdue', due(life.at, WORKING_DAYS(30), pauses));
    await kept(life);
    await finish(life);
  }, 60_000);

  test('that was put off with an apology rings by its new date, and by the law’s limit where that lies', async () => {
    const life = await begin({ limit: MONTHS(3), legalLimit: MONTHS(3), extension: MONTHS(1), budget: MONTHS(6) });
    await act(life, 'extend');
    const extended = stateOf(life).dueAt ?? '';
    expect(extended).toBe(due(due(life.at, MONTHS(3)), MONTHS(1)));
    await time.passUntil(Date.parse(extended) - 10 * DAY);
    const later = due(await now(), MONTHS(2));
    await act(life, 'draft-apology', { dueAt: later });
    await time.pass(HOUR);
    await act(life, 'approve-apology');
    expect(stateOf(life)).toMatchObject({ dueAt: later, clocks: { legalDueAt: extended, apologyBy: null } });
    await time.passUntil(Date.parse(later) + DAY);
    expect(
      rings(life)
        .map(([type]) => type)
        .filter((type) => !type.startsWith('step')),
    ).toEqual(['dossier-due-soon', 'legal-limit-passed', 'dossier-due-soon', 'dossier-overdue']);
    expectRing(life, 'legal-limit-passed', extended);
    expectRing(life, 'dossier-overdue', later);
    await kept(life);
    await finish(life);
  }, 60_000);

  test('sleeps again until its first clock when it was taken up again, and rings at once if that has passed meanwhile', async () => {
    const lives = [await begin({ limit: WORKING_DAYS(15), budget: WORKING_DAYS(5) })];
    lives.push(await begin({ limit: WORKING_DAYS(15), budget: WORKING_DAYS(5) }));
    const [prompt, outage] = lives as [Life, Life];
    for (const life of lives) await finish(life);
    await time.passUntil(morning(published, (await time.now()) + 100 * DAY));
    for (const life of lives) await reopen(life);
    await runs.startAgain(present(runs, prompt.snapshot), await time.now());
    const { dueAt, dueSoonAt } = stateOf(prompt).step ?? {};
    await time.passUntil(Date.parse(dueSoonAt ?? '') - HOUR);
    expect(await runs.position(prompt.code)).toBeNull();
    expect(rings(prompt)).toEqual([]);
    await time.passUntil(Date.parse(dueAt ?? '') + TOLERANCE_MS);
    expect(rings(prompt).map(([type]) => type)).toEqual(['step-due-soon', 'step-overdue']);
    await kept(prompt);
    await time.pass(DAY);
    const late = await time.now();
    const passed = ring(stateOf(outage), new Date(late).toISOString()).map(({ type }) => type);
    expect(passed).toContain('step-overdue');
    await runs.startAgain(present(runs, outage.snapshot), late);
    await until(() => rings(outage).length > 0);
    expect(rings(outage).map(([type]) => type)).toEqual(passed);
    expect(Date.parse(rings(outage)[0]?.[1] ?? '') - late).toBeLessThan(TOLERANCE_MS);
    for (const life of lives) expect((await finish(life))?.data).toEqual({ late: false });
  }, 60_000);

  test('is counted anew when the government gives days off or takes them back: the alarm moves later, and earlier', async () => {
    const notBefore = newYear(published, await time.now()) + 20 * DAY;
    const life = await begin({ limit: WORKING_DAYS(12), budget: WORKING_DAYS(2), notBefore });
    const first = stateOf(life).dueAt ?? '';
    const from = (days: number): string => localDate(Date.parse(life.at) + days * DAY);
    const off = Array.from({ length: 10 }, (_, index) => from(4 + index));
    province.days = { ...published, holidays: [...published.holidays, ...off] };
    await act(life, 'replan');
    const later = due(life.at, WORKING_DAYS(12));
    expect([stateOf(life).dueAt, later > first]).toEqual([later, true]);
    await time.passUntil(Date.parse(first) + HOUR);
    expectRing(life, 'step-overdue', due(life.at, WORKING_DAYS(2)));
    expect(stateOf(life).overdue).toBe(false);
    const weekend = [0, 1, 2, 3, 4, 5, 6]
      .map((days) => Date.parse(first.slice(0, 10)) + days * DAY)
      .filter((day) => [0, 6].includes(new Date(day).getUTCDay()));
    const makeUpDays = Object.fromEntries(weekend.map((day) => [localDate(day), 'mon' as const]));
    province.days = { ...province.days, makeUpDays };
    await act(life, 'replan', { change: 'change-2' });
    const earlier = due(life.at, WORKING_DAYS(12));
    expect([stateOf(life).dueAt, earlier < later]).toEqual([earlier, true]);
    await time.passUntil(Date.parse(later) + DAY);
    expectRing(life, 'dossier-overdue', earlier);
    expect(ofType(runs.ledger.streamOf(life.code), 'dossier-overdue')).toHaveLength(1);
    await kept(life);
    await finish(life);
  }, 60_000);
});

interface Begun {
  /** Filed, and to be answered by the counter; else received at once. */
  readonly filed?: boolean;
  readonly limit: StatedLimit;
  readonly legalLimit?: StatedLimit;
  readonly extension?: StatedLimit;
  /** Of each step. */
  readonly budget: StatedLimit;
  readonly notBefore?: number;
}

interface Life {
  readonly at: string;
  readonly code: string;
  readonly snapshot: DossierSnapshot;
}

/** Eight o'clock of the first working day that begins at or after an instant. */
function morning({ holidays }: Calendar, notBefore: number): string {
  for (let day = Math.floor(notBefore / DAY) * DAY; ; day += DAY) {
    const isWorked = ![0, 6].includes(new Date(day).getUTCDay()) && !holidays.includes(localDate(day));
    if (isWorked && day + HOUR >= notBefore) return new Date(day + HOUR).toISOString();
  }
}

/** The first of the five days of a Tết that is at least ten days away. */
function newYear({ holidays }: Calendar, now: number): number {
  const [first] = holidays
    .filter((date) => holidays.includes(localDate(Date.parse(date) + 4 * DAY)) && Date.parse(date) > now + 10 * DAY)
    .toSorted();
  return Date.parse(first ?? '');
}
