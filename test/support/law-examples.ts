import { expect } from '@jest/globals';
import { dueDate, type Explanation } from '../../domain/calendar/due-date.ts';
import type { DeferralReason, PauseEffect, SkipReason } from '../../domain/calendar/explanation.ts';
import type { Pause, Weekday } from '../../domain/calendar/types.ts';
import { limitOf } from './due-dates.ts';
import { QUANG_NINH } from './quang-ninh.ts';

/**
 * A time limit counted by hand with the calendar of Quảng Ninh (07:30–11:30 and 13:00–17:00, 480 minutes a day). Dates
 * and times are local and bear their weekday: `Fri 2025-01-24 16:00`.
 */
export interface LawExample {
  /** What the law says; the name of the test. */
  readonly rule: string;
  readonly received: string;
  /** `1 working-day`. */
  readonly limit: string;
  readonly counting?: 'elapsed' | 'next-day';
  readonly afterSupplement?: 'restart' | 'resume';
  /** `supplement Wed 2025-01-22 10:00 – Tue 2025-02-04 09:00`; without an end it is open. */
  readonly pauses?: readonly string[];
  /** The count by hand, date by date; dates in a row that count alike stand in one line. */
  readonly count: readonly string[];
  /** The due instant; under an open pause the working minutes left, null without a working clock. */
  readonly due: string | { readonly remaining: number | null };
}

interface Count {
  readonly count: readonly string[];
  readonly due: string | null;
  /** Working minutes left under an open pause; null without a working clock or such a pause. */
  readonly remaining: number | null;
  readonly provisional: boolean;
}

/**
 * The count by hand, looked over without asking the program: every weekday is right, and what counts since the last
 * restart comes to the limit.
 */
export function countByHand({ limit, counting, count, due }: LawExample): Count {
  for (const [text, date = ''] of count.join('\n').matchAll(/[A-Z][a-z]{2} (\d{4}-\d{2}-\d{2})/g))
    expect(text).toBe(dated(date));
  if (typeof due !== 'string') return { count, due: null, remaining: due.remaining, provisional: false };
  const { unit, value } = limitOf(limit);
  const lastPeriod = count.slice(count.findLastIndex((line) => line.includes('starts anew')) + 1);
  const sum = (of: (line: string) => number): number => lastPeriod.reduce((total, line) => total + of(line), 0);
  if (unit === 'working-hour') expect(sum(minutesIn)).toBe(value * 60);
  if (unit === 'working-day' && counting === 'next-day') expect(sum(countedDatesIn)).toBe(Math.ceil(value));
  if (unit === 'working-day' && counting !== 'next-day') expect(sum(minutesIn)).toBe(value * 480);
  return { count, due: instantOf(due), remaining: null, provisional: false };
}

/** What the program says, in the words of a count by hand. */
export function countByProgram({ received, limit, pauses = [], counting, afterSupplement }: LawExample): Count {
  const { explanation, due, remainingMinutes, provisional } = dueDate({
    received: instantOf(received),
    limit: limitOf(limit),
    calendar: QUANG_NINH,
    pauses: pauses.map(pauseOf),
    ...(counting === undefined ? {} : { counting }),
    ...(afterSupplement === undefined ? {} : { afterSupplement }),
  });
  return { count: linesOf(explanation), due, remaining: remainingMinutes ?? null, provisional };
}

const minutesIn = (line: string): number => Number(/(\d+) minutes/.exec(line)?.[1] ?? 0) * datesIn(line);

const countedDatesIn = (line: string): number => (/days? \d+/.test(line) ? datesIn(line) : 0);

function datesIn(line: string): number {
  const [first = '', last = first] = line.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  return (Date.parse(last) - Date.parse(first)) / DAY + 1;
}

const DAY = 86_400_000;

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `2025-01-24` -> `Fri 2025-01-24`. */
const dated = (date: string): string => `${WEEKDAYS[new Date(date).getUTCDay()]} ${date}`;

/** `2025-01-24T16:00:00+07:00` -> `Fri 2025-01-24 16:00`. */
const local = (instant: string): string => `${dated(instant.slice(0, 10))} ${instant.slice(11, 16)}`;

function instantOf(text: string): string {
  const [, date = '', time = ''] = text.split(' ');
  expect(text).toBe(`${dated(date)} ${time}`);
  return `${date}T${time}:00+07:00`;
}

