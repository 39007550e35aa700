import type { DateStep } from './explanation.ts';
import type { Standstill } from './pauses.ts';
import {
  assertNear,
  datesUntilRestart,
  interleave,
  skipped,
  type Barrier,
  type Due,
  type Outcome,
  type Period,
} from './period.ts';

/**
 * Counts working days as whole dates (Civil Code: the day of the event is not counted): due at the closing of the n-th
 * date with sessions after the local date of the start. A date whose closing lies in a pause is not counted. A fraction
 * is rounded up; a limit of 0 days is due at the closing of the day itself or, if it has no sessions, of the next date
 * that has.
 * @throws DomainError `due-too-far`.
 */
export function countNextDay(period: Period, value: number): Outcome {
  const { calendar, startDay, standstills, barrier } = period;
  const wanted = Math.max(1, Math.ceil(value));
  const dates: DateStep[] = value === 0 ? [] : [skipped(calendar, startDay, 'day-of-event')];
  let number = 0;

  const finish = (end: Due | { readonly stoppedBy: Barrier }): Outcome => {
    const pauses = period.describe(
      'due' in end ? standstills.filter(({ from }) => from < end.due) : [...standstills, end.stoppedBy],
    );
    if ('stoppedBy' in end) dates.push(...datesUntilRestart(period, end.stoppedBy));
    return { ...end, worked: null, steps: interleave(dates, pauses) };
  };

  for (let day = value === 0 ? startDay : startDay + 1; ; day += 1) {
    if (barrier !== null && day > barrier.day) return finish({ stoppedBy: barrier });
    assertNear(day, period);
    const { closing, off, date, usesWeekday } = calendar.on(day);
    if (closing === null) {
      dates.push(skipped(calendar, day, off));
      continue;
    }
    // A standstill that begins at the very instant that would be due comes too late to stop it.
    const isLast = number + 1 === wanted;
    const stops = ({ from, to }: Standstill): boolean => (isLast ? from < closing : from <= closing) && closing < to;
    if (barrier !== null && (stops(barrier) || barrier.from < closing)) {
      if (stops(barrier)) dates.push(skipped(calendar, day, 'paused'));
      return finish({ stoppedBy: barrier });
    }
    if (standstills.some(stops)) {
      dates.push(skipped(calendar, day, 'paused'));
      continue;
    }
    number += 1;
    dates.push({ kind: 'counted-date', date, number, ...(usesWeekday === null ? {} : { usesWeekday }) });
    if (isLast) return finish({ due: closing, day });
  }
}
