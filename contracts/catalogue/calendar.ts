import { z } from 'zod';
import type { Sessions, Weekday } from '../../domain/calendar/types.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { BilingualText, LocalDate, Provisional, Slug, WeekdayName, WeekSessions } from './common.ts';

/** A calendar as published: what the due-date function needs, with the names and the reasons that people need. */
export interface CalendarData {
  readonly id: string;
  readonly name: Bilingual;
  readonly timeZone: string;
  readonly minutesPerDay: number;
  readonly sessions: Sessions;
  readonly holidays: readonly { readonly date: string; readonly name: Bilingual; readonly provisional?: boolean }[];
  /** A day worked in place of the weekday `for`; it uses the sessions of `usesWeekday`. */
  readonly makeUpDays: readonly {
    readonly date: string;
    readonly usesWeekday: Weekday;
    readonly for: string;
    readonly provisional?: boolean;
  }[];
  /** Days that may become holidays and are not counted as such before a legal text says so. */
  readonly pending: readonly { readonly date: string; readonly name: Bilingual; readonly reason: Bilingual }[];
  /**
   * First and last local date whose holidays are in this data. A year that is not published is absent; a due date that
   * rests on dates outside is provisional.
   */
  readonly publishedFrom: string;
  readonly publishedThrough: string;
  readonly provisional: readonly string[];
}

const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const weekdayOf = (date: string): Weekday | undefined => WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];

const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const duplicates = (dates: readonly string[]): readonly string[] =>
  dates.filter((date, index) => dates.indexOf(date) !== index);

export const CalendarData = z
  .strictObject({
    id: Slug,
    name: BilingualText,
    timeZone: z.string().refine(isTimeZone, 'unknown time zone'),
    minutesPerDay: z.int().min(1).max(1440),
    sessions: WeekSessions,
    holidays: z.array(
      z.strictObject({ date: LocalDate, name: BilingualText, provisional: z.boolean().exactOptional() }),
    ),
    makeUpDays: z.array(
      z.strictObject({
        date: LocalDate,
        usesWeekday: WeekdayName,
        for: LocalDate,
        provisional: z.boolean().exactOptional(),
      }),
    ),
    pending: z.array(z.strictObject({ date: LocalDate, name: BilingualText, reason: BilingualText })),
    publishedFrom: LocalDate,
    publishedThrough: LocalDate,
    provisional: Provisional,
  })
  .superRefine((calendar, context) => {
    const refuse = (message: string, ...path: (string | number)[]): void => {
      context.addIssue({ code: 'custom', message, path });
    };
    const holidays = calendar.holidays.map((holiday) => holiday.date);
    const makeUps = calendar.makeUpDays.map((day) => day.date);
    for (const date of duplicates(holidays)) refuse(`holiday ${date} is listed twice`, 'holidays');
    for (const date of duplicates(makeUps)) refuse(`make-up day ${date} is listed twice`, 'makeUpDays');
    for (const date of [...holidays, ...makeUps])
      if (date < calendar.publishedFrom || date > calendar.publishedThrough)
        refuse(`${date} lies outside publishedFrom..publishedThrough`, 'publishedThrough');
    if (Object.keys(calendar.sessions).length === 0) refuse('a calendar needs sessions', 'sessions');
    for (const [index, day] of calendar.makeUpDays.entries()) {
      if (!holidays.includes(day.for)) refuse(`${day.for}, which it replaces, is not a holiday`, 'makeUpDays', index);
      if (weekdayOf(day.for) !== day.usesWeekday)
        refuse(`${day.for} is not a ${day.usesWeekday}`, 'makeUpDays', index, 'usesWeekday');
    }
  }) satisfies z.ZodType<CalendarData>;
