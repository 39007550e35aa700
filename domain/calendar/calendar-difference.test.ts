import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { calendarDifference } from './calendar-difference.ts';
import type { Calendar } from './types.ts';

const changed = (changes: Partial<Calendar>): Calendar => ({ ...PROVINCE, ...changes });
const ORDINARY = { kind: 'ordinary', usesWeekday: null };
const HOLIDAY = { kind: 'holiday', usesWeekday: null };

describe('The difference of two calendars', () => {
  test('is nothing where they say the same, in whatever order', () => {
    const same = changed({ holidays: PROVINCE.holidays.toReversed(), sessions: { ...PROVINCE.sessions, sat: [] } });
    expect(calendarDifference(PROVINCE, same)).toEqual({ dates: [], fields: [] });
  });

  test('is the day off that is exchanged for a Saturday, as the government orders it', () => {
    const exchanged = changed({
      holidays: [...PROVINCE.holidays, '2026-11-27'],
      makeUpDays: { ...PROVINCE.makeUpDays, '2026-11-21': 'fri' },
    });
    expect(calendarDifference(PROVINCE, exchanged)).toEqual({
      dates: [
        { date: '2026-11-21', former: ORDINARY, proposed: { kind: 'make-up', usesWeekday: 'fri' } },
        { date: '2026-11-27', former: ORDINARY, proposed: HOLIDAY },
      ],
      fields: [],
    });
  });

  test('is a make-up day that moves, that uses another weekday, or that falls on a holiday', () => {
    const { '2026-08-22': _, ...others } = PROVINCE.makeUpDays;
    const moved = changed({ makeUpDays: { ...others, '2026-01-10': 'mon', '2026-09-02': 'wed', '2026-08-29': 'mon' } });
    expect(
      calendarDifference(PROVINCE, moved).dates.map(({ date, former, proposed }) => [date, former.kind, proposed]),
    ).toEqual([
      ['2026-01-10', 'make-up', { kind: 'make-up', usesWeekday: 'mon' }],
      ['2026-08-22', 'make-up', ORDINARY],
      ['2026-08-29', 'ordinary', { kind: 'make-up', usesWeekday: 'mon' }],
      ['2026-09-02', 'holiday', { kind: 'make-up', usesWeekday: 'wed' }],
    ]);
  });

  test('names what holds for all dates', () => {
    const other = changed({
      sessions: { ...PROVINCE.sessions, sat: [['08:00', '11:30']] },
      minutesPerDay: 450,
      publishedThrough: '2027-12-31',
    });
    expect(calendarDifference(PROVINCE, other)).toEqual({
      dates: [],
      fields: ['minutesPerDay', 'sessions', 'publishedThrough'],
    });
  });
});
