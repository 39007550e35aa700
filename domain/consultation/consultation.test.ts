import { describe, expect, test } from '@jest/globals';
import { COMMUNE, FIVE_STEPS, OPINION } from '../../test/support/builders.ts';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';
import { asked, POLICE, type Asked } from '../../test/support/asked.ts';
import { DomainError } from '../errors.ts';
import { verifyChain } from '../ledger/hash-chain.ts';
import type { SilenceRule } from '../procedure/route.ts';
import { askedHash } from './carry-out.ts';
import { standingOf } from './news.ts';
import { foldConsultation } from './state.ts';

const FIRE = 'H49.05';
const ask = (agency: string, rule = 'opinion') =>
  ({ rule, agency, via: 'inbox', question: A_REASON, documents: [] }) as const;
/** A route on which the silence of an asked agency means this. */
const onSilence = (rule: SilenceRule, required = false) => {
  const [appraisal, ...rest] = FIVE_STEPS.stages;
  if (appraisal === undefined) throw new Error('no stage');
  return { stages: [{ ...appraisal, consultations: [{ ...OPINION, onSilence: rule, required }] }, ...rest] };
};

describe('Asking other agencies (lấy ý kiến, Decree 61/2018 art. 19.5)', () => {
  test('asks several at once, each with its content and its own deadline, in a stream of its own', () => {
    const dossier = aDossier().do('consult', { asks: [ask(POLICE), ask(FIRE)] });
    expect(dossier.story).toEqual(['consultations-asked']);
    expect(dossier.state.consultations).toMatchObject([
      { code: `${dossier.state.code}.C1`, agency: POLICE, status: 'open' },
      { code: `${dossier.state.code}.C2`, agency: FIRE, status: 'open' },
    ]);
    const [, second] = dossier.last('consultations-asked').asks;
    expect(second).toMatchObject({ dueAt: dossier.hour(8), remindAt: dossier.hour(6), question: A_REASON });
    const { state } = asked(dossier, 1);
    expect(state).toMatchObject({ code: `${dossier.state.code}.C2`, asker: COMMUNE, agency: FIRE, status: 'open' });
  });

  test('is asked only what the route of the step has, of whom it leaves open, and never oneself', () => {
    const dossier = aDossier();
    expect(dossier.refusal('consult', { asks: [ask(POLICE, 'other')] })).toBe('consultation-not-here');
    expect(dossier.refusal('consult', { asks: [{ ...ask(POLICE), agency: null }] })).toBe('consultation-agency');
    expect(dossier.refusal('consult', { asks: [ask(COMMUNE)] })).toBe('consultation-of-oneself');
    expect(dossier.refusal('consult', { asks: [ask(POLICE), ask(POLICE)] })).toBe('consultation-asked');
    expect(dossier.do('consult').refusal('consult')).toBe('consultation-asked');
    expect(aDossier().upTo('approval').refusal('consult')).toBe('step-not-yours');
  });

  test('of an agency that the route names needs no other to be named', () => {
    const [appraisal, ...rest] = FIVE_STEPS.stages;
    if (appraisal === undefined) throw new Error('no stage');
    const named = { ...OPINION, id: 'fire', agency: { kind: 'fixed', agency: FIRE } } as const;
    const route = { stages: [{ ...appraisal, consultations: [named] }, ...rest] };
    const unnamed = { ...ask(FIRE, 'fire'), agency: null };
    expect(aDossier({ route }).do('consult', { asks: [unnamed] }).state.consultations[0]?.agency).toBe(FIRE);
    expect(aDossier({ route }).refusal('consult', { asks: [ask(POLICE, 'fire')] })).toBe('consultation-agency');
  });

  test('keeps the step open until every opinion is there, and a required one must be asked for', () => {
    const dossier = aDossier().do('consult');
    expect(dossier.refusal('appraise')).toBe('consultation-open');
    asked(dossier).do('answer').report();
    expect(dossier.refusal('appraise')).toBe('allowed');
    expect(aDossier({ route: onSilence('wait', true) }).refusal('appraise')).toBe('consultation-missing');
    const required = aDossier({ route: onSilence('wait', true) }).do('consult');
    asked(required).do('recall').report();
    expect(required.refusal('appraise')).toBe('consultation-missing');
  });
});

