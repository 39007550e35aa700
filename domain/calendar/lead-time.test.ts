import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROVINCE } from '../../test/support/calendars.ts';
import { at } from '../../test/support/due-dates.ts';
import { QUANG_NINH } from '../../test/support/quang-ninh.ts';
import { DomainError } from '../errors.ts';
import { dueDate } from './due-date.ts';
import { apologyBy, transferBy, workingMinutesBefore, workingMinutesBetween } from './lead-time.ts';
import type { Calendar } from './types.ts';

/** The local instant in UTC, as events hold it. */
const utc = (local: string): string => new Date(at(local)).toISOString();

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'nothing was refused';
};

describe('the apology (Decree 61/2018 art. 19.9)', () => {
  test.each([
    ['goes out by the closing of the day before the due date', '2025-03-06 09:00', 1, '2025-03-05 17:00'],
    ['for a due date on Monday goes out on Friday', '2025-03-10 09:00', 1, '2025-03-07 17:00'],
    ['for the first working day after Tết goes out before Tết', '2025-02-03 16:00', 1, '2025-01-24 17:00'],
    ['goes out on a make-up Saturday before a due date on Monday', '2025-04-28 16:00', 1, '2025-04-26 17:00'],
    ['goes out three calendar days before, if the rules say so', '2025-03-07 17:00', 3, '2025-03-04 17:00'],
    ['counts rest days among its calendar days', '2025-03-11 17:00', 3, '2025-03-07 17:00'],
    ['without any lead goes out by the due instant', '2025-03-06 09:00', 0, '2025-03-06 09:00'],
  ])('%s', (_, due, lead, expected) => {
    expect(apologyBy(QUANG_NINH, at(due), lead)).toBe(utc(expected));
  });

  test('a due date at 24:00 is one of the day that it ends', () => {
    const calendar: Calendar = { ...PROVINCE, sessions: { mon: [['20:00', '24:00']], tue: [['20:00', '24:00']] } };
    expect(apologyBy(calendar, at('2025-03-05 00:00'), 1)).toBe(utc('2025-03-04 00:00'));
  });
});

describe('the working minutes before a due date', () => {
  test.each([
    ['within a session', '2025-03-06 16:00', 60, '2025-03-06 15:00'],
    ['over the lunch break', '2025-03-06 14:00', 90, '2025-03-06 11:00'],
    [
      'up to a session’s start: then, and not at the end of the session before',
      '2025-03-06 14:00',
      60,
      '2025-03-06 13:00',
    ],
    ['up to opening: then, and not before the weekend', '2025-03-10 08:30', 60, '2025-03-10 07:30'],
    ['over Tết', '2025-02-03 16:00', 480, '2025-01-24 16:00'],
    ['over a make-up Saturday', '2025-04-28 07:30', 480, '2025-04-26 07:30'],
    ['none: the due instant', '2025-03-06 12:00', 0, '2025-03-06 12:00'],
    ['before a due instant outside the sessions', '2025-03-06 12:00', 60, '2025-03-06 10:30'],
  ])('%s', (_, due, minutes, expected) => {
    expect(workingMinutesBefore(QUANG_NINH, at(due), minutes)).toBe(utc(expected));
  });

  test('seconds are cut, not rounded', () => {
    expect(workingMinutesBefore(QUANG_NINH, '2025-03-06T16:00:59.999+07:00', 60)).toBe(utc('2025-03-06 15:00'));
  });
});

describe('the working minutes between two instants', () => {
  test.each([
    ['2025-03-06 09:00', '2025-03-06 09:00', 0],
    ['2025-03-06 09:00', '2025-03-06 16:00', 330],
    ['2025-03-06 11:30', '2025-03-06 13:00', 0],
    ['2025-01-24 16:00', '2025-02-03 16:00', 480],
    ['2024-04-26 16:00', '2024-05-06 16:00', 1920],
    ['2025-02-03 16:00', '2025-01-24 16:00', -480],
  ])('from %s to %s are %i', (from, to, expected) => {
    expect(workingMinutesBetween(QUANG_NINH, at(from), at(to))).toBe(expected);
  });
});

describe('the paper part of a dossier (Decree 61/2018 art. 18)', () => {
  test.each([
    ['received at 14:59 is handed over by closing', '2025-03-04 14:59', '2025-03-04 17:00'],
    ['received before opening is handed over by closing', '2025-03-04 06:10', '2025-03-04 17:00'],
    [
      'received at 15:00 exactly is handed over at the start of the next working day',
      '2025-03-04 15:00',
      '2025-03-05 07:30',
    ],
    [
      'received after 15:00 is handed over at the start of the next working day',
      '2025-03-04 15:01',
      '2025-03-05 07:30',
    ],
    ['received after 15:00 on a Friday is handed over on Monday', '2025-03-07 15:01', '2025-03-10 07:30'],
    ['received on a Saturday is handed over on Monday', '2025-03-08 09:00', '2025-03-10 07:30'],
    ['received on a make-up Saturday is handed over by its closing', '2025-04-26 14:59', '2025-04-26 17:00'],
    ['received after 15:00 before a make-up Saturday is handed over on it', '2025-04-25 15:01', '2025-04-26 07:30'],
    ['received after 15:00 before Tết is handed over after it', '2025-01-24 15:00', '2025-02-03 07:30'],
    ['received on a holiday is handed over after the holidays', '2025-04-30 09:00', '2025-05-05 07:30'],
  ])('%s', (_, received, expected) => {
    expect(transferBy(QUANG_NINH, at(received), '15:00')).toBe(utc(expected));
  });

  test('received after the closing of a half day is handed over on the next working day, whatever the cut-off', () => {
    const calendar: Calendar = { ...QUANG_NINH, sessions: { ...QUANG_NINH.sessions, fri: [['07:30', '11:30']] } };
    expect(transferBy(calendar, at('2025-03-07 11:29'), '15:00')).toBe(utc('2025-03-07 11:30'));
    expect(transferBy(calendar, at('2025-03-07 11:30'), '15:00')).toBe(utc('2025-03-10 07:30'));
  });
});

