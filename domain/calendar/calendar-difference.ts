import type { Calendar, Weekday } from './types.ts';
import { WEEKDAYS } from './local-date.ts';

/** What a calendar says of one date: nothing of its own, a holiday, or a make-up day that uses a weekday's sessions. */
export interface DateRule {
  readonly kind: 'ordinary' | 'holiday' | 'make-up';
  /** For a make-up day only. */
  readonly usesWeekday: Weekday | null;
}

/** A local date of which two calendars say different things. */
export interface ChangedDate {
  readonly date: string;
  readonly former: DateRule;
  readonly proposed: DateRule;
}

/** What of a calendar holds for all dates. */
export const CALENDAR_FIELDS = [
  'timeZone',
  'minutesPerDay',
  'sessions',
  'publishedFrom',
  'publishedThrough',
] as const satisfies readonly (keyof Calendar)[];
export type CalendarField = (typeof CALENDAR_FIELDS)[number];

/** In what two calendars differ, as far as anything is counted by it. */
export interface CalendarDifference {
  /** In the order of time. */
  readonly dates: readonly ChangedDate[];
  readonly fields: readonly CalendarField[];
}

/** Says which dates a changed calendar has changed, and what beside them. Names of days and reasons are no part of it. */
export function calendarDifference(former: Calendar, proposed: Calendar): CalendarDifference {
  const [ruleBefore, ruleAfter] = [rulesOf(former), rulesOf(proposed)];
  const named = [former, proposed].flatMap(({ holidays, makeUpDays }) => [...holidays, ...Object.keys(makeUpDays)]);
  const dates = [...new Set(named)]
    .toSorted()
    .map((date) => ({ date, former: ruleBefore(date), proposed: ruleAfter(date) }))
    .filter((one) => !isSame(one.former, one.proposed));
  return { dates, fields: CALENDAR_FIELDS.filter((field) => textOf(former, field) !== textOf(proposed, field)) };
}

/** A make-up day is one on a listed holiday too. */
function rulesOf({ holidays, makeUpDays }: Calendar): (date: string) => DateRule {
  const off = new Set(holidays);
  return (date) => {
    const usesWeekday = makeUpDays[date] ?? null;
    return { kind: usesWeekday !== null ? 'make-up' : off.has(date) ? 'holiday' : 'ordinary', usesWeekday };
  };
}

function isSame(one: DateRule, other: DateRule): boolean {
  return one.kind === other.kind && one.usesWeekday === other.usesWeekday;
}

/** A weekday without sessions is one that is not named. */
function textOf(calendar: Calendar, field: CalendarField): string {
  return field === 'sessions'
    ? JSON.stringify(WEEKDAYS.map((weekday) => calendar.sessions[weekday] ?? []))
    : String(calendar[field]);
}
