import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openConsultation } from '../../infra/relay/consultations.ts';
import { createProcedureVersions } from '../../infra/db/procedures.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { BUILDER, createConsulting, POLICE, POLICEMAN, type Consulting } from '../support/consulting.ts';
import { rows } from '../support/facts.ts';
import { loseRun } from '../support/lose-run.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { positionOf } from '../support/position.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

/** Runs go on after so many events; a dossier with a consultation has more after a few acts. */
const CONTINUE_AFTER_EVENTS = 25;
const ANSWER_MS = 2500;

/** The same calendar, in which the fire police have two and a half seconds and are reminded after one. */
function soonConsulted(calendar: ClockCalendar): ClockCalendar {
  const after = (from: string, ms: number): string => new Date(Date.parse(from) + ms).toISOString();
  return {
    ...calendar,
    due: (of, count) =>
      'agency' in of && of.agency === POLICE && count.limit.value === 3
        ? { ...calendar.due(of, count), due: after(count.from, ANSWER_MS) }
        : calendar.due(of, count),
    dueSoon: (of, from, dueAt, lead) =>
      'agency' in of && of.agency === POLICE ? after(from, 1000) : calendar.dueSoon(of, from, dueAt, lead),
  };
}

describe('A consultation and the run of its dossier', () => {
  let motcua: Motcua;
  let ways: Ways;
  let consulting: Consulting;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      continueAfterEvents: CONTINUE_AFTER_EVENTS,
      ports: (real) => ({ ...real, calendar: soonConsulted(real.calendar) }),
    });
    ways = createWays(motcua);
    consulting = createConsulting(motcua, ways);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const runsOf = async (code: string): Promise<number> => {
    const [table, id] = /\.C\d+$/.test(code) ? ['consultation', 'code'] : ['dossier', 'code'];
    const [row] = await rows<{ n: number }>(
      motcua.db,
      `select cardinality(run_ids) as n from ${table} where ${id} = $1`,
      code,
    );
    return row?.n ?? 0;
  };
  const assign = (way: Way) => way.do(AT.leader, 'assign', { lead: AT.appraiser });
  const heard = (way: Way): Promise<unknown> =>
    until(
      async () =>
        (await way.story()).at(-1) === 'consultation-reported' || (await way.story()).includes('consultation-reported'),
    );

  test('goes on while that continues as new, again and again, and reports to the run that is open then', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    for (let index = 0; index < 24; index += 1) await assign(way);
    expect(await runsOf(way.code)).toBeGreaterThan(2);
    await consulting.do(BUILDER, code, 'answer');
    await heard(way);
    const position = await positionOf(motcua.engine.client, way.code);
    expect(position?.consultations).toMatchObject([{ code, status: 'answered', opinion: 'agreed' }]);
    const { headHash, seq } = await consulting.view(AT.appraiser, code);
    const reports = (await way.timeline()).events.filter(({ type }) => type === 'consultation-reported');
    expect(reports.map(({ data }) => data)).toMatchObject([{ consultation: code, hash: headHash, seq }]);
    await way.do(AT.appraiser, 'appraise');
  }, 60_000);

  test('continues as new itself, and keeps to its stream', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    for (let index = 0; index < 8; index += 1) {
      await consulting.do(BUILDER, code, 'ask-back');
      await consulting.do(AT.appraiser, code, 'reply');
    }
    expect(await runsOf(code)).toBeGreaterThan(1);
    await consulting.do(BUILDER, code, 'answer');
    await heard(way);
    expect((await consulting.view(AT.appraiser, code)).verified).toBe(true);
  }, 60_000);

  test('reminds the asked agency, takes silence for agreement where the route does, tells the head of the one-stop office, and takes a late answer', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way, { rule: 'fire-safety', agency: POLICE });
    await until(async () => (await way.story()).includes('consultation-reported'));
    const types = (
      await rows<{ type: string }>(motcua.db, 'select type from dossier_event where stream = $1 order by seq', code)
    ).map(({ type }) => type);
    expect(types).toEqual(['consultation-sent', 'consultation-reminded', 'consultation-overdue']);
    const told = await rows<{ audience: string }>(
      motcua.db,
      `select audience from notice where stream = $1 and seq = 3 order by audience`,
      code,
    );
    expect(told.map(({ audience }) => audience)).toEqual(['asking-agency', 'one-stop-head']);
    await way.do(AT.appraiser, 'appraise');
    const answered = await consulting.do(POLICEMAN, code, 'answer', { opinion: 'not-agreed' });
    expect(answered.overdue).toBe(true);
    await until(async () => (await way.story()).filter((type) => type === 'consultation-reported').length === 2);
    expect((await consulting.view(AT.appraiser, code)).late).toBe(true);
  }, 60_000);

  test('reaches a dossier whose run was lost: it gets one, from its ledger', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    await until(
      async () =>
        (
          await motcua.engine.client.workflow
            .getHandle(code)
            .describe()
            .catch(() => null)
        )?.status.name === 'RUNNING',
    );
    await loseRun(motcua.engine.client, way.code);
    await consulting.do(BUILDER, code, 'answer');
    await heard(way);
    expect((await way.do(AT.appraiser, 'appraise')).step?.stage).toBe('approval');
  }, 60_000);

  test('is heard of by a run that is made anew, though its report was lost with its own run', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    const { workflow } = motcua.engine.client;
    await loseRun(motcua.engine.client, code);
    await loseRun(motcua.engine.client, way.code);
    // Somebody opens it: that makes a run of it, which knows its dossier.
    await consulting.do(BUILDER, code, 'open');
    const procedures = createProcedureVersions(motcua.db);
    expect((await openConsultation(motcua.db, procedures, code)).state.opened).toBe(true);
    await loseRun(motcua.engine.client, code);
    await consulting.do(BUILDER, code, 'answer');
    await workflow
      .getHandle(way.code)
      .terminate('lost again')
      .catch(() => undefined);
    await motcua.engine.startDossier(await loadSnapshot(motcua.db, procedures, way.code), true);
    await heard(way);
    expect((await way.do(AT.appraiser, 'appraise')).step?.stage).toBe('approval');
  }, 60_000);
});
