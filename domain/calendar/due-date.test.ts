import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { at, due, limitOf, pause, skippedOn, stepsOf } from '../../test/support/due-dates.ts';
import { dueDate, type DueResult } from './due-date.ts';
import type { Calendar, Pause } from './types.ts';

describe('working time', () => {
  test('a dossier received at 16:55 on the Friday before Tết with one working day is due at 16:55 on the Monday after it', () => {
    const result = due('2026-02-13 16:55', '1 working-day');
    expect(result).toMatchObject({ due: at('2026-02-23 16:55'), workedMinutes: 480, provisional: false });
    expect(skippedOn(result)).toMatchObject({
      '2026-02-14': 'weekly-rest',
      '2026-02-16': 'holiday',
      '2026-02-20': 'holiday',
      '2026-02-22': 'weekly-rest',
    });
    expect(stepsOf(result, 'counted')).toEqual([
      { kind: 'counted', date: '2026-02-13', intervals: [['16:55', '17:00']], minutes: 5 },
      {
        kind: 'counted',
        date: '2026-02-23',
        intervals: [
          ['07:30', '11:30'],
          ['13:00', '16:55'],
        ],
        minutes: 475,
      },
    ]);
  });

  test('the make-up Saturday 10/01/2026 for 02/01/2026 counts with the sessions of a Friday', () => {
    const result = due('2026-01-09 16:00', '1 working-day');
    expect(result.due).toBe(at('2026-01-10 16:00'));
    expect(stepsOf(result, 'counted').at(-1)).toMatchObject({ date: '2026-01-10', usesWeekday: 'fri', minutes: 420 });
  });

  test('a make-up day that is listed as a holiday too is worked', () => {
    const calendar = { ...PROVINCE, holidays: [...PROVINCE.holidays, '2026-01-10'] };
    expect(due('2026-01-09 16:00', '1 working-day', { calendar }).due).toBe(at('2026-01-10 16:00'));
  });

  test('a make-up day may use a weekday that has no sessions', () => {
    const calendar = { ...PROVINCE, makeUpDays: { '2026-01-12': 'sun' } as const };
    const result = due('2026-01-09 16:00', '1 working-day', { calendar });
    expect(result.due).toBe(at('2026-01-13 16:00'));
    expect(skippedOn(result)).toMatchObject({ '2026-01-12': 'no-sessions' });
  });

  test.each([
    ['in the night', '2026-03-02 20:00', '2026-03-03 07:30'],
    ['before opening', '2026-03-02 06:00', '2026-03-02 07:30'],
    ['in the lunch break', '2026-03-02 11:30', '2026-03-02 13:00'],
    ['at the end of the day', '2026-03-06 17:00', '2026-03-09 07:30'],
    ['on a Saturday', '2026-03-07 09:00', '2026-03-09 07:30'],
  ])('receipt %s counts from the next session’s start', (_, received, from) => {
    const result = due(received, '1 working-hour');
    expect(result.due).toBe(at(from.replace('07:30', '08:30').replace('13:00', '14:00')));
    expect(stepsOf(result, 'moved-to-session')).toEqual([
      { kind: 'moved-to-session', from: at(received), to: at(from) },
    ]);
  });

  test.each([
    ['2026-03-02 07:30', '4 working-hour', '2026-03-02 11:30'],
    ['2026-03-02 07:30', '1 working-day', '2026-03-02 17:00'],
    ['2026-03-02 07:30', '5 working-day', '2026-03-06 17:00'],
    ['2026-03-02 07:30', '0.5 working-day', '2026-03-02 11:30'],
  ])('received %s, %s end exactly at a session’s end and are due then', (received, limit, expected) => {
    expect(due(received, limit).due).toBe(at(expected));
  });

  test('12.5 working days are 6,000 minutes', () => {
    expect(due('2026-03-02 07:30', '12.5 working-day')).toMatchObject({
      due: at('2026-03-18 11:30'),
      workedMinutes: 6000,
    });
  });

  test('a working day is as long as the calendar says, not as its sessions are', () => {
    const calendar = { ...PROVINCE, minutesPerDay: 420 };
    expect(due('2026-03-02 07:30', '1 working-day', { calendar })).toMatchObject({
      due: at('2026-03-02 16:00'),
      workedMinutes: 420,
    });
  });

  test('seconds of the receipt are cut, not rounded', () => {
    const received = '2026-03-02T09:59:59.999+07:00';
    expect(dueDate({ received, limit: limitOf('1 working-hour'), calendar: PROVINCE }).due).toBe(
      at('2026-03-02 10:59'),
    );
  });

  test('the answer carries the offset of the calendar’s zone, whatever offset the receipt came with', () => {
    const received = '2026-03-02T03:00:00Z';
    expect(dueDate({ received, limit: limitOf('1 working-hour'), calendar: PROVINCE }).due).toBe(
      at('2026-03-02 11:00'),
    );
  });

  test('a limit that is no whole number of minutes is exact to the second', () => {
    expect(due('2026-03-02 07:30', '0.01 working-hour')).toMatchObject({
      due: '2026-03-02T07:30:36+07:00',
      workedMinutes: 0.6,
    });
  });

  test.each([
    ['inside a session is due at once', '2026-03-02 09:12', '2026-03-02 09:12'],
    ['outside is due at the next session’s start', '2026-03-02 11:30', '2026-03-02 13:00'],
  ])('a limit of nothing received %s', (_, received, expected) => {
    expect(due(received, '0 working-hour')).toMatchObject({ due: at(expected), workedMinutes: 0 });
    expect(due(received, '0 working-day').due).toBe(at(expected));
  });
});

