import { describe, expect, test } from '@jest/globals';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';

const STOPS = { stopsClock: true } as const;

describe('A financial obligation', () => {
  test('is asked for line by line, in whole đồng (Decree 61/2018 art. 22)', () => {
    const lines = [
      { item: 'registration-tax', amount: 400_000 },
      { item: 'income-tax', amount: 100_000 },
    ];
    const dossier = aDossier().do('request-payment', { lines });
    expect(dossier.story).toEqual(['payment-requested']);
    expect(dossier.last('payment-requested')).toEqual({
      obligation: 'tax-1',
      kind: 'tax',
      lines,
      amount: 500_000,
      stopsClock: false,
      respondBy: null,
      note: null,
    });
    expect(dossier.state.obligations).toEqual([{ id: 'tax-1', amount: 500_000, status: 'requested' }]);
  });

  test('is more than nothing, and whole', () => {
    const asked = (...amounts: number[]): string =>
      aDossier().refusal('request-payment', { lines: amounts.map((amount) => ({ item: 'tax', amount })) });
    for (const amounts of [[], [0], [-1], [0.5], [Number.NaN], [5, 0], [2 ** 53 - 1, 1]])
      expect([amounts, asked(...amounts)]).toEqual([amounts, 'amount-invalid']);
    expect(asked(1)).toBe('allowed');
  });

  test('is asked for once under one id, also when it has been settled', () => {
    const dossier = aDossier().do('request-payment');
    expect(dossier.refusal('request-payment')).toBe('obligation-exists');
    expect(dossier.do('record-payment').refusal('request-payment')).toBe('obligation-exists');
    expect(dossier.refusal('request-payment', { obligation: 'tax-2' })).toBe('allowed');
  });

  test('is asked for by who receives or appraises at an agency that takes part', () => {
    const dossier = aDossier().upTo('sealing');
    expect(dossier.refusal('request-payment')).toBe('allowed');
    expect(dossier.refusal('request-payment', {}, { agency: 'H49.999' })).toBe('not-taking-part');
    expect(dossier.refusal('request-payment', {}, { role: 'seal-clerk' })).toBe('role-not-allowed');
  });

  test('that the agency can go on without stops no clock and is shown nowhere: it is paid when the result is collected', () => {
    const dossier = aDossier().do('request-payment');
    expect(dossier.state).toMatchObject({ wait: null, dueAt: dossier.hour(40), pauses: [] });
    expect(dossier.status).toBe(2);
    expect(dossier.refusal('appraise')).toBe('allowed');
  });

  test('that the agency cannot go on without stops the clocks, and is shown as what it waits for', () => {
    const dossier = aDossier().at(1).do('request-payment', STOPS);
    expect(dossier.state).toMatchObject({
      dueAt: null,
      wait: { kind: 'payment', obligation: 'tax-1', respondBy: dossier.hour(241) },
      pauses: [{ kind: 'payment', from: dossier.hour(1), to: null }],
    });
    expect(dossier.status).toBe(6);
    expect(dossier.refusal('appraise')).toBe('dossier-waits');
    expect(dossier.refusal('request-payment', { obligation: 'tax-2' })).toBe('dossier-waits');
  });

  test('may be asked for before the dossier is received, and starts no limit when it is paid', () => {
    const dossier = aDossier({ filed: true });
    dossier.do('request-payment', STOPS, { role: 'receptionist', agency: dossier.step.agency });
    expect(dossier.status).toBe(6);
    dossier.at(2).do('record-payment');
    expect(dossier.state).toMatchObject({
      status: 'new',
      dueAt: null,
      clocks: null,
      step: { dueAt: dossier.hour(10) },
    });
    expect(dossier.status).toBe(1);
  });
});

