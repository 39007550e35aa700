import { describe, expect, test } from '@jest/globals';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';
import { plainCalendar, warningCalendar } from '../../test/support/plain-calendar.ts';
import type { ClockCalendar } from './deadlines.ts';

/** The law of the procedure lets its limit be extended by ten hours. */
const EXTENSION = { content: { extension: { unit: 'working-hour', value: 10 } } } as const;
/** The province has given itself 40 hours of the law's 60. */
const SHORTER = {
  content: {
    ...EXTENSION.content,
    legalLimit: { unit: 'working-hour', value: 60 },
    localLimit: { unit: 'working-hour', value: 40 },
  },
} as const;

describe('An extension', () => {
  test('adds to the limit what the law of the procedure allows, with a reason', () => {
    const dossier = aDossier(EXTENSION).at(39);
    expect(dossier.refusal('extend', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('extend', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    dossier.do('extend');
    expect(dossier.story).toEqual(['deadline-extended']);
    expect(dossier.last('deadline-extended')).toMatchObject({
      by: { unit: 'working-hour', value: 10 },
      note: A_REASON,
      clocks: { dueAt: dossier.hour(50) },
      step: { dueAt: dossier.hour(2) },
    });
    expect(dossier.state).toMatchObject({ dueAt: dossier.hour(50), step: { dueAt: dossier.hour(2) } });
  });

  test('is not allowed where the law of the procedure knows none', () => {
    expect(aDossier().refusal('extend')).toBe('extension-not-allowed');
  });

  test('is allowed once', () => {
    expect(aDossier(EXTENSION).do('extend').refusal('extend')).toBe('extension-used');
  });

  test('is of a limit that runs: one that has passed is apologised for, and is not made on time', () => {
    expect(aDossier(EXTENSION).at(40).refusal('extend')).toBe('allowed');
    expect(aDossier(EXTENSION).at(40.001).refusal('extend')).toBe('extension-too-late');
    const putOff = aDossier(EXTENSION);
    putOff.do('draft-apology', { dueAt: putOff.hour(90) }).do('approve-apology');
    expect(putOff.at(40.001).refusal('extend')).toBe('extension-too-late');
  });

  test('is for a result that is not ready yet', () => {
    expect(aDossier(EXTENSION).upTo('return').refusal('extend')).toBe('act-not-now');
  });

  test('moves the law’s limit, too, where the province’s own is shorter', () => {
    const dossier = aDossier(SHORTER).do('extend');
    expect(dossier.state.clocks).toMatchObject({ dueAt: dossier.hour(50), legalDueAt: dossier.hour(70) });
  });

  test('runs after the limit: what stands still within it is added to it', () => {
    const dossier = aDossier(EXTENSION).do('extend').at(45).do('suspend').at(50).do('resume');
    expect(dossier.state.dueAt).toBe(dossier.hour(55));
    const before = aDossier(EXTENSION).do('extend').at(35).do('suspend').at(55).do('resume');
    expect(before.state.dueAt).toBe(before.hour(70));
  });

  test('remains when the limit starts from zero after a supplement', () => {
    const dossier = aDossier(EXTENSION).do('extend').at(10).do('request-supplement').at(20).do('receive-supplement');
    expect(dossier.state.dueAt).toBe(dossier.hour(70));
  });
});

describe('An apology with a new appointment (văn bản xin lỗi và hẹn lại, Decree 61/2018 art. 19.9)', () => {
  test('is drafted with a reason and a date, and changes nothing before it is approved', () => {
    const dossier = aDossier();
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(60), note: null })).toBe('reason-missing');
    dossier.do('draft-apology', { dueAt: dossier.hour(60) });
    expect(dossier.story).toEqual(['apology-drafted']);
    expect(dossier.last('apology-drafted')).toEqual({ dueAt: dossier.hour(60), note: A_REASON });
    expect(dossier.state).toMatchObject({
      dueAt: dossier.hour(40),
      apology: { dueAt: dossier.hour(60), person: 'appraiser' },
    });
  });

  test('is approved by the leader, who did not draft it: then the appointment is the new one', () => {
    const dossier = aDossier().at(10);
    expect(dossier.refusal('approve-apology')).toBe('apology-missing');
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }, { person: 'same' });
    expect(dossier.refusal('approve-apology', {}, { person: 'same' })).toBe('duties-not-separate');
    expect(dossier.refusal('approve-apology', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    dossier.do('approve-apology');
    expect(dossier.last('apology-approved')).toMatchObject({
      formerDueAt: dossier.hour(40),
      dueAt: dossier.hour(60),
      inTime: true,
      clocks: { dueAt: dossier.hour(60), legalDueAt: dossier.hour(40) },
    });
    expect(dossier.state).toMatchObject({ dueAt: dossier.hour(60), apology: null, reappointments: 1 });
  });

  test('goes out at the latest one day before the appointment; one that goes out later says so', () => {
    const approvedAt = (hours: number): boolean => {
      const dossier = aDossier().at(hours);
      dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('approve-apology');
      return dossier.last('apology-approved').inTime;
    };
    expect([16, 16.001, 41].map(approvedAt)).toEqual([true, false, false]);
  });

  test('is allowed once', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('approve-apology');
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(90) })).toBe('reappointments-used');
    expect(dossier.refusal('approve-apology')).toBe('reappointments-used');
    const twice = aDossier({ rules: { maxReappointments: 2 } });
    twice.do('draft-apology', { dueAt: twice.hour(60) }).do('approve-apology');
    expect(twice.refusal('draft-apology', { dueAt: twice.hour(90) })).toBe('allowed');
  });

  test('names a date after the appointment, and one that is still to come', () => {
    const dossier = aDossier();
    for (const hours of [40, 39, 0])
      expect([hours, dossier.refusal('draft-apology', { dueAt: dossier.hour(hours) })]).toEqual([
        hours,
        'appointment-not-later',
      ]);
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(40.001) })).toBe('allowed');
    expect(dossier.at(50).refusal('draft-apology', { dueAt: dossier.hour(50) })).toBe('appointment-not-later');
    dossier.at(1).do('draft-apology', { dueAt: dossier.hour(60) });
    expect(dossier.at(61).refusal('approve-apology')).toBe('appointment-not-later');
  });

  test('that was drafted takes the place of an earlier draft, and both drafters may not approve it', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }, { person: 'first' });
    dossier.do('draft-apology', { dueAt: dossier.hour(70) }, { person: 'second' });
    expect(dossier.refusal('approve-apology', {}, { person: 'first' })).toBe('duties-not-separate');
    expect(dossier.do('approve-apology').state.dueAt).toBe(dossier.hour(70));
  });

  test('is for a result that is not ready yet', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).upTo('return');
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(60) }, { role: 'one-stop-head' })).toBe(
      'act-not-now',
    );
    expect(dossier.refusal('approve-apology')).toBe('act-not-now');
  });

  test('waits while the dossier waits: nobody knows the appointment then', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('suspend');
    expect(dossier.refusal('approve-apology')).toBe('dossier-waits');
    dossier.at(30).do('resume');
    expect(dossier.refusal('approve-apology')).toBe('appointment-not-later');
  });

  test('is prompted one day before the appointment, unless one was drafted', () => {
    expect(aDossier().ringUntil(16).last('apology-due')).toEqual({ by: aDossier().hour(16) });
    const drafted = aDossier();
    drafted.do('draft-apology', { dueAt: drafted.hour(60) }).ringUntil(30);
    expect(drafted.story).not.toContain('apology-due');
  });

  test('names a date that what stands still later is added to, from where it is', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('approve-apology');
    dossier.at(50).do('suspend').at(70).do('resume');
    expect(dossier.state.clocks).toMatchObject({ dueAt: dossier.hour(80), legalDueAt: dossier.hour(40) });
    const passed = aDossier();
    passed.do('draft-apology', { dueAt: passed.hour(60) }).do('approve-apology');
    passed.ringUntil(61).do('suspend').ringUntil(70).do('resume');
    expect(passed.state).toMatchObject({ dueAt: passed.hour(60), overdue: true });
  });

  test('holds a date outside the hours of work as it was named, also after a standstill that began too late to count', () => {
    const worked = new Date(Date.parse(aDossier().hour(59))).toISOString();
    /** Nothing is worked from hour 59 on. */
    const calendar: ClockCalendar = {
      ...warningCalendar(),
      workingMinutes: (of, from, to) => plainCalendar().workingMinutes(of, from, to < worked ? to : worked),
    };
    const dossier = aDossier({ calendar });
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }).do('approve-apology');
    dossier.at(61).do('suspend').at(70).do('resume');
    expect(dossier.state.dueAt).toBe(dossier.hour(60));
  });

  test('before an extension is extended by it, and after one names the date that holds', () => {
    const extended = aDossier(EXTENSION);
    extended
      .do('draft-apology', { dueAt: extended.hour(60) })
      .do('approve-apology')
      .do('extend');
    expect(extended.state.clocks).toMatchObject({ dueAt: extended.hour(70), legalDueAt: extended.hour(50) });
    const named = aDossier(EXTENSION).do('extend');
    named.do('draft-apology', { dueAt: named.hour(60) }).do('approve-apology');
    expect(named.state.clocks).toMatchObject({ dueAt: named.hour(60), legalDueAt: named.hour(50) });
  });
});

