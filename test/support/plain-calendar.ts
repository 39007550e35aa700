import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { leadMinutes } from '../../domain/calendar/lead.ts';
import type { ClockRules } from '../../domain/dossier/rules.ts';

const HOUR = 3_600_000;
const NEVER = '1970-01-01T00:00:00.000Z';

/** Rules for tests that are not about clocks: nobody is warned, and nothing is escalated. */
export const QUIET_RULES: ClockRules = {
  afterSupplement: 'restart',
  supplementWithinWorkingDays: 3,
  respondWithin: { unit: 'working-hour', value: 240 },
  apologyLeadCalendarDays: 1,
  maxReappointments: 1,
  transferCutOff: '15:00',
  receptionWithin: { unit: 'working-hour', value: 8 },
  dueSoon: { share: 0.2 },
  escalateAfter: { unit: 'month', value: 999 },
};

/**
 * A calendar in which every hour of every day is worked, a day has 24 of them, and nothing is due in months. Pauses add their own
 * length; a supplement begins the period anew where the rules say so.
 * @param dueAt what every office's limit comes to, unless it is counted
 */
export function plainCalendar(dueAt: string | null = null): ClockCalendar {
  return {
    due(of, { from, limit, pauses, afterSupplement }) {
      const counted = { provisional: false, explanation: [], calendar: 'plain', workedMinutes: null };
      if (limit.unit === 'month') return { ...counted, due: NEVER };
      if ('office' in of && dueAt !== null && pauses.length === 0) return { ...counted, due: dueAt };
      const length = limit.value * HOUR * (limit.unit === 'working-hour' ? 1 : 24);
      let start = Date.parse(from);
      let due = start + length;
      for (const pause of pauses) {
        const begins = Date.parse(pause.from);
        if (begins < start || begins >= due) continue;
        if (pause.to === null) return { ...counted, due: null };
        const ends = Date.parse(pause.to);
        if (pause.kind === 'supplement' && afterSupplement === 'restart') {
          start = ends;
          due = start + length;
        } else due += ends - begins;
      }
      return { ...counted, due: new Date(due).toISOString() };
    },
    dueSoon: () => NEVER,
    apologyBy: () => NEVER,
    transferBy: (_of, receivedAt) => new Date(Date.parse(receivedAt) + 8 * HOUR).toISOString(),
    workingMinutes: (_of, from, to) => (Date.parse(to) - Date.parse(from)) / 60_000,
  };
}

/** The same, and people are warned: so long before a due instant as the rules say. */
export function warningCalendar(): ClockCalendar {
  return {
    ...plainCalendar(),
    dueSoon: (_of, from, dueAt, lead) =>
      before(
        dueAt,
        'share' in lead
          ? (Date.parse(dueAt) - Date.parse(from)) * lead.share
          : leadMinutes(lead, 24 * 60) * (HOUR / 60),
      ),
    apologyBy: (_of, dueAt, days) => before(dueAt, days * 24 * HOUR),
  };
}

function before(instant: string, ms: number): string {
  return new Date(Date.parse(instant) - ms).toISOString();
}
