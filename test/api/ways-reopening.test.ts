import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EngineHistory } from '../../contracts/engine-history.ts';
import { persist, statusesOf } from '../support/desks.ts';
import { count, rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import {
  appointments,
  AT,
  createWays,
  refused,
  WARD,
  type Appointments,
  type Way,
  type Ways,
} from '../support/ways.ts';

const BY_AUTHORITY = { ground: 'authority', note: 'Theo kết luận thanh tra', stage: 'approval' } as const;

describe('An ended dossier', () => {
  let engine: TcpProxy;
  let motcua: Motcua;
  let ways: Ways;
  let counted: Appointments;

  beforeAll(async () => {
    const { config } = testStack();
    engine = await startTcpProxy(Number(new URL(`tcp://${config.temporal.address}`).port));
    motcua = await startMotcua({
      ...config,
      temporal: { ...config.temporal, address: `127.0.0.1:${engine.port}` },
    });
    ways = createWays(motcua);
    counted = appointments(motcua.catalogue);
  }, 60_000);
  afterAll(async () => {
    await engine.join();
    await motcua.stop();
    await engine.close();
  }, 30_000);

  const returned = async (): Promise<Way> => {
    const way = await ways.receive();
    await way.toEnd();
    return way;
  };
  const runIdsOf = async ({ code }: Way): Promise<string[]> =>
    (await rows<{ run_ids: string[] }>(motcua.db, 'select run_ids from dossier where code = $1', code))[0]?.run_ids ??
    [];
  const posted = ({ code }: Way): Promise<number> => count(motcua.db, 'outbox where subject = $1', code);
  const runOf = ({ code }: Way) => motcua.engine.client.workflow.getHandle(code).describe();

  test('is taken up again to correct its result, at the agency’s cost where it is at fault (Decree 61/2018 art. 21)', async () => {
    const way = await returned();
    const before = await way.view();
    const reopened = await way.do(AT.leader, 'reopen');
    expect(reopened).toMatchObject({
      act: 'reopen',
      status: 'in-process',
      nationalStatus: 4,
      step: { task: `${way.code}.5`, stage: 'appraisal' },
    });
    // Its limit runs anew from there.
    expect(reopened.dueAt).toBe(counted.from(reopened.at));
    const view = await way.view();
    expect(view).toMatchObject({
      status: 'in-process',
      receivedAt: before.receivedAt,
      closedAt: null,
      processedAt: null,
      outcome: null,
      overdue: false,
      dueAt: reopened.dueAt,
      pauses: [],
      results: before.results,
    });
    expect(new Date((view.dueExplanation as { due: string }).due).toISOString()).toBe(view.dueAt);
    const { events, ledger } = await way.timeline();
    expect(events.at(-2)).toMatchObject({
      type: 'dossier-reopened',
      note: 'Sai ngày sinh',
      data: { ground: 'agency-fault', stage: 'appraisal', free: true },
    });
    expect(ledger.verified).toBe(true);
    expect((await way.told()).at(-1)).toBe('dossier-reopened');
    const fee = await way.try(AT.appraiser, 'request-payment', { kind: 'fee', obligation: 'fee-9' });
    expect(refused(fee)).toEqual([409, 'correction-is-free']);
    expect(await way.attachment(AT.appraiser)).toMatch(/-/);

    expect(await way.toEnd()).toMatchObject({ status: 'returned', nationalStatus: 10 });
    const end = await way.view();
    expect(end.results).toHaveLength(2);
    expect(end.closedAt).not.toBe(before.closedAt);
    expect((await way.timeline()).steps.map(({ leftBy }) => leftBy)).toEqual([
      'appraise',
      'approve',
      'seal',
      'return',
      'appraise',
      'approve',
      'seal',
      'return',
    ]);
  });

  test('gets a run of its own, beside that of before, and both histories are read', async () => {
    const way = await returned();
    const [first] = await runIdsOf(way);
    await way.do(AT.leader, 'reopen', BY_AUTHORITY);
    await until(async () => (await posted(way)) === 0);
    const { runId, status } = await runOf(way);
    expect([status.name, await runIdsOf(way)]).toEqual(['RUNNING', [first, runId]]);
    const { body } = await motcua.as('auditor').get(`/dossiers/${way.code}/engine-history`);
    const { runs } = EngineHistory.parse(body);
    expect(runs.map((run) => [run.state, run.runId])).toEqual([
      ['readable', first],
      ['readable', runId],
    ]);
    await way.do(AT.leader, 'approve');
  });

  test('that was closed for want of an answer is taken up again by an authority’s decision; one that was withdrawn is not', async () => {
    const way = await ways.receive();
    await way.do(AT.counter, 'request-withdrawal');
    await way.do(AT.leader, 'confirm-withdrawal');
    const answer = await way.try(AT.leader, 'reopen', BY_AUTHORITY);
    expect(refused(answer)).toEqual([409, 'act-not-now']);
    expect(answer.body['state']).toMatchObject({ status: 'closed', step: null, last: { type: 'dossier-closed' } });
  });

  test('is taken up again by the leader of the competent agency only, with a reason and at a step of its route', async () => {
    const way = await returned();
    const before = await traces(motcua.db, way.code);
    const refusals = [
      [AT.appraiser, {}, 403, 'role-not-allowed'],
      ['leader-bai-chay', { place: 'centre-phuong-bai-chay' }, 404, 'dossier-unknown'],
      [AT.leader, { note: '  ' }, 422, 'body-invalid'],
      [AT.leader, { ground: 'because' }, 422, 'body-invalid'],
      [AT.leader, { task: way.task }, 422, 'body-invalid'],
      [AT.leader, { place: 'seat-phuong-bai-chay' }, 422, 'place-unknown'],
      [AT.leader, { stage: 'moon' }, 422, 'stage-unknown'],
      [AT.leader, { stage: 'return' }, 422, 'stage-unknown'],
      [AT.leader, { stage: 'reception' }, 422, 'stage-unknown'],
    ] as const;
    for (const [who, body, status, code] of refusals)
      expect([who, body, ...refused(await way.try(who, 'reopen', body))]).toEqual([who, body, status, code]);
    expect(await traces(motcua.db, way.code)).toEqual(before);
    expect([await posted(way), (await runOf(way)).status.name]).toEqual([0, 'COMPLETED']);
  });

  test('is what it takes: an open one says who changed it last', async () => {
    const way = await ways.receive();
    const answer = await way.try(AT.leader, 'reopen');
    expect(refused(answer)).toEqual([409, 'dossier-open']);
    expect(answer.body['state']).toMatchObject({
      status: 'in-process',
      seq: 2,
      step: { task: way.task },
      last: { type: 'step-opened', person: AT.counter, at: way.receipt.at },
    });
    expect(await traces(motcua.db, way.code)).toMatchObject({ events: 2, notes: 0 });
  });

  test('is taken up again once under one key, however often it is sent and at once, and another body is refused', async () => {
    const way = await returned();
    const key = randomUUID();
    const before = await traces(motcua.db, way.code);
    const answers = await Promise.all(Array.from({ length: 6 }, () => way.try(AT.leader, 'reopen', {}, { key })));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const after = await traces(motcua.db, way.code);
    expect(after).toEqual({
      events: (before['events'] ?? 0) + 2,
      commands: (before['commands'] ?? 0) + 1,
      tasks: (before['tasks'] ?? 0) + 1,
      notes: (before['notes'] ?? 0) + 1,
    });
    expect(refused(await way.try(AT.leader, 'reopen', { note: 'Khác' }, { key }))).toEqual([422, 'key-reused']);
    await way.toEnd();
    const again = await way.try(AT.leader, 'reopen', {}, { key });
    expect([again.status, again.text]).toEqual([200, answers[0]?.text]);
    expect((await way.view()).status).toBe('returned');
  });

  test('of two who take it up at once one wins, and the other learns who did', async () => {
    const other = await ways.someone({ agency: WARD, role: 'agency-leader' });
    for (let round = 0; round < 5; round += 1) {
      const way = await returned();
      const notes = await count(motcua.db, 'dossier_note where dossier = $1', way.code);
      const answers = await Promise.all([way.try(AT.leader, 'reopen'), way.try(other, 'reopen', BY_AUTHORITY)]);
      expect(statusesOf(answers)).toEqual([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      const winner = answers[0]?.status === 200 ? AT.leader : other.id;
      expect(lost?.body).toMatchObject({
        code: 'dossier-open',
        state: { status: 'in-process', last: { person: winner } },
      });
      expect(await count(motcua.db, 'dossier_note where dossier = $1', way.code)).toBe(notes + 1);
      await way.toEnd();
    }
  });

  test('with If-Match is taken up again only as it was seen', async () => {
    const way = await returned();
    const etag = (await motcua.as(AT.leader).get(`/dossiers/${way.code}`)).headers.get('etag') ?? '';
    const stale = await way.try(AT.leader, 'reopen', {}, { headers: { 'If-Match': '"3.0"' } });
    expect(refused(stale)).toEqual([412, 'precondition-failed']);
    expect(stale.headers.get('etag')).toMatch(/^"\d+\.0"$/);
    expect(stale.body['state']).toMatchObject({ status: 'returned', step: null, last: { person: AT.handover } });
    await way.do(AT.leader, 'reopen', {}, { headers: { 'If-Match': etag } });
  });

  describe('while the engine is away', () => {
    test('is taken up again all the same, and the relay starts its run once the engine is back', async () => {
      const way = await returned();
      await engine.cut();
      const key = randomUUID();
      const answer = await way.try(AT.leader, 'reopen', {}, { key });
      expect(answer.status).toBe(200);
      expect(await way.view()).toMatchObject({ status: 'in-process', openStep: { stage: 'appraisal' } });
      expect(await posted(way)).toBe(1);
      expect((await way.try(AT.leader, 'reopen', {}, { key })).text).toBe(answer.text);
      await engine.join();
      await until(async () => (await posted(way)) === 0, 60_000);
      const { status, runId } = await runOf(way);
      expect(status.name).toBe('RUNNING');
      expect((await runIdsOf(way)).at(-1)).toBe(runId);
      expect((await persist(() => way.try(AT.appraiser, 'appraise'))).status).toBe(200);
    }, 120_000);

    test('and whose first act comes before the relay, goes on by it; nothing is left to be started', async () => {
      const way = await returned();
      await motcua.stopRelay();
      await engine.cut();
      await way.do(AT.leader, 'reopen');
      await until(
        () => motcua.logs.some((line) => line.includes('run left to the relay') && line.includes(way.code)),
        60_000,
      );
      await engine.join();
      const key = randomUUID();
      expect((await persist(() => way.try(AT.appraiser, 'appraise', {}, { key }))).status).toBe(200);
      expect(await posted(way)).toBe(1);
      motcua.startRelay();
      await until(async () => (await posted(way)) === 0, 20_000);
      expect(new Set(await runIdsOf(way)).size).toBe(2);
      await way.upTo('return');
      await way.do(AT.handover, 'return');
    }, 120_000);

    test('and that has ended again before anybody looked, needs no run any more', async () => {
      const way = await returned();
      const runs = await runIdsOf(way);
      await rows(
        motcua.db,
        `insert into outbox (kind, subject, created_at) values ('restart-dossier', $1, now())`,
        way.code,
      );
      await until(async () => (await posted(way)) === 0, 20_000);
      expect(await runIdsOf(way)).toEqual(runs);
      expect((await runOf(way)).status.name).toBe('COMPLETED');
    });
  });
});
