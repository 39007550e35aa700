import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';

/** The same calendar, in which every step of an agency is due so many milliseconds after it was routed. */
export function soonDue(calendar: ClockCalendar, ms: number): ClockCalendar {
  return {
    ...calendar,
    due: (of, count) =>
      'agency' in of && count.limit.unit !== 'working-day'
        ? { ...calendar.due(of, count), due: new Date(Date.parse(count.from) + ms).toISOString() }
        : calendar.due(of, count),
    dueSoon: (of, from, dueAt, lead) => ('agency' in of ? from : calendar.dueSoon(of, from, dueAt, lead)),
  };
}
