import type { DateStep, Explanation } from './explanation.ts';
import type { Instant } from './instant.ts';
import type { Day } from './local-date.ts';
import type { Standstill } from './pauses.ts';
import {
  assertNear,
  datesUntilRestart,
  instantText,
  interleave,
  skipped,
  type Barrier,
  type Due,
  type Outcome,
  type Period,
} from './period.ts';
import type { Stretch } from './time-zone.ts';
import { countedStep, type WorkCalendar, type WorkDay } from './work-calendar.ts';

/** How far the clock has come. */
interface Clock {
  /** Working milliseconds still to run. */
  left: number;
  /** Index of the first standstill that may still matter. */
  next: number;
}

/** What ended the period within a date; null when the date closed first. */
type DayEnd = { readonly due: Instant } | { readonly due?: never; readonly stoppedBy: Barrier } | null;

/**
 * Counts elapsed working time: due when `total` working milliseconds have run since the start of the period. A start
 * outside the sessions counts from the next session's start; a period that ends exactly at a session's end is due then;
 * the clock stands still in pauses.
 * @throws DomainError `due-too-far`.
 */
export function countElapsed(period: Period, total: number): Outcome {
  const { calendar, start, startDay, standstills, barrier } = period;
  const dates: DateStep[] = [];
  const clock: Clock = { left: total, next: 0 };

  const finish = (end: Due | { readonly stoppedBy: Barrier }): Outcome => {
    const pauses = period.describe(
      'due' in end ? standstills.filter(({ from }) => from < end.due) : [...standstills, end.stoppedBy],
    );
    if ('stoppedBy' in end) dates.push(...datesUntilRestart(period, end.stoppedBy));
    return { ...end, worked: total - clock.left, steps: [...movedToSession(period), ...interleave(dates, pauses)] };
  };

  for (let day = startDay; ; day += 1) {
    if (barrier !== null && day > barrier.day) return finish({ stoppedBy: barrier });
    assertNear(day, period);
    const work = calendar.on(day);
    if (work.closing === null) dates.push(skipped(calendar, day, work.off));
    else if (work.closing <= start) dates.push(skipped(calendar, day, 'after-closing'));
    else if (countsWhole(work, work.closing, period, clock)) {
      dates.push(work.counted());
      clock.left -= work.working;
      if (clock.left === 0) return finish({ due: work.closing, day });
    } else {
      const counted: Stretch[] = [];
      const end = countPartly(work, period, clock, counted);
      const isPaused = counted.length === 0 && end?.due === undefined;
      dates.push(isPaused ? skipped(calendar, day, 'paused') : countedStep(work, day, counted));
      if (end !== null) return finish(end.due === undefined ? end : { ...end, day });
    }
  }
}

/** Says whether no bound of any kind falls into the date, so that its sessions need not be looked at one by one. */
function countsWhole(work: WorkDay, closing: Instant, { start, standstills, barrier }: Period, clock: Clock): boolean {
  const opening = work.intervals[0]?.from ?? closing;
  if (start > opening || clock.left < work.working || clock.left === 0) return false;
  if (barrier !== null && barrier.from < closing) return false;
  while ((standstills[clock.next]?.to ?? Infinity) <= opening) clock.next += 1;
  return (standstills[clock.next]?.from ?? Infinity) >= closing;
}

/** Counts one date from bound to bound and adds to `counted` what ran. */
function countPartly(work: WorkDay, { start, standstills, barrier }: Period, clock: Clock, counted: Stretch[]): DayEnd {
  for (const { from, to, offset } of work.intervals) {
    let now = Math.max(from, start);
    while (now < to) {
      while ((standstills[clock.next]?.to ?? Infinity) <= now) clock.next += 1;
      const standstill = standstills[clock.next];
      if (barrier !== null && stops(barrier, now, clock)) return { stoppedBy: barrier };
      if (standstill !== undefined && stops(standstill, now, clock)) {
        now = standstill.to;
        continue;
      }
      if (clock.left === 0) return { due: now };
      const until = Math.min(to, now + clock.left, standstill?.from ?? Infinity, barrier?.from ?? Infinity);
      counted.push({ from: now, to: until, offset });
      clock.left -= until - now;
      now = until;
      if (clock.left === 0) return { due: now };
    }
  }
  return null;
}

/** A limit of nothing is due at once, so a standstill stops it only if it began before. */
function stops({ from }: Standstill, now: Instant, { left }: Clock): boolean {
  return left === 0 ? from < now : from <= now;
}

function movedToSession({ calendar, start, startDay, horizon }: Period): readonly Explanation[] {
  const session = nextSession(calendar, start, startDay, horizon);
  if (session === null || session === start) return [];
  return [{ kind: 'moved-to-session', from: instantText(calendar, start), to: instantText(calendar, session) }];
}

/** The first instant of working time at or after `start`. */
function nextSession(calendar: WorkCalendar, start: Instant, startDay: Day, horizon: Day): Instant | null {
  for (let day = startDay; day <= horizon; day += 1) {
    const interval = calendar.on(day).intervals.find(({ to }) => to > start);
    if (interval !== undefined) return Math.max(interval.from, start);
  }
  return null;
}
