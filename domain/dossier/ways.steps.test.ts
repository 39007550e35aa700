import { describe, expect, test } from '@jest/globals';
import { A_RESULT, aStage, CENTRE, COMMUNE } from '../../test/support/builders.ts';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';
import type { Route } from '../procedure/route.ts';

const FURTHER = [{ result: 'card', document: '00000000-0000-8000-8000-000000000002' }];

/** Two agencies appraise, one after the other. */
const TWO_APPRAISALS: Route = {
  stages: [aStage('appraisal'), aStage('appraisal', 'second'), aStage('approval'), aStage('sealing'), aStage('return')],
};

describe('The stages of a dossier', () => {
  test('are done in the order of its route, each by its act, and lead to the result (Decree 61/2018 art. 19-20)', () => {
    const dossier = aDossier();
    const stories = (['appraise', 'approve', 'seal', 'return'] as const).map((act) => dossier.do(act).story);
    expect(stories).toEqual([
      ['step-acted', 'step-opened'],
      ['step-acted', 'step-opened'],
      ['step-acted', 'step-opened'],
      ['step-acted', 'dossier-returned'],
    ]);
    expect(dossier.state).toMatchObject({ status: 'returned', result: A_RESULT, step: null });
    expect(dossier.last('dossier-returned')).toEqual({
      late: false,
      handover: { method: 'counter', identity: 'identity-card' },
    });
  });

  test('have each a budget from when the dossier came to it, at the agency that does it', () => {
    const dossier = aDossier().at(1).do('appraise');
    expect(dossier.step).toMatchObject({ stage: 'approval', agency: COMMUNE, dueAt: dossier.hour(3) });
    dossier.at(30).upTo('return');
    expect(dossier.step).toMatchObject({ stage: 'return', agency: CENTRE, dueAt: dossier.hour(32) });
  });

  test('are not passed by the act of another one', () => {
    for (const act of ['accept', 'approve', 'seal', 'return'] as const)
      expect([act, aDossier().refusal(act)]).toEqual([act, 'act-not-now']);
    expect(aDossier().refusal('refuse-reception')).toBe('step-not-yours');
    expect(aDossier().upTo('return').refusal('propose-refusal')).toBe('act-not-now');
  });

  test('keep duties apart: who appraised or proposed to refuse does not approve, who approved does not seal', () => {
    const same = { person: 'same' };
    expect(aDossier().do('appraise', {}, same).refusal('approve', {}, same)).toBe('duties-not-separate');
    expect(aDossier().do('propose-refusal', {}, same).refusal('approve', {}, same)).toBe('duties-not-separate');
    expect(aDossier().upTo('approval').do('approve', {}, same).refusal('seal', {}, same)).toBe('duties-not-separate');
  });

  test('are sealed with the digitised result, and with further ones where there are several', () => {
    const dossier = aDossier().upTo('sealing');
    expect(dossier.refusal('seal', { document: null })).toBe('result-missing');
    dossier.do('seal', { further: FURTHER });
    expect(dossier.story).toEqual(['step-acted', 'result-sealed', 'step-opened']);
    expect(dossier.last('result-sealed')).toMatchObject({ name: 'card', result: A_RESULT });
    expect(dossier.state).toMatchObject({ result: A_RESULT, furtherResults: [A_RESULT] });
  });

  test('take no result where the route asks for none, nor a further one: it would be lost', () => {
    expect(aDossier().refusal('appraise', { document: A_RESULT.document })).toBe('result-not-asked');
    const bare = { stages: [{ ...aStage('sealing'), requires: [] }, aStage('return')] };
    expect(aDossier({ route: bare }).refusal('seal', { document: null, further: FURTHER })).toBe('result-not-asked');
    expect(aDossier({ route: bare }).refusal('seal', { document: null })).toBe('allowed');
  });
});

describe('A refusal after appraisal', () => {
  test('is proposed with a reason, approved, sealed and returned like any result (phiếu từ chối, art. 19.8)', () => {
    const dossier = aDossier();
    expect(dossier.refusal('propose-refusal', { note: null })).toBe('reason-missing');
    dossier.do('propose-refusal');
    expect(dossier.last('step-acted')).toMatchObject({ act: 'propose-refusal', note: A_REASON, result: null });
    expect(dossier.step.stage).toBe('approval');
    dossier.upTo('return').do('return');
    expect(dossier.last('dossier-returned')).toMatchObject({ late: false, refused: true });
    expect(dossier.state.result).toEqual(A_RESULT);
    expect(dossier.status).toBe(10);
  });

  test('is late like any result when it is ready only after the appointment: it keeps the limit too (art. 19.8)', () => {
    const dossier = aDossier().at(39).do('propose-refusal').at(41).upTo('return').do('return');
    expect(dossier.last('dossier-returned')).toMatchObject({ late: true, refused: true });
  });

  test('is one also where its proposal is the last act of the route', () => {
    const dossier = aDossier({ route: { stages: [aStage('appraisal')] } }).do('propose-refusal');
    expect(dossier.last('dossier-returned')).toEqual({ late: false, refused: true });
  });

  test('brings no result of its own, even where the appraisal has to', () => {
    const stages = [{ ...aStage('appraisal'), requires: ['result-document'] as const }, aStage('return')];
    expect(aDossier({ route: { stages } }).refusal('appraise')).toBe('result-missing');
    expect(aDossier({ route: { stages } }).refusal('propose-refusal')).toBe('allowed');
    expect(aDossier({ route: { stages } }).refusal('propose-refusal', { document: A_RESULT.document })).toBe(
      'result-not-asked',
    );
  });

  test('is none any more when the leader sends it back and the appraisal comes to another end', () => {
    const dossier = aDossier().do('propose-refusal').do('send-back').do('appraise').upTo('return').do('return');
    expect(dossier.last('dossier-returned')).not.toHaveProperty('refused');
  });

  test('remains one when it goes back to a stage after the proposal: nobody has thought better of it', () => {
    const dossier = aDossier().do('propose-refusal').upTo('sealing');
    dossier.do('send-back', { stage: 'approval' }, { role: 'seal-clerk' }).upTo('return').do('return');
    expect(dossier.last('dossier-returned')).toMatchObject({ refused: true });
  });

  test('remains one as long as one of several agencies proposes it', () => {
    const dossier = aDossier({ route: TWO_APPRAISALS }).do('propose-refusal').do('propose-refusal');
    dossier.do('send-back', { stage: 'second' }).do('appraise').upTo('return').do('return');
    expect(dossier.last('dossier-returned')).toMatchObject({ refused: true });
    const other = aDossier({ route: TWO_APPRAISALS }).do('propose-refusal').do('propose-refusal');
    other.do('send-back').do('appraise').do('appraise').upTo('return').do('return');
    expect(other.last('dossier-returned')).not.toHaveProperty('refused');
  });
});

