import { describe, expect, test } from '@jest/globals';
import { COMMUNE } from '../../test/support/builders.ts';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';
import { nextAlarm } from './clock.ts';

const HEAD = { role: 'one-stop-head' } as const;

describe('What was filed online or by post', () => {
  test('is new, waits for the one-stop office, and has no appointment before it is received (Decree 61/2018 art. 17)', () => {
    const dossier = aDossier({ filed: true });
    expect(dossier.types()).toEqual(['dossier-filed', 'step-opened']);
    expect(dossier.state).toMatchObject({ status: 'new', basis: null, clocks: null, dueAt: null });
    expect(dossier.step).toMatchObject({ kind: 'reception', stage: 'reception', role: 'receptionist' });
    expect(dossier.status).toBe(1);
  });

  test('is answered within the time that the rules give: then the answer is overdue, and no other clock has run', () => {
    const dossier = aDossier({ filed: true }).ringUntil(1000);
    expect(dossier.story).toEqual(['step-due-soon', 'step-overdue']);
    expect(dossier.last('step-overdue')).toMatchObject({ dueAt: dossier.hour(8) });
  });

  test('is accepted: its limit runs from then on and not from the filing, and it goes to its first stage (art. 17)', () => {
    const dossier = aDossier({ filed: true }).at(5).do('accept');
    expect(dossier.story).toEqual(['step-acted', 'dossier-accepted', 'step-opened']);
    expect(dossier.state).toMatchObject({
      status: 'in-process',
      dueAt: dossier.hour(45),
      basis: { receivedAt: dossier.hour(5) },
      paperBy: null,
    });
    expect(dossier.step).toMatchObject({ stage: 'appraisal', agency: COMMUNE, dueAt: dossier.hour(7) });
    expect(dossier.status).toBe(2);
  });

  test('goes its whole way after that, received until its first stage is done', () => {
    const dossier = aDossier({ filed: true });
    const statuses = [dossier.status];
    for (const act of ['accept', 'appraise', 'approve', 'seal', 'return'] as const)
      statuses.push(dossier.do(act).status);
    expect(statuses).toEqual([1, 2, 4, 4, 9, 10]);
  });

  test('is accepted by the receptionist of the office that it was filed with, and by nobody else', () => {
    const dossier = aDossier({ filed: true });
    expect(dossier.refusal('accept')).toBe('allowed');
    expect(dossier.refusal('accept', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    expect(dossier.refusal('accept', {}, { agency: COMMUNE })).toBe('step-not-yours');
  });

  test('is accepted once, and no stage of its route is done before', () => {
    const dossier = aDossier({ filed: true });
    for (const act of ['appraise', 'approve', 'seal', 'return', 'propose-refusal'] as const)
      expect([act, dossier.refusal(act)]).toEqual([act, 'act-not-now']);
    expect(dossier.do('accept').refusal('accept')).toBe('act-not-now');
  });

  test('is refused with a reason, and has ended as not received (phiếu từ chối, art. 17)', () => {
    const dossier = aDossier({ filed: true });
    expect(dossier.refusal('refuse-reception', { note: null })).toBe('reason-missing');
    dossier.do('refuse-reception');
    expect(dossier.story).toEqual(['dossier-closed']);
    expect(dossier.last('dossier-closed')).toEqual({ outcome: 'not-received', note: A_REASON });
    expect(dossier.state).toMatchObject({ status: 'closed', outcome: 'not-received', step: null });
    expect(dossier.status).toBe(3);
    expect(nextAlarm(dossier.state)).toBeNull();
  });

  test('is not taken up again once it was not received: it is filed anew', () => {
    expect(aDossier({ filed: true }).do('refuse-reception').refusal('reopen')).toBe('act-not-now');
  });

  test('is refused while more is awaited too, since what comes may not mend it', () => {
    const dossier = aDossier({ filed: true }).do('request-supplement', {}, { role: 'receptionist' });
    expect(dossier.refusal('accept')).toBe('dossier-waits');
    expect(dossier.do('refuse-reception').status).toBe(3);
  });

  test('is supplemented before it is received, however late it is asked for: no limit runs yet (art. 17.2a)', () => {
    const dossier = aDossier({ filed: true }).at(200).do('request-supplement', {}, { role: 'receptionist' });
    expect(dossier.state).toMatchObject({ status: 'new', wait: { kind: 'supplement', respondBy: dossier.hour(440) } });
    expect(dossier.status).toBe(5);
    dossier.at(300).do('receive-supplement');
    expect(dossier.state).toMatchObject({ status: 'new', wait: null, dueAt: null, clocks: null });
    expect(dossier.status).toBe(1);
    dossier.at(301).do('accept');
    expect(dossier.state.dueAt).toBe(dossier.hour(341));
  });

  test('may be asked for more within the legal days from reception, whatever was brought before it (art. 19.4)', () => {
    const dossier = aDossier({ filed: true }).do('request-supplement', {}, { role: 'receptionist' });
    dossier.at(10).do('receive-supplement').at(100).do('accept');
    expect(dossier.at(172).refusal('request-supplement')).toBe('allowed');
    expect(dossier.at(172.001).refusal('request-supplement')).toBe('supplement-too-late');
  });

  test('lapses when nothing is brought, which the head of the one-stop office confirms', () => {
    const dossier = aDossier({ filed: true }).do('request-supplement', {}, { role: 'receptionist' });
    expect(dossier.ringUntil(239).refusal('confirm-closing', {}, HEAD)).toBe('closing-not-proposed');
    dossier.ringUntil(240).do('confirm-closing', {}, HEAD);
    expect(dossier.state).toMatchObject({ status: 'closed', outcome: 'supplement-lapsed' });
    expect(dossier.status).toBe(8);
  });

  test('is withdrawn before it is received as well', () => {
    const dossier = aDossier({ filed: true }).do('request-withdrawal');
    expect(dossier.status).toBe(7);
    expect(dossier.refusal('accept')).toBe('withdrawal-pending');
    expect(dossier.do('confirm-withdrawal', {}, HEAD).state).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
  });

  test('is neither suspended nor extended nor apologised for: nothing was promised yet', () => {
    const dossier = aDossier({ filed: true, content: { extension: { unit: 'working-hour', value: 10 } } });
    expect(dossier.refusal('suspend')).toBe('act-not-now');
    expect(dossier.refusal('extend')).toBe('act-not-now');
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(99) }, HEAD)).toBe('act-not-now');
    expect(dossier.refusal('send-back', {}, { role: 'receptionist' })).toBe('stage-not-passed');
  });
});

