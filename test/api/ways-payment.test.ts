import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage } from '../../contracts/dossier.ts';
import { rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { soonAnswered } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { appointments, AT, createWays, refused, type Appointments, type Way, type Ways } from '../support/ways.ts';

const TAX = { stopsClock: true } as const;
const FEE = {
  obligation: 'fee-1',
  kind: 'fee',
  lines: [
    { item: 'certification', amount: 40_000 },
    { item: 'copies', amount: 8_000 },
  ],
} as const;
const CARD = { obligation: 'fee-1', method: 'online', reference: 'VNPAY-20261125-7' } as const;

describe('A financial obligation', () => {
  let motcua: Motcua;
  let ways: Ways;
  let counted: Appointments;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({ ...real, calendar: soonAnswered(real.calendar, { answer: 3000 }) }),
    });
    ways = createWays(motcua);
    counted = appointments(motcua.catalogue);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const owing = async (body: object): Promise<Way> => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-payment', { ...body });
    return way;
  };
  const obligationsOf = (way: Way) => way.view().then(({ obligations }) => obligations);

  test('without which the agency cannot go on stops the clocks (national status 6) until it is paid: a second appointment (Decree 61/2018 art. 22)', async () => {
    const way = await ways.receive();
    const asked = await way.do(AT.appraiser, 'request-payment', { ...TAX, note: 'Thông báo thuế số 12' });
    expect(asked).toMatchObject({ nationalStatus: 6, dueAt: null, step: { stage: 'appraisal', dueAt: null } });
    const waiting = await way.view();
    expect(waiting).toMatchObject({
      waitsFor: 'payment',
      dueAt: null,
      dueExplanation: null,
      respondBy: expect.any(String),
      pauses: [{ kind: 'payment', from: asked.at, to: null }],
      obligations: [
        {
          id: 'tax-1',
          kind: 'tax',
          amount: 500_000,
          lines: [{ item: 'registration-tax', amount: 500_000 }],
          status: 'requested',
          stopsClock: true,
          requestedAt: asked.at,
          settledAt: null,
          method: null,
          reference: null,
          refunded: 0,
        },
      ],
    });
    expect(refused(await way.try(AT.appraiser, 'appraise'))).toEqual([409, 'dossier-waits']);
    const { body } = await motcua.as(AT.appraiser).get('/dossiers?nationalStatus=6&limit=1');
    expect(DossierPage.parse(body).items[0]).toMatchObject({ code: way.code, waitsFor: 'payment' });

    const paid = await way.do('receptionist-bai-chay', 'record-payment', { place: 'centre-phuong-bai-chay' });
    expect(paid).toMatchObject({ nationalStatus: 2, step: { stage: 'appraisal' } });
    // It stood still for seconds, so what is left of the day is left.
    expect(Date.parse(paid.dueAt ?? '')).toBeGreaterThanOrEqual(Date.parse(way.receipt.dueAt ?? ''));
    expect([counted.from(way.receipt.at), counted.from(paid.at)]).toContain(paid.dueAt);
    const view = await way.view();
    expect(view).toMatchObject({ waitsFor: null, respondBy: null, dueAt: paid.dueAt });
    expect(new Date((view.dueExplanation as { due: string }).due).toISOString()).toBe(paid.dueAt);
    expect(view.openStep?.dueExplanation).toMatchObject({ due: expect.any(String) });
    expect(view.obligations).toEqual([
      expect.objectContaining({ status: 'paid', settledAt: paid.at, method: 'transfer', reference: 'BL-0001' }),
    ]);
    expect(await way.told()).toEqual(['payment-requested', 'payment-recorded']);
    expect(await way.toEnd()).toMatchObject({ status: 'returned' });
  });

  test('that is a fee lets the dossier go on, and nothing is handed over before it is paid (art. 22)', async () => {
    const way = await owing(FEE);
    expect(await way.view()).toMatchObject({
      waitsFor: null,
      dueAt: way.receipt.dueAt,
      obligations: [{ amount: 48_000, stopsClock: false }],
    });
    await way.upTo('return');
    const answer = await way.try(AT.handover, 'return');
    expect(refused(answer)).toEqual([409, 'payment-outstanding']);
    expect(answer.body['params']).toEqual({ obligation: 'fee-1', amount: 48_000 });
    await way.do(AT.handover, 'record-payment', CARD);
    expect(await way.do(AT.handover, 'return')).toMatchObject({ status: 'returned' });
    expect(await obligationsOf(way)).toEqual([
      expect.objectContaining({ status: 'paid', method: 'online', reference: CARD.reference }),
    ]);
  });

  test('is waived by a leader, with the reason: then it holds nothing up', async () => {
    const way = await owing(TAX);
    expect(refused(await way.try(AT.appraiser, 'waive-payment'))).toEqual([403, 'role-not-allowed']);
    const waived = await way.do(AT.leader, 'waive-payment', { note: 'Hộ nghèo, Nghị quyết 12' });
    expect(waived).toMatchObject({ nationalStatus: 2 });
    expect(waived.dueAt).not.toBeNull();
    expect(await obligationsOf(way)).toEqual([
      expect.objectContaining({ status: 'waived', settledAt: waived.at, method: null }),
    ]);
    expect((await way.timeline()).events.at(-1)?.note).toBe('Hộ nghèo, Nghị quyết 12');
    expect(await way.toEnd()).toMatchObject({ status: 'returned' });
  });

  test('that was paid is paid back, at most what was paid, and not twice', async () => {
    const way = await owing(FEE);
    const back = { obligation: 'fee-1', amount: 8_000, note: 'Thu thừa bản sao' };
    expect(refused(await way.try(AT.leader, 'refund-payment', back))).toEqual([409, 'obligation-not-paid']);
    await way.do(AT.counter, 'record-payment', CARD);
    expect(refused(await way.try(AT.leader, 'refund-payment', { ...back, amount: 48_001 }))).toEqual([
      422,
      'amount-invalid',
    ]);
    expect(refused(await way.try(AT.counter, 'refund-payment', back))).toEqual([403, 'role-not-allowed']);
    await way.do(AT.leader, 'refund-payment', back);
    expect(await obligationsOf(way)).toEqual([
      expect.objectContaining({ status: 'refunded', amount: 48_000, refunded: 8_000, reference: CARD.reference }),
    ]);
    expect(refused(await way.try(AT.leader, 'refund-payment', back))).toEqual([409, 'obligation-not-paid']);
    expect(await way.told()).toEqual(['payment-requested', 'payment-recorded', 'payment-refunded']);
  });

  test('is asked for once under its id, is known, and is settled once', async () => {
    const way = await owing(FEE);
    const before = await traces(motcua.db, way.code);
    const refusals = [
      [AT.appraiser, 'request-payment', { ...FEE, note: 'Lần nữa' }, 409, 'obligation-exists'],
      [AT.counter, 'record-payment', { ...CARD, obligation: 'fee-2', note: 'Khoản khác' }, 404, 'obligation-unknown'],
      [AT.leader, 'waive-payment', { obligation: 'fee-2' }, 404, 'obligation-unknown'],
      [AT.leader, 'refund-payment', { obligation: 'fee-2' }, 404, 'obligation-unknown'],
      [
        AT.appraiser,
        'request-payment',
        { ...FEE, obligation: 'fee-3', lines: [{ item: 'x', amount: 0 }] },
        422,
        'body-invalid',
      ],
      [
        AT.appraiser,
        'request-payment',
        { ...FEE, obligation: 'fee-3', lines: [{ item: 'x', amount: 0.5 }] },
        422,
        'body-invalid',
      ],
      [
        AT.appraiser,
        'request-payment',
        { ...FEE, obligation: 'fee-3', lines: Array.from({ length: 50 }, () => ({ item: 'x', amount: 1e15 })) },
        422,
        'amount-invalid',
      ],
      ['appraiser-bai-chay', 'request-payment', { ...FEE, obligation: 'fee-3' }, 404, 'dossier-unknown'],
      [AT.leader, 'record-payment', CARD, 403, 'role-not-allowed'],
    ] as const;
    for (const [who, act, body, status, code] of refusals)
      expect([act, body, ...refused(await way.try(who, act, { ...body }))]).toEqual([act, body, status, code]);
    expect(await traces(motcua.db, way.code)).toEqual(before);
    await way.do(AT.counter, 'record-payment', CARD);
    for (const [who, act] of [
      [AT.counter, 'record-payment'],
      [AT.leader, 'waive-payment'],
    ] as const) {
      const answer = await way.try(who, act, { obligation: 'fee-1' });
      expect([...refused(answer), answer.body['params']]).toEqual([
        409,
        'obligation-settled',
        { obligation: 'fee-1', status: 'paid' },
      ]);
    }
  });

  test('beside another: the dossier goes on once the one that stops it is paid, and ends once all are', async () => {
    const way = await owing(FEE);
    await way.do(AT.appraiser, 'request-payment', TAX);
    await way.do(AT.counter, 'record-payment', CARD);
    expect(await way.view()).toMatchObject({ waitsFor: 'payment' });
    await way.do(AT.counter, 'record-payment');
    expect(await way.view()).toMatchObject({ waitsFor: null });
    expect(await rows(motcua.db, 'select id, status from obligation where dossier = $1 order by id', way.code)).toEqual(
      [
        { id: 'fee-1', status: 'paid' },
        { id: 'tax-1', status: 'paid' },
      ],
    );
    expect(await way.toEnd()).toMatchObject({ status: 'returned' });
  });

  test('that nobody pays in time is a reason to close the dossier, once the clock has proposed it', async () => {
    const way = await owing(TAX);
    expect(refused(await way.try(AT.leader, 'confirm-closing'))).toEqual([409, 'closing-not-proposed']);
    await until(async () => (await way.story()).includes('response-overdue'), 10_000);
    expect((await way.timeline()).events.at(-1)?.data).toMatchObject({ wait: 'payment' });
    expect(await way.do(AT.leader, 'confirm-closing')).toMatchObject({ status: 'closed', nationalStatus: 8 });
    expect(await way.view()).toMatchObject({ status: 'closed', waitsFor: null, openStep: null });
  });
});
