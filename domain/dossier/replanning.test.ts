import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aStage } from '../../test/support/builders.ts';
import { PROVINCE } from '../../test/support/calendars.ts';
import { changingCalendar, clocksBy } from '../../test/support/changing-calendar.ts';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import type { Calendar } from '../calendar/types.ts';
import { planAnew } from './replanning.ts';

/** Monday, 08:00 in Quảng Ninh. */
const RECEIVED = '2026-11-23T01:00:00.000Z';
const FIVE_DAYS = { unit: 'working-day', value: 5 } as const;
const RULES = { escalateAfter: { unit: 'working-day', value: 1 } } as const;
const STAGES = (['appraisal', 'approval', 'sealing', 'return'] as const).map((kind) => ({
  ...aStage(kind),
  budget: { unit: 'working-day', value: 1 } as const,
}));

const off = (...dates: string[]): Calendar => ({ ...PROVINCE, holidays: [...PROVINCE.holidays, ...dates] });
const worked = (date: string): Calendar => ({ ...PROVINCE, makeUpDays: { ...PROVINCE.makeUpDays, [date]: 'fri' } });

/** A dossier with five working days, each step with one, under the calendar of the province until it changes. */
function aDossierOfTheProvince(begin: Parameters<typeof aDossier>[0] = {}) {
  const calendar = changingCalendar(PROVINCE);
  const dossier = aDossier({
    at: RECEIVED,
    route: { stages: STAGES },
    rules: RULES,
    ...begin,
    content: { legalLimit: FIVE_DAYS, ...begin.content },
    calendar,
  });
  return { dossier, calendar };
}

const planned = (dossier: InHand, calendar: Calendar) => planAnew(dossier.snapshot, clocksBy(calendar), dossier.now);
const datesOf = ({ state }: InHand) => ({ dueAt: state.dueAt, stepDueAt: state.step?.dueAt ?? null });