describe('whole dates (next-day)', () => {
  const nextDay = (received: string, limit: string, pauses: Pause[] = []): DueResult =>
    due(received, limit, { counting: 'next-day', pauses });

  test('the day of receipt is not counted, and the last date ends at its closing', () => {
    const result = nextDay('2026-03-02 07:30', '5 working-day');
    expect(result).toMatchObject({ due: at('2026-03-09 17:00'), workedMinutes: null });
    expect(skippedOn(result)['2026-03-02']).toBe('day-of-event');
    expect(stepsOf(result, 'counted-date').map(({ date, number }) => `${number} ${date}`)).toEqual([
      '1 2026-03-03',
      '2 2026-03-04',
      '3 2026-03-05',
      '4 2026-03-06',
      '5 2026-03-09',
    ]);
  });

  test('a fraction is rounded up to the next whole date', () => {
    expect(nextDay('2026-03-02 09:00', '0.5 working-day').due).toBe(at('2026-03-03 17:00'));
    expect(nextDay('2026-03-02 09:00', '2.1 working-day').due).toBe(at('2026-03-05 17:00'));
  });

  test('a make-up Saturday is a date with sessions', () => {
    expect(nextDay('2026-01-09 09:00', '1 working-day').due).toBe(at('2026-01-10 17:00'));
  });

  test('a limit of 0 days is due at the closing of the day itself, or of the next date with sessions', () => {
    expect(nextDay('2026-03-02 09:00', '0 working-day').due).toBe(at('2026-03-02 17:00'));
    expect(nextDay('2026-03-07 09:00', '0 working-day').due).toBe(at('2026-03-09 17:00'));
  });

  test('a date counts unless its closing lies in a pause', () => {
    const pauseUntil = (to: string): string | null =>
      nextDay('2026-03-02 09:00', '2 working-day', [pause('payment', '2026-03-03 08:00', to)]).due;
    expect(pauseUntil('2026-03-03 17:00')).toBe(at('2026-03-04 17:00'));
    expect(pauseUntil('2026-03-03 17:01')).toBe(at('2026-03-05 17:00'));
  });

  test('a pause that begins at a closing stops that date only if the limit is not over with it', () => {
    const pauses = [pause('payment', '2026-03-03 17:00', '2026-03-04 08:00')];
    expect(nextDay('2026-03-02 09:00', '1 working-day', pauses).due).toBe(at('2026-03-03 17:00'));
    expect(nextDay('2026-03-02 09:00', '2 working-day', pauses).due).toBe(at('2026-03-05 17:00'));
  });
});

