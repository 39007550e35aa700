import { DomainError } from '../errors.ts';
import type { Explanation, SkipReason } from './explanation.ts';
import type { Instant } from './instant.ts';
import {
  DAY,
  formatDay,
  formatTime,
  MINUTE,
  parseDay,
  parseTime,
  weekdayOf,
  WEEKDAYS,
  type Day,
} from './local-date.ts';
import { getTimeZone, type Stretch, type TimeZone } from './time-zone.ts';
import type { Calendar, Weekday } from './types.ts';

type CountedStep = Extract<Explanation, { kind: 'counted' }>;

/** One local date as the clock sees it. */
export interface WorkDay {
  readonly date: string;
  /** Stretches of working time [from, to) in order. */
  readonly intervals: readonly Stretch[];
  /** The sum of `intervals` in milliseconds. */
  readonly working: number;
  /** The closing (end of the last session); null for a date without sessions. */
  readonly closing: Instant | null;
  /** Why there are no sessions; `weekly-rest` on a date that has some means nothing. */
  readonly off: SkipReason;
  /** For a make-up day, the weekday whose sessions it uses. */
  readonly usesWeekday: Weekday | null;
  /** The explanation of the date counted whole. */
  readonly counted: () => CountedStep;
}

/** A calendar made ready for counting. */
export interface WorkCalendar {
  readonly zone: TimeZone;
  readonly minutesPerDay: number;
  readonly publishedFrom: Day | null;
  readonly publishedThrough: Day | null;
  on(day: Day): WorkDay;
  /** Bounds from above: no `dates` dates in a row hold more working time (milliseconds), or more dates with sessions. */
  most(dates: number): { readonly working: number; readonly dates: number };
}

/** A session as milliseconds after local midnight. */
type Session = readonly [start: number, end: number];
type Week = Readonly<Record<Weekday, readonly Session[]>>;

/** No zone puts its clocks back more often in a year. Where they come back a session is worked twice at most. */
const PUT_BACK_A_YEAR = 4;

const KEPT_CALENDARS = 32;
const KEPT_DATES = 40_000;

const kept = new Map<string, WorkCalendar>();

/**
 * Makes a calendar ready, once per content: two calendars that say the same are one, and one that was changed is
 * another.
 * @throws DomainError as `validateCalendar`.
 */
export function workCalendarOf(calendar: Calendar): WorkCalendar {
  const content = JSON.stringify(calendar);
  const known = kept.get(content);
  if (known !== undefined) return known;
  const made = createWorkCalendar(calendar);
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= KEPT_CALENDARS) kept.delete(oldest);
  kept.set(content, made);
  return made;
}

/**
 * Refuses a calendar that nothing can be counted by.
 * @throws DomainError `calendar-without-sessions`; `session-invalid` (not [start, end) of `HH:MM` with start before
 * end), `sessions-overlap`; `weekday-unknown`; `calendar-date-invalid`; `minutes-per-day-invalid` (not a whole number
 * from 1 to 1440); `time-zone-unknown`.
 */
export function validateCalendar(calendar: Calendar): void {
  workCalendarOf(calendar);
}

