import { DomainError } from '../errors.ts';
import type { DateStep, Explanation, SkipReason } from './explanation.ts';
import { formatInstant, outOfRange, parseMinute, type Instant } from './instant.ts';
import { formatDay, LAST_DAY, type Day } from './local-date.ts';
import type { CutPause, Standstill } from './pauses.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** How far from the receipt a due date, or any count from an instant, may lie: 100 years of dates. */
const HORIZON = 36_525;

/** One run of a limit from its beginning: from receipt, or from the restart after a supplement. */
export interface Period {
  readonly calendar: WorkCalendar;
  readonly start: Instant;
  readonly startDay: Day;
  /** Standstills before the barrier, in order; the clock goes on after each. */
  readonly standstills: readonly Standstill[];
  readonly barrier: Barrier | null;
  /** No date after this one is looked at. */
  readonly horizon: Day;
  /** Explains the pauses of standstills that count, each pause once. */
  readonly describe: (standstills: readonly Standstill[]) => readonly PauseStep[];
}

/**
 * The first standstill that a period does not survive: open, or restarting it. The period ends there unless it is due
 * by then.
 */
export interface Barrier extends Standstill {
  /** The local date of the period on which it begins. */
  readonly day: Day;
}

export type PauseStep = Extract<Explanation, { kind: 'pause' }>;

/** What counting one period came to: due, or stopped by a barrier that began before. */
export type Outcome = (Due | { readonly stoppedBy: Barrier }) & {
  /** Working milliseconds run; null for limits without a working clock. */
  readonly worked: number | null;
  readonly steps: readonly Explanation[];
};

export interface Due {
  readonly due: Instant;
  /** The date whose working time the due instant ends. */
  readonly day: Day;
}

/** The farthest date that counting from a receipt looks at. */
export function horizonOf(received: Day): Day {
  return Math.min(received + HORIZON, LAST_DAY);
}

/** The earliest date that counting back from a due date looks at. */
export function horizonBefore(due: Day): Day {
  return Math.max(due - HORIZON, 0);
}

/** @throws DomainError `due-too-far` when counting has come past the horizon, which also ends every endless search. */
export function assertNear(day: Day, { horizon }: Pick<Period, 'horizon'>): void {
  if (!(day <= horizon)) throw tooFar(horizon);
}

/** The refusal of a limit that has not run out by a date. */
export function tooFar(horizon: Day): DomainError {
  return new DomainError('due-too-far', { after: formatDay(horizon) });
}

/**
 * The minute of an instant whose local date, too, has a year of four digits.
 * @throws DomainError as `parseMinute`.
 */
export function readMinute({ zone }: WorkCalendar, text: string, field: string): Instant {
  const instant = parseMinute(text, field);
  if (zone.dayOf(instant) > LAST_DAY) throw outOfRange(field);
  return instant;
}

export function instantText({ zone }: WorkCalendar, instant: Instant): string {
  return formatInstant(instant, zone.offsetAt(instant));
}

export function skipped(calendar: WorkCalendar, day: Day, reason: SkipReason): DateStep {
  return { kind: 'skipped', date: calendar.on(day).date, reason };
}

export function pauseStep(calendar: WorkCalendar, pause: CutPause, effect: PauseStep['effect']): PauseStep {
  return {
    kind: 'pause',
    pauseKind: pause.kind,
    from: instantText(calendar, pause.from),
    to: pause.to === Infinity ? null : instantText(calendar, pause.to),
    effect,
  };
}

/** Puts each pause behind the last date that is not after its beginning. Both lists are in the order of time. */
export function interleave(dates: readonly DateStep[], pauses: readonly PauseStep[]): readonly Explanation[] {
  if (pauses.length === 0) return dates;
  const steps: Explanation[] = [];
  let next = 0;
  for (const date of dates) {
    for (let pause = pauses[next]; pause !== undefined && pause.from.slice(0, 10) < date.date; pause = pauses[next]) {
      steps.push(pause);
      next += 1;
    }
    steps.push(date);
  }
  return [...steps, ...pauses.slice(next)];
}

/** The dates between the one on which a supplement began and the one of the restart, none of which count. */
export function datesUntilRestart(period: Period, { day: from, restartAt }: Barrier): DateStep[] {
  const steps: DateStep[] = [];
  const restartDay = restartAt === null ? from : period.calendar.zone.dayOf(restartAt);
  for (let day = from + 1; day < restartDay; day += 1) {
    assertNear(day, period);
    const { closing, off } = period.calendar.on(day);
    steps.push(skipped(period.calendar, day, closing === null ? off : 'paused'));
  }
  return steps;
}
