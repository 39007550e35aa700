import type { DeferralReason, PauseEffect, SkipReason } from './explanation.ts';
import { timeIn, writeDate, type Phrases } from './phrases.ts';
import type { LimitUnit, PauseKind, Weekday } from './types.ts';

const WEEKDAYS = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const satisfies Record<Weekday, string>;

const UNITS = {
  'working-hour': ['working hour', 'working hours'],
  'working-day': ['working day', 'working days'],
  'calendar-day': ['calendar day', 'calendar days'],
  month: ['month', 'months'],
  'same-day': ['the same day', 'the same day'],
} as const satisfies Record<LimitUnit, readonly [one: string, many: string]>;

const SKIPPED = {
  holiday: 'a public holiday',
  'weekly-rest': 'weekly rest',
  'no-sessions': 'no working sessions',
  'after-closing': 'its sessions were over',
  'day-of-event': 'the first day of the period',
  paused: 'the clock stood still',
} as const satisfies Record<SkipReason, string>;

const DEFERRED = {
  'no-sessions': 'not a working date',
  'after-cut-off': 'received after the cut-off',
  'after-closing': 'received after closing',
} as const satisfies Record<DeferralReason, string>;

const PAUSES = {
  supplement: 'waiting for a supplement',
  payment: 'waiting for payment',
  suspension: 'suspended',
} as const satisfies Record<PauseKind, string>;

const EFFECTS = {
  stops: 'the clock stands still',
  restarts: 'the period starts anew when the dossier is complete',
  'ignored-empty': 'shorter than a minute, changes nothing',
  'ignored-before-receipt': 'over before receipt, changes nothing',
  'ignored-after-due': 'begun when already due, changes nothing',
} as const satisfies Record<PauseEffect, string>;

const date = (text: string): string => writeDate(text, WEEKDAYS);

const dates = (first: string, last: string): string =>
  first === last ? date(first) : `from ${date(first)} to ${date(last)}`;

const instant = (text: string): string => `${timeIn(text)} on ${date(text.slice(0, 10))}`;

const makeUp = (weekday: Weekday | undefined): string =>
  weekday === undefined ? '' : ` – a make-up day with the sessions of a ${WEEKDAYS[weekday]}`;

const minutesText = (minutes: number): string => `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;

/** The explanation of a due date in English. */
export const EN: Phrases = {
  received: ({ first: { at, unit, value, counting, minutes } }) => {
    const name = UNITS[unit][value === 1 ? 0 : 1];
    const limit = unit === 'same-day' ? name : `${value} ${name}`;
    const clock = minutes === null ? '' : ` (${minutes} working minutes)`;
    const rule = counting === 'next-day' ? ', the day of receipt not counted' : '';
    return `received at ${instant(at)}; limit: ${limit}${clock}${rule}.`;
  },
  'moved-to-session': ({ first: { from, to } }) =>
    `${instant(from)} is outside working time: counted from ${instant(to)}.`,
  counted: ({ first, last, length }) => {
    const hours = first.intervals.map(([from, to]) => `${from}–${to}`).join(', ');
    const each = length === 1 ? '' : `${length} days of `;
    return `${dates(first.date, last.date)}: ${each}${minutesText(first.minutes)} counted (${hours})${makeUp(first.usesWeekday)}.`;
  },
  'counted-date': ({ first, last, length }) => {
    const which = length === 1 ? `day ${first.number}` : `days ${first.number} to ${last.number}`;
    return `${dates(first.date, last.date)}: counted as ${which}${makeUp(first.usesWeekday)}.`;
  },
  skipped: ({ first, last }) => `${dates(first.date, last.date)}: not counted, ${SKIPPED[first.reason]}.`,
  base: ({ first: { from, date: base, deferred } }) =>
    deferred === undefined
      ? `counted from ${date(from)}, the limit ends on ${date(base)}.`
      : `${date(from)}: ${DEFERRED[deferred]}, so moved to ${date(base)}.`,
  'base-moved': ({ first: { from, date: to, days } }) =>
    days === 0
      ? 'the standstill lies within one date: the end of the limit stays.'
      : `${days} ${days === 1 ? 'day' : 'days'} of standstill added: the end of the limit moves from ${date(from)} to ${date(to)}.`,
  rolled: ({ first: { from, to } }) => `${date(from)} has no sessions: due on the next date that has, ${date(to)}.`,
  pause: ({ first: { pauseKind, from, to, effect } }) => {
    const span = to === null ? `since ${instant(from)}, not over` : `from ${instant(from)} to ${instant(to)}`;
    return `${PAUSES[pauseKind]} ${span}: ${EFFECTS[effect]}.`;
  },
  restarted: ({ first: { at } }) =>
    `complete again at ${instant(at)}: the period starts anew (Decree 61/2018/NĐ-CP, article 19.4).`,
  open: ({ first: { since, workedMinutes, remainingMinutes, restarts } }) => {
    const worked = workedMinutes === null ? '' : ` ${minutesText(workedMinutes)} of working time have run`;
    const left = remainingMinutes === null ? '' : `, ${remainingMinutes} are left.`;
    const anew = restarts ? ' The full limit runs again once the dossier is complete.' : '';
    return `paused since ${instant(since)}: no due date yet.${worked}${left}${anew}`;
  },
  due: ({ first: { at } }) => `due at ${instant(at)}.`,
  'provisional-start': ({ first: { date: start, publishedFrom } }) =>
    `provisional: holidays are published from ${date(publishedFrom)} on only, and the limit counts from ${date(start)}.`,
  provisional: ({ first: { date: due, publishedThrough } }) =>
    `provisional: holidays are published through ${date(publishedThrough)} only, not for ${date(due)}.`,
};