describe('The paper part of a dossier', () => {
  test('goes on the same day, by the day’s cut-off, or else its hand-over is overdue, once (Decree 61/2018 art. 18)', () => {
    const dossier = aDossier({ paper: true });
    expect(dossier.state.paperBy).toBe(dossier.hour(8));
    dossier.ringUntil(500);
    expect(dossier.story.filter((type) => type === 'paper-overdue')).toEqual(['paper-overdue']);
    expect(dossier.last('paper-overdue')).toEqual({ by: dossier.hour(8) });
  });

  test('of what was filed goes on from its acceptance, where there is one', () => {
    const accepted = aDossier({ filed: true }).at(5).do('accept', { paper: true });
    expect(accepted.state.paperBy).toBe(accepted.hour(13));
    expect(aDossier({ filed: true }).do('accept', { paper: false }).state.paperBy).toBeNull();
  });

  test('is confirmed by whoever works where the dossier lies, in time or late', () => {
    const dossier = aDossier({ paper: true }).at(8);
    expect(dossier.refusal('confirm-paper', {}, { agency: 'H49.999' })).toBe('step-not-yours');
    expect(dossier.do('confirm-paper').last('paper-arrived')).toEqual({ late: false });
    expect(dossier.state.paperBy).toBeNull();
    expect(dossier.refusal('confirm-paper')).toBe('paper-not-awaited');
    const late = aDossier({ paper: true }).at(8.01).do('confirm-paper');
    expect(late.last('paper-arrived')).toEqual({ late: true });
    expect(late.ringUntil(500).story).not.toContain('paper-overdue');
  });

  test('is not awaited where there is none', () => {
    expect(aDossier().refusal('confirm-paper')).toBe('paper-not-awaited');
  });

  test('arrives while the dossier waits, too', () => {
    const dossier = aDossier({ paper: true }).do('request-supplement');
    expect(dossier.do('confirm-paper').state).toMatchObject({ paperBy: null, wait: { kind: 'supplement' } });
    expect(aDossier({ paper: true }).do('request-withdrawal').refusal('confirm-paper')).toBe('allowed');
  });

  test('is not awaited any more once its first stage was done without it', () => {
    const dossier = aDossier({ paper: true }).do('appraise');
    expect(dossier.refusal('confirm-paper')).toBe('paper-not-awaited');
    expect(dossier.ringUntil(500).story).not.toContain('paper-overdue');
    expect(dossier.at(0.1).state.paperBy).toBeNull();
  });
});
