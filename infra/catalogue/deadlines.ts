import { dueDate } from '../../domain/calendar/due-date.ts';
import { apologyBy, transferBy, workingMinutesBefore, workingMinutesBetween } from '../../domain/calendar/lead-time.ts';
import type { Calendar } from '../../domain/calendar/types.ts';
import type { ClockCalendar, Holder } from '../../domain/dossier/deadlines.ts';
import { leadMinutes } from '../../domain/calendar/lead.ts';
import type { Catalogue } from './load-catalogue.ts';

/** The clocks of dossiers by the calendars of the catalogue. */
export function createClockCalendar(
  catalogue: Pick<Catalogue, 'calendarOfAgency' | 'calendarOfOffice' | 'agencies' | 'offices'>,
): ClockCalendar {
  const calendarOf = (of: Holder): Calendar =>
    'agency' in of ? catalogue.calendarOfAgency(of.agency) : catalogue.calendarOfOffice(of.office);
  const idOf = (of: Holder): string =>
    ('agency' in of ? catalogue.agencies.get(of.agency) : catalogue.offices.get(of.office))?.calendar ?? '';
  return {
    due(of, { from, limit: { unit, value, counting, cutOff }, pauses, afterSupplement }) {
      const counted = dueDate({
        received: from,
        limit: { unit, value },
        calendar: calendarOf(of),
        pauses,
        afterSupplement,
        ...(counting === undefined ? {} : { counting }),
        ...(cutOff === undefined ? {} : { cutOff }),
      });
      return { ...counted, calendar: idOf(of) };
    },
    dueSoon(of, from, dueAt, lead) {
      const calendar = calendarOf(of);
      if (!('share' in lead)) return workingMinutesBefore(calendar, dueAt, leadMinutes(lead, calendar.minutesPerDay));
      const whole = Math.max(0, workingMinutesBetween(calendar, from, dueAt));
      return workingMinutesBefore(calendar, dueAt, Math.round(whole * lead.share));
    },
    apologyBy: (of, dueAt, days) => apologyBy(calendarOf(of), dueAt, days),
    transferBy: (of, receivedAt, cutOff) => transferBy(calendarOf(of), receivedAt, cutOff),
    workingMinutes: (of, from, to) => Math.max(0, workingMinutesBetween(calendarOf(of), from, to)),
  };
}