describe('The receipts of a consultation', () => {
  test('say when it was sent, delivered, opened and answered, each with a hash that either side can compute', () => {
    const dossier = aDossier().do('consult');
    const consultation = asked(dossier);
    expect(consultation.types()).toEqual(['consultation-sent', 'consultation-delivered']);
    dossier.at(1);
    consultation.do('open');
    dossier.at(2);
    consultation.do('answer', { opinion: 'agreed' });
    expect(consultation.types().slice(2)).toEqual(['consultation-opened', 'consultation-answered']);
    const { state } = consultation;
    expect(state.contentHash).toBe(askedHash(state, dossier.hour(8)));
    expect(verifyChain(consultation.chained)).toBe(consultation.headHash);
    expect(foldConsultation(consultation.chained.map(({ event }) => event))).toEqual(state);
    consultation.report();
    expect(dossier.last('consultation-reported')).toMatchObject({ seq: state.seq, hash: consultation.headHash });
  });

  test('of an agency with a system of its own show delivery when that acknowledges what it received', () => {
    const dossier = aDossier().do('consult', { asks: [{ ...ask(POLICE), via: 'system' }] });
    const consultation = asked(dossier);
    expect(consultation.types()).toEqual(['consultation-sent']);
    expect(consultation.refusal('acknowledge', { contentHash: 'f'.repeat(64) })).toBe('receipt-hash-mismatch');
    consultation.do('acknowledge', { contentHash: consultation.state.contentHash });
    expect(consultation.state.delivered).toBe(true);
    expect(consultation.refusal('acknowledge', { contentHash: consultation.state.contentHash })).toBe(
      'already-delivered',
    );
  });

  test('that it was opened says that it had arrived, and is recorded once', () => {
    const consultation = asked(aDossier().do('consult', { asks: [{ ...ask(POLICE), via: 'system' }] }));
    expect(consultation.do('open').story).toEqual(['consultation-delivered', 'consultation-opened']);
    expect(consultation.refusal('open')).toBe('already-opened');
  });
});

describe('The time of an asked agency', () => {
  const late = (rule: SilenceRule): { dossier: ReturnType<typeof aDossier>; consultation: Asked } => {
    const dossier = aDossier({ route: onSilence(rule) }).do('consult');
    const consultation = asked(dossier);
    dossier.at(6);
    expect(consultation.ring().story).toEqual(['consultation-reminded']);
    dossier.at(8);
    expect(consultation.ring().story).toEqual(['consultation-overdue']);
    consultation.report();
    return { dossier, consultation };
  };

  test('has a reminder before it is up, and then passes once', () => {
    const { consultation, dossier } = late('wait');
    expect(consultation.nextAlarm).toBeNull();
    dossier.at(20);
    expect(consultation.ring().story).toEqual([]);
  });

  test.each([
    ['deemed-agreed', 'deemed-agreed', 'allowed'],
    ['escalate', 'open', 'consultation-open'],
    ['wait', 'open', 'consultation-open'],
  ] as const)('once passed in silence: %s', (rule, status, appraise) => {
    const { dossier } = late(rule);
    expect(dossier.state.consultations[0]).toMatchObject({ status, overdue: true });
    expect(dossier.refusal('appraise')).toBe(appraise);
  });

  test('does not keep it from answering late, which is recorded as such, after it was taken for agreement too', () => {
    const { dossier, consultation } = late('deemed-agreed');
    dossier.do('appraise');
    consultation.do('answer', { opinion: 'not-agreed' });
    expect(consultation.state).toMatchObject({ status: 'answered', opinion: 'not-agreed', late: true });
    consultation.report();
    expect(dossier.last('consultation-reported').news).toEqual({ kind: 'answered', opinion: 'not-agreed', late: true });
    expect(dossier.state.consultations[0]).toMatchObject({ status: 'answered', opinion: 'not-agreed' });
  });

  test('stands still while it waits for a reply to what it asked back', () => {
    const dossier = aDossier().do('consult');
    const consultation = asked(dossier);
    dossier.at(2);
    consultation.do('ask-back');
    expect(consultation.state).toMatchObject({ status: 'asked-back', dueAt: null });
    expect(consultation.refusal('ask-back')).toBe('consultation-with-asker');
    dossier.at(50);
    expect(consultation.ring().story).toEqual([]);
    consultation.do('reply');
    expect(consultation.state).toMatchObject({ status: 'open', dueAt: dossier.hour(56) });
    expect(consultation.refusal('reply')).toBe('not-asked-back');
  });

  test('that is over before it asks back has passed in silence, also where the clock had not come to it', () => {
    const dossier = aDossier({ route: onSilence('deemed-agreed') }).do('consult');
    const consultation = asked(dossier);
    dossier.at(9);
    consultation.do('ask-back');
    expect(consultation.story.slice(-2)).toEqual(['consultation-overdue', 'consultation-asked-back']);
    consultation.do('answer').report();
    expect(consultation.state).toMatchObject({ status: 'answered', late: true });
    const inTime = asked(aDossier().do('consult')).do('ask-back');
    expect(inTime.types()).not.toContain('consultation-overdue');
  });

  test('is not longer for the agency that it is passed on to, whose receipts begin anew', () => {
    const dossier = aDossier().do('consult');
    const consultation = asked(dossier).do('open').do('pass-on', { agency: FIRE, via: 'system' });
    expect(consultation.state).toMatchObject({ agency: FIRE, dueAt: dossier.hour(8), delivered: false, opened: false });
    expect(consultation.refusal('answer', {}, { agency: POLICE })).toBe('not-asked');
    expect(consultation.do('answer', {}, { agency: FIRE }).state.status).toBe('answered');
    for (const report of consultation.reports()) dossier.hear(report);
    expect(dossier.state.consultations[0]).toMatchObject({ agency: FIRE, status: 'answered' });
    expect(asked(aDossier().do('consult')).refusal('pass-on', { agency: COMMUNE })).toBe('pass-on-to-party');
  });
});

