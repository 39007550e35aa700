import type { CalendarData } from '../../contracts/catalogue/calendar.ts';
import type { Calendar } from '../../domain/calendar/types.ts';

/** The domain's calendar out of the published one: names, reasons and pending days stay behind. */
export const toCalendar = (data: CalendarData): Calendar => ({
  timeZone: data.timeZone,
  minutesPerDay: data.minutesPerDay,
  sessions: data.sessions,
  holidays: data.holidays.map((holiday) => holiday.date),
  makeUpDays: Object.fromEntries(data.makeUpDays.map((day) => [day.date, day.usesWeekday])),
  publishedFrom: data.publishedFrom,
  publishedThrough: data.publishedThrough,
});
