import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage } from '../../contracts/dossier.ts';
import { TaskPage } from '../../contracts/task.ts';
import { rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, publish, refused, WARD, type Way, type Ways } from '../support/ways.ts';

describe('A dossier', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const ready = async (): Promise<Way> => {
    const way = await ways.receive();
    await way.upTo('return');
    return way;
  };

  describe('that its applicant wants back', () => {
    test('waits for a decision (national status 7), and is closed as withdrawn once it is confirmed', async () => {
      const way = await ways.receive();
      const asked = await way.do('receptionist-bai-chay', 'request-withdrawal', {
        place: 'centre-phuong-bai-chay',
        note: 'Nộp nhầm nơi',
      });
      expect(asked).toMatchObject({ status: 'in-process', nationalStatus: 7, step: { stage: 'appraisal' } });
      const { body } = await motcua.as(AT.leader).get('/dossiers?nationalStatus=7&status=in-process&limit=1');
      expect(DossierPage.parse(body).items[0]).toMatchObject({ code: way.code, outcome: null });
      for (const [who, act] of [
        [AT.appraiser, 'appraise'],
        [AT.appraiser, 'request-supplement'],
        [AT.leader, 'extend'],
        [AT.counter, 'request-withdrawal'],
      ] as const)
        expect([act, ...refused(await way.try(who, act))]).toEqual([act, 409, 'withdrawal-pending']);
      expect(refused(await way.try(AT.appraiser, 'confirm-withdrawal'))).toEqual([403, 'role-not-allowed']);

      const closed = await way.do(AT.leader, 'confirm-withdrawal');
      expect(closed).toMatchObject({ status: 'closed', nationalStatus: 7, step: null });
      expect(await way.view()).toMatchObject({ outcome: 'withdrawn', closedAt: closed.at, openStep: null });
      expect(await way.told()).toEqual(['dossier-closed']);
      const { steps, events } = await way.timeline();
      expect(steps.map(({ leftBy, leftAt }) => [leftBy, leftAt])).toEqual([['withdrawn', closed.at]]);
      expect(events.find(({ type }) => type === 'withdrawal-requested')?.note).toBe('Nộp nhầm nơi');
      const { body: open } = await motcua.as(AT.leader).get(`/agencies/${WARD}/tasks?limit=200`);
      expect(TaskPage.parse(open).items.map(({ dossier }) => dossier)).not.toContain(way.code);
      await until(
        async () => (await motcua.engine.client.workflow.getHandle(way.code).describe()).status.name === 'COMPLETED',
      );
      expect(refused(await way.try(AT.leader, 'reopen'))).toEqual([409, 'act-not-now']);
    });

    test('goes on when the withdrawal is declined, with the reason, of which he is told', async () => {
      const way = await ways.receive();
      await way.do(AT.counter, 'request-withdrawal');
      const declined = await way.do(AT.leader, 'decline-withdrawal', { note: 'Đã ra quyết định' });
      expect(declined).toMatchObject({ status: 'in-process', nationalStatus: 2 });
      expect(await way.told()).toEqual(['withdrawal-declined']);
      expect((await way.timeline()).events.at(-1)?.note).toBe('Đã ra quyết định');
      for (const act of ['decline-withdrawal', 'confirm-withdrawal'] as const)
        expect([act, ...refused(await way.try(AT.leader, act))]).toEqual([act, 409, 'withdrawal-not-asked']);
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('is given back also while it waits for something, but not once the result is ready', async () => {
      const waiting = await ways.receive();
      await waiting.do(AT.appraiser, 'request-supplement');
      await waiting.do(AT.counter, 'request-withdrawal');
      expect(await waiting.view()).toMatchObject({ nationalStatus: { code: 7 }, waitsFor: 'supplement' });
      await waiting.do(AT.leader, 'confirm-withdrawal');
      expect(await waiting.view()).toMatchObject({ status: 'closed', waitsFor: null, respondBy: null });
      const late = await ready();
      expect(refused(await late.try(AT.counter, 'request-withdrawal'))).toEqual([409, 'act-not-now']);
    });
  });

  describe('that is refused after appraisal (Decree 61/2018 art. 19.8)', () => {
    test('goes the way of any result: proposed with the reason, approved by another, sealed as a refusal, returned', async () => {
      const way = await ways.receive();
      const proposed = await way.do(AT.appraiser, 'propose-refusal', { note: 'Giấy tờ không hợp lệ theo Điều 22' });
      expect(proposed).toMatchObject({ nationalStatus: 4, step: { stage: 'approval' } });
      await way.do(AT.leader, 'approve');
      const document = await way.result();
      const sealed = await way.do(AT.seal, 'seal', { document });
      expect(sealed).toMatchObject({ nationalStatus: 9, step: { stage: 'return' } });
      const returned = await way.do(AT.handover, 'return');
      expect(returned).toMatchObject({ status: 'returned', nationalStatus: 10 });
      const { steps, events } = await way.timeline();
      expect(steps.map(({ leftBy }) => leftBy)).toEqual(['propose-refusal', 'approve', 'seal', 'return']);
      expect(events.find(({ type }) => type === 'step-acted')?.note).toBe('Giấy tờ không hợp lệ theo Điều 22');
      expect(events.at(-1)).toMatchObject({ type: 'dossier-returned', data: { refused: true, late: false } });
      expect((await way.view()).results.map((one) => one.document)).toEqual([document]);
      expect(await way.told()).toEqual(['result-ready']);
    });

    test('is approved by no one who proposed it, and is not refused any more once appraised anew', async () => {
      const both = await ways.someone({ agency: WARD, role: 'appraiser' }, { agency: WARD, role: 'agency-leader' });
      const way = await ways.receive();
      await way.do(both, 'propose-refusal');
      expect(refused(await way.try(both, 'approve'))).toEqual([403, 'duties-not-separate']);
      await way.do(AT.leader, 'send-back', { stage: 'appraisal' });
      await way.toEnd();
      expect((await way.timeline()).events.at(-1)?.data).not.toHaveProperty('refused');
    });

    test('takes no result with the proposal, and no proposal where nothing is appraised', async () => {
      const way = await ways.receive();
      const document = crypto.randomUUID();
      expect(refused(await way.try(AT.appraiser, 'propose-refusal', { document }))).toEqual([422, 'result-not-asked']);
      await way.upTo('approval');
      expect(refused(await way.try(AT.appraiser, 'propose-refusal'))).toEqual([403, 'step-not-yours']);
    });
  });

  describe('whose result is ready is handed over (art. 20)', () => {
    const handovers = async (way: Way): Promise<unknown> => (await way.timeline()).events.at(-1)?.data['handover'];

    test('at the counter to whoever has shown who he is', async () => {
      for (const identity of ['identity-card', 'electronic-identity', 'receipt-slip']) {
        const way = await ready();
        await way.do(AT.handover, 'return', { handover: { method: 'counter', identity } });
        expect(await handovers(way)).toEqual({ method: 'counter', identity });
      }
    });

    test('with the originals that were handed in, and it is on record that they were given back (art. 20)', async () => {
      const way = await ready();
      const handover = { method: 'counter', identity: 'receipt-slip', originals: true };
      await way.do(AT.handover, 'return', { handover });
      expect(await handovers(way)).toEqual(handover);
    });

    test('at the counter to somebody else with an authorisation that was filed with it', async () => {
      const way = await ready();
      const stranger = await ready();
      const theirs = await stranger.attachment(AT.handover);
      const before = await traces(motcua.db, way.code);
      for (const authorisation of [theirs, crypto.randomUUID()]) {
        const handover = { method: 'counter', authorisation };
        expect(refused(await way.try(AT.handover, 'return', { handover, note: 'Người nhà' }))).toEqual([
          404,
          'document-unknown',
        ]);
      }
      expect(await traces(motcua.db, way.code)).toEqual(before);
      const authorisation = await way.attachment(AT.handover);
      await way.do(AT.handover, 'return', { handover: { method: 'counter', authorisation }, note: 'Người nhà' });
      expect(await handovers(way)).toEqual({ method: 'counter', authorisation });
      expect((await way.timeline()).events.find(({ note }) => note === 'Người nhà')?.type).toBe('step-acted');
    });

    test('by post under its tracking number, and online', async () => {
      const [post, online] = [await ready(), await ready()];
      await post.do(AT.handover, 'return', { handover: { method: 'post', tracking: 'EMS-123456789VN' } });
      expect(await handovers(post)).toEqual({ method: 'post', tracking: 'EMS-123456789VN' });
      expect(await post.told()).toEqual(['result-ready', 'dossier-returned']);
      await online.do(AT.handover, 'return', { handover: { method: 'online' } });
      expect(await handovers(online)).toEqual({ method: 'online' });
    });

    test('not without saying how and to whom', async () => {
      const way = await ready();
      const wrong = [
        undefined,
        {},
        { method: 'counter' },
        { method: 'counter', identity: 'a nice face' },
        { method: 'post' },
        { method: 'post', tracking: 'Nguyễn Văn A' },
        { method: 'online', identity: 'identity-card' },
        { method: 'pigeon' },
      ];
      for (const handover of wrong) {
        const answer = await way.try(AT.handover, 'return', { handover });
        expect([handover, ...refused(answer)]).toEqual([handover, 422, 'body-invalid']);
      }
      expect((await way.view()).status).toBe('in-process');
    });

    test('of several results each is sealed, locked and named', async () => {
      const PROCEDURE = '1.000656';
      const restore = await publish(motcua, PROCEDURE, {
        results: [
          { id: 'decision', name: 'Quyết định' },
          { id: 'drawing', name: 'Bản vẽ đóng dấu' },
          { id: 'card', name: 'Thẻ' },
        ],
      });
      const body = { case: 'standard', components: [{ component: 'original', originals: 1 }] };
      const way = await ways.receive({ procedure: PROCEDURE, body });
      await restore();
      await way.upTo('sealing');
      const [document = '', drawing = '', card = ''] = await Promise.all([0, 1, 2].map(() => way.result()));
      const before = await traces(motcua.db, way.code);
      const wrong = [
        [[{ result: 'moon', document: drawing }], 422, 'result-unknown'],
        [[{ result: 'drawing', document: crypto.randomUUID() }], 404, 'document-unknown'],
        [[{ result: 'drawing', document }], 422, 'body-invalid'],
        [
          [
            { result: 'drawing', document: drawing },
            { result: 'drawing', document: card },
          ],
          422,
          'body-invalid',
        ],
        [
          [
            { result: 'drawing', document: drawing },
            { result: 'card', document: drawing },
          ],
          422,
          'body-invalid',
        ],
      ] as const;
      for (const [further, status, code] of wrong)
        expect([further, ...refused(await way.try(AT.seal, 'seal', { document, further }))]).toEqual([
          further,
          status,
          code,
        ]);
      expect(await traces(motcua.db, way.code)).toEqual(before);

      await way.do(AT.seal, 'seal', {
        document,
        further: [
          { result: 'drawing', document: drawing },
          { result: 'card', document: card },
        ],
      });
      const { results } = await way.view('system-administrator');
      expect(results.map((one) => one.document).toSorted()).toEqual([document, drawing, card].toSorted());
      for (const { retainUntil, stored } of results) {
        expect(Date.parse(retainUntil)).toBeGreaterThan(Date.now());
        expect(stored?.bucket).toBe(motcua.config.storage.buckets.results);
      }
      const named = await rows(
        motcua.db,
        `select data->>'name' as name, data->'result'->>'document' as document from dossier_event
          where stream = $1 and type = 'result-sealed' order by seq`,
        way.code,
      );
      expect(named).toEqual([
        { name: 'drawing', document: drawing },
        { name: 'card', document: card },
      ]);
      expect(await way.do(AT.handover, 'return')).toMatchObject({ status: 'returned' });
    });
  });
});
