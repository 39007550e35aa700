import { DomainError } from '../errors.ts';
import type { Explanation } from './explanation.ts';
import type { Instant } from './instant.ts';
import { ruleOf, type LimitRule } from './limit-rule.ts';
import { formatDay, LAST_DAY, MINUTE, type Day } from './local-date.ts';
import { readPauses, standstillsFrom, type CutPause, type Standstill } from './pauses.ts';
import {
  assertNear,
  horizonOf,
  instantText,
  pauseStep,
  readMinute,
  tooFar,
  type PauseStep,
  type Period,
} from './period.ts';
import type { DueInput } from './types.ts';
import { workCalendarOf, type WorkCalendar } from './work-calendar.ts';

export { validateCalendar } from './work-calendar.ts';
export type { Explanation } from './explanation.ts';

export interface DueResult {
  /** ISO instant with the zone's offset, e.g. `2026-02-23T17:00:00+07:00`; null while a pause is open. */
  readonly due: string | null;
  /**
   * Working minutes of the limit that have run up to `due`, or up to the open pause, since receipt or, where the period
   * started anew, since the last restart: what ran before it is lost and not told. Null for a limit without a working
   * clock (`next-day` counting, calendar days, months, same day).
   */
  readonly workedMinutes: number | null;
  /**
   * Only while a pause is open: working minutes left when it began; null for a limit without a working clock. They are
   * those of the period that stands still even under a supplement after which the full limit will run again: that is not
   * certain before it ends.
   */
  readonly remainingMinutes?: number | null;
  /**
   * The answer rests on dates for which no holidays are published: receipt lies before `publishedFrom`, or the due date,
   * or the beginning of the open pause, after `publishedThrough`.
   */
  readonly provisional: boolean;
  readonly explanation: readonly Explanation[];
}

/**
 * When a time limit ends (ngày hẹn trả kết quả), and why. Pure: the same input gives the same answer everywhere.
 *
 * Sources: Decree 61/2018/NĐ-CP art. 18 (the 15:00 rule of `same-day`) and art. 19.4 (the period starts from zero when
 * the complete dossier is back; `afterSupplement` defaults to `restart`); Civil Code 2015 arts. 147–148 (`next-day`:
 * the day of the event is not counted; a last day without sessions moves to the next that has them); Labour Code 2019
 * arts. 111–112 for holidays and make-up days, which are the calendar's data.
 *
 * Receipt and pause bounds are cut to the minute first. Pauses that overlap or touch are one standstill, whatever their
 * kinds. A standstill that begins at or after the due instant reached so far changes nothing. A supplement that counts
 * begins the period anew at its own end; a payment or suspension that lasts longer goes on stopping the new period.
 *
 * Limits of hours and elapsed days are exact to the second; all others end at a closing. A limit of 0 hours or elapsed
 * days is due at receipt or, outside the sessions, at the next one's start. A limit of 0 calendar days, months or
 * `next-day` days is due at the closing of the day itself, even when receipt came after it.
 *
 * What Decree and design leave open, and what was chosen, is in docs/adr/0008.
 *
 * @throws DomainError `instant-invalid`, `instant-out-of-range` (before 1970 or after 9999), `limit-unit-unknown`,
 * `limit-invalid` (negative or not a number), `limit-fraction` (of a calendar day, month or same-day limit),
 * `counting-unknown`, `cut-off-invalid`, `after-supplement-unknown`, `pause-invalid`, `due-too-far` (more than 100 years
 * after receipt; a limit that cannot fit into them even while a pause is open), and those of `validateCalendar`.
 */
