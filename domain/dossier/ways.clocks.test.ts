import { describe, expect, test } from '@jest/globals';
import { aStage } from '../../test/support/builders.ts';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { nextAlarm } from './clock.ts';

/** Escalated four hours after a step is overdue; people are warned when a tenth of the time is left. */
const LOUD = { rules: { escalateAfter: { unit: 'working-hour', value: 4 }, dueSoon: { share: 0.1 } } } as const;
/** The province has given itself 40 hours of the law's 60. */
const SHORTER = {
  content: {
    legalLimit: { unit: 'working-hour', value: 60 },
    localLimit: { unit: 'working-hour', value: 40 },
  },
} as const;

/** What rings up to an hour, each with its own. */
const rung = (dossier: InHand, hours: number): [string, number][] =>
  dossier
    .ringUntil(hours)
    .written.map(({ type, at }) => [type, (Date.parse(at) - Date.parse(dossier.hour(0))) / 3_600_000]);

describe('The clocks of a dossier', () => {
  test('ring once each, at their instants: warning, due, escalation, apology, law', () => {
    expect(rung(aDossier({ ...LOUD, ...SHORTER }), 10_000)).toEqual([
      ['step-due-soon', 1.8],
      ['step-overdue', 2],
      ['step-escalated', 6],
      ['apology-due', 16],
      ['dossier-due-soon', 36],
      ['dossier-overdue', 40],
      ['legal-limit-passed', 60],
    ]);
  });

  test('are recorded all at once by an alarm that comes late, but no warning of what is overdue by then', () => {
    const dossier = aDossier({ ...LOUD, ...SHORTER })
      .at(10_000)
      .ring();
    expect(dossier.story).toEqual([
      'step-overdue',
      'step-escalated',
      'apology-due',
      'dossier-overdue',
      'legal-limit-passed',
    ]);
    expect(nextAlarm(dossier.state)).toBeNull();
  });

  test('have one alarm, at the earliest of them', () => {
    const dossier = aDossier(LOUD);
    expect(nextAlarm(dossier.state)).toBe(dossier.hour(1.8));
    expect(nextAlarm(dossier.ringUntil(3).state)).toBe(dossier.hour(6));
    expect(nextAlarm(dossier.do('suspend').state)).toBeNull();
  });

  test('of a step go with it; the next one has its own', () => {
    const dossier = aDossier(LOUD).at(1).do('appraise');
    expect(rung(dossier, 10).slice(0, 3)).toEqual([
      ['step-due-soon', 2.8],
      ['step-overdue', 3],
      ['step-escalated', 7],
    ]);
  });

  test('of two steps that are due at one instant ring for each', () => {
    const stages = (['appraisal', 'return'] as const).map((kind) => ({
      ...aStage(kind),
      budget: { unit: 'working-hour', value: 0.5 } as const,
    }));
    const dossier = aDossier({ ...LOUD, filed: true, route: { stages } })
      .ringUntil(7.5)
      .do('accept');
    expect(dossier.step.dueAt).toBe(dossier.hour(8));
    expect(dossier.types().filter((type) => type === 'step-due-soon')).toHaveLength(1);
    expect(dossier.ringUntil(8).story).toEqual(['step-due-soon', 'step-overdue']);
  });

  test('of the dossier stop for good once the result is ready; that of the return desk runs', () => {
    const dossier = aDossier({ ...LOUD, ...SHORTER }).upTo('return');
    expect(rung(dossier, 10_000).map(([type]) => type)).toEqual(['step-due-soon', 'step-overdue', 'step-escalated']);
  });

  test('stand still while it waits, all but that of the answer', () => {
    const dossier = aDossier({ ...LOUD, ...SHORTER }).do('request-supplement');
    expect(rung(dossier, 10_000)).toEqual([['response-overdue', 240]]);
  });

  test('run on while a withdrawal is to be decided', () => {
    expect(rung(aDossier(LOUD).do('request-withdrawal'), 3).map(([type]) => type)).toEqual([
      'step-due-soon',
      'step-overdue',
    ]);
  });

  test('that had rung before a standstill do not ring again after it, and those that had not still do', () => {
    const dossier = aDossier(LOUD).ringUntil(3).do('suspend').ringUntil(100).do('resume');
    expect(dossier.state).toMatchObject({ step: { overdue: true, dueAt: dossier.hour(2) }, dueAt: dossier.hour(137) });
    // The step was overdue for an hour before, so that it is escalated three hours after.
    expect(rung(dossier, 200)).toEqual([
      ['step-escalated', 103],
      ['apology-due', 113],
      ['dossier-due-soon', 133],
      ['dossier-overdue', 137],
    ]);
  });

  test('that were due when an act sets them anew are not lost: an alarm that comes after the act rings them', () => {
    const extension = { content: { extension: { unit: 'working-hour', value: 10 } } } as const;
    const dossier = aDossier({ ...LOUD, ...extension })
      .at(20)
      .do('extend');
    expect(dossier.ring().story).toEqual(['step-overdue', 'step-escalated']);
    const late = aDossier({ ...LOUD, ...extension })
      .at(39)
      .do('extend');
    expect(late.ring().story).toEqual(['step-overdue', 'step-escalated', 'apology-due']);
  });

  test('warn when a share of the time is left in which they run: a standstill is not in it', () => {
    const dossier = aDossier(LOUD).at(1).do('suspend').at(1001).do('resume');
    expect(rung(dossier, 1500)).toEqual([
      ['step-due-soon', 1001.8],
      ['step-overdue', 1002],
      ['step-escalated', 1006],
      ['apology-due', 1016],
      ['dossier-due-soon', 1036],
      ['dossier-overdue', 1040],
    ]);
    const restarted = aDossier(LOUD).at(30).do('request-supplement').at(130).do('receive-supplement');
    expect(restarted.state.clocks?.dueSoonAt).toBe(restarted.hour(166));
  });

  test('warn at once where so little is left when they go on that the warning is past', () => {
    const rules = { ...LOUD.rules, dueSoon: { workingMinutes: 600 } };
    const dossier = aDossier({ rules }).at(29).do('request-payment', { stopsClock: true }).at(31).do('record-payment');
    expect(dossier.at(33).ring().story).toContain('dossier-due-soon');
    // A step of two hours is warned of nowhere: the warning would come before the step.
    expect(aDossier({ rules }).step.dueSoonAt).toBeNull();
  });

  test('are one each for each due instant of a limit that moved', () => {
    const dossier = aDossier().ringUntil(41);
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('approve-apology');
    expect(dossier.state.overdue).toBe(false);
    dossier.ringUntil(100);
    const overdue = dossier.ledger.flatMap((event) => (event.type === 'dossier-overdue' ? [event.data.dueAt] : []));
    expect(overdue).toEqual([dossier.hour(40), dossier.hour(60)]);
    expect(dossier.last('legal-limit-passed')).toEqual({ dueAt: dossier.hour(40) });
  });

  test('of the answer are one for each time that something is asked for', () => {
    const dossier = aDossier().do('request-supplement').ringUntil(241).do('receive-supplement');
    dossier.do('request-supplement').ringUntil(1000);
    expect(dossier.types().filter((type) => type === 'response-overdue')).toHaveLength(2);
  });
});
