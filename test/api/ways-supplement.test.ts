import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage } from '../../contracts/dossier.ts';
import { TaskPage } from '../../contracts/task.ts';
import { aPdf, statusesOf } from '../support/desks.ts';
import { count, rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { soonAnswered } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import {
  appointments,
  AT,
  CENTRE,
  createWays,
  OFFICE,
  refused,
  WARD,
  type Appointments,
  type Way,
  type Ways,
} from '../support/ways.ts';

const ELSEWHERE = { place: 'centre-phuong-bai-chay' } as const;

describe('A supplement', () => {
  let motcua: Motcua;
  let ways: Ways;
  let counted: Appointments;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    counted = appointments(motcua.catalogue);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const asked = async (): Promise<Way> => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-supplement');
    return way;
  };
  const dossierOf = async (document: string): Promise<unknown> =>
    (await rows<{ dossier: string | null }>(motcua.db, 'select dossier from document where id = $1', document))[0]
      ?.dossier;

  test('that the agency asks for stops every clock until the full dossier is back (Decree 61/2018 art. 19.4; national status 5)', async () => {
    const way = await ways.receive();
    const answer = await way.do(AT.appraiser, 'request-supplement', { note: 'Thiếu trang 2' });
    expect(answer).toMatchObject({ status: 'in-process', nationalStatus: 5, dueAt: null, step: { dueAt: null } });
    const view = await way.view();
    expect(view).toMatchObject({
      dueAt: null,
      legalDueAt: null,
      dueExplanation: null,
      waitsFor: 'supplement',
      supplements: 1,
      respondBy: counted.answerFrom(answer.at),
      pauses: [{ kind: 'supplement', from: answer.at, to: null }],
      openStep: { stage: 'appraisal', dueAt: null, dueExplanation: null, overdue: false },
    });
    expect(await way.told()).toEqual(['supplement-requested']);
    expect((await way.timeline()).events.at(-1)).toMatchObject({ note: 'Thiếu trang 2', data: { number: 1 } });
  });

  test('keeps the task in the agency’s list, behind those that are due, with what it waits for', async () => {
    const [waiting, running] = [await asked(), await ways.receive()];
    const { body } = await motcua.as(AT.appraiser).get(`/agencies/${WARD}/tasks?role=appraiser&limit=200`);
    const { items } = TaskPage.parse(body);
    const at = ({ code }: Way) => items.findIndex(({ dossier }) => dossier === code);
    expect(items[at(waiting)]).toMatchObject({
      dueAt: null,
      dossierDueAt: null,
      waitsFor: 'supplement',
      overdue: false,
    });
    expect(items[at(running)]).toMatchObject({ dueAt: running.receipt.step?.dueAt, waitsFor: null });
    expect(at(waiting)).toBeGreaterThan(at(running));
    const firstWithout = items.findIndex(({ dueAt }) => dueAt === null);
    expect(items.slice(firstWithout).every(({ dueAt }) => dueAt === null)).toBe(true);
    const { body: page } = await motcua.as(AT.appraiser).get('/dossiers?nationalStatus=5&limit=1');
    expect(DossierPage.parse(page).items[0]).toMatchObject({ code: waiting.code, waitsFor: 'supplement', dueAt: null });
  });

  test('is brought to any counter of the province, and the limit runs from zero again (art. 19.4; phi địa giới)', async () => {
    const way = await asked();
    const scan = await ways.handedIn('receptionist-bai-chay');
    const brought = await way.do('receptionist-bai-chay', 'receive-supplement', {
      ...ELSEWHERE,
      note: 'Đã nhận đủ',
      components: [{ component: 'original', originals: 1, documents: [scan] }],
    });
    expect(brought.dueAt).toBe(counted.from(brought.at));
    const view = await way.view();
    expect(view).toMatchObject({ waitsFor: null, respondBy: null, dueAt: brought.dueAt, supplements: 1 });
    expect(view.pauses).toEqual([{ kind: 'supplement', from: expect.any(String), to: brought.at }]);
    expect(view.dueExplanation).toMatchObject({ due: expect.any(String) });
    expect(Date.parse((view.dueExplanation as { due: string }).due)).toBe(Date.parse(brought.dueAt ?? ''));
    const { dueAt, dueExplanation } = view.openStep ?? { dueAt: null, dueExplanation: null };
    expect(Date.parse((dueExplanation as { due: string }).due)).toBe(Date.parse(dueAt ?? ''));
    // What came with it is part of the dossier.
    expect(view.components).toEqual([expect.objectContaining({ originals: 2, documents: [scan] })]);
    expect(await dossierOf(scan)).toBe(way.code);
    expect((await way.timeline()).events.at(-1)).toMatchObject({
      note: 'Đã nhận đủ',
      place: { code: ELSEWHERE.place },
      actor: { agency: { code: 'H49.01.139' } },
    });
    expect(await way.told()).toContain('supplement-received');
    expect(await way.toEnd()).toMatchObject({ status: 'returned' });
  });

  test('is told to any counter that is asked, with what is missing and until when, and nothing of the applicant', async () => {
    const way = await asked();
    const seen = await way.view('receptionist-bai-chay');
    expect(seen).toMatchObject({
      waitsFor: 'supplement',
      respondBy: expect.any(String),
      openStep: { task: way.task },
      asked: [{ component: 'original', name: expect.stringContaining('Bản chính'), originals: 1, copies: 0 }],
      applicant: null,
    });
    expect((await way.view(AT.counter)).applicant).toMatchObject({ view: 'full' });
    for (const path of [`/dossiers/${way.code}/timeline`, '/dossiers?agency=H49.143'])
      expect(refused(await motcua.as('receptionist-bai-chay').get(path))).toEqual([403, 'not-taking-part']);
    for (const who of ['appraiser-bai-chay', 'leader-bai-chay', 'seal-clerk-so-tai-chinh'])
      expect(refused(await motcua.as(who).get(`/dossiers/${way.code}`))).toEqual([404, 'dossier-unknown']);
    await way.do('receptionist-bai-chay', 'receive-supplement', { ...ELSEWHERE, task: seen.openStep?.task });
    expect(await way.view(AT.counter)).toMatchObject({ waitsFor: null, asked: null });
  });

  test('is asked for again if need be, which counts', async () => {
    const way = await asked();
    await way.do(AT.counter, 'receive-supplement');
    await way.do(AT.appraiser, 'request-supplement');
    expect(await way.view()).toMatchObject({ supplements: 2, waitsFor: 'supplement' });
    await way.do(AT.counter, 'receive-supplement');
    expect((await way.view()).pauses).toHaveLength(2);
  });

  test('is received by no desk that is not a counter (art. 5.1e), and not where none was asked for', async () => {
    const way = await asked();
    for (const who of [AT.appraiser, AT.leader, AT.seal])
      expect(refused(await way.try(who, 'receive-supplement'))).toEqual([403, 'role-not-allowed']);
    const straight = await ways.receive();
    expect(refused(await straight.try(AT.counter, 'receive-supplement'))).toEqual([409, 'not-waiting']);
  });

  test('holds everything else up but what may be done at any time', async () => {
    const way = await asked();
    for (const [who, act] of [
      [AT.appraiser, 'appraise'],
      [AT.appraiser, 'propose-refusal'],
      [AT.appraiser, 'request-supplement'],
      [AT.appraiser, 'request-payment'],
      [AT.leader, 'suspend'],
    ] as const) {
      const answer = await way.try(who, act);
      expect([act, ...refused(answer), answer.body['params']]).toEqual([
        act,
        409,
        'dossier-waits',
        { for: 'supplement' },
      ]);
      expect(answer.body['state']).toMatchObject({ waitsFor: 'supplement', last: { type: 'supplement-requested' } });
    }
    await way.do(AT.leader, 'assign', { lead: AT.appraiser });
    await way.do(AT.counter, 'request-withdrawal');
  });

  test('takes in no file of somebody else’s, and leaves a file alone when it is refused', async () => {
    const way = await asked();
    const [theirs, mine] = [await ways.handedIn('receptionist-bai-chay'), await ways.handedIn()];
    const before = await traces(motcua.db, way.code);
    const naming = (...documents: string[]) => ({
      components: [{ component: 'original', documents }],
      note: 'Kèm tệp',
    });
    for (const documents of [[theirs], [mine, theirs], [crypto.randomUUID()]]) {
      const answer = await way.try(AT.counter, 'receive-supplement', naming(...documents));
      expect(refused(answer)).toEqual([404, 'document-unknown']);
    }
    const straight = await ways.receive();
    expect(refused(await straight.try(AT.counter, 'receive-supplement', naming(mine)))).toEqual([409, 'not-waiting']);
    expect([await dossierOf(mine), await dossierOf(theirs)]).toEqual([null, null]);
    expect(await traces(motcua.db, way.code)).toEqual(before);
    expect(await count(motcua.db, 'dossier_note where dossier = $1', straight.code)).toBe(0);
    await way.do(AT.counter, 'receive-supplement', naming(mine));
    expect(await dossierOf(mine)).toBe(way.code);
    // It is this dossier’s now, and no other’s.
    const another = await asked();
    expect(refused(await another.try(AT.counter, 'receive-supplement', naming(mine)))).toEqual([
      404,
      'document-unknown',
    ]);
  });

  test('of two that name one file at once only one takes it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [one, other, file] = [await asked(), await asked(), await ways.handedIn()];
      const body = { components: [{ component: 'original', documents: [file] }] };
      const answers = await Promise.all([one, other].map((way) => way.try(AT.counter, 'receive-supplement', body)));
      expect(statusesOf(answers)).toEqual([200, 404]);
      const winner = answers[0]?.status === 200 ? one : other;
      const loser = winner === one ? other : one;
      expect(await dossierOf(file)).toBe(winner.code);
      expect(await loser.view()).toMatchObject({ waitsFor: 'supplement', documents: [] });
      await loser.do(AT.counter, 'receive-supplement');
    }
  });

  test('lists only what the case asks for, all of it at once (art. 15.3)', async () => {
    const way = await ways.receive();
    const before = await traces(motcua.db, way.code);
    const wrong = [{ component: 'moon', originals: 1, copies: 0 }];
    expect(refused(await way.try(AT.appraiser, 'request-supplement', { components: wrong }))).toEqual([
      422,
      'component-unknown',
    ]);
    expect(refused(await way.try(AT.appraiser, 'request-supplement', { components: [] }))).toEqual([
      422,
      'body-invalid',
    ]);
    await way.upTo('approval');
    expect(refused(await way.try(AT.leader, 'request-supplement'))).toEqual([403, 'role-not-allowed']);
    expect((await traces(motcua.db, way.code))['notes']).toBe(before['notes']);
  });
});

