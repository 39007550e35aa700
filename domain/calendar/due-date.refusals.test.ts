import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { at, limitOf, pause } from '../../test/support/due-dates.ts';
import { DomainError } from '../errors.ts';
import { dueDate, validateCalendar } from './due-date.ts';
import type { Calendar, DueInput } from './types.ts';

describe('what is refused', () => {
  const codeOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
    return 'nothing was refused';
  };
  const refusal = (change: Partial<Record<keyof DueInput, unknown>>): string =>
    codeOf(() =>
      dueDate({
        received: at('2026-03-02 09:00'),
        limit: limitOf('1 working-day'),
        calendar: PROVINCE,
        ...change,
      } as DueInput),
    );

  test.each([
    ['instant-invalid', { received: '2026-03-02 09:00' }],
    ['instant-invalid', { received: '2026-03-02T09:00:00' }],
    ['instant-invalid', { received: '2026-02-29T09:00:00+07:00' }],
    ['instant-invalid', { received: '2026-03-02T24:00:00+07:00' }],
    ['instant-invalid', { received: '1969-12-31T23:59:59Z' }],
    ['limit-invalid', { limit: { unit: 'working-day', value: -1 } }],
    ['limit-invalid', { limit: { unit: 'working-day', value: Number.NaN } }],
    ['limit-invalid', { limit: { unit: 'month', value: Infinity } }],
    ['limit-fraction', { limit: { unit: 'calendar-day', value: 0.5 } }],
    ['limit-fraction', { limit: { unit: 'month', value: 1.5 } }],
    ['limit-fraction', { limit: { unit: 'same-day', value: 0.5 } }],
    ['limit-unit-unknown', { limit: { unit: 'week', value: 1 } }],
    ['counting-unknown', { counting: 'backwards' }],
    ['after-supplement-unknown', { afterSupplement: 'forget' }],
    ['cut-off-invalid', { limit: { unit: 'same-day', value: 1 }, cutOff: '3 pm' }],
    ['pause-invalid', { pauses: [pause('payment', '2026-03-02 10:00', '2026-03-02 09:59')] }],
    ['pause-invalid', { pauses: [{ kind: 'lunch', from: at('2026-03-02 10:00'), to: null }] }],
    ['instant-invalid', { pauses: [{ kind: 'payment', from: 'then', to: null }] }],
    ['due-too-far', { limit: { unit: 'working-day', value: 1e9 } }],
    ['due-too-far', { limit: { unit: 'month', value: 1e300 } }],
    ['due-too-far', { limit: { unit: 'calendar-day', value: 40_000 } }],
    ['due-too-far', { pauses: [pause('payment', '2026-03-02 10:00', '9999-12-31 00:00')] }],
    ['due-too-far', { pauses: [pause('supplement', '2026-03-02 10:00', '9999-12-31 00:00')] }],
  ])('%s for %j', (code, change) => {
    expect(refusal(change)).toBe(code);
  });

  test.each([
    ['calendar-without-sessions', { sessions: {} }],
    ['calendar-without-sessions', { sessions: { mon: [] } }],
    ['session-invalid', { sessions: { mon: [['17:00', '07:30']] } }],
    ['session-invalid', { sessions: { mon: [['07:30', '07:30']] } }],
    ['session-invalid', { sessions: { mon: [['7:30', '11:30']] } }],
    ['session-invalid', { sessions: { mon: [['07:30', '24:01']] } }],
    [
      'sessions-overlap',
      {
        sessions: {
          mon: [
            ['07:30', '11:30'],
            ['11:29', '17:00'],
          ],
        },
      },
    ],
    ['weekday-unknown', { sessions: { monday: [['07:30', '11:30']] } }],
    ['weekday-unknown', { makeUpDays: { '2026-01-10': 'friday' } }],
    ['calendar-date-invalid', { holidays: ['2026-02-30'] }],
    ['calendar-date-invalid', { makeUpDays: { '10/01/2026': 'fri' } }],
    ['calendar-date-invalid', { publishedThrough: '2026' }],
    ['minutes-per-day-invalid', { minutesPerDay: 0 }],
    ['minutes-per-day-invalid', { minutesPerDay: 7.5 }],
    ['time-zone-unknown', { timeZone: 'Asia/Ha_Long' }],
  ])('a calendar: %s for %j', (code, change) => {
    expect(codeOf(() => validateCalendar({ ...PROVINCE, ...change } as Calendar))).toBe(code);
  });

  test('a calendar whose future is all holidays, instead of searching for ever', () => {
    const holidays = Array.from({ length: 40_000 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(refusal({ calendar: { ...PROVINCE, holidays, makeUpDays: {} } })).toBe('due-too-far');
  });
});