/** A calendar whose week, zone and hours share nothing with the province’s. */
const NIGHTS: Calendar = {
  timeZone: 'Europe/Berlin',
  minutesPerDay: 300,
  sessions: { sat: [['20:00', '24:00']], sun: [['00:00', '04:30']], wed: [['09:00', '09:01']] },
  holidays: ['2025-03-29', '2025-12-24'],
  makeUpDays: { '2025-03-31': 'sun' },
};

describe('for any calendar and due date', () => {
  const calendars = fc.constantFrom(QUANG_NINH, NIGHTS);
  const first = Date.parse('2024-12-01T00:00:00Z');
  const instants = fc.nat(600 * 24 * 60).map((minutes) => new Date(first + minutes * 60_000).toISOString());
  const amounts = fc.oneof(
    fc.nat(600),
    fc.nat(20_000),
    fc.nat(80).map((halves) => halves * 240),
  );
  const shift = (instant: string, minutes: number): string =>
    new Date(Date.parse(instant) + minutes * 60_000).toISOString();

  test('from the instant so many working minutes before, so many lie ahead; a minute later fewer', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, (calendar, due, minutes) => {
        const from = workingMinutesBefore(calendar, due, minutes);
        expect(workingMinutesBetween(calendar, from, due)).toBe(minutes);
        expect(workingMinutesBetween(calendar, shift(from, 1), due)).toBeLessThan(Math.max(minutes, 1));
      }),
    );
  });

  test('counting the working minutes up to it back leads to where they began, or to the end of time off there', () => {
    fc.assert(
      fc.property(calendars, instants, instants, (calendar, a, b) => {
        const [from = a, due = b] = [a, b].toSorted();
        const back = workingMinutesBefore(calendar, due, workingMinutesBetween(calendar, from, due));
        expect(Date.parse(back)).toBeGreaterThanOrEqual(Date.parse(from));
        expect(workingMinutesBetween(calendar, from, back)).toBe(0);
      }),
    );
  });

  test('working minutes add up, in whatever order their bounds come', () => {
    fc.assert(
      fc.property(calendars, instants, instants, instants, (calendar, a, b, c) => {
        const between = (from: string, to: string): number => workingMinutesBetween(calendar, from, to);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
      }),
    );
  });

  test('a limit in working hours has as many minutes between receipt and due date', () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 1, max: 100 }), (calendar, received, value) => {
        const { due } = dueDate({ received, limit: { unit: 'working-hour', value }, calendar });
        expect(workingMinutesBetween(calendar, received, due ?? '')).toBe(value * 60);
      }),
    );
  });

  test('paper is handed over on the date on which a same-day limit would end', () => {
    fc.assert(
      fc.property(instants, (received) => {
        const { due } = dueDate({ received, limit: { unit: 'same-day', value: 1 }, calendar: QUANG_NINH });
        const transfer = transferBy(QUANG_NINH, received, '15:00');
        expect(new Date(Date.parse(transfer) + 7 * 3_600_000).toISOString().slice(0, 10)).toBe(due?.slice(0, 10));
      }),
    );
  });

  test('an apology goes out at a closing, so many calendar days before the due date or earlier', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 10 }), (due, lead) => {
        const by = apologyBy(QUANG_NINH, due, lead);
        const day = (instant: string): number => Math.floor((Date.parse(instant) + 7 * 3_600_000) / 86_400_000);
        expect(day(due) - day(by)).toBeGreaterThanOrEqual(lead);
        expect(by.slice(11, 16)).toBe('10:00');
        expect(workingMinutesBetween(QUANG_NINH, shift(by, -1), by)).toBe(1);
      }),
    );
  });
});

describe('what is refused', () => {
  const due = at('2025-03-06 16:00');

  test.each([
    ['limit-invalid', () => apologyBy(QUANG_NINH, due, -1)],
    ['limit-invalid', () => apologyBy(QUANG_NINH, due, Number.NaN)],
    ['limit-fraction', () => apologyBy(QUANG_NINH, due, 0.5)],
    ['due-too-far', () => apologyBy(QUANG_NINH, due, 40_000)],
    ['due-too-far', () => apologyBy(QUANG_NINH, '1970-01-01T09:00:00+07:00', 1)],
    ['instant-invalid', () => apologyBy(QUANG_NINH, '2025-03-06 16:00', 1)],
    ['limit-invalid', () => workingMinutesBefore(QUANG_NINH, due, Infinity)],
    ['limit-fraction', () => workingMinutesBefore(QUANG_NINH, due, 0.5)],
    ['due-too-far', () => workingMinutesBefore(QUANG_NINH, due, 1e12)],
    ['instant-out-of-range', () => workingMinutesBefore(QUANG_NINH, '1960-01-01T09:00:00+07:00', 1)],
    ['due-too-far', () => workingMinutesBetween(QUANG_NINH, due, at('2225-03-06 16:00'))],
    ['instant-out-of-range', () => workingMinutesBetween(QUANG_NINH, due, '9999-12-31T17:00:00Z')],
    ['cut-off-invalid', () => transferBy(QUANG_NINH, due, '3 pm')],
    ['calendar-without-sessions', () => transferBy({ ...QUANG_NINH, sessions: {} }, due, '15:00')],
    ['due-too-far', () => transferBy(QUANG_NINH, '9999-12-31T16:00:00+07:00', '15:00')],
  ])('%s', (code, work) => {
    expect(codeOf(work)).toBe(code);
  });
});