describe('What planning anew would come to', () => {
  test('is a later appointment, and a later step, by a day off that is added', () => {
    const { dossier } = aDossierOfTheProvince();
    expect(datesOf(dossier)).toEqual({ dueAt: '2026-11-30T01:00:00.000Z', stepDueAt: '2026-11-24T01:00:00.000Z' });
    expect(planned(dossier, off('2026-11-23'))).toEqual({
      left: null,
      former: { dueAt: '2026-11-30T01:00:00.000Z', stepDueAt: '2026-11-24T01:00:00.000Z' },
      next: { dueAt: '2026-11-30T10:00:00.000Z', stepDueAt: '2026-11-24T10:00:00.000Z' },
    });
    expect(planned(dossier, off('2026-11-25'))).toMatchObject({
      next: { dueAt: '2026-12-01T01:00:00.000Z', stepDueAt: '2026-11-24T01:00:00.000Z' },
    });
  });

  test('is an earlier appointment by a Saturday that is worked', () => {
    const { dossier } = aDossierOfTheProvince();
    expect(planned(dossier, worked('2026-11-28'))).toMatchObject({ next: { dueAt: '2026-11-28T01:00:00.000Z' } });
  });

  test('is nothing where no day that it counts by has changed', () => {
    const { dossier } = aDossierOfTheProvince();
    for (const calendar of [PROVINCE, off('2026-11-20'), off('2026-12-24'), worked('2026-11-21')])
      expect(planned(dossier, calendar)).toEqual({ left: 'same-dates' });
  });

  test('is a warning alone, where a day off is made up for within the limit', () => {
    const { dossier, calendar } = aDossierOfTheProvince();
    const exchanged = { ...off('2026-11-25'), makeUpDays: { ...PROVINCE.makeUpDays, '2026-11-28': 'wed' as const } };
    expect(planned(dossier, exchanged)).toMatchObject({ left: null, next: datesOf(dossier) });
    calendar.becomes(exchanged);
    dossier.do('replan');
    expect(dossier.state.clocks?.apologyBy).toBe('2026-11-28T10:00:00.000Z');
  });

  test('is the law’s limit alone, where only that reaches so far', () => {
    const content = { localLimit: FIVE_DAYS, legalLimit: { unit: 'working-day', value: 10 } } as const;
    const { dossier, calendar } = aDossierOfTheProvince({ content });
    const far = off('2026-12-03');
    expect(planned(dossier, far)).toMatchObject({ left: null, next: datesOf(dossier) });
    calendar.becomes(far);
    dossier.do('replan');
    expect(dossier.state.clocks?.legalDueAt).toBe('2026-12-08T01:00:00.000Z');
    expect(planned(dossier, far)).toEqual({ left: 'same-dates' });
  });

  test('is the last day for an apology alone, where only that becomes a day off', () => {
    const apology = (days: readonly string[]) => {
      const { dossier, calendar } = aDossierOfTheProvince({
        content: { legalLimit: { unit: 'calendar-day', value: 10 } },
      });
      calendar.becomes(off(...days));
      return { dossier, found: planned(dossier, off(...days)) };
    };
    const { dossier, found } = apology(['2026-12-02']);
    expect(found).toMatchObject({ left: null, next: datesOf(dossier) });
    expect(dossier.state.clocks?.apologyBy).toBe('2026-12-02T10:00:00.000Z');
    dossier.do('replan');
    expect(dossier.state.clocks?.apologyBy).toBe('2026-12-01T10:00:00.000Z');
  });

  test('is that the appointment is provisional no longer, once the year is published', () => {
    const { dossier } = aDossierOfTheProvince({ at: '2026-12-28T01:00:00.000Z' });
    expect(dossier.state.clocks?.provisional).toBe(true);
    expect(planned(dossier, { ...PROVINCE, publishedThrough: '2027-12-31' })).toMatchObject({ left: null });
  });

  test('is the step of a dossier that was filed and not received yet, which has no appointment', () => {
    const { dossier } = aDossierOfTheProvince({ filed: true });
    expect(planned(dossier, off('2026-11-23'))).toEqual({
      left: null,
      former: { dueAt: null, stepDueAt: '2026-11-24T01:00:00.000Z' },
      next: { dueAt: null, stepDueAt: '2026-11-24T10:00:00.000Z' },
    });
  });

  test('is nothing while the dossier waits; when it goes on it is counted by the calendar of that day', () => {
    for (const [wait, goOn, dueAt] of [
      ['request-supplement', 'receive-supplement', '2026-12-02T02:00:00.000Z'],
      ['suspend', 'resume', '2026-12-02T01:00:00.000Z'],
    ] as const) {
      const { dossier, calendar } = aDossierOfTheProvince();
      dossier.at(1).do(wait);
      expect(planned(dossier, off('2026-11-25'))).toEqual({ left: 'dossier-waits' });
      calendar.becomes(off('2026-11-25'));
      dossier.at(25).do(goOn);
      expect(dossier.state.dueAt).toBe(dueAt);
      expect(planned(dossier, off('2026-11-25'))).toEqual({ left: 'same-dates' });
    }
  });

  test('keeps what stood still: a pause that is over counts as it was', () => {
    const { dossier } = aDossierOfTheProvince();
    dossier.at(1).do('suspend').at(25).do('resume');
    expect(dossier.state.dueAt).toBe('2026-12-01T01:00:00.000Z');
    expect(planned(dossier, off('2026-11-26'))).toMatchObject({ next: { dueAt: '2026-12-02T01:00:00.000Z' } });
  });

  test('is nothing for a dossier that was put off to a named date, except for its step', () => {
    const { dossier } = aDossierOfTheProvince();
    dossier.at(1).do('draft-apology', { dueAt: '2026-12-04T03:00:00.000Z' }).do('approve-apology');
    expect(dossier.state.dueAt).toBe('2026-12-04T03:00:00.000Z');
    const found = planned(dossier, off('2026-11-23'));
    expect(found).toMatchObject({
      left: null,
      former: { dueAt: '2026-12-04T03:00:00.000Z' },
      next: { dueAt: '2026-12-04T03:00:00.000Z', stepDueAt: '2026-11-24T10:00:00.000Z' },
    });
  });

  test('is the extension too, which is counted after the limit', () => {
    const { dossier } = aDossierOfTheProvince({ content: { extension: { unit: 'working-day', value: 2 } } });
    dossier.at(1).do('extend');
    expect(dossier.state.dueAt).toBe('2026-12-02T01:00:00.000Z');
    expect(planned(dossier, off('2026-12-01'))).toMatchObject({ next: { dueAt: '2026-12-03T01:00:00.000Z' } });
  });

  test('is nothing once the result is ready, and nothing once the dossier has ended', () => {
    const { dossier } = aDossierOfTheProvince();
    dossier.at(1).upTo('return');
    expect(planned(dossier, off('2026-11-25'))).toEqual({ left: 'result-ready' });
    dossier.do('return');
    expect(planned(dossier, off('2026-11-25'))).toEqual({ left: 'dossier-ended' });
  });

  test('is not what a warning that has gone off would have been', () => {
    const { dossier } = aDossierOfTheProvince();
    dossier.ringUntil(24);
    expect(planned(dossier, PROVINCE)).toEqual({ left: 'same-dates' });
  });
});

describe('Planning anew', () => {
  const date = fc
    .integer({ min: 0, max: 20 })
    .map((days) => new Date(Date.UTC(2026, 10, 20 + days)).toISOString().slice(0, 10));
  const calendars = fc
    .record({ holidays: fc.uniqueArray(date, { maxLength: 4 }), makeUps: fc.uniqueArray(date, { maxLength: 3 }) })
    .map(({ holidays, makeUps }): Calendar => ({
      ...off(...holidays),
      makeUpDays: { ...PROVINCE.makeUpDays, ...Object.fromEntries(makeUps.map((day) => [day, 'mon' as const])) },
    }));
  const limits = fc.oneof(
    fc.record({ unit: fc.constant('working-day' as const), value: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ unit: fc.constant('calendar-day' as const), value: fc.integer({ min: 1, max: 12 }) }),
  );

  test('writes what was previewed, or there was nothing to write; afterwards there is nothing', () => {
    fc.assert(
      fc.property(calendars, calendars, limits, fc.nat({ max: 60 }), (first, second, legalLimit, hours) => {
        const { dossier, calendar } = aDossierOfTheProvince({ content: { legalLimit } });
        for (const next of [first, second]) {
          dossier.at(hours);
          const found = planned(dossier, next);
          calendar.becomes(next);
          const former = datesOf(dossier);
          dossier.do('replan');
          expect(datesOf(dossier)).toEqual(found.left === null ? found.next : former);
          expect(dossier.last('clocks-replanned').formerDueAt).toBe(former.dueAt);
          expect(planned(dossier, next)).toEqual({ left: 'same-dates' });
        }
      }),
      { numRuns: 150 },
    );
  });
});
