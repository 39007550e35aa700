import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { at, limitOf, pause } from '../../test/support/due-dates.ts';
import { DomainError } from '../errors.ts';
import { dueDate, validateCalendar } from './due-date.ts';
import type { Calendar, DueInput } from './types.ts';

describe('what is refused', () => {
  type Change = Partial<Record<keyof DueInput, unknown>>;
  const errorOf = (work: () => unknown): Pick<DomainError, 'code' | 'params'> => {
    try {
      work();
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
    return { code: 'nothing was refused', params: {} };
  };
  const codeOf = (work: () => unknown): string => errorOf(work).code;
  const ask = (change: Change) => (): unknown =>
    dueDate({
      received: at('2026-03-02 09:00'),
      limit: limitOf('1 working-day'),
      calendar: PROVINCE,
      ...change,
    } as DueInput);
  const refusal = (change: Change): string => codeOf(ask(change));
  const paramsOf = (change: Change): DomainError['params'] => errorOf(ask(change)).params;

  test.each([
    ['instant-invalid', { received: '2026-03-02 09:00' }],
    ['instant-invalid', { received: '2026-03-02T09:00:00' }],
    ['instant-invalid', { received: '2026-02-29T09:00:00+07:00' }],
    ['instant-invalid', { received: '2026-03-02T24:00:00+07:00' }],
    ['instant-out-of-range', { received: '1969-12-31T23:59:59Z' }],
    ['instant-out-of-range', { received: '1970-01-01T00:00:00+07:00' }],
    ['instant-out-of-range', { received: '0001-01-01T00:00:00Z' }],
    ['nothing was refused', { received: '1969-12-31T23:00:00-07:00' }],
    ['instant-out-of-range', { received: '9999-12-31T23:59:00-12:00' }],
    ['instant-out-of-range', { received: '9999-12-31T17:00:00Z' }],
    [
      'instant-out-of-range',
      { pauses: [{ kind: 'payment', from: at('2026-03-02 10:00'), to: '9999-12-31T17:00:00Z' }] },
    ],
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
    ['due-too-far', { limit: { unit: 'working-day', value: 1e9 }, counting: 'next-day' }],
    ['due-too-far', { limit: { unit: 'working-hour', value: 1e300 } }],
    ['due-too-far', { limit: { unit: 'working-day', value: 27_000 } }],
    ['due-too-far', { limit: { unit: 'working-day', value: 27_000 }, counting: 'next-day' }],
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
    ['calendar-date-invalid', { publishedFrom: '2026-02-30' }],
    ['minutes-per-day-invalid', { minutesPerDay: 0 }],
    ['minutes-per-day-invalid', { minutesPerDay: 7.5 }],
    ['time-zone-unknown', { timeZone: 'Asia/Ha_Long' }],
  ])('a calendar: %s for %j', (code, change) => {
    expect(codeOf(() => validateCalendar({ ...PROVINCE, ...change } as Calendar))).toBe(code);
  });

  test.each([
    [{ received: 'then' }, { field: 'received' }],
    [
      { pauses: [pause('payment', '2026-03-02 10:00', null), { kind: 'payment', from: 'then', to: null }] },
      { field: 'pauses[1].from' },
    ],
    [{ pauses: [{ kind: 'payment', from: at('2026-03-02 10:00'), to: 'then' }] }, { field: 'pauses[0].to' }],
    [{ received: '1950-01-01T00:00:00Z' }, { field: 'received', first: '1970-01-01', last: '9999-12-31' }],
  ])('an instant is refused by the name of its field, as for %j', (change, params) => {
    expect(paramsOf(change)).toEqual(params);
  });

  test('a limit that is no number is refused without repeating NaN', () => {
    expect(paramsOf({ limit: { unit: 'month', value: Number.NaN } })).toEqual({ unit: 'month', value: null });
  });

  test('a limit that cannot fit into 100 years at once, without counting their dates', () => {
    const started = performance.now();
    for (let count = 0; count < 1000; count += 1)
      expect(refusal({ limit: { unit: 'working-day', value: 1e9 } })).toBe('due-too-far');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test.each(['elapsed', 'next-day'] as const)('only what does not fit, counting %s', (counting) => {
    const onceAWeek: Calendar = { ...PROVINCE, sessions: { sun: [['00:00', '08:00']] }, holidays: [], makeUpDays: {} };
    const weeks = (value: number): string =>
      refusal({ calendar: onceAWeek, limit: { unit: 'working-day', value }, counting });
    expect(weeks(5217)).toBe('nothing was refused');
    expect(weeks(5219)).toBe('due-too-far');
  });

  test('a due instant that four digits of a year cannot write', () => {
    const always = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((weekday) => [weekday, [['00:00', '24:00']]]),
    );
    const calendar = { ...PROVINCE, sessions: always };
    const onTheLastDay = { received: at('9999-12-31 09:00'), calendar };
    expect(refusal({ ...onTheLastDay, limit: limitOf('0 calendar-day') })).toBe('due-too-far');
    expect(refusal({ ...onTheLastDay, limit: limitOf('15 working-hour') })).toBe('due-too-far');
    expect(refusal({ ...onTheLastDay, limit: limitOf('14 working-hour') })).toBe('nothing was refused');
  });

  test('a calendar whose future is all holidays, instead of searching for ever', () => {
    const holidays = Array.from({ length: 40_000 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(refusal({ calendar: { ...PROVINCE, holidays, makeUpDays: {} } })).toBe('due-too-far');
  });
});