export function dueDate(input: DueInput): DueResult {
  const calendar = workCalendarOf(input.calendar);
  const rule = ruleOf(input);
  const read = (text: string, field: string): Instant => readMinute(calendar, text, field);
  const received = read(input.received, 'received');
  const pauses = readPauses(input.pauses ?? [], read);
  const restarts = restartsAfterSupplement(input);

  const described = new Set<CutPause>();
  const describe = (standstills: readonly Standstill[]): PauseStep[] =>
    standstills.flatMap(({ pauses: within, restartAt }) =>
      within
        .filter((pause) => !described.has(pause) && pause.from < (restartAt ?? Infinity))
        .map((pause) => {
          described.add(pause);
          const ends = pause.kind === 'supplement' && pause.to === restartAt;
          return pauseStep(calendar, pause, ends ? 'restarts' : 'stops');
        }),
    );

  const receivedDay = calendar.zone.dayOf(received);
  const horizon = horizonOf(receivedDay);
  if (!rule.fitsIn(horizon - receivedDay + 1, calendar)) throw tooFar(horizon);
  const fixed = { calendar, describe, horizon };
  const explanation: Explanation[] = [receivedStep(input, rule, calendar, received)];
  let start = received;
  for (;;) {
    const outcome = rule.count(periodFrom(start, standstillsFrom(pauses, start, restarts), fixed));
    explanation.push(...outcome.steps);
    if ('stoppedBy' in outcome && outcome.stoppedBy.restartAt !== null) {
      start = outcome.stoppedBy.restartAt;
      explanation.push({ kind: 'restarted', at: instantText(calendar, start) });
      continue;
    }
    const without = pauses.filter((pause) => !described.has(pause));
    explanation.push(...without.map((pause) => pauseStep(calendar, pause, reasonToIgnore(pause, received))));
    const workedMinutes = outcome.worked === null ? null : outcome.worked / MINUTE;
    if ('due' in outcome) {
      // A session until 24:00 on the last date of all ends on none that can be written.
      assertNear(calendar.zone.dayOf(outcome.due), { horizon: LAST_DAY });
      const due = instantText(calendar, outcome.due);
      const notice = provisionalSteps(receivedDay, outcome.day, calendar);
      explanation.push({ kind: 'due', at: due }, ...notice);
      return { due, workedMinutes, provisional: notice.length > 0, explanation };
    }
    const remainingMinutes =
      rule.total === null || outcome.worked === null ? null : (rule.total - outcome.worked) / MINUTE;
    const notice = provisionalSteps(receivedDay, outcome.stoppedBy.day, calendar);
    explanation.push(
      {
        kind: 'open',
        since: instantText(calendar, outcome.stoppedBy.from),
        workedMinutes,
        remainingMinutes,
        restarts: restarts && outcome.stoppedBy.pauses.some(({ kind, to }) => kind === 'supplement' && to === Infinity),
      },
      ...notice,
    );
    return { due: null, workedMinutes, remainingMinutes, provisional: notice.length > 0, explanation };
  }
}

/** Where nothing is said the period restarts: the decree's rule, which another law would have to set aside. */
function restartsAfterSupplement({ afterSupplement = 'restart' }: DueInput): boolean {
  if (afterSupplement !== 'restart' && afterSupplement !== 'resume')
    throw new DomainError('after-supplement-unknown', { afterSupplement });
  return afterSupplement === 'restart';
}

function periodFrom(
  start: Instant,
  standstills: readonly Standstill[],
  fixed: Pick<Period, 'calendar' | 'horizon' | 'describe'>,
): Period {
  const { zone } = fixed.calendar;
  const first = standstills.findIndex(({ to, restartAt }) => to === Infinity || restartAt !== null);
  const barrier = standstills[first];
  return {
    ...fixed,
    start,
    startDay: zone.dayOf(start),
    standstills: first === -1 ? standstills : standstills.slice(0, first),
    barrier: barrier === undefined ? null : { ...barrier, day: zone.dayOf(Math.max(barrier.from, start)) },
  };
}

function receivedStep(input: DueInput, { total }: LimitRule, calendar: WorkCalendar, received: Instant): Explanation {
  const { unit, value } = input.limit;
  return {
    kind: 'received',
    at: instantText(calendar, received),
    unit,
    value,
    counting: unit === 'working-day' ? (input.counting ?? 'elapsed') : null,
    minutes: total === null ? null : total / MINUTE,
  };
}

function reasonToIgnore({ from, to }: CutPause, received: Instant): PauseStep['effect'] {
  if (from === to) return 'ignored-empty';
  return to <= received ? 'ignored-before-receipt' : 'ignored-after-due';
}

/** Says where the dates from receipt to the due date, or to the open pause, leave the published calendar. */
function provisionalSteps(first: Day, last: Day, { publishedFrom, publishedThrough }: WorkCalendar): Explanation[] {
  const steps: Explanation[] = [];
  if (publishedFrom !== null && first < publishedFrom)
    steps.push({ kind: 'provisional-start', date: formatDay(first), publishedFrom: formatDay(publishedFrom) });
  if (publishedThrough !== null && last > publishedThrough)
    steps.push({ kind: 'provisional', date: formatDay(last), publishedThrough: formatDay(publishedThrough) });
  return steps;
}