describe('calendar days, months and the same day', () => {
  test.each([
    ['2026-03-02 09:00', '10 calendar-day', '2026-03-12 17:00'],
    ['2026-03-02 23:59', '1 calendar-day', '2026-03-03 17:00'],
    ['2026-03-02 09:00', '5 calendar-day', '2026-03-09 17:00'],
    ['2026-02-06 09:00', '10 calendar-day', '2026-02-23 17:00'],
    ['2026-03-02 18:00', '0 calendar-day', '2026-03-02 17:00'],
    ['2026-01-31 09:00', '1 month', '2026-03-02 17:00'],
    ['2026-03-31 09:00', '6 month', '2026-09-30 17:00'],
    ['2025-11-30 09:00', '3 month', '2026-03-02 17:00'],
    ['2026-03-15 09:00', '12 month', '2027-03-15 17:00'],
  ])('received %s, %s are due at the closing of %s', (received, limit, expected) => {
    expect(due(received, limit)).toMatchObject({ due: at(expected), workedMinutes: null });
  });

  test('29 February of a leap year is the base date of a month after 31 January', () => {
    const [base] = stepsOf(due('2028-01-31 09:00', '1 month'), 'base');
    expect(base?.date).toBe('2028-02-29');
  });

  test('the roll to a date with sessions says which dates it passes over', () => {
    const result = due('2026-03-02 09:00', '5 calendar-day');
    expect(stepsOf(result, 'rolled')).toEqual([{ kind: 'rolled', from: '2026-03-07', to: '2026-03-09' }]);
    expect(skippedOn(result)).toEqual({ '2026-03-07': 'weekly-rest', '2026-03-08': 'weekly-rest' });
  });

  test.each([
    ['before the cut-off, the same day', '2026-03-02 14:59', '15:00', '2026-03-02 17:00', undefined],
    ['at the cut-off, the next working date', '2026-03-06 15:00', '15:00', '2026-03-09 17:00', 'after-cut-off'],
    ['after closing, whatever the cut-off', '2026-03-02 17:00', '24:00', '2026-03-03 17:00', 'after-closing'],
    ['on a Sunday, the next working date', '2026-03-08 09:00', '15:00', '2026-03-09 17:00', 'no-sessions'],
    ['on a make-up Saturday, that day', '2026-01-10 09:00', '15:00', '2026-01-10 17:00', undefined],
    [
      'after 15:00 on the eve of a make-up Saturday, on it',
      '2026-01-09 15:01',
      '15:00',
      '2026-01-10 17:00',
      'after-cut-off',
    ],
  ])('same day, received %s', (_, received, cutOff, expected, deferred) => {
    const result = due(received, '1 same-day', { cutOff });
    expect(result.due).toBe(at(expected));
    expect(stepsOf(result, 'base')[0]?.deferred).toBe(deferred);
  });

  test('the cut-off is 15:00 unless said otherwise', () => {
    expect(due('2026-03-02 14:59', '1 same-day').due).toBe(at('2026-03-02 17:00'));
    expect(due('2026-03-02 15:00', '1 same-day').due).toBe(at('2026-03-03 17:00'));
  });

  test('pauses add their calendar dates to the base, in order, and the roll is applied afresh', () => {
    const pauses = [
      pause('payment', '2026-03-04 09:00', '2026-03-06 16:00'),
      pause('suspension', '2026-03-09 08:00', '2026-03-09 16:00'),
    ];
    const result = due('2026-03-02 09:00', '5 calendar-day', { pauses });
    expect(result.due).toBe(at('2026-03-09 17:00'));
    expect(stepsOf(result, 'base-moved').map(({ from, date, days }) => [from, date, days])).toEqual([
      ['2026-03-07', '2026-03-09', 2],
      ['2026-03-09', '2026-03-09', 0],
    ]);
  });

  test('a pause within the days that a roll passes over still moves the base', () => {
    const pauses = [pause('payment', '2026-03-07 09:00', '2026-03-08 09:00')];
    expect(due('2026-03-02 09:00', '5 calendar-day', { pauses }).due).toBe(at('2026-03-09 17:00'));
    expect(due('2026-03-02 09:00', '6 calendar-day', { pauses }).due).toBe(at('2026-03-09 17:00'));
    expect(due('2026-03-02 09:00', '7 calendar-day', { pauses }).due).toBe(at('2026-03-10 17:00'));
  });
});