describe('A change of the calendar', () => {
  /** Each working hour lasts two. */
  const slower: ClockCalendar = {
    ...warningCalendar(),
    due: (of, count) =>
      warningCalendar().due(of, { ...count, limit: { ...count.limit, value: count.limit.value * 2 } }),
  };
  let current: ClockCalendar = warningCalendar();
  const changing: ClockCalendar = {
    due: (...given) => current.due(...given),
    dueSoon: (...given) => current.dueSoon(...given),
    apologyBy: (...given) => current.apologyBy(...given),
    transferBy: (...given) => current.transferBy(...given),
    workingMinutes: (...given) => current.workingMinutes(...given),
  };
  const received = () => {
    current = warningCalendar();
    return aDossier({ calendar: changing });
  };

  test('sets the clocks that run anew and says what they were', () => {
    const dossier = received();
    current = slower;
    dossier.do('replan');
    expect(dossier.story).toEqual(['clocks-replanned']);
    expect(dossier.last('clocks-replanned')).toMatchObject({
      change: 'change-1',
      formerDueAt: dossier.hour(40),
      clocks: { dueAt: dossier.hour(80) },
      step: { dueAt: dossier.hour(4) },
    });
    expect(dossier.state).toMatchObject({ dueAt: dossier.hour(80), step: { dueAt: dossier.hour(4) } });
  });

  test('makes a dossier not overdue any more that by the new calendar is not, and rings when it is', () => {
    const dossier = received().ringUntil(41);
    expect(dossier.state).toMatchObject({ overdue: true, step: { overdue: true } });
    current = slower;
    dossier.do('replan');
    expect(dossier.state.overdue).toBe(false);
    // Each due instant has its own event, also the one of the step that has passed by the new calendar, too.
    expect(dossier.ring().story).toEqual(['step-overdue']);
    dossier.ringUntil(100);
    expect(dossier.story).toEqual(['apology-due', 'dossier-due-soon', 'dossier-overdue']);
  });

  test('sets nothing while the clocks stand still; they are counted by the new one when they go on', () => {
    const dossier = received().do('suspend');
    current = slower;
    dossier.do('replan');
    expect(dossier.last('clocks-replanned')).toMatchObject({ formerDueAt: null, clocks: null, step: null });
    expect(dossier.at(5).do('resume').state.dueAt).toBe(dossier.hour(85));
  });

  test('is carried out by no one who works on dossiers', () => {
    expect(aDossier().refusal('replan', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    expect(aDossier().do('request-withdrawal').refusal('replan')).toBe('allowed');
  });
});
