import { WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localDate } from '../../domain/dossier/code.ts';
import type { DossierEventData } from '../../domain/dossier/events.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { TaskPage } from '../../contracts/task.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import {
  appointments,
  AT,
  CENTRE,
  createWays,
  OFFICE,
  PLACE,
  publish,
  refused,
  type Appointments,
  type Way,
  type Ways,
} from '../support/ways.ts';

const THE_LIST = [{ component: 'original', originals: 2, copies: 1 }];
const SUPPLEMENT = { outcome: 'supplement', components: THE_LIST, note: 'Nộp lại bản chính còn nguyên vẹn' };
const REFUSAL = { outcome: 'refused', note: 'Bản chính đã bị tẩy xóa' };

describe('A reception', () => {
  let motcua: Motcua;
  let ways: Ways;
  let calendar: ClockCalendar;
  let counted: Appointments;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    calendar = createClockCalendar(motcua.catalogue);
    counted = appointments(motcua.catalogue);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const filed = (body: object = {}): Promise<Way> =>
    ways.receive({ body: { channel: 'online', reception: { outcome: 'filed' }, ...body } });
  const dataOf = async <T extends keyof DossierEventData>(code: string, type: T): Promise<DossierEventData[T]> => {
    const [row] = await rows<{ data: DossierEventData[T] }>(
      motcua.db,
      'select data from dossier_event where stream = $1 and type = $2',
      code,
      type,
    );
    if (row === undefined) throw new Error(`no ${type}`);
    return row.data;
  };

  describe('at the counter', () => {
    test('that finds everything there ends with a receipt and an appointment (Decree 61/2018 art. 17)', async () => {
      const way = await ways.receive({ body: { receiptAsked: true } });
      const { receipt } = way;
      expect(receipt).toMatchObject({ act: 'receive', status: 'in-process', nationalStatus: 2, receipt: true });
      expect(receipt.dueAt).toBe(counted.from(receipt.at));
      expect(await way.story()).toEqual(['dossier-received', 'step-opened']);
      expect(await way.view()).toMatchObject({
        filedAt: receipt.at,
        receivedAt: receipt.at,
        dueAt: receipt.dueAt,
        waitsFor: null,
        outcome: null,
        supplements: 0,
        pauses: [],
        obligations: [],
      });
    });

    test('that finds something missing ends with one full list, and no clock runs (art. 15.3, 17)', async () => {
      const way = await ways.receive({ body: { components: [], reception: SUPPLEMENT } });
      expect(way.receipt).toMatchObject({
        status: 'new',
        nationalStatus: 5,
        dueAt: null,
        receipt: false,
        step: { stage: 'reception', agency: CENTRE, dueAt: null },
      });
      expect(await way.story()).toEqual(['dossier-filed', 'step-opened', 'supplement-requested']);
      expect((await dataOf(way.code, 'supplement-requested')).components).toEqual(THE_LIST);
      const view = await way.view(AT.counter);
      expect(view).toMatchObject({
        receivedAt: null,
        dueAt: null,
        dueExplanation: null,
        waitsFor: 'supplement',
        supplements: 1,
        openStep: { dueAt: null, dueExplanation: null },
      });
      expect(Date.parse(view.respondBy ?? '')).toBeGreaterThan(Date.now());
      expect(await way.told()).toEqual(['supplement-requested']);
      const { events } = await way.timeline(AT.counter);
      expect(events.map(({ note }) => note)).toEqual([null, null, SUPPLEMENT.note]);
    });

    test('that was supplemented is accepted afterwards, and the appointment is counted from acceptance (art. 17)', async () => {
      const way = await ways.receive({ body: { components: [], reception: SUPPLEMENT } });
      const brought = await way.do(AT.counter, 'receive-supplement', {
        components: [{ component: 'original', originals: 2, copies: 1 }],
      });
      expect(brought).toMatchObject({ status: 'new', nationalStatus: 1, dueAt: null, step: { stage: 'reception' } });
      const accepted = await way.do(AT.counter, 'accept');
      expect(accepted).toMatchObject({ status: 'in-process', nationalStatus: 2, step: { stage: 'appraisal' } });
      expect(accepted.dueAt).toBe(counted.from(accepted.at));
      const view = await way.view();
      expect(view).toMatchObject({ filedAt: way.receipt.at, receivedAt: accepted.at, dueAt: accepted.dueAt });
      expect(view.components).toEqual([expect.objectContaining({ component: 'original', originals: 2, copies: 1 })]);
      expect(await way.told()).toEqual(['supplement-requested', 'supplement-received', 'dossier-accepted']);
      expect(await way.toEnd()).toMatchObject({ status: 'returned', nationalStatus: 10 });
    });

    test('that may not receive it ends with a refusal and its reason, for good (art. 17; national status 3)', async () => {
      const way = await ways.receive({ body: { components: [], reception: REFUSAL } });
      expect(way.receipt).toMatchObject({
        status: 'closed',
        nationalStatus: 3,
        step: null,
        dueAt: null,
        receipt: false,
      });
      expect(await way.story()).toEqual(['dossier-filed', 'step-opened', 'dossier-closed']);
      expect(await way.told()).toEqual(['dossier-closed']);
      const { events, steps } = await way.timeline(AT.counter);
      expect(events.at(-1)).toMatchObject({ note: REFUSAL.note, data: { outcome: 'not-received' } });
      expect(steps).toEqual([expect.objectContaining({ stage: 'reception', leftBy: 'not-received' })]);
      expect(await way.view(AT.counter)).toMatchObject({
        status: 'closed',
        outcome: 'not-received',
        openStep: null,
        closedAt: way.receipt.at,
      });
      // Nothing runs for it, and nothing waits to be started.
      await expect(motcua.engine.client.workflow.getHandle(way.code).describe()).rejects.toThrow(WorkflowNotFoundError);
      expect(await count(motcua.db, 'outbox where subject = $1', way.code)).toBe(0);
      const late = await way.try(AT.counter, 'accept', { task: `${way.code}.1` });
      expect(refused(late)).toEqual([409, 'dossier-ended']);
      expect(refused(await way.try(AT.leader, 'reopen'))).toEqual([409, 'act-not-now']);
    });

    test('answers a repeat of its key the same, however it ended', async () => {
      for (const reception of [{ outcome: 'accepted' }, { outcome: 'filed' }, SUPPLEMENT, REFUSAL]) {
        const key = crypto.randomUUID();
        const body = motcua.intakeBody({ body: { reception } });
        const counter = motcua.as(AT.counter);
        const [first, ...others] = await Promise.all([0, 1, 2].map(() => counter.post('/dossiers', body, { key })));
        expect(first?.status).toBe(201);
        for (const other of others) expect([other.status, other.text]).toEqual([201, first?.text]);
        const another = { ...body, applicant: { kind: 'citizen', name: 'Người khác' } };
        expect(refused(await counter.post('/dossiers', another, { key }))).toEqual([422, 'key-reused']);
      }
    });

    test('takes no list of what the case does not ask for, none without a reason, and keeps nothing of it', async () => {
      const before = await count(motcua.db, 'dossier');
      const notes = await count(motcua.db, 'dossier_note');
      const serial = () => rows(motcua.db, 'select day, last from code_serial where agency = $1 order by day', CENTRE);
      const last = await serial();
      const counter = motcua.as(AT.counter);
      const post = (reception: object) =>
        counter.post('/dossiers', motcua.intakeBody({ body: { components: [], reception } }));
      expect(
        refused(await post({ ...SUPPLEMENT, components: [{ component: 'moon', originals: 1, copies: 0 }] })),
      ).toEqual([422, 'component-unknown']);
      expect(refused(await post({ ...SUPPLEMENT, components: [] }))).toEqual([422, 'body-invalid']);
      expect(refused(await post({ outcome: 'supplement', components: THE_LIST }))).toEqual([422, 'body-invalid']);
      expect(refused(await post({ ...REFUSAL, note: ' ' }))).toEqual([422, 'body-invalid']);
      expect(refused(await post({ outcome: 'accepted' }))).toEqual([422, 'component-missing']);
      expect([await count(motcua.db, 'dossier'), await count(motcua.db, 'dossier_note')]).toEqual([before, notes]);
      expect(await serial()).toEqual(last);
    });
  });

  describe('of what was filed online or by post', () => {
    test('waits for the counter’s answer, among the tasks of its centre, and has no appointment yet', async () => {
      const way = await filed();
      expect(way.receipt).toMatchObject({ status: 'new', nationalStatus: 1, dueAt: null, receipt: false });
      const { body } = await motcua.as(AT.counter).get(`/agencies/${CENTRE}/tasks?role=receptionist&limit=200`);
      const task = TaskPage.parse(body).items.find(({ dossier }) => dossier === way.code);
      expect(task).toMatchObject({ stage: 'reception', kind: 'reception', dossierDueAt: null, waitsFor: null });
      expect(task?.dueAt).toBe(way.receipt.step?.dueAt);
      expect(refused(await way.try(AT.appraiser, 'appraise'))).toEqual([403, 'step-not-yours']);
    });

    test('is accepted later: the clocks start then, and the applicant is told the appointment', async () => {
      const way = await filed();
      const accepted = await way.do(AT.counter, 'accept');
      expect(accepted.dueAt).toBe(counted.from(accepted.at));
      expect(await way.story()).toEqual([
        'dossier-filed',
        'step-opened',
        'step-acted',
        'dossier-accepted',
        'step-opened',
      ]);
      expect(await way.told()).toEqual(['dossier-filed', 'dossier-accepted']);
      const { steps } = await way.timeline();
      expect(steps.map(({ stage, leftBy }) => [stage, leftBy])).toEqual([
        ['reception', 'accept'],
        ['appraisal', null],
      ]);
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('is refused later with its reason, or supplemented first', async () => {
      const way = await filed({ channel: 'postal', components: [] });
      await way.do(AT.counter, 'request-supplement', { components: THE_LIST });
      expect(refused(await way.try(AT.counter, 'accept'))).toEqual([409, 'dossier-waits']);
      await way.do(AT.counter, 'receive-supplement');
      const end = await way.do(AT.counter, 'refuse-reception', { note: 'Vẫn thiếu bản chính' });
      expect(end).toMatchObject({ status: 'closed', nationalStatus: 3, step: null });
      expect((await way.timeline(AT.counter)).events.at(-1)?.note).toBe('Vẫn thiếu bản chính');
      expect(await way.told()).toEqual([
        'dossier-filed',
        'supplement-requested',
        'supplement-received',
        'dossier-closed',
      ]);
    });
  });

  describe('of a procedure whose result is given at once', () => {
    const PROCEDURE = '1.004873';
    let restore: () => Promise<unknown>;
    beforeAll(async () => {
      restore = await publish(motcua, PROCEDURE, { instantResult: true });
    });
    afterAll(() => restore());
    const receive = (body: object) =>
      ways.receive({
        procedure: PROCEDURE,
        body: { case: 'standard', components: [{ component: 'original', originals: 1 }], ...body },
      });

    test('hands out a receipt only to whoever asks for one, and is recorded all the same (art. 17.4)', async () => {
      const [plain, asked] = [await receive({}), await receive({ receiptAsked: true })];
      // Whoever comes after 15:00 has to come again, and gets one.
      const comesAgain = localDate(plain.receipt.dueAt ?? '') !== localDate(plain.receipt.at);
      expect([plain.receipt.receipt, asked.receipt.receipt]).toEqual([comesAgain, true]);
      expect((await dataOf(plain.code, 'dossier-received')).receipt).toBe(comesAgain);
      expect((await dataOf(asked.code, 'dossier-received')).receipt).toBe(true);
      expect(await plain.story()).toEqual(['dossier-received', 'step-opened']);
      expect(await plain.toEnd()).toMatchObject({ status: 'returned' });
    });
  });

  describe('by whoever files for the applicant', () => {
    test('names him in the erasable tables only; the ledger says no more than that there is one', async () => {
      const submitter = { name: 'Vàng Anh Nộpthay', identityNumber: '022155667788', basis: 'authorisation' };
      const way = await ways.receive({ body: { submitter } });
      const events = await rows(
        motcua.db,
        'select row_to_json(e)::text as e from dossier_event e where stream = $1',
        way.code,
      );
      expect(JSON.stringify(events)).toContain('byProxy');
      for (const value of [submitter.name, submitter.identityNumber]) {
        expect(JSON.stringify(events)).not.toContain(value);
        expect(JSON.stringify(way.receipt)).not.toContain(value);
      }
      expect((await way.view(AT.counter)).applicant).toMatchObject({
        submitterName: submitter.name,
        submitterIdentity: submitter.identityNumber,
        submitterBasis: 'authorisation',
      });
      expect(await rows(motcua.db, 'select by_proxy from dossier where code = $1', way.code)).toEqual([
        { by_proxy: true },
      ]);
      const [alone] = await rows(
        motcua.db,
        'select by_proxy from dossier where code = $1',
        (await ways.receive()).code,
      );
      expect(alone).toEqual({ by_proxy: false });
    });
  });

  describe('at the counter of another ward', () => {
    const elsewhere = (body: object = {}) =>
      ways.receive({ office: 'phuong-bai-chay', body: { unit: OFFICE, ...body } });
    const dueOnPaper = (at: string) => calendar.transferBy({ office: 'phuong-bai-chay' }, at, '15:00');

    test('goes to the ward that is competent, and its paper part follows the same working day, or after 15:00 the next (art. 18)', async () => {
      const way = await elsewhere();
      const received = await dataOf(way.code, 'dossier-received');
      expect(received).toMatchObject({
        receivingAgency: 'H49.01.139',
        competentAgency: 'H49.143',
        receivedElsewhere: true,
      });
      expect(received.paperBy).toBe(dueOnPaper(way.receipt.at));
      expect(await way.view()).toMatchObject({
        office: { code: 'phuong-bai-chay' },
        openStep: { agency: { code: 'H49.143' } },
        components: [{ component: 'original', originals: 1, copies: 0, documents: [] }],
      });
      const at = { place: 'seat-phuong-hong-gai', medium: 'paper' };
      await way.do(AT.appraiser, 'confirm-paper', at);
      expect(await dataOf(way.code, 'paper-arrived')).toEqual({ late: false });
      expect(refused(await way.try(AT.appraiser, 'confirm-paper', at))).toEqual([409, 'paper-not-awaited']);
      await way.upTo('return');
      expect(await way.do('return-clerk-bai-chay', 'return', { place: 'centre-phuong-bai-chay' })).toMatchObject({
        status: 'returned',
      });
    });

    test('has no paper part when everything was handed in as files', async () => {
      const scan = await ways.handedIn('receptionist-bai-chay');
      const way = await elsewhere({ components: [{ component: 'original', documents: [scan] }] });
      expect((await dataOf(way.code, 'dossier-received')).paperBy).toBeNull();
      expect(refused(await way.try(AT.appraiser, 'confirm-paper'))).toEqual([409, 'paper-not-awaited']);
      expect((await way.view()).documents.map(({ id }) => id)).toEqual([scan]);
    });

    test('that accepts what came by post owes its paper part from acceptance on, without being told so', async () => {
      const way = await elsewhere({ channel: 'postal', reception: { outcome: 'filed' } });
      const accepted = await way.do('receptionist-bai-chay', 'accept', { place: 'centre-phuong-bai-chay' });
      expect((await dataOf(way.code, 'dossier-accepted')).paperBy).toBe(dueOnPaper(accepted.at));
    });
  });

  test('keeps where it took place: one of its office’s premises', async () => {
    const way = await ways.receive({ body: { place: PLACE, medium: 'paper' } });
    expect((await way.timeline()).events[0]).toMatchObject({ place: { code: PLACE }, medium: 'paper' });
    const answer = await motcua
      .as(AT.counter)
      .post('/dossiers', motcua.intakeBody({ body: { place: 'seat-phuong-hong-gai' } }));
    expect(refused(answer)).toEqual([422, 'place-unknown']);
  });
});
