/**
 * What is reckoned from a due date backwards, and how soon a dossier goes on. Pauses are not looked at: a due date has
 * them in it. Instants come in as ISO 8601 with `Z` or an offset and are cut to the minute; they go out in UTC, as
 * events hold them: `2025-01-24T10:00:00.000Z`.
 */

import { DomainError } from '../errors.ts';
import { sameDayBase } from './count-from-base.ts';
import { outOfRange, type Instant } from './instant.ts';
import { readCutOff } from './limit-rule.ts';
import { DAY, LAST_DAY, MINUTE, type Day } from './local-date.ts';
import { assertNear, horizonBefore, horizonOf, readMinute, tooFar } from './period.ts';
import type { Calendar } from './types.ts';
import { workCalendarOf, type WorkCalendar, type WorkDay } from './work-calendar.ts';

/**
 * The latest instant for an apology (văn bản xin lỗi), which Decree 61/2018 art. 19.9 wants at the latest one day
 * before the due date. The local date of the due date, less calendar days; where that date has no sessions, the last one
 * before it that has; at its closing, and never after the due instant itself. It may lie before receipt: a limit of
 * hours leaves no day for an apology.
 * @throws DomainError `limit-invalid`, `limit-fraction` (lead not a whole number from 0 on), `due-too-far` (no such
 * date within 100 years, or after 1970), `instant-invalid`, `instant-out-of-range`, and those of `validateCalendar`.
 */
export function apologyBy(calendar: Calendar, dueAt: string, leadCalendarDays: number): string {
  assertWhole('calendar-day', leadCalendarDays);
  const work = workCalendarOf(calendar);
  const due = readMinute(work, dueAt, 'dueAt');
  const dueDay = dayDue(work, due);
  const first = horizonBefore(dueDay);
  for (let day = dueDay - leadCalendarDays; day >= first; day -= 1) {
    const { closing } = work.on(day);
    if (closing !== null) return utc(Math.min(closing, due), 'dueAt');
  }
  throw tooFar(first);
}

/**
 * The latest instant from which exactly so many working minutes remain until the due instant ("due soon"): where many
 * instants do, as before the start of a session, the last of them. For 0 minutes it is the due instant.
 * `workingMinutesBetween` from it to the due instant gives the minutes back.
 * @throws DomainError `limit-invalid`, `limit-fraction` (minutes not a whole number from 0 on), `due-too-far` (not so
 * many within 100 years, or since 1970), `instant-invalid`, `instant-out-of-range`, and those of `validateCalendar`.
 */
export function workingMinutesBefore(calendar: Calendar, dueAt: string, minutes: number): string {
  assertWhole('working-minute', minutes);
  const work = workCalendarOf(calendar);
  const due = readMinute(work, dueAt, 'dueAt');
  if (minutes === 0) return utc(due, 'dueAt');
  const dueDay = work.zone.dayOf(due);
  const first = horizonBefore(dueDay);
  let left = minutes * MINUTE;
  for (let day = dueDay; day >= first; day -= 1) {
    for (const interval of work.on(day).intervals.toReversed()) {
      const to = Math.min(interval.to, due);
      if (to - interval.from >= left) return utc(to - left, 'dueAt');
      left -= Math.max(to - interval.from, 0);
    }
  }
  throw tooFar(first);
}

/**
 * The working minutes that lie between two instants; negative when `to` comes before `from`, as after a due date that
 * has passed.
 * @throws DomainError `due-too-far` (more than 100 years apart), `instant-invalid`, `instant-out-of-range`, and those of
 * `validateCalendar`.
 */
export function workingMinutesBetween(calendar: Calendar, from: string, to: string): number {
  const work = workCalendarOf(calendar);
  const start = readMinute(work, from, 'from');
  const end = readMinute(work, to, 'to');
  return (workingWithin(work, start, end) - workingWithin(work, end, start)) / MINUTE;
}

/**
 * The latest instant at which the paper part of a dossier goes on (chuyển hồ sơ). Decree 61/2018 art. 18: the same
 * working day, which lasts until its closing; what is received after 15:00, or outside the working days, at the start
 * of the next working day's first session.
 *
 * At 15:00 itself it is too late for the same day, as for `same-day` limits and by the same rule (`sameDayBase`):
 * receipt has to be before the cut-off, and before the closing too. The decree's "sau 15 giờ" could be read to leave that
 * one minute to the same day.
 * @param cutOff local `HH:MM`; `transferCutOff` of the rule set
 * @throws DomainError `cut-off-invalid`, `due-too-far` (no working day within 100 years), `instant-invalid`,
 * `instant-out-of-range`, and those of `validateCalendar`.
 */
export function transferBy(calendar: Calendar, receivedAt: string, cutOff: string): string {
  const time = readCutOff(cutOff);
  const work = workCalendarOf(calendar);
  const start = readMinute(work, receivedAt, 'receivedAt');
  const startDay = work.zone.dayOf(start);
  const base = sameDayBase({ calendar: work, start, startDay }, time);
  for (let day = base.day; ; day += 1) {
    assertNear(day, { horizon: horizonOf(startDay) });
    const {
      closing,
      intervals: [session],
    } = work.on(day);
    if (closing === null || session === undefined) continue;
    return utc(base.deferred === null ? closing : session.from, 'receivedAt');
  }
}

/** Working milliseconds from `start` to `end`; none when that lies before. */
function workingWithin(work: WorkCalendar, start: Instant, end: Instant): number {
  const first = work.zone.dayOf(start);
  const last = work.zone.dayOf(end);
  assertNear(last, { horizon: horizonOf(first) });
  let sum = 0;
  for (let day = first; day <= last; day += 1) sum += workingOn(work.on(day), start, end);
  return sum;
}

function workingOn({ intervals }: WorkDay, start: Instant, end: Instant): number {
  return intervals.reduce((sum, { from, to }) => sum + Math.max(Math.min(to, end) - Math.max(from, start), 0), 0);
}

/** The date that a due instant ends: one whose session lasts until 24:00 closes at the beginning of the next. */
function dayDue(work: WorkCalendar, due: Instant): Day {
  const day = work.zone.dayOf(due);
  return work.on(day - 1).closing === due ? day - 1 : day;
}

function assertWhole(unit: 'calendar-day' | 'working-minute', value: number): void {
  if (!Number.isFinite(value) || value < 0)
    throw new DomainError('limit-invalid', { unit, value: Number.isNaN(value) ? null : value });
  if (!Number.isInteger(value)) throw new DomainError('limit-fraction', { unit, value });
}

function utc(instant: Instant, field: string): string {
  if (instant < 0 || instant >= (LAST_DAY + 1) * DAY) throw outOfRange(field);
  return new Date(instant).toISOString();
}