function createWorkCalendar(calendar: Calendar): WorkCalendar {
  const { minutesPerDay, publishedFrom, publishedThrough } = calendar;
  if (!Number.isInteger(minutesPerDay) || minutesPerDay < 1 || minutesPerDay > 1440)
    throw new DomainError('minutes-per-day-invalid', { value: minutesPerDay });
  const zone = getTimeZone(calendar.timeZone);
  const week = readWeek(calendar);
  const holidays = new Set(calendar.holidays.map(readDate));
  const makeUpDays = new Map(
    Object.entries(calendar.makeUpDays).map(([date, weekday]) => [readDate(date), readWeekday(weekday)] as const),
  );

  const planOf = (day: Day): WorkDay => {
    const usesWeekday = makeUpDays.get(day) ?? null;
    const isHoliday = usesWeekday === null && holidays.has(day);
    const sessions = isHoliday ? [] : week[usesWeekday ?? weekdayOf(day)];
    const intervals = sessions.length === 0 ? [] : intervalsOf(day, sessions, zone);
    const working = intervals.reduce((sum, { from, to }) => sum + to - from, 0);
    const hasWeeklyRest = usesWeekday === null && sessions.length === 0;
    const date = formatDay(day);
    let counted: CountedStep | undefined;
    return {
      date,
      intervals,
      working,
      closing: intervals.at(-1)?.to ?? null,
      off: isHoliday ? 'holiday' : hasWeeklyRest ? 'weekly-rest' : 'no-sessions',
      usesWeekday,
      counted: () => (counted ??= countedStep({ date, usesWeekday }, day, intervals)),
    };
  };

  const lengths = WEEKDAYS.map((weekday) => week[weekday].reduce((sum, [start, end]) => sum + end - start, 0));
  const longest = Math.max(...lengths);
  const perWeek = {
    working: lengths.reduce((sum, length) => sum + length, 0),
    dates: lengths.filter((length) => length > 0).length,
  };

  const dates = new Map<Day, WorkDay>();
  return {
    zone,
    minutesPerDay,
    publishedFrom: publishedFrom === undefined ? null : readDate(publishedFrom),
    publishedThrough: publishedThrough === undefined ? null : readDate(publishedThrough),
    on(day) {
      const known = dates.get(day);
      if (known !== undefined) return known;
      if (dates.size >= KEPT_DATES) dates.clear();
      const plan = planOf(day);
      dates.set(day, plan);
      return plan;
    },
    most(count) {
      const weeks = Math.ceil(count / 7);
      const twice = Math.ceil(count / 365) * PUT_BACK_A_YEAR;
      return {
        working: weeks * perWeek.working + (makeUpDays.size + twice) * longest,
        dates: weeks * perWeek.dates + makeUpDays.size,
      };
    },
  };
}

/** The explanation of working time counted on one date. */
export function countedStep(
  { date, usesWeekday }: Pick<WorkDay, 'date' | 'usesWeekday'>,
  day: Day,
  intervals: readonly Stretch[],
): CountedStep {
  const local = (instant: Instant, offset: number): string => formatTime(instant + offset - day * DAY);
  return {
    kind: 'counted',
    date,
    intervals: intervals.map(({ from, to, offset }) => [local(from, offset), local(to, offset)] as const),
    minutes: intervals.reduce((sum, { from, to }) => sum + to - from, 0) / MINUTE,
    ...(usesWeekday === null ? {} : { usesWeekday }),
  };
}

/**
 * The instants whose local time lies in a session. So on a date whose clocks are put back a repeated hour counts twice,
 * and one that is left out never: a session is its local times, whatever its length comes to (ADR 0008).
 */
function intervalsOf(day: Day, sessions: readonly Session[], zone: TimeZone): readonly Stretch[] {
  const intervals: Stretch[] = [];
  for (const stretch of zone.stretchesOf(day)) {
    const { offset } = stretch;
    for (const [start, end] of sessions) {
      const from = Math.max(stretch.from, day * DAY + start - offset);
      const to = Math.min(stretch.to, day * DAY + end - offset);
      if (from < to) intervals.push({ from, to, offset });
    }
  }
  return intervals;
}

function readWeek({ sessions }: Calendar): Week {
  for (const weekday of Object.keys(sessions)) readWeekday(weekday);
  const week = Object.fromEntries(
    WEEKDAYS.map((weekday) => [weekday, readSessions(weekday, sessions[weekday] ?? [])]),
  ) as Record<Weekday, readonly Session[]>;
  if (WEEKDAYS.every((weekday) => week[weekday].length === 0)) throw new DomainError('calendar-without-sessions');
  return week;
}

function readSessions(weekday: Weekday, pairs: readonly (readonly [string, string])[]): readonly Session[] {
  const sessions = pairs
    .map(([from, to]): Session => {
      const start = parseTime(from);
      const end = parseTime(to);
      if (start === null || end === null || start >= end)
        throw new DomainError('session-invalid', { weekday, from, to });
      return [start, end];
    })
    .toSorted(([a], [b]) => a - b);
  if (sessions.some(([, end], index) => end > (sessions[index + 1]?.[0] ?? DAY)))
    throw new DomainError('sessions-overlap', { weekday });
  return sessions;
}

function readWeekday(text: string): Weekday {
  const weekday = WEEKDAYS.find((known) => known === text);
  if (weekday === undefined) throw new DomainError('weekday-unknown', { weekday: text });
  return weekday;
}

function readDate(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new DomainError('calendar-date-invalid', { date: text });
  return day;
}
