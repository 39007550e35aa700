import { describe, expect, test } from '@jest/globals';
import { CENTRE, COMMUNE } from '../../test/support/builders.ts';
import { aDossier, sums, type InHand } from '../../test/support/in-hand.ts';
import { localDate } from './code.ts';

/** A counter at a distance, and a commune that does not take part. */
const ELSEWHERE = 'H49.999';
const counted = (dossier: InHand): Record<string, number> => sums(dossier.counts());
/** What a dossier counts more than one that was just received. */
const more = (dossier: InHand): Record<string, number> => {
  const { received: _, handover = 0, 'handover-electronic': electronic = 0, ...rest } = counted(dossier);
  return Object.fromEntries(
    Object.entries({ ...rest, handover: handover - 1, electronic: electronic - 1 }).filter(([, n]) => n !== 0),
  );
};

describe('What is counted of a dossier', () => {
  test('that was filed counts when it is received, by the office that received it', () => {
    const dossier = aDossier({ filed: true });
    expect(counted(dossier)).toEqual({});
    dossier.at(3).do('accept');
    expect(counted(dossier)).toEqual({ received: 1, handover: 1, 'handover-electronic': 1, 'step-minutes': 1 });
    const answer = dossier.counts().find(({ metric }) => metric === 'step-minutes');
    expect(answer).toMatchObject({ stage: 'reception', agency: CENTRE });
    expect(dossier.counts().find(({ metric }) => metric === 'received')).toMatchObject({ agency: CENTRE });
  });

  test('that was not received, was withdrawn or lapsed is one of those, of the competent agency, and is not finished', () => {
    const notReceived = aDossier({ filed: true }).do('refuse-reception');
    expect(counted(notReceived)).toEqual({ 'not-received': 1 });
    expect(notReceived.counts()[0]).toMatchObject({ agency: COMMUNE });
    expect(more(aDossier().do('request-withdrawal').do('confirm-withdrawal'))).toEqual({ withdrawn: 1 });
    expect(more(aDossier().do('request-withdrawal').do('decline-withdrawal'))).toEqual({});
    const lapsed = aDossier().do('request-supplement').ringUntil(240).do('confirm-closing');
    expect(more(lapsed)).toEqual({ 'supplement-requested': 1, 'supplement-lapsed': 1 });
  });

  test('that was refused is finished, and refused', () => {
    const dossier = aDossier().do('propose-refusal').upTo('return').do('return');
    expect(more(dossier)).toMatchObject({ finished: 1, 'finished-refused': 1, 'finished-on-time': 1 });
  });

  test('that was asked for a supplement more than once counts as late, whenever it is ready (QĐ 766, 2.1)', () => {
    const asked = (times: number): InHand => {
      const dossier = aDossier();
      for (let time = 0; time < times; time += 1) dossier.do('request-supplement').do('receive-supplement');
      return dossier.upTo('return').do('return');
    };
    expect(more(asked(1))).toMatchObject({ 'finished-on-time': 1 });
    expect(more(asked(2))).toMatchObject({ 'finished-late': 1 });
  });

  test('are each supplement, extension, new appointment and taking up again, by who does it', () => {
    const dossier = aDossier({ content: { extension: { unit: 'working-hour', value: 10 } } });
    dossier.do('request-supplement').do('receive-supplement').do('request-supplement').do('receive-supplement');
    dossier
      .do('extend')
      .do('draft-apology', { dueAt: dossier.hour(60) })
      .do('approve-apology');
    expect(more(dossier)).toEqual({ 'supplement-requested': 2, extended: 1, reappointed: 1 });
    for (const { metric, agency } of dossier.counts().slice(3)) expect([metric, agency]).toEqual([metric, COMMUNE]);
    const reopened = aDossier().upTo('return').do('return').do('reopen');
    expect(more(reopened)).toMatchObject({ finished: 1, reopened: 1 });
  });

  test('is nothing for payments, suspensions, officers, drafts and paper', () => {
    const dossier = aDossier({ paper: true }).do('request-payment', { stopsClock: true }).do('record-payment');
    dossier.do('refund-payment').do('suspend').do('resume').do('assign').do('confirm-paper').do('replan');
    expect(more(dossier.do('draft-apology', { dueAt: dossier.hour(60) }))).toEqual({});
  });

  test('that was sent back is a step done and a hand-over, and one sent back, of who sends', () => {
    const dossier = aDossier().do('appraise').do('send-back');
    expect(more(dossier)).toEqual({ handover: 2, electronic: 2, 'step-minutes': 2, 'sent-back': 1 });
    expect(dossier.counts().find(({ metric }) => metric === 'sent-back')).toMatchObject({
      agency: COMMUNE,
      stage: 'approval',
    });
  });

  test('and was undone is taken off again, but for that it was undone', () => {
    expect(more(aDossier().do('appraise').do('undo'))).toEqual({ undone: 1 });
    expect(more(aDossier().do('propose-refusal').do('undo'))).toEqual({ undone: 1 });
    const sentBack = aDossier().do('appraise');
    const before = more(sentBack);
    expect(more(sentBack.do('send-back').do('undo', {}, { role: 'agency-leader' }))).toEqual({ ...before, undone: 1 });
  });

  test('and was undone is taken off the day, the agency, the medium and the bucket that it was counted for', () => {
    const dossier = aDossier().at(0.5).do('appraise', { medium: 'paper' }).at(30);
    dossier.do('undo', {}, { agency: CENTRE, role: 'return-clerk', person: 'appraiser' });
    const left = new Map<string, number>();
    for (const { day, metric, agency, stage, bucket, n } of dossier.counts()) {
      const key = [day, metric, agency, stage, bucket].join(' ');
      left.set(key, (left.get(key) ?? 0) + n);
    }
    const today = localDate(dossier.hour(0));
    expect([...left].filter(([, n]) => n !== 0)).toEqual([
      [`${today} received ${CENTRE}  0`, 1],
      [`${today} handover ${CENTRE}  0`, 1],
      [`${today} handover-electronic ${CENTRE}  0`, 1],
      [`${localDate(dossier.now)} undone ${CENTRE}  0`, 1],
    ]);
  });

  test('as done on site are the reception and the steps: what else is done elsewhere does not matter', () => {
    const away = { place: 'seat-mau' } as const;
    const dossier = aDossier().do('assign', away).do('request-supplement', away);
    dossier.do('receive-supplement', away, { agency: ELSEWHERE }).do('request-payment', away);
    dossier.do('record-payment', away, { agency: ELSEWHERE }).upTo('return').do('return');
    expect(counted(dossier)).toMatchObject({ 'finished-on-site': 1 });
    expect(counted(aDossier().do('appraise', away).upTo('return').do('return'))).not.toHaveProperty('finished-on-site');
    const undone = aDossier().do('appraise', away).do('undo').upTo('return').do('return');
    expect(counted(undone)).toMatchObject({ 'finished-on-site': 1 });
    const accepted = aDossier({ filed: true }).do('accept', away).upTo('return').do('return');
    expect(counted(accepted)).not.toHaveProperty('finished-on-site');
  });
});