describe('A consultation is taken back', () => {
  test.each([
    ['suspended', (dossier: ReturnType<typeof aDossier>) => dossier.do('suspend')],
    ['refused', (dossier: ReturnType<typeof aDossier>) => dossier.do('propose-refusal')],
    ['closed', (dossier: ReturnType<typeof aDossier>) => dossier.do('request-withdrawal').do('confirm-withdrawal')],
  ] as const)('when its dossier is %s', (because, end) => {
    const dossier = aDossier().do('consult');
    const consultation = asked(dossier);
    end(dossier);
    expect(dossier.state.consultations[0]).toMatchObject({ status: 'recalled', recalledBecause: because });
    expect(consultation.recall(because).story).toEqual(['consultation-recalled']);
    expect(consultation.refusal('answer')).toBe('consultation-over');
    expect(consultation.recall(because).story).toEqual([]);
    const { seq } = dossier.state;
    consultation.report();
    expect(dossier.state.seq).toBe(seq);
  });

  test('though its silence was taken for agreement, which stands: it need not be asked for again', () => {
    const dossier = aDossier({ route: onSilence('deemed-agreed', true) }).do('consult');
    const consultation = asked(dossier);
    dossier.at(8);
    consultation.ring().report();
    dossier.do('suspend');
    expect(dossier.state.consultations[0]).toMatchObject({ status: 'deemed-agreed', recalledBecause: 'suspended' });
    expect(consultation.recall('suspended').state.status).toBe('recalled');
    expect(dossier.do('resume').refusal('appraise')).toBe('allowed');
    const again = dossier.do('suspend').state.consultations[0];
    expect(again).toMatchObject({ status: 'deemed-agreed', recalledBecause: 'suspended' });
  });

  test('by whoever asked, with a reason; and what was taken back with a refusal cannot be undone', () => {
    const dossier = aDossier().do('consult');
    const consultation = asked(dossier);
    expect(consultation.refusal('recall', {}, { agency: POLICE })).toBe('not-the-asker');
    consultation.do('recall').report();
    expect(dossier.state.consultations[0]?.status).toBe('recalled');
    expect(dossier.do('propose-refusal').refusal('undo')).toBe('allowed');
    expect(aDossier().do('consult').do('propose-refusal').refusal('undo')).toBe('nothing-to-undo');
  });

  test('not by a supplement, which the asked agency has nothing to do with', () => {
    expect(aDossier().do('consult').do('request-supplement').state.consultations[0]?.status).toBe('open');
  });
});

test('A report is entered once, and none of a consultation that the dossier does not know', () => {
  const dossier = aDossier().do('consult');
  const consultation = asked(dossier).do('answer');
  const [report] = consultation.reports();
  if (report === undefined) throw new Error('nothing to report');
  expect(dossier.hear(report).story).toEqual(['consultation-reported']);
  expect(dossier.hear(report).story).toEqual([]);
  expect(dossier.hear({ ...report, child: `${dossier.state.code}.C9`, seq: 9 }).story).toEqual([]);
});

test('What stands is told anew by a run that has read it from its ledger, and entered where it is news', () => {
  const dossier = aDossier().do('consult');
  const consultation = asked(dossier).do('open').do('pass-on', { agency: FIRE });
  const tell = (): readonly string[] => {
    for (const report of standingOf(consultation.state, consultation.headHash)) dossier.hear(report);
    return dossier.story;
  };
  expect(tell()).toEqual(['consultation-reported']);
  expect(dossier.state.consultations[0]).toMatchObject({ agency: FIRE, overdue: false, status: 'open' });
  consultation.do('open', {}, { agency: FIRE });
  expect(tell()).toEqual([]);
  dossier.at(8);
  consultation.do('pass-on', { agency: POLICE }).ring();
  expect(tell()).toEqual(['consultation-reported']);
  expect(dossier.state.consultations[0]).toMatchObject({ agency: POLICE, overdue: true, status: 'open' });
  expect(standingOf(asked(aDossier().do('consult')).state, '')).toEqual([]);
});

test('A stream that does not begin with being sent is no consultation', () => {
  expect(() => foldConsultation([])).toThrow('begins with being sent');
  expect(() => asked(aDossier())).toThrow(DomainError);
});
