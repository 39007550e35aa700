import type { Weekday } from './types.ts';

/** A local date as the number of days since 1970-01-01, whatever the time zone. */
export type Day = number;

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** The last date that four digits of a year can write: 9999-12-31. */
export const LAST_DAY: Day = 2_932_896;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[];

/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_DAY_ZERO = 3;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2})$/;

/** Dates are read and written by the thousand, and most of them again and again. */
const KEPT_DATES = 50_000;
const texts = new Map<Day, string>();
const days = new Map<string, Day | null>();

/** The date that `YYYY-MM-DD` names; null if it is not of that form or does not exist, as 2026-02-29. */
export function parseDay(text: string): Day | null {
  if (text.length !== '2026-02-13'.length) return null;
  const known = days.get(text);
  if (known !== undefined) return known;
  if (days.size >= KEPT_DATES) days.clear();
  const [, year, month, date] = DATE.exec(text) ?? [];
  const time = year === undefined ? 0 : Date.UTC(Number(year), Number(month) - 1, Number(date));
  // Years below 100 would be taken for 19xx, and 30 February for 2 March: what comes back then differs.
  const day = new Date(time).toISOString().slice(0, 10) === text ? time / DAY : null;
  days.set(text, day);
  return day;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  const known = texts.get(day);
  if (known !== undefined) return known;
  if (texts.size >= KEPT_DATES) texts.clear();
  const text = new Date(day * DAY).toISOString().slice(0, 10);
  texts.set(day, text);
  return text;
}

export function weekdayOf(day: Day): Weekday {
  const index = (((day + WEEKDAY_OF_DAY_ZERO) % 7) + 7) % 7;
  return WEEKDAYS[index] ?? 'mon';
}

/** The same day of the n-th month after, or the last day of that month: 31 January + 1 month is 28 or 29 February. */
export function addMonths(day: Day, months: number): Day {
  const from = new Date(day * DAY);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastOfMonth = Date.UTC(year, month + 1, 0) / DAY;
  return Math.min(Date.UTC(year, month, from.getUTCDate()) / DAY, lastOfMonth);
}

/** Milliseconds after midnight of a local `HH:MM` from 00:00 to 24:00; null if it is not one. */
export function parseTime(text: string): number | null {
  const [, hour, minute] = TIME.exec(text) ?? [];
  if (hour === undefined || Number(minute) > 59) return null;
  const time = (Number(hour) * 60 + Number(minute)) * MINUTE;
  return time <= DAY ? time : null;
}

/** `HH:MM`, or `HH:MM:SS` where there are seconds; the end of a day is 24:00. */
export function formatTime(time: number): string {
  const minutes = Math.floor(time / MINUTE);
  const text = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  return time % MINUTE === 0 ? text : `${text}:${twoDigits(Math.floor((time % MINUTE) / 1000))}`;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
