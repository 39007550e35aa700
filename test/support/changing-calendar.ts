import type { Calendar } from '../../domain/calendar/types.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';

/** The clocks of dossiers whose agencies and offices all count by one calendar. */
export function clocksBy(calendar: Calendar): ClockCalendar {
  return createClockCalendar({
    calendarOfAgency: () => calendar,
    calendarOfOffice: () => calendar,
    agencies: new Map(),
    offices: new Map(),
  });
}

/** The same, by a calendar that changes while dossiers are on their way. */
export function changingCalendar(first: Calendar): ClockCalendar & { becomes(next: Calendar): void } {
  let now = clocksBy(first);
  return {
    due: (of, count) => now.due(of, count),
    dueSoon: (of, from, dueAt, lead) => now.dueSoon(of, from, dueAt, lead),
    apologyBy: (of, dueAt, days) => now.apologyBy(of, dueAt, days),
    transferBy: (of, receivedAt, cutOff) => now.transferBy(of, receivedAt, cutOff),
    workingMinutes: (of, from, to) => now.workingMinutes(of, from, to),
    becomes(next) {
      now = clocksBy(next);
    },
  };
}