describe('Time', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({ ...real, calendar: soonAnswered(real.calendar, { answer: 800, ask: 400 }) }),
    });
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const recorded = (way: Way, type: string) => until(async () => (await way.story()).includes(type), 10_000);
  const filed = (): Promise<Way> => ways.receive({ body: { channel: 'postal', reception: { outcome: 'filed' } } });

  test('that the applicant has to answer in passes once: closing is proposed, and he is told (rule set: respondWithin)', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-supplement');
    expect(refused(await way.try(AT.leader, 'confirm-closing'))).toEqual([409, 'closing-not-proposed']);
    await recorded(way, 'response-overdue');
    expect(await way.told()).toEqual(['supplement-requested', 'response-overdue']);
    expect(refused(await way.try(AT.appraiser, 'confirm-closing'))).toEqual([403, 'role-not-allowed']);
    const closed = await way.do(AT.leader, 'confirm-closing', { note: 'Không bổ sung' });
    expect(closed).toMatchObject({ status: 'closed', nationalStatus: 8, step: null });
    expect(await way.view()).toMatchObject({
      status: 'closed',
      outcome: 'supplement-lapsed',
      waitsFor: null,
      respondBy: null,
      closedAt: closed.at,
      openStep: null,
      pauses: [{ kind: 'supplement', to: closed.at }],
    });
    expect(await way.told()).toEqual(['supplement-requested', 'response-overdue', 'dossier-closed']);
    const { steps, events } = await way.timeline();
    expect(steps).toEqual([expect.objectContaining({ leftBy: 'supplement-lapsed', leftAt: closed.at })]);
    expect(events.at(-1)?.note).toBe('Không bổ sung');
    const { body } = await motcua.as(AT.appraiser).get('/dossiers?status=closed&limit=1');
    expect(DossierPage.parse(body).items[0]).toMatchObject({ code: way.code, outcome: 'supplement-lapsed' });
    const { body: tasks } = await motcua.as(AT.appraiser).get(`/agencies/${WARD}/tasks?limit=200`);
    expect(TaskPage.parse(tasks).items.map(({ dossier }) => dossier)).not.toContain(way.code);
    await until(
      async () => (await motcua.engine.client.workflow.getHandle(way.code).describe()).status.name === 'COMPLETED',
    );
    const file = await motcua.as(AT.appraiser).upload(`/dossiers/${way.code}/documents`, aPdf(), 'application/pdf');
    expect(refused(file)).toEqual([409, 'dossier-ended']);
  });

  test('late is not refused: a supplement that is brought before closing is confirmed is taken', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-supplement');
    await recorded(way, 'response-overdue');
    await way.do(AT.counter, 'receive-supplement');
    expect(await way.view()).toMatchObject({ status: 'in-process', waitsFor: null });
    expect(refused(await way.try(AT.leader, 'confirm-closing'))).toEqual([409, 'closing-not-proposed']);
    expect(await way.toEnd()).toMatchObject({ status: 'returned' });
  });

  test('of what was never received is closed by the head of the one-stop office', async () => {
    const head = await ways.someone({ agency: CENTRE, role: 'one-stop-head', office: OFFICE });
    const way = await filed();
    await way.do(AT.counter, 'request-supplement');
    await recorded(way, 'response-overdue');
    expect(refused(await way.try(AT.leader, 'confirm-closing'))).toEqual([403, 'step-not-yours']);
    expect(await way.do(head, 'confirm-closing')).toMatchObject({ status: 'closed', nationalStatus: 8 });
  });

  test('in which the agency may ask passes: it decides on what there is (art. 19.4, three working days)', async () => {
    const way = await filed();
    await way.do(AT.counter, 'accept');
    await new Promise((resolve) => setTimeout(resolve, 600));
    const answer = await way.try(AT.appraiser, 'request-supplement');
    expect(refused(answer)).toEqual([409, 'supplement-too-late']);
    expect(answer.body['params']).toEqual({ by: expect.stringMatching(/Z$/) });
    expect(await count(motcua.db, 'dossier_note where dossier = $1', way.code)).toBe(0);
    expect(await way.do(AT.appraiser, 'propose-refusal')).toMatchObject({ step: { stage: 'approval' } });
  });
});
