import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActorContext } from '../../domain/access/actor.ts';
import type { Act } from '../../domain/dossier/act.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import type { DossierState } from '../../domain/dossier/state.ts';
import { A_RESULT, anActor, aProcedure, aStage, CENTRE } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';
import { A_NOTE } from '../support/fitting-act.ts';
import { LINKED } from '../support/interlinked.ts';
import { QUIET_RULES, plainCalendar } from '../support/plain-calendar.ts';
import { describeOnSkippedTime, skipTime, wanting, type SkippedTime } from '../support/time-skipping.ts';
import { until } from '../support/until.ts';

const HOUR = 3_600_000;
const WAIT_MS = 20_000;
/** Timers ring on the second, and what they ring for is written a moment later. */
const MOMENT = 10_000;
const ROUTE = { stages: [aStage('appraisal'), ...LINKED.stages] };
const CONTENT = { legalLimit: { unit: 'working-hour', value: 100 } } as const;

describeOnSkippedTime(`The runs of an interlinked dossier, in skipped time${wanting}`, () => {
  let time: SkippedTime;
  let runs: DossierRuns;
  let sent = 0;

  beforeAll(async () => {
    time = await skipTime({ calendar: plainCalendar() });
    ({ runs } = time);
    runs.ledger.pinned = { content: { ...aProcedure(ROUTE), ...CONTENT }, rules: QUIET_RULES };
  }, 120_000);
  afterAll(() => time?.stop(), 60_000);

  const of = (code: string): DossierState => fold(code, runs.ledger.streamOf(code));
  const types = (code: string): string[] => runs.ledger.streamOf(code).map(({ type }) => type);
  const act = async (code: string, name: Act['act'], actor: ActorContext, more: object = {}): Promise<void> => {
    sent += 1;
    const key = `k${sent}`;
    const task = of(code).step?.task ?? '';
    const shared = { act: name, task, medium: 'electronic', place: 'centre-mau', note: A_NOTE, document: null };
    const request = { key, requestHash: key, act: { ...shared, ...more } as unknown as Act, actor };
    await runs.engine.act(code, request, WAIT_MS);
  };
  const held = (code: string, kind: 'appraisal' | 'approval' | 'sealing'): ActorContext =>
    anActor(kind, of(code).step?.agency ?? '');
  const finish = async (code: string): Promise<void> => {
    await act(code, 'appraise', held(code, 'appraisal'));
    await act(code, 'approve', held(code, 'approval'));
    await act(code, 'seal', held(code, 'sealing'), { document: A_RESULT.document });
  };
  const statusOf = async (code: string): Promise<string> =>
    (await runs.engine.client.workflow.getHandle(code).describe()).status.name;
  const hasRun = (code: string): Promise<void> =>
    until(async () => (await runs.position(code).catch(() => null)) !== null);
  /** An interlinked dossier whose first part has begun, at an instant by the server's clock. */
  const begun = async (): Promise<{ code: string; at: number }> => {
    const at = new Date(await time.now()).toISOString();
    const { state } = await runs.start({ route: ROUTE, content: CONTENT, at });
    const { code } = state;
    await act(code, 'appraise', held(code, 'appraisal'));
    await hasRun(`${code}.S1`);
    const [first] = runs.ledger.streamOf(`${code}.S1`);
    return { code, at: Date.parse(first?.at ?? '') };
  };
  const rung = (code: string): DossierEvent[] =>
    runs.ledger.streamOf(code).filter(({ type }) => type.endsWith('overdue'));

  test('begin each part with a run of its own, in sequence where one needs another, and in parallel where not', async () => {
    const { code } = await begun();
    expect(of(code).parts.map(({ status }) => status)).toEqual(['open', 'waiting', 'waiting']);
    await finish(`${code}.S1`);
    await until(() => of(code).parts.filter(({ status }) => status === 'open').length === 2);
    for (const one of [`${code}.S2`, `${code}.S3`]) await hasRun(one);
    await finish(`${code}.S3`);
    await finish(`${code}.S2`);
    await until(() => of(code).step?.kind === 'return');
    await act(code, 'return', anActor('return', CENTRE), { handover: { method: 'online' } });
    for (const one of [code, `${code}.S1`, `${code}.S2`, `${code}.S3`])
      await until(async () => (await statusOf(one)) === 'COMPLETED');
    expect(types(code).filter((type) => type === 'part-ended')).toHaveLength(3);
  });

  test('ring for a part when it is due by its own budget, and not while its dossier waits', async () => {
    const { code, at } = await begun();
    const birth = `${code}.S1`;
    await act(code, 'suspend', anActor('approval', of(code).step?.agency ?? ''));
    await until(() => of(birth).wait !== null);
    await time.pass(500 * HOUR);
    expect([rung(code), rung(birth)]).toEqual([[], []]);
    await act(code, 'resume', anActor('approval', of(code).step?.agency ?? ''));
    await until(() => of(birth).wait === null);
    const { pauses, dueAt } = of(birth);
    const [pause] = pauses;
    const stood = Date.parse(pause?.to ?? '') - Date.parse(pause?.from ?? '');
    expect(stood).toBeGreaterThanOrEqual(500 * HOUR);
    expect(Date.parse(dueAt ?? '')).toBe(at + stood + 10 * HOUR);
    await time.passUntil(at + stood + 2 * HOUR + MOMENT);
    expect(rung(birth).map(({ type }) => type)).toEqual(['step-overdue']);
    await time.passUntil(at + stood + 10 * HOUR + MOMENT);
    expect(rung(birth).map(({ type }) => type)).toEqual(['step-overdue', 'dossier-overdue']);
    expect(rung(code)).toEqual([]);
    await time.pass(2000 * HOUR);
    expect(rung(birth)).toHaveLength(2);
    expect(rung(code).map(({ type }) => type)).toEqual(['step-overdue', 'dossier-overdue']);
  });

  test('end with the dossier’s closing, and ring no more', async () => {
    const { code } = await begun();
    await act(code, 'request-withdrawal', anActor('reception', CENTRE));
    await act(code, 'confirm-withdrawal', anActor('approval', of(code).step?.agency ?? ''));
    for (const one of [code, `${code}.S1`]) await until(async () => (await statusOf(one)) === 'COMPLETED');
    expect(types(`${code}.S1`)).toEqual(['part-begun', 'step-opened', 'part-held', 'part-recalled']);
    expect(nextAlarm(of(`${code}.S1`))).toBeNull();
  });
});
