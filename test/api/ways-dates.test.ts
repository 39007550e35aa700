import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { DossierPage, type DossierView } from '../../contracts/dossier.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { count, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, CENTRE, createWays, OFFICE, publish, refused, type Way, type Ways } from '../support/ways.ts';

/** Ten working days, and a law that lets them be extended by five and has a longer limit of its own. */
const PROCEDURE = '1.000656';
const LIMIT = { unit: 'working-day', value: 10 } as const;
const LAW = { unit: 'working-day', value: 15 } as const;
const EXTENSION = { unit: 'working-day', value: 5 } as const;
const DAY_MS = 86_400_000;

const later = (instant: string | null, days: number): string =>
  new Date(Date.parse(instant ?? '') + days * DAY_MS).toISOString();
const dueIn = (explanation: unknown): string => new Date((explanation as { due: string }).due).toISOString();
/** The appointment and how it was counted say the same. */
const agrees = ({ dueAt, dueExplanation, openStep }: DossierView): boolean =>
  dueIn(dueExplanation) === dueAt && (openStep === null || dueIn(openStep.dueExplanation) === openStep.dueAt);

describe('The dates of a dossier', () => {
  let motcua: Motcua;
  let ways: Ways;
  let calendar: ClockCalendar;
  let restore: () => Promise<unknown>;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    calendar = createClockCalendar(motcua.catalogue);
    const [simple] = motcua.catalogue.procedures.get('2.000815')?.cases ?? [];
    restore = await publish(motcua, PROCEDURE, {
      legalLimit: LAW,
      localLimit: LIMIT,
      extension: EXTENSION,
      cases: simple === undefined ? [] : [simple],
    });
  }, 60_000);
  afterAll(async () => {
    await restore();
    await motcua.stop();
  }, 30_000);

  const receive = (): Promise<Way> =>
    ways.receive({
      procedure: PROCEDURE,
      body: { case: 'standard', components: [{ component: 'original', originals: 1 }] },
    });
  const counted = (from: string, limit: typeof LIMIT | typeof LAW | typeof EXTENSION): string => {
    const { due } = calendar.due({ office: OFFICE }, { from, limit, pauses: [], afterSupplement: 'restart' });
    return new Date(due ?? '').toISOString();
  };

  test('are the province’s appointment and, beside it, the law’s own limit', async () => {
    const way = await receive();
    const view = await way.view();
    expect(view).toMatchObject({ dueAt: counted(way.receipt.at, LIMIT), legalDueAt: counted(way.receipt.at, LAW) });
    expect(agrees(view)).toBe(true);
    expect(dueIn((view.dueExplanation as { legal: unknown }).legal)).toBe(view.legalDueAt);
  });

  describe('stand still', () => {
    test('while processing is stopped for a reason of law (national status 8), and run on when it is gone', async () => {
      const way = await receive();
      expect(refused(await way.try(AT.appraiser, 'suspend'))).toEqual([403, 'role-not-allowed']);
      const stopped = await way.do(AT.leader, 'suspend', { note: 'Chờ kết luận thanh tra' });
      expect(stopped).toMatchObject({ status: 'in-process', nationalStatus: 8, dueAt: null, step: { dueAt: null } });
      expect(await way.view()).toMatchObject({
        waitsFor: 'suspension',
        respondBy: null,
        dueAt: null,
        legalDueAt: null,
        pauses: [{ kind: 'suspension', from: stopped.at, to: null }],
      });
      const { body } = await motcua.as(AT.leader).get('/dossiers?nationalStatus=8&status=in-process&limit=1');
      expect(DossierPage.parse(body).items[0]).toMatchObject({ code: way.code, waitsFor: 'suspension' });
      expect(refused(await way.try(AT.appraiser, 'appraise'))).toEqual([409, 'dossier-waits']);
      expect(refused(await way.try(AT.leader, 'confirm-closing'))).toEqual([409, 'closing-not-proposed']);

      const resumed = await way.do(AT.leader, 'resume', { note: 'Đã có kết luận' });
      const view = await way.view();
      expect(view).toMatchObject({ waitsFor: null, nationalStatus: { code: 2 }, dueAt: resumed.dueAt });
      expect(view.pauses).toEqual([{ kind: 'suspension', from: stopped.at, to: resumed.at }]);
      expect(agrees(view)).toBe(true);
      expect(Date.parse(view.dueAt ?? '')).toBeGreaterThanOrEqual(Date.parse(way.receipt.dueAt ?? ''));
      expect((await way.timeline()).events.slice(-2).map(({ note }) => note)).toEqual([
        'Chờ kết luận thanh tra',
        'Đã có kết luận',
      ]);
      expect(await way.told()).toEqual(['dossier-suspended', 'dossier-resumed']);
      expect(refused(await way.try(AT.leader, 'resume'))).toEqual([409, 'not-waiting']);
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('never before the dossier was received', async () => {
      const head = await ways.someone({ agency: CENTRE, role: 'agency-leader' });
      const way = await ways.receive({ body: { channel: 'online', reception: { outcome: 'filed' } } });
      expect(refused(await way.try(head, 'suspend'))).toEqual([409, 'act-not-now']);
      expect(refused(await way.try(head, 'extend'))).toEqual([409, 'act-not-now']);
    });
  });

  describe('are extended', () => {
    test('once, by what the procedure’s law allows, and the applicant is told', async () => {
      const way = await receive();
      expect(refused(await way.try(AT.appraiser, 'extend'))).toEqual([403, 'role-not-allowed']);
      const extended = await way.do(AT.leader, 'extend', { note: 'Phải xác minh ở tỉnh khác' });
      const view = await way.view();
      expect(extended.dueAt).toBe(counted(way.receipt.dueAt ?? '', EXTENSION));
      expect(view).toMatchObject({
        dueAt: extended.dueAt,
        legalDueAt: counted(counted(way.receipt.at, LAW), EXTENSION),
      });
      expect(agrees(view)).toBe(true);
      expect(await way.told()).toEqual(['deadline-extended']);
      const before = await traces(motcua.db, way.code);
      expect(refused(await way.try(AT.leader, 'extend', { note: 'Lần nữa' }))).toEqual([409, 'extension-used']);
      expect(await traces(motcua.db, way.code)).toEqual(before);
    });

    test('not where the law of the procedure does not allow it, nor once the result is ready', async () => {
      const plain = await ways.receive();
      expect(refused(await plain.try(AT.leader, 'extend'))).toEqual([409, 'extension-not-allowed']);
      const leader = await ways.someone({ agency: CENTRE, role: 'agency-leader' });
      const way = await receive();
      await way.upTo('return');
      expect(refused(await way.try(leader, 'extend'))).toEqual([409, 'act-not-now']);
    });
  });

  describe('are put off with an apology (Decree 61/2018 art. 19.9)', () => {
    test('which the agency drafts and its leader approves, in time: the appointment is the one that it names', async () => {
      const way = await receive();
      const dueAt = later(way.receipt.dueAt, 7);
      const drafted = await way.do(AT.appraiser, 'draft-apology', { dueAt, note: 'Quá tải hồ sơ đầu tháng' });
      expect(drafted.dueAt).toBe(way.receipt.dueAt);
      expect(await way.told()).toEqual([]);
      const approved = await way.do(AT.leader, 'approve-apology');
      expect(approved.dueAt).toBe(dueAt);
      const view = await way.view();
      // What the law wanted stays on record.
      expect(view).toMatchObject({ dueAt, legalDueAt: counted(way.receipt.at, LAW) });
      expect(agrees(view)).toBe(true);
      expect(await way.told()).toEqual(['apology-approved']);
      const { events } = await way.timeline();
      expect(events.slice(-2)).toEqual([
        expect.objectContaining({ type: 'apology-drafted', note: 'Quá tải hồ sơ đầu tháng' }),
        expect.objectContaining({
          type: 'apology-approved',
          data: expect.objectContaining({ formerDueAt: way.receipt.dueAt, dueAt, inTime: true }),
        }),
      ]);
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('only once', async () => {
      const way = await receive();
      await way.do(AT.appraiser, 'draft-apology', { dueAt: later(way.receipt.dueAt, 7) });
      await way.do(AT.leader, 'approve-apology');
      for (const [who, act] of [
        [AT.appraiser, 'draft-apology'],
        [AT.leader, 'approve-apology'],
      ] as const) {
        const answer = await way.try(who, act, act === 'draft-apology' ? { dueAt: later(way.receipt.dueAt, 20) } : {});
        expect([act, ...refused(answer), answer.body['params']]).toEqual([
          act,
          409,
          'reappointments-used',
          { allowed: 1 },
        ]);
      }
    });

    test('by a later draft instead of an earlier one, and by none that is not there', async () => {
      const way = await receive();
      expect(refused(await way.try(AT.leader, 'approve-apology'))).toEqual([409, 'apology-missing']);
      await way.do(AT.appraiser, 'draft-apology', { dueAt: later(way.receipt.dueAt, 7) });
      const dueAt = later(way.receipt.dueAt, 3);
      await way.do(AT.appraiser, 'draft-apology', { dueAt });
      expect(await way.do(AT.leader, 'approve-apology')).toMatchObject({ dueAt });
      expect(refused(await way.try(AT.leader, 'approve-apology'))).toEqual([409, 'reappointments-used']);
    });

    test('never by the one person who drafted it, and not by an appraiser', async () => {
      const both = await ways.someone(
        { agency: 'H49.143', role: 'appraiser' },
        { agency: 'H49.143', role: 'agency-leader' },
      );
      const way = await receive();
      await way.do(both, 'draft-apology', { dueAt: later(way.receipt.dueAt, 7) });
      expect(refused(await way.try(both, 'approve-apology'))).toEqual([403, 'duties-not-separate']);
      expect(refused(await way.try(AT.appraiser, 'approve-apology'))).toEqual([403, 'role-not-allowed']);
      await way.do(AT.leader, 'approve-apology');
    });

    test('never to an earlier date, to the same, to one that is none or that no calendar reaches', async () => {
      const way = await receive();
      const before = await traces(motcua.db, way.code);
      for (const dueAt of [later(way.receipt.dueAt, -1), way.receipt.dueAt, later(way.receipt.at, -30)])
        expect([dueAt, ...refused(await way.try(AT.appraiser, 'draft-apology', { dueAt }))]).toEqual([
          dueAt,
          422,
          'appointment-not-later',
        ]);
      for (const dueAt of [
        'tomorrow',
        '2026-13-01T00:00:00Z',
        '2026-12-31',
        '2026-12-31T10:00:00',
        '+275760-09-13T00:00:00Z',
      ])
        expect([dueAt, ...refused(await way.try(AT.appraiser, 'draft-apology', { dueAt }))]).toEqual([
          dueAt,
          422,
          'body-invalid',
        ]);
      const never = await way.try(AT.appraiser, 'draft-apology', { dueAt: '9999-12-31T10:00:00Z' });
      expect(refused(never)).toEqual([422, 'due-too-far']);
      expect(await traces(motcua.db, way.code)).toEqual(before);
    });
  });

  test('go on after a supplement of a dossier that was put off, from where they stood', async () => {
    const way = await receive();
    const dueAt = later(way.receipt.dueAt, 7);
    await way.do(AT.appraiser, 'draft-apology', { dueAt });
    await way.do(AT.leader, 'approve-apology');
    await way.do(AT.appraiser, 'request-supplement');
    const brought = await way.do(AT.counter, 'receive-supplement');
    const view = await way.view();
    expect(agrees(view)).toBe(true);
    expect(Date.parse(brought.dueAt ?? '')).toBeGreaterThanOrEqual(Date.parse(dueAt));
    expect(await count(motcua.db, 'notice where dossier = $1 and sent_at is null', way.code)).toBe(3);
  });
});