describe('A payment', () => {
  test('is recorded with its method and receipt, at any counter', () => {
    const dossier = aDossier().do('request-payment');
    expect(dossier.refusal('record-payment', {}, { agency: 'H49.999', role: 'return-clerk' })).toBe('allowed');
    expect(dossier.refusal('record-payment', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    dossier.do('record-payment');
    expect(dossier.story).toEqual(['payment-recorded']);
    expect(dossier.last('payment-recorded')).toMatchObject({
      obligation: 'tax-1',
      amount: 500_000,
      method: 'transfer',
      reference: 'BL-0001',
    });
    expect(dossier.state.obligations).toEqual([{ id: 'tax-1', amount: 500_000, status: 'paid' }]);
  });

  test('of what the dossier waits for lets its clocks go on with what was left of them', () => {
    const dossier = aDossier().at(1).do('request-payment', STOPS).at(31).do('record-payment');
    expect(dossier.state).toMatchObject({ wait: null, dueAt: dossier.hour(70), step: { dueAt: dossier.hour(32) } });
    expect(dossier.last('payment-recorded')).toMatchObject({
      clocks: { dueAt: dossier.hour(70) },
      step: { dueAt: dossier.hour(32) },
    });
    expect(dossier.status).toBe(2);
  });

  test('of anything else sets no clock anew', () => {
    const beside = aDossier().do('request-payment').at(1).do('record-payment');
    expect(beside.last('payment-recorded')).toMatchObject({ clocks: null, step: null });
    expect(beside.state).toMatchObject({ dueAt: beside.hour(40), step: { dueAt: beside.hour(2) } });
    const awaited = aDossier()
      .do('request-payment')
      .do('request-payment', { obligation: 'tax-2', ...STOPS });
    awaited.at(5).do('record-payment');
    expect(awaited.state).toMatchObject({ wait: { obligation: 'tax-2' }, dueAt: null });
    expect(awaited.do('record-payment', { obligation: 'tax-2' }).state.dueAt).toBe(awaited.hour(45));
  });

  test('is taken while the dossier waits for something else, and while it is to be withdrawn', () => {
    const dossier = aDossier().do('request-payment').do('request-supplement').do('request-withdrawal');
    expect(dossier.do('record-payment').state).toMatchObject({ wait: { kind: 'supplement' }, withdrawal: true });
  });

  test('is of an obligation that is open', () => {
    expect(aDossier().refusal('record-payment')).toBe('obligation-unknown');
    const paid = aDossier().do('request-payment').do('record-payment');
    expect(paid.refusal('record-payment')).toBe('obligation-settled');
    expect(paid.refusal('waive-payment')).toBe('obligation-settled');
    expect(aDossier().do('request-payment').do('waive-payment').refusal('record-payment')).toBe('obligation-settled');
  });

  test('that never comes is proposed for closing, like a supplement', () => {
    const dossier = aDossier().do('request-payment', STOPS).ringUntil(240);
    expect(dossier.last('response-overdue')).toEqual({ wait: 'payment', respondBy: dossier.hour(240) });
    expect(dossier.refusal('record-payment')).toBe('allowed');
    expect(dossier.do('confirm-closing').state.outcome).toBe('supplement-lapsed');
  });
});

describe('Exemption and refund', () => {
  test('a leader waives what need not be paid (miễn), with a reason, and the clocks go on', () => {
    const dossier = aDossier().at(1).do('request-payment', STOPS);
    expect(dossier.refusal('waive-payment', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('waive-payment', {}, { role: 'receptionist' })).toBe('role-not-allowed');
    expect(dossier.refusal('waive-payment', { obligation: 'tax-2' })).toBe('obligation-unknown');
    dossier.at(11).do('waive-payment');
    expect(dossier.last('payment-waived')).toMatchObject({ obligation: 'tax-1', note: A_REASON });
    expect(dossier.state).toMatchObject({
      wait: null,
      dueAt: dossier.hour(50),
      obligations: [{ id: 'tax-1', status: 'waived' }],
    });
  });

  test('a leader pays back what was paid, with a reason, at most all of it, and once', () => {
    const dossier = aDossier().do('request-payment');
    expect(dossier.refusal('refund-payment')).toBe('obligation-not-paid');
    dossier.do('record-payment');
    expect(dossier.refusal('refund-payment', { note: null })).toBe('reason-missing');
    for (const amount of [0, -1, 0.5, 500_001])
      expect([amount, dossier.refusal('refund-payment', { amount })]).toEqual([amount, 'amount-invalid']);
    expect(dossier.refusal('refund-payment', { obligation: 'tax-2' })).toBe('obligation-unknown');
    dossier.do('refund-payment', { amount: 200_000 });
    expect(dossier.last('payment-refunded')).toEqual({ obligation: 'tax-1', amount: 200_000, note: A_REASON });
    expect(dossier.state.obligations).toEqual([{ id: 'tax-1', amount: 500_000, status: 'refunded' }]);
    expect(dossier.refusal('refund-payment')).toBe('obligation-not-paid');
  });

  test('what was waived was not paid, and is not paid back', () => {
    expect(aDossier().do('request-payment').do('waive-payment').refusal('refund-payment')).toBe('obligation-not-paid');
  });

  test('what was paid back is owed no more, and keeps nothing from being returned', () => {
    const dossier = aDossier().do('request-payment').do('record-payment').do('refund-payment');
    expect(dossier.upTo('return').refusal('return')).toBe('allowed');
  });
});

describe('A correction', () => {
  const reopened = (ground: 'agency-fault' | 'applicant-request' | 'authority') =>
    aDossier().upTo('return').do('return').do('reopen', { ground });

  test('through the agency’s fault is free: no new fee or charge is owed (art. 21)', () => {
    const dossier = reopened('agency-fault');
    expect(dossier.last('dossier-reopened').free).toBe(true);
    for (const kind of ['fee', 'charge'] as const)
      expect(dossier.refusal('request-payment', { kind })).toBe('correction-is-free');
    expect(dossier.refusal('request-payment', { kind: 'tax' })).toBe('allowed');
  });

  test('on another ground is not, even where an earlier one was', () => {
    for (const ground of ['applicant-request', 'authority'] as const) {
      const dossier = reopened(ground);
      expect(dossier.last('dossier-reopened').free).toBe(false);
      expect(dossier.refusal('request-payment', { kind: 'fee' })).toBe('allowed');
    }
    const again = reopened('agency-fault').upTo('return').do('return').do('reopen', { ground: 'authority' });
    expect(again.refusal('request-payment', { kind: 'fee' })).toBe('allowed');
  });
});