describe('the published calendar', () => {
  test('a due date after its last date is provisional, and one on it is not', () => {
    expect(due('2026-12-30 17:00', '1 working-day')).toMatchObject({ due: at('2026-12-31 17:00'), provisional: false });
    const result = due('2026-12-31 07:31', '1 working-day');
    expect(result).toMatchObject({ due: at('2027-01-01 07:31'), provisional: true });
    expect(result.explanation.at(-1)).toEqual({
      kind: 'provisional',
      date: '2027-01-01',
      publishedThrough: '2026-12-31',
    });
  });

  test('what is counted from a receipt before its first date is provisional, and from that date on it is not', () => {
    const calendar = { ...PROVINCE, publishedFrom: '2022-01-01' };
    const result = due('2020-12-30 09:00', '3 working-day', { calendar });
    expect(result).toMatchObject({ due: at('2021-01-04 09:00'), provisional: true });
    expect(result.explanation.at(-1)).toEqual({
      kind: 'provisional-start',
      date: '2020-12-30',
      publishedFrom: '2022-01-01',
    });
    expect(due('2021-12-31 16:00', '3 working-day', { calendar }).provisional).toBe(true);
    expect(due('2022-01-01 09:00', '3 working-day', { calendar }).provisional).toBe(false);
  });

  test('a count that leaves it on both sides says both', () => {
    const calendar = { ...PROVINCE, publishedFrom: '2026-01-01' };
    const { explanation } = due('2025-12-31 09:00', '13 month', { calendar });
    expect(explanation.slice(-2).map(({ kind }) => kind)).toEqual(['provisional-start', 'provisional']);
  });

  test('without those dates nothing is provisional', () => {
    const { publishedThrough: _, ...calendar } = PROVINCE;
    expect(due('2030-12-31 07:31', '1 working-day', { calendar }).provisional).toBe(false);
    expect(due('1990-12-31 07:31', '1 working-day', { calendar }).provisional).toBe(false);
  });

  test('a calendar that was changed in place is another calendar', () => {
    const holidays: string[] = [];
    const calendar: Calendar = { ...PROVINCE, holidays };
    expect(due('2026-04-29 16:00', '1 working-day', { calendar }).due).toBe(at('2026-04-30 16:00'));
    holidays.push('2026-04-30', '2026-05-01');
    expect(due('2026-04-29 16:00', '1 working-day', { calendar }).due).toBe(at('2026-05-04 16:00'));
  });
});

describe('clocks that change', () => {
  const BERLIN: Calendar = {
    timeZone: 'Europe/Berlin',
    minutesPerDay: 480,
    sessions: { sun: [['00:00', '06:00']], mon: [['08:00', '16:00']] },
    holidays: [],
    makeUpDays: {},
  };
  const inBerlin = (received: string, limit: string): string | null =>
    dueDate({ received, limit: limitOf(limit), calendar: BERLIN }).due;

  test('an hour that is left out is not worked', () => {
    expect(inBerlin('2026-03-29T00:00:00+01:00', '5 working-hour')).toBe('2026-03-29T06:00:00+02:00');
  });

  test('an hour that comes twice is worked twice', () => {
    expect(inBerlin('2026-10-25T00:00:00+02:00', '7 working-hour')).toBe('2026-10-25T06:00:00+01:00');
  });

  test('the answer has the offset that holds on its own date', () => {
    expect(inBerlin('2026-03-28T12:00:00+01:00', '1 working-day')).toBe('2026-03-30T11:00:00+02:00');
  });

  test('a session may last until midnight', () => {
    const calendar: Calendar = { ...PROVINCE, sessions: { mon: [['20:00', '24:00']] } };
    expect(due('2026-03-02 20:00', '4 working-hour', { calendar }).due).toBe(at('2026-03-03 00:00'));
    expect(due('2026-03-02 09:00', '0 calendar-day', { calendar }).due).toBe(at('2026-03-03 00:00'));
  });
});
