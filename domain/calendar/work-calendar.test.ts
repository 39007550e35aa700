import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROVINCE } from '../../test/support/calendars.ts';
import { WEEKDAYS } from './local-date.ts';
import type { Calendar } from './types.ts';
import { workCalendarOf } from './work-calendar.ts';

/** Zones whose clocks are put back at night, some of them twice a year. */
const ZONES = [
  'Asia/Ho_Chi_Minh',
  'Europe/Berlin',
  'America/St_Johns',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Antarctica/Troll',
];

describe('the most that dates in a row can hold', () => {
  const calendars = fc
    .record({
      timeZone: fc.constantFrom(...ZONES),
      weekdays: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      until: fc.constantFrom('00:30', '03:00', '24:00'),
      extra: fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { maxLength: 20 }),
    })
    .map(({ timeZone, weekdays, until, extra }): Calendar => {
      const [first = 'mon'] = weekdays;
      const date = (day: number): string => new Date(Date.UTC(2012, 0, 1 + day)).toISOString().slice(0, 10);
      return {
        timeZone,
        minutesPerDay: 480,
        sessions: Object.fromEntries(weekdays.map((weekday) => [weekday, [['00:00', until]]])),
        holidays: [],
        makeUpDays: Object.fromEntries(extra.map((day) => [date(day), first])),
      };
    });

  test('is never less than what they hold, on dates that the clocks lengthen too', () => {
    const start = Date.UTC(2012, 0, 1) / 86_400_000;
    fc.assert(
      fc.property(calendars, fc.nat(600), fc.integer({ min: 1, max: 800 }), (calendar, from, count) => {
        const { on, most } = workCalendarOf(calendar);
        const days = Array.from({ length: count }, (_, index) => on(start + from + index));
        const bound = most(count);
        expect(days.reduce((sum, { working }) => sum + working, 0)).toBeLessThanOrEqual(bound.working);
        expect(days.filter(({ closing }) => closing !== null).length).toBeLessThanOrEqual(bound.dates);
      }),
    );
  });

  test('is near to what they hold, so that little is counted in vain', () => {
    const { on, most } = workCalendarOf({ ...PROVINCE, holidays: [], makeUpDays: {} });
    const dates = 36_525;
    const working = Array.from({ length: dates }, (_, day) => on(day).working).reduce((sum, each) => sum + each, 0);
    expect(most(dates).working / working).toBeLessThan(1.02);
  });
});
