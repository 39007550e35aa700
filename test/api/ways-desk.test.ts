import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage } from '../../contracts/dossier.ts';
import { TaskPage, type TaskItem } from '../../contracts/task.ts';
import type { Stage } from '../../domain/procedure/route.ts';
import { rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, publish, refused, WARD, type Way, type Ways } from '../support/ways.ts';

const APPRAISER = { agency: WARD, role: 'appraiser' } as const;

describe('At the desks', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const taskOf = async ({ code }: Way, state: 'open' | 'done', role: string): Promise<TaskItem | undefined> => {
    const { body } = await motcua.as(AT.leader).get(`/agencies/${WARD}/tasks?state=${state}&role=${role}&limit=200`);
    return TaskPage.parse(body).items.find(({ dossier }) => dossier === code);
  };
  const counted = async (metric: string): Promise<number> => {
    const [row] = await rows<{ n: number }>(
      motcua.db,
      `select (select coalesce(sum(n), 0) from indicator_delta where metric = $1)::int
        + (select coalesce(sum(n), 0) from indicator_rollup where metric = $1)::int as n`,
      metric,
    );
    return row?.n ?? 0;
  };

  describe('the head of the agency assigns a step (Decree 61/2018 art. 19.1)', () => {
    test('to a lead, with those who support and follow: the lead completes it, others are refused', async () => {
      const [lead, other] = [await ways.someone(APPRAISER), await ways.someone(APPRAISER)];
      const way = await ways.receive();
      const body = { lead: lead.id, supporting: [other.id], following: ['seal-clerk-hong-gai'], note: 'Ưu tiên' };
      expect(await way.do(AT.leader, 'assign', body)).toMatchObject({ step: { task: `${way.code}.1` } });
      const officers = { lead: lead.id, supporting: [other.id], following: ['seal-clerk-hong-gai'] };
      expect((await way.view()).openStep).toMatchObject(officers);
      expect(await taskOf(way, 'open', 'appraiser')).toMatchObject({ lead: lead.id });
      for (const act of ['appraise', 'propose-refusal'] as const) {
        const answer = await way.try(other, act);
        expect(refused(answer)).toEqual([403, 'assigned-to-another']);
        expect(answer.body['params']).toEqual({ officer: lead.id });
      }
      const { steps } = await (await way.do(lead, 'appraise'), way.timeline());
      expect(steps[0]).toMatchObject({ lead: lead.id, person: { id: lead.id }, leftBy: 'appraise' });
    });

    test('to another one afterwards, and to nobody who cannot do it', async () => {
      const [first, second] = [await ways.someone(APPRAISER), await ways.someone(APPRAISER)];
      const stranger = await ways.someone({ agency: 'H49.139', role: 'appraiser' });
      const way = await ways.receive();
      await way.do(AT.leader, 'assign', { lead: first.id });
      const before = await traces(motcua.db, way.code);
      const wrong = [
        { lead: stranger.id },
        { lead: 'nobody' },
        { lead: AT.seal },
        { lead: second.id, supporting: [stranger.id] },
        { lead: second.id, following: ['nobody'] },
      ];
      for (const body of wrong) {
        const answer = await way.try(AT.leader, 'assign', { ...body, note: 'Giao việc' });
        expect([body, ...refused(answer)]).toEqual([body, 422, 'officer-unknown']);
      }
      expect(await traces(motcua.db, way.code)).toEqual(before);
      await way.do(AT.leader, 'assign', { lead: second.id });
      expect(refused(await way.try(first, 'appraise'))).toEqual([403, 'assigned-to-another']);
      expect(await way.do(second, 'appraise')).toMatchObject({ step: { stage: 'approval' } });
    });

    test('only himself, not an officer and not the head of another agency', async () => {
      const way = await ways.receive();
      const body = { lead: AT.appraiser };
      expect(refused(await way.try(AT.appraiser, 'assign', body))).toEqual([403, 'role-not-allowed']);
      expect(refused(await way.try('leader-bai-chay', 'assign', body))).toEqual([404, 'dossier-unknown']);
    });

    test('and who leads a stage leads it again when the dossier comes back to it', async () => {
      const lead = await ways.someone(APPRAISER);
      const way = await ways.receive();
      await way.do(AT.leader, 'assign', { lead: lead.id });
      await way.do(lead, 'appraise');
      expect((await way.view()).openStep).toMatchObject({ stage: 'approval', lead: null });
      await way.do(AT.leader, 'send-back', { stage: 'appraisal' });
      expect((await way.view()).openStep).toMatchObject({ stage: 'appraisal', lead: lead.id });
      expect(refused(await way.try(AT.appraiser, 'appraise'))).toEqual([403, 'assigned-to-another']);
    });
  });

  describe('an assignment is taken back by whoever made it, while nobody has acted since', () => {
    const NOBODY = { lead: null, supporting: [], following: [] };

    test('to the former officers, or to none, also while the dossier waits', async () => {
      const [first, second] = [await ways.someone(APPRAISER), await ways.someone(APPRAISER)];
      const way = await ways.receive();
      await way.do(AT.leader, 'assign', { lead: first.id, supporting: [second.id], following: [AT.seal] });
      await way.do(AT.leader, 'assign', { lead: second.id });
      const key = randomUUID();
      const undone = await way.try(AT.leader, 'undo', {}, { key });
      expect(undone).toMatchObject({ status: 200, body: { step: { task: way.task } } });
      expect((await way.try(AT.leader, 'undo', {}, { key })).text).toBe(undone.text);
      const former = { lead: first.id, supporting: [second.id], following: [AT.seal] };
      expect((await way.view()).openStep).toMatchObject({ task: way.task, ...former });
      expect(await taskOf(way, 'open', 'appraiser')).toMatchObject({ lead: first.id });
      expect(refused(await way.try(AT.leader, 'undo'))).toEqual([409, 'nothing-to-undo']);
      expect(refused(await way.try(second, 'appraise'))).toEqual([403, 'assigned-to-another']);
      await way.do(first, 'request-supplement');
      await way.do(AT.leader, 'assign', { lead: second.id });
      await way.do(AT.leader, 'undo');
      expect((await way.view()).openStep).toMatchObject(former);
      await way.do(AT.counter, 'receive-supplement');
      const { steps } = await (await way.do(first, 'appraise'), way.timeline());
      expect(steps.map(({ stage, leftBy }) => [stage, leftBy])).toEqual([
        ['appraisal', 'appraise'],
        ['approval', null],
      ]);

      const other = await ways.receive();
      await other.do(AT.leader, 'assign', { lead: first.id, following: [AT.seal] });
      await other.do(AT.leader, 'undo');
      expect((await other.view()).openStep).toMatchObject(NOBODY);
      await other.do(AT.appraiser, 'appraise');
    });

    test('not by another, and not once somebody has acted', async () => {
      const way = await ways.receive();
      await way.do(AT.leader, 'assign', { lead: AT.appraiser });
      expect(refused(await way.try(AT.appraiser, 'undo'))).toEqual([403, 'not-your-act']);
      await way.do(AT.appraiser, 'request-payment');
      expect(refused(await way.try(AT.leader, 'undo'))).toEqual([409, 'nothing-to-undo']);
      expect((await way.view()).openStep).toMatchObject({ lead: AT.appraiser });
    });
  });

  describe('a dossier is sent back', () => {
    test('with a reason to a step that it has passed, which is done again under a new task', async () => {
      const way = await ways.receive();
      await way.upTo('sealing');
      const back = await way.do(AT.seal, 'send-back', { stage: 'appraisal', note: 'Sai thể thức' });
      expect(back).toMatchObject({ nationalStatus: 4, step: { task: `${way.code}.4`, stage: 'appraisal' } });
      const { steps, events } = await way.timeline();
      expect(steps.map(({ stage, leftBy }) => [stage, leftBy])).toEqual([
        ['appraisal', 'appraise'],
        ['approval', 'approve'],
        ['sealing', 'send-back'],
        ['appraisal', null],
      ]);
      expect(events.find(({ type }) => type === 'step-sent-back')).toMatchObject({
        note: 'Sai thể thức',
        data: { to: 'appraisal' },
      });
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('from the return too: it is no longer processed then, and its result is announced anew afterwards', async () => {
      const way = await ways.receive();
      await way.upTo('return');
      expect((await way.view()).processedAt).not.toBeNull();
      await way.do(AT.handover, 'send-back', { stage: 'sealing' });
      expect(await way.view()).toMatchObject({ processedAt: null, nationalStatus: { code: 4 } });
      // The very same file may be sealed again: it lies there once.
      const [{ document } = { document: '' }] = (await way.view()).results;
      await way.do(AT.seal, 'seal', { document });
      expect((await way.view()).results.map((one) => one.document)).toEqual([document]);
      expect(await way.told()).toEqual(['result-ready', 'result-ready']);
      expect(await way.do(AT.handover, 'return')).toMatchObject({ status: 'returned' });
    });

    test('to no step that it has not passed, and by nobody who does not hold the step', async () => {
      const way = await ways.receive();
      for (const stage of ['appraisal', 'approval', 'reception', 'moon'])
        expect([stage, ...refused(await way.try(AT.appraiser, 'send-back', { stage }))]).toEqual([
          stage,
          422,
          'stage-not-passed',
        ]);
      await way.upTo('approval');
      expect(refused(await way.try(AT.appraiser, 'send-back', { stage: 'appraisal' }))).toEqual([
        403,
        'step-not-yours',
      ]);
      expect(refused(await way.try(AT.leader, 'send-back', { stage: 'appraisal', note: undefined }))).toEqual([
        422,
        'body-invalid',
      ]);
    });
  });

  describe('one’s own last act is taken back', () => {
    test('while nobody has acted on it: the task is open again, with its due instant and without a trace of the act', async () => {
      const way = await ways.receive();
      const before = await way.view();
      const handovers = await counted('handover');
      await way.do(AT.appraiser, 'appraise', { note: 'Nhầm hồ sơ' });
      const undone = await way.do(AT.appraiser, 'undo');
      expect(undone).toMatchObject({ step: { task: `${way.code}.1`, stage: 'appraisal' }, nationalStatus: 2 });
      const after = await way.view();
      expect(after.openStep).toEqual(before.openStep);
      expect(after).toMatchObject({ dueAt: before.dueAt, dueExplanation: before.dueExplanation, status: 'in-process' });
      expect(await taskOf(way, 'open', 'appraiser')).toMatchObject({ task: `${way.code}.1`, actedAt: null });
      expect(await taskOf(way, 'done', 'agency-leader')).toMatchObject({ task: `${way.code}.2`, actedAt: null });
      expect(await taskOf(way, 'open', 'agency-leader')).toBeUndefined();
      const { steps, events, ledger } = await way.timeline();
      expect(steps.map(({ leftBy, person, place, actedAt }) => [leftBy, person, place, actedAt])).toEqual([
        [null, null, null, null],
        ['undo', null, null, null],
      ]);
      // The ledger forgets nothing.
      expect(events.map(({ type }) => type).slice(2)).toEqual(['step-acted', 'step-opened', 'act-undone']);
      expect(ledger.verified).toBe(true);
      expect(await counted('handover')).toBe(handovers);
      expect(await way.do(AT.appraiser, 'appraise')).toMatchObject({ step: { task: `${way.code}.3` } });
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('an approval, a refusal that was proposed, a sending back', async () => {
      const way = await ways.receive();
      await way.do(AT.appraiser, 'propose-refusal');
      expect(await way.do(AT.appraiser, 'undo')).toMatchObject({ step: { stage: 'appraisal' } });
      await way.do(AT.appraiser, 'appraise');
      await way.do(AT.leader, 'send-back', { stage: 'appraisal' });
      expect(await way.do(AT.leader, 'undo')).toMatchObject({ step: { stage: 'approval' } });
      await way.do(AT.leader, 'approve');
      expect(await way.do(AT.leader, 'undo')).toMatchObject({ step: { stage: 'approval' } });
      await way.do(AT.leader, 'approve');
      await way.do(AT.seal, 'seal');
      const { data } = (await way.do(AT.handover, 'return'), await way.timeline()).events.at(-1) ?? { data: {} };
      expect(data).not.toHaveProperty('refused');
    });

    test('not another person’s, not once somebody has acted on it, not twice, and never a seal or a return', async () => {
      const colleague = await ways.someone(APPRAISER);
      const way = await ways.receive();
      expect(refused(await way.try(AT.appraiser, 'undo'))).toEqual([409, 'nothing-to-undo']);
      await way.do(AT.appraiser, 'appraise');
      expect(refused(await way.try(colleague, 'undo'))).toEqual([403, 'not-your-act']);
      expect(refused(await way.try(AT.leader, 'undo'))).toEqual([403, 'not-your-act']);
      await way.do(AT.appraiser, 'undo');
      expect(refused(await way.try(AT.appraiser, 'undo'))).toEqual([409, 'nothing-to-undo']);
      await way.do(AT.appraiser, 'appraise');
      await way.do(AT.leader, 'assign', { lead: AT.leader });
      expect(refused(await way.try(AT.appraiser, 'undo'))).toEqual([403, 'not-your-act']);
      await way.do(AT.leader, 'approve');
      await way.do(AT.seal, 'seal');
      expect(refused(await way.try(AT.seal, 'undo'))).toEqual([409, 'nothing-to-undo']);
      await way.do(AT.handover, 'return');
      expect(refused(await way.try(AT.handover, 'undo'))).toEqual([409, 'dossier-ended']);
    });

    test('but not an act that has sealed the result, whatever its name: it is corrected instead', async () => {
      const PROCEDURE = '1.000656';
      const { route, cases } = motcua.catalogue.procedures.get('2.000815') ?? {};
      const stages = (route?.stages ?? [])
        .filter(({ kind }) => kind !== 'sealing')
        .map((stage): Stage => (stage.kind === 'approval' ? { ...stage, requires: ['result-document'] } : stage));
      const restore = await publish(motcua, PROCEDURE, { route: { stages }, cases: cases ?? [] });
      const way = await ways.receive({
        procedure: PROCEDURE,
        body: { case: 'standard', components: [{ component: 'original', originals: 1 }] },
      });
      await restore();
      await way.do(AT.appraiser, 'appraise');
      const document = await way.result(AT.leader);
      await way.do(AT.leader, 'approve', { document });
      expect(refused(await way.try(AT.leader, 'undo'))).toEqual([409, 'nothing-to-undo']);
      await way.do(AT.handover, 'send-back', { stage: 'approval' });
      expect((await way.view()).openStep?.stage).toBe('approval');
    });

    test('and its repeats get the one answer, while the act that was taken back stays answered too', async () => {
      const way = await ways.receive();
      const [acted, undone] = [randomUUID(), randomUUID()];
      const first = await way.try(AT.appraiser, 'appraise', {}, { key: acted });
      const task = { task: way.task };
      const taken = await Promise.all([0, 1, 2].map(() => way.try(AT.appraiser, 'undo', task, { key: undone })));
      expect(new Set(taken.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(taken[0]?.status).toBe(200);
      const again = await way.try(AT.appraiser, 'appraise', { task: `${way.code}.1` }, { key: acted });
      expect([again.status, again.text]).toEqual([200, first.text]);
      expect((await way.view()).openStep?.task).toBe(`${way.code}.1`);
      const { body } = await motcua.as(AT.appraiser).get(`/dossiers?status=in-process&nationalStatus=2&limit=1`);
      expect(DossierPage.parse(body).items[0]).toMatchObject({ code: way.code, openStep: { task: `${way.code}.1` } });
    });
  });
});