function pauseOf(text: string): Pause {
  const [, kind, from = '', to] = /^(\w+) (.+?)(?: – (.+))?$/.exec(text) ?? [];
  return { kind: kind as Pause['kind'], from: instantOf(from), to: to === undefined ? null : instantOf(to) };
}

const AS_WEEKDAY = {
  mon: 'as a Monday, ',
  tue: 'as a Tuesday, ',
  wed: 'as a Wednesday, ',
  thu: 'as a Thursday, ',
  fri: 'as a Friday, ',
  sat: 'as a Saturday, ',
  sun: 'as a Sunday, ',
} as const satisfies Record<Weekday, string>;

const SKIPPED = {
  holiday: 'holiday',
  'weekly-rest': 'weekly rest',
  'no-sessions': 'no sessions',
  'after-closing': 'received after closing',
  'day-of-event': 'day of the event',
  paused: 'paused',
} as const satisfies Record<SkipReason, string>;

const DEFERRED = {
  'after-cut-off': ', as receipt was not before 15:00',
  'no-sessions': ', as the day of receipt has no sessions',
  'after-closing': ', as receipt was after closing',
} as const satisfies Record<DeferralReason, string>;

const EFFECTS = {
  stops: 'stops the clock',
  restarts: 'the period starts anew',
  'ignored-empty': 'changes nothing',
  'ignored-before-receipt': 'changes nothing',
  'ignored-after-due': 'changes nothing',
} as const satisfies Record<PauseEffect, string>;

/** What a step says of one date, or of none. Dates in a row that say the same make one line. */
interface Said {
  readonly date: string | null;
  readonly what: string;
  /** `next-day`: which date it is in the count. */
  readonly number?: number;
}

function linesOf(explanation: readonly Explanation[]): string[] {
  const rows: (Said & { readonly days: number })[] = [];
  for (const said of explanation.flatMap(wordsFor)) {
    const last = rows.at(-1);
    const goesOn = last?.what === said.what && isDaysAfter(last.date, last.days, said.date);
    if (last !== undefined && goesOn) rows[rows.length - 1] = { ...last, days: last.days + 1 };
    else rows.push({ ...said, days: 1 });
  }
  return rows.map(({ date, what, number, days }) => {
    if (date === null) return what;
    const last = new Date(Date.parse(date) + (days - 1) * DAY).toISOString().slice(0, 10);
    const dates = days === 1 ? dated(date) : `${dated(date)} – ${dated(last)}`;
    if (number !== undefined)
      return `${dates}: ${what}${days === 1 ? `day ${number}` : `days ${number}–${number + days - 1}`}`;
    return `${dates}: ${what}${days > 1 && what.endsWith('minutes') ? ' each' : ''}`;
  });
}

const isDaysAfter = (date: string | null, days: number, next: string | null): boolean =>
  date !== null && next !== null && Date.parse(next) - Date.parse(date) === days * DAY;

function wordsFor(step: Explanation): Said[] {
  switch (step.kind) {
    case 'moved-to-session':
      return [{ date: null, what: `the clock starts on ${local(step.to)}` }];
    case 'counted': {
      const hours = step.minutes === 480 ? [] : [step.intervals.map(([from, to]) => `${from}–${to}`).join(' and ')];
      return [
        { date: step.date, what: asWeekday(step.usesWeekday) + [...hours, `${step.minutes} minutes`].join(', ') },
      ];
    }
    case 'counted-date':
      return [{ date: step.date, what: asWeekday(step.usesWeekday), number: step.number }];
    case 'skipped':
      return [{ date: step.date, what: SKIPPED[step.reason] }];
    case 'base':
      return [
        { date: null, what: `base ${dated(step.date)}${step.deferred === undefined ? '' : DEFERRED[step.deferred]}` },
      ];
    case 'base-moved':
      return [{ date: null, what: `base + ${step.days} days = ${dated(step.date)}` }];
    case 'pause': {
      const span = `${local(step.from)} – ${step.to === null ? 'open' : local(step.to)}`;
      return [{ date: null, what: `${step.pauseKind} ${span}: ${EFFECTS[step.effect]}` }];
    }
    case 'received':
    case 'rolled':
    case 'restarted':
    case 'open':
    case 'due':
    case 'provisional-start':
    case 'provisional':
      return [];
  }
}

const asWeekday = (weekday: Weekday | undefined): string => (weekday === undefined ? '' : AS_WEEKDAY[weekday]);
