import { describe, expect, test } from '@jest/globals';
import { CENTRE, COMMUNE } from '../../test/support/builders.ts';
import { A_REASON, aDossier, type InHand } from '../../test/support/in-hand.ts';
import { nextAlarm } from './clock.ts';

const returned = (): InHand => aDossier().upTo('return').do('return');
const lapsed = (): InHand => aDossier().do('request-supplement').ringUntil(240).do('confirm-closing');
const withdrawn = (): InHand => aDossier().do('request-withdrawal').do('confirm-withdrawal');

describe('A withdrawal', () => {
  test('is asked for at any counter, with a reason, and ends nothing by itself (national status 7)', () => {
    const dossier = aDossier();
    expect(dossier.refusal('request-withdrawal', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('request-withdrawal', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    dossier.do('request-withdrawal', {}, { agency: 'H49.999' });
    expect(dossier.last('withdrawal-requested')).toEqual({ note: A_REASON });
    expect(dossier.state).toMatchObject({ status: 'in-process', withdrawal: true });
    expect(dossier.status).toBe(7);
    expect(dossier.refusal('request-withdrawal')).toBe('withdrawal-pending');
  });

  test('keeps everything back that would carry the dossier on, until a leader has decided', () => {
    const dossier = aDossier({ content: { extension: { unit: 'working-hour', value: 1 } } }).do('request-withdrawal');
    const barred = [
      'appraise',
      'propose-refusal',
      'request-supplement',
      'request-payment',
      'suspend',
      'extend',
    ] as const;
    for (const act of barred) expect([act, dossier.refusal(act)]).toEqual([act, 'withdrawal-pending']);
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(99) })).toBe('withdrawal-pending');
    expect(dossier.refusal('assign')).toBe('allowed');
  });

  test('that a leader of the agency confirms ends the dossier', () => {
    const dossier = aDossier().do('request-withdrawal');
    expect(dossier.refusal('confirm-withdrawal', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    expect(dossier.refusal('confirm-withdrawal', {}, { agency: CENTRE })).toBe('step-not-yours');
    dossier.do('confirm-withdrawal');
    expect(dossier.last('dossier-closed')).toEqual({ outcome: 'withdrawn', note: null });
    expect(dossier.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', withdrawal: false, step: null });
    expect(dossier.status).toBe(7);
    expect(nextAlarm(dossier.state)).toBeNull();
  });

  test('that a leader declines, with a reason, changes nothing: the clocks have run all the time', () => {
    const dossier = aDossier().do('request-withdrawal').ringUntil(10);
    expect(dossier.refusal('decline-withdrawal', { note: null })).toBe('reason-missing');
    dossier.do('decline-withdrawal');
    expect(dossier.last('withdrawal-declined')).toEqual({ note: A_REASON });
    expect(dossier.state).toMatchObject({ withdrawal: false, dueAt: dossier.hour(40) });
    expect(dossier.status).toBe(2);
    expect(dossier.refusal('appraise')).toBe('allowed');
  });

  test('that nobody asked for is neither confirmed nor declined', () => {
    expect(aDossier().refusal('confirm-withdrawal')).toBe('withdrawal-not-asked');
    expect(aDossier().refusal('decline-withdrawal')).toBe('withdrawal-not-asked');
  });

  test('of a dossier that waits goes before what it waits for; declined, it waits on', () => {
    const dossier = aDossier().do('request-supplement').do('request-withdrawal');
    expect(dossier.status).toBe(7);
    expect(dossier.refusal('receive-supplement')).toBe('allowed');
    dossier.do('decline-withdrawal');
    expect(dossier.status).toBe(5);
    dossier.do('request-withdrawal').at(5).do('confirm-withdrawal');
    expect(dossier.state).toMatchObject({ wait: null, pauses: [{ from: dossier.hour(0), to: dossier.hour(5) }] });
  });

  test('comes too late once the result is ready', () => {
    expect(aDossier().upTo('sealing').refusal('request-withdrawal')).toBe('allowed');
    expect(aDossier().upTo('return').refusal('request-withdrawal')).toBe('act-not-now');
  });
});

describe('A dossier that has ended', () => {
  test.each([
    ['returned', returned],
    ['lapsed', lapsed],
    ['withdrawn', withdrawn],
  ])('and was %s, takes no act but to be taken up again, and no clock of it rings', (_, ended) => {
    const dossier = ended();
    const task = `${dossier.state.code}.1`;
    for (const act of ['appraise', 'undo', 'assign', 'record-payment', 'replan', 'confirm-withdrawal'] as const)
      expect([act, dossier.refusal(act, { task })]).toEqual([act, 'dossier-ended']);
    expect(nextAlarm(dossier.state)).toBeNull();
    expect(dossier.at(5000).ring().story).toEqual([]);
  });
});

describe('Taking a dossier up again', () => {
  test('corrects an issued result, with a reason, by the leader of the competent agency (art. 21)', () => {
    const dossier = returned().at(500);
    expect(dossier.refusal('reopen', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('reopen', {}, { role: 'one-stop-head' })).toBe('role-not-allowed');
    expect(dossier.refusal('reopen', {}, { agency: CENTRE })).toBe('not-your-agency');
    dossier.do('reopen', { stage: 'sealing' });
    expect(dossier.story).toEqual(['dossier-reopened', 'step-opened']);
    expect(dossier.last('dossier-reopened')).toMatchObject({
      ground: 'agency-fault',
      stage: 'sealing',
      note: A_REASON,
      clocks: { dueAt: dossier.hour(540) },
    });
    expect(dossier.step).toMatchObject({ stage: 'sealing', dueAt: dossier.hour(502), agency: COMMUNE });
    expect(dossier.status).toBe(4);
    dossier.do('seal').do('return');
    expect(dossier.status).toBe(10);
  });

  test('is for one that has ended', () => {
    expect(aDossier().refusal('reopen')).toBe('dossier-open');
  });

  test('begins at a stage of its route that is work: not its reception, its return or one that it has not', () => {
    for (const stage of ['reception', 'return', 'nowhere'])
      expect([stage, returned().refusal('reopen', { stage })]).toEqual([stage, 'stage-unknown']);
    for (const stage of ['appraisal', 'approval', 'sealing'])
      expect([stage, returned().refusal('reopen', { stage })]).toEqual([stage, 'allowed']);
  });

  test('is not for one that its applicant has withdrawn', () => {
    expect(withdrawn().refusal('reopen', { ground: 'applicant-request' })).toBe('act-not-now');
  });

  test('lets one that lapsed go on, as an authority decides, with its limit from zero', () => {
    const dossier = lapsed().at(300).do('reopen', { ground: 'authority' });
    expect(dossier.state).toMatchObject({
      status: 'in-process',
      outcome: null,
      wait: null,
      pauses: [],
      dueAt: dossier.hour(340),
      overdue: false,
    });
    expect(dossier.refusal('appraise')).toBe('allowed');
  });

  test('lets one that was refused come to another end', () => {
    const dossier = aDossier().do('propose-refusal').upTo('return').do('return').do('reopen', { ground: 'authority' });
    dossier.upTo('return').do('return');
    expect(dossier.last('dossier-returned')).not.toHaveProperty('refused');
  });

  test('gives back what a limit has once: an extension and a new appointment (art. 19.9)', () => {
    const extension = { unit: 'working-hour', value: 10 } as const;
    const dossier = aDossier({ content: { extension } }).do('extend');
    dossier
      .do('draft-apology', { dueAt: dossier.hour(99) })
      .do('approve-apology')
      .upTo('return')
      .do('return');
    dossier.at(500).do('reopen');
    expect(dossier.state).toMatchObject({ dueAt: dossier.hour(540), reappointments: 0, apology: null });
    expect(dossier.refusal('extend')).toBe('allowed');
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(600) })).toBe('allowed');
  });

  test('rings and is late by its new limit, and not by what rang before', () => {
    const dossier = aDossier().ringUntil(41).upTo('return').do('return').at(500).do('reopen').ringUntil(541);
    expect(dossier.types().filter((type) => type === 'dossier-overdue')).toHaveLength(2);
    expect(dossier.last('dossier-overdue')).toEqual({ dueAt: dossier.hour(540) });
    const inTime = aDossier()
      .ringUntil(41)
      .upTo('return')
      .do('return')
      .at(500)
      .do('reopen')
      .upTo('return')
      .do('return');
    expect(inTime.last('dossier-returned').late).toBe(false);
  });

  test('keeps the duties of the first time apart, too', () => {
    const dossier = aDossier().do('appraise', {}, { person: 'same' }).upTo('return').do('return').do('reopen');
    dossier.do('appraise', {}, { person: 'other' });
    expect(dossier.refusal('approve', {}, { person: 'same' })).toBe('duties-not-separate');
  });

  test('happens as often as it must', () => {
    const dossier = returned().do('reopen').upTo('return').do('return').do('reopen', { stage: 'approval' });
    expect(dossier.step.task).toMatch(/\.9$/);
  });

  test('on a view that is out of date is refused', () => {
    const dossier = returned();
    expect(dossier.refusal('reopen', { expectedSeq: dossier.state.seq - 1 })).toBe('precondition-failed');
    expect(dossier.refusal('reopen', { expectedSeq: dossier.state.seq })).toBe('allowed');
  });
});