describe('Sending a dossier back', () => {
  test('opens a stage that it has passed anew, with a budget of its own, and says why', () => {
    const dossier = aDossier().upTo('sealing').at(5);
    dossier.do('send-back', { stage: 'appraisal' }, { role: 'seal-clerk' });
    expect(dossier.story).toEqual(['step-sent-back', 'step-opened']);
    expect(dossier.last('step-sent-back')).toMatchObject({ stage: 'sealing', to: 'appraisal', note: A_REASON });
    expect(dossier.step).toMatchObject({
      stage: 'appraisal',
      dueAt: dossier.hour(7),
      task: expect.stringMatching(/\.4$/),
    });
    expect(dossier.refusal('appraise')).toBe('allowed');
  });

  test('says why', () => {
    expect(aDossier().do('appraise').refusal('send-back', { note: null })).toBe('reason-missing');
  });

  test('goes back only: not to the open stage, a later one, the reception or one that the route has not', () => {
    const dossier = aDossier({ filed: true }).do('accept').do('appraise');
    for (const stage of ['approval', 'sealing', 'return', 'reception', 'nowhere'])
      expect([stage, dossier.refusal('send-back', { stage })]).toEqual([stage, 'stage-not-passed']);
    expect(dossier.refusal('send-back', { stage: 'appraisal' })).toBe('allowed');
  });

  test('is done by whoever holds the open stage, and by nobody else', () => {
    const dossier = aDossier().do('appraise');
    expect(dossier.refusal('send-back', {}, { role: 'appraiser' })).toBe('step-not-yours');
    expect(dossier.refusal('send-back', {}, { role: 'indicator-officer' })).toBe('role-not-allowed');
    expect(dossier.refusal('send-back', {}, { agency: CENTRE })).toBe('step-not-yours');
  });

  test('from the return desk makes a result unready again: on time is judged by when it is ready the next time', () => {
    const dossier = aDossier().upTo('return');
    expect(dossier.state.processedAt).toBe(dossier.hour(0));
    dossier.at(10).do('send-back', { stage: 'sealing' }, { role: 'return-clerk' });
    expect(dossier.state.processedAt).toBeNull();
    expect(dossier.status).toBe(4);
    dossier.ringUntil(41).do('seal').do('return');
    expect(dossier.types().filter((type) => type === 'dossier-overdue')).toHaveLength(1);
    expect(dossier.last('dossier-returned')).toMatchObject({ late: true });
  });

  test('and sealing again leaves the results of the last seal only', () => {
    const dossier = aDossier().upTo('sealing').do('seal', { further: FURTHER });
    dossier.do('send-back', { stage: 'sealing' }, { role: 'return-clerk' }).do('seal', { further: FURTHER });
    expect(dossier.state.furtherResults).toEqual([A_RESULT]);
  });

  test('does not lift the separation of duties: who had appraised still does not approve', () => {
    const dossier = aDossier()
      .do('appraise', {}, { person: 'same' })
      .do('send-back')
      .do('appraise', {}, { person: 'b' });
    expect(dossier.refusal('approve', {}, { person: 'same' })).toBe('duties-not-separate');
    expect(dossier.refusal('approve', {}, { person: 'b' })).toBe('duties-not-separate');
    expect(dossier.refusal('approve')).toBe('allowed');
  });
});

describe('The return of a result', () => {
  test('says how it was handed over, and how it was made sure to whom (Decree 61/2018 art. 20)', () => {
    const byPost = aDossier()
      .upTo('return')
      .do('return', { handover: { method: 'post', tracking: 'EMS-1' } });
    expect(byPost.last('dossier-returned').handover).toEqual({ method: 'post', tracking: 'EMS-1' });
  });

  test('waits for what is owed: nothing is handed over that is neither paid nor waived (art. 22)', () => {
    const dossier = aDossier().do('request-payment').upTo('return');
    expect(dossier.refusal('return')).toBe('payment-outstanding');
    expect(dossier.do('waive-payment').refusal('return')).toBe('allowed');
    const paid = aDossier().do('request-payment').upTo('return').do('record-payment');
    expect(paid.refusal('return')).toBe('allowed');
  });

  test('is on time when the result was ready by the appointment, however late it is collected', () => {
    const dossier = aDossier().at(40).upTo('return').at(2000).do('return');
    expect(dossier.last('dossier-returned')).toMatchObject({ late: false });
    const late = aDossier().at(40.001).upTo('return').do('return');
    expect(late.last('dossier-returned')).toMatchObject({ late: true });
  });
});
