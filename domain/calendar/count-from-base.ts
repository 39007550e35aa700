import type { DeferralReason, Explanation } from './explanation.ts';
import { addMonths, DAY, formatDay, type Day } from './local-date.ts';
import { assertNear, skipped, type Due, type Outcome, type Period } from './period.ts';

/** The base date of a limit, and for a same-day limit why it is not the day of receipt. */
export interface Base {
  readonly day: Day;
  readonly deferred: DeferralReason | null;
}

/** Local date of the start + n. */
export function calendarDayBase({ startDay }: Period, days: number): Base {
  return { day: startDay + days, deferred: null };
}

/** Same day of the n-th month after, or that month's last. */
export function monthBase({ startDay }: Period, months: number): Base {
  return { day: addMonths(startDay, months), deferred: null };
}

/**
 * The local date of the start if it has sessions and the start is before both the cut-off and its closing; otherwise
 * the day after (Decree 61/2018 art. 18: what comes after 15:00 goes on at the start of the next working day).
 */
export function sameDayBase(
  { calendar, start, startDay }: Pick<Period, 'calendar' | 'start' | 'startDay'>,
  cutOff: number,
): Base {
  const { closing } = calendar.on(startDay);
  const timeOfDay = start + calendar.zone.offsetAt(start) - startDay * DAY;
  const deferred =
    closing === null
      ? 'no-sessions'
      : timeOfDay >= cutOff
        ? 'after-cut-off'
        : start >= closing
          ? 'after-closing'
          : null;
  return { day: deferred === null ? startDay : startDay + 1, deferred };
}

/**
 * Counts from a base date: due at its closing or, if it has no sessions, at that of the next date that has. Each
 * standstill, in order, adds its calendar dates (whole days between its two local dates) to the base, and the roll is
 * applied afresh.
 * @throws DomainError `due-too-far`.
 */
export function countFromBase(period: Period, base: Base): Outcome {
  const { calendar, start, startDay, standstills, barrier } = period;
  const { zone } = calendar;
  const steps: Explanation[] = [
    {
      kind: 'base',
      from: formatDay(startDay),
      date: dateText(base.day, period),
      ...(base.deferred === null ? {} : { deferred: base.deferred }),
    },
  ];
  let baseDay = base.day;
  let due = closingFrom(baseDay, period);

  for (const standstill of standstills) {
    if (standstill.from >= due.due) break;
    const days = zone.dayOf(standstill.to) - zone.dayOf(Math.max(standstill.from, start));
    const moved = baseDay + days;
    steps.push(...period.describe([standstill]), {
      kind: 'base-moved',
      from: formatDay(baseDay),
      date: dateText(moved, period),
      days,
    });
    baseDay = moved;
    due = closingFrom(baseDay, period);
  }
  if (barrier !== null && barrier.from < due.due)
    return { stoppedBy: barrier, worked: null, steps: [...steps, ...period.describe([barrier])] };

  for (let day = baseDay; day < due.day; day += 1) steps.push(skipped(calendar, day, calendar.on(day).off));
  if (due.day !== baseDay) steps.push({ kind: 'rolled', from: formatDay(baseDay), to: formatDay(due.day) });
  return { ...due, worked: null, steps };
}

function dateText(day: Day, period: Period): string {
  assertNear(day, period);
  return formatDay(day);
}

/** The closing of a date or, if it has no sessions, of the next date that has. */
function closingFrom(base: Day, period: Period): Due {
  for (let day = base; ; day += 1) {
    assertNear(day, period);
    const { closing } = period.calendar.on(day);
    if (closing !== null) return { due: closing, day };
  }
}
