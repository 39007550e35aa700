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

/** Calendar days that rule sets give an applicant to answer. */
const TO_ANSWER = 30;

/** The same calendar, in which applicants have so many milliseconds to answer, and agencies as many to ask. */
export function soonAnswered(
  calendar: ClockCalendar,
  { answer, ask }: { answer: number; ask?: number },
): ClockCalendar {
  const after = (from: string, ms: number): string => new Date(Date.parse(from) + ms).toISOString();
  return {
    ...calendar,
    due(of, count) {
      const { unit, value } = count.limit;
      const counted = calendar.due(of, count);
      if (!('office' in of)) return counted;
      if (unit === 'calendar-day' && value === TO_ANSWER) return { ...counted, due: after(count.from, answer) };
      if (ask !== undefined && unit === 'working-day' && value === 3)
        return { ...counted, due: after(count.from, ask) };
      return counted;
    },
  };
}
