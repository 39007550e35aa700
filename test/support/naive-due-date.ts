import type { Calendar, DueInput, Pause, Weekday } from '../../domain/calendar/types.ts';

/**
 * Test support: the counting rules of due dates a second time, written to be obviously right rather than fast. Time is
 * walked minute by minute, and a calendar is asked about one minute at a time. Shares no code with `domain/calendar`.
 * Limits must be whole minutes, and `next-day` limits at least one date.
 */
export interface NaiveResult {
  /** Minutes since 1970-01-01T00:00Z; null while a pause is open. */
  readonly due: number | null;
  readonly workedMinutes: number | null;
}

type Minute = number;

const MINUTES_LOOKED_AT = 6 * 366 * 24 * 60;
const WEEKDAY_NAMES: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const minuteOf = (instant: string): Minute => Math.floor(Date.parse(instant) / 60_000);

export function naiveDueDate(input: DueInput): NaiveResult {
  const walk: Walk = {
    clock: localClock(input.calendar),
    received: minuteOf(input.received),
    pauses: (input.pauses ?? [])
      .map(({ from, to, kind }) => ({ kind, from: minuteOf(from), to: to === null ? null : minuteOf(to) }))
      .map((pause, _, all) => ({ ...pause, mayRestart: mayRestart(pause, all) }))
      .filter(({ from, to }) => to === null || from < to),
    restarts: input.afterSupplement !== 'resume',
  };
  const { unit, value } = input.limit;
  if (unit === 'working-hour') return walkElapsed(walk, value * 60);
  if (unit === 'working-day' && input.counting === 'next-day') return walkClosings(walk, Math.ceil(value));
  if (unit === 'working-day') return walkElapsed(walk, value * input.calendar.minutesPerDay);
  return walkFromBase(walk, input);
}

interface Walk {
  readonly clock: LocalClock;
  readonly received: Minute;
  readonly pauses: readonly MinutePause[];
  readonly restarts: boolean;
}

interface Span {
  readonly kind: Pause['kind'];
  readonly from: Minute;
  readonly to: Minute | null;
}

interface MinutePause extends Span {
  readonly mayRestart: boolean;
}

const covers = ({ from, to }: MinutePause, minute: Minute): boolean => from <= minute && (to === null || minute < to);

const standsStill = (pauses: readonly MinutePause[], minute: Minute): boolean =>
  pauses.some((pause) => covers(pause, minute));

/** A supplement that began while another was open for good restarts nothing when it ends. */
const mayRestart = ({ kind, from }: Span, spans: readonly Span[]): boolean =>
  kind === 'supplement' &&
  !spans.some((other) => other.kind === 'supplement' && other.to === null && other.from < from);

const supplementEndsAt = (pauses: readonly MinutePause[], minute: Minute): boolean =>
  pauses.some((pause) => pause.mayRestart && pause.to === minute);

/** Says whether a supplement ends at a minute, and no other one does later in the same standstill. */
const restartsAt = (pauses: readonly MinutePause[], minute: Minute): boolean => {
  if (!supplementEndsAt(pauses, minute)) return false;
  const lastEnd = Math.max(...pauses.map(({ to }) => to ?? 0));
  for (let later = minute + 1; later <= lastEnd && standsStill(pauses, later - 1); later += 1)
    if (supplementEndsAt(pauses, later)) return false;
  return true;
};

/** The pauses that a period begun at `start` can meet. */
const aliveAt = (pauses: readonly MinutePause[], start: Minute): readonly MinutePause[] =>
  pauses.filter(({ to }) => to === null || to > start);

/** Says whether an open pause runs and nothing is to come any more, not even a restart under it. */
const isOpenForGood = (pauses: readonly MinutePause[], minute: Minute, restarts: boolean): boolean =>
  pauses.some((pause) => pause.to === null && covers(pause, minute)) &&
  !(restarts && pauses.some((pause) => pause.mayRestart && pause.to !== null && pause.to > minute));

/** The first minute of the standstill that a minute lies in. */
function beginningOf(pauses: readonly MinutePause[], minute: Minute): Minute {
  let began = minute;
  while (standsStill(pauses, began - 1)) began -= 1;
  return began;
}

function walkElapsed({ clock, received, pauses, restarts }: Walk, limit: number): NaiveResult {
  let worked = 0;
  let alive = aliveAt(pauses, received);
  for (let now = received; now < received + MINUTES_LOOKED_AT; now += 1) {
    if (limit > 0 && worked === limit) return { due: now, workedMinutes: worked };
    if (restarts && restartsAt(alive, now)) {
      worked = 0;
      alive = aliveAt(pauses, now);
    }
    const still = standsStill(alive, now);
    const beganBefore = still && standsStill(alive, now - 1);
    if (limit === 0 && clock.isWorking(now) && !beganBefore) return { due: now, workedMinutes: 0 };
    if (isOpenForGood(alive, now, restarts)) return { due: null, workedMinutes: worked };
    if (!still && clock.isWorking(now)) worked += 1;
  }
  throw new Error('no due date in sight');
}

function walkClosings({ clock, received, pauses, restarts }: Walk, wanted: number): NaiveResult {
  let counted = 0;
  let eventDate = clock.dateOf(received);
  let alive = aliveAt(pauses, received);
  for (let now = received; now < received + MINUTES_LOOKED_AT; now += 1) {
    if (restarts && restartsAt(alive, now)) {
      counted = 0;
      eventDate = clock.dateOf(now);
      alive = aliveAt(pauses, now);
    }
    const date = clock.dateOf(now - 1);
    if (date > eventDate && clock.closingOf(date) === now) {
      const beganBefore = standsStill(alive, now - 1);
      const isLast = counted + 1 === wanted;
      if (!standsStill(alive, now) || (isLast && !beganBefore)) counted += 1;
      if (counted === wanted) return { due: now, workedMinutes: null };
    }
    if (isOpenForGood(alive, now, restarts)) return { due: null, workedMinutes: null };
  }
  throw new Error('no due date in sight');
}

function walkFromBase({ clock, received, pauses, restarts }: Walk, input: DueInput): NaiveResult {
  let due = 0;
  let base = '';
  /** The local date on which the present standstill began. */
  let stillSince: string | null = null;
  let alive = aliveAt(pauses, received);
  const begin = (now: Minute): void => {
    base = baseDate(clock, now, input);
    due = closingFrom(clock, base);
    stillSince = null;
    alive = aliveAt(pauses, now);
  };
  begin(received);
  for (let now = received; now < received + MINUTES_LOOKED_AT; now += 1) {
    if (restarts && restartsAt(alive, now)) begin(now);
    const still = standsStill(alive, now);
    if (stillSince !== null && !still) {
      for (let date: string = stillSince; date < clock.dateOf(now); date = nextDate(date)) base = nextDate(base);
      due = closingFrom(clock, base);
      stillSince = null;
    }
    if (stillSince === null) {
      if (now >= due && !(still && beginningOf(alive, now) < due)) return { due, workedMinutes: null };
      if (still) stillSince = clock.dateOf(now);
    }
    if (isOpenForGood(alive, now, restarts)) return { due: null, workedMinutes: null };
  }
  throw new Error('no due date in sight');
}

function baseDate(clock: LocalClock, start: Minute, { limit, cutOff = '15:00' }: DueInput): string {
  const date = clock.dateOf(start);
  if (limit.unit === 'same-day') {
    const closing = clock.closingOf(date);
    const inTime = closing !== null && start < closing && clock.timeOf(start) < cutOff;
    return inTime ? date : nextDate(date);
  }
  if (limit.unit === 'month') {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    const months = year * 12 + (month - 1) + limit.value;
    const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
    let last = first;
    for (let step = 1; step < day && nextDate(last).slice(0, 7) === first.slice(0, 7); step += 1) last = nextDate(last);
    return last;
  }
  let moved = date;
  for (let step = 0; step < limit.value; step += 1) moved = nextDate(moved);
  return moved;
}

function closingFrom(clock: LocalClock, base: string): Minute {
  let date = base;
  for (let step = 0; step < 1000; step += 1) {
    const closing = clock.closingOf(date);
    if (closing !== null) return closing;
    date = nextDate(date);
  }
  throw new Error('no date with sessions in sight');
}

function nextDate(date: string): string {
  const next = new Date(`${date}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

interface LocalClock {
  dateOf(minute: Minute): string;
  /** `HH:MM`. */
  timeOf(minute: Minute): string;
  isWorking(minute: Minute): boolean;
  /** The end of the last working minute of a date; null for a date without any. */
  closingOf(date: string): Minute | null;
}

function localClock(calendar: Calendar): LocalClock {
  const quarters = new Map<number, string>();
  const closings = new Map<string, Minute | null>();
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: calendar.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });

  /** `YYYY-MM-DD HH:MM`. Zones change their offset at full quarters of an hour only. */
  const local = (minute: Minute): string => {
    const quarter = Math.floor(minute / 15);
    let text = quarters.get(quarter);
    if (text === undefined) {
      text = format.format(quarter * 15 * 60_000);
      quarters.set(quarter, text);
    }
    const within = Number(text.slice(14)) + (minute - quarter * 15);
    return `${text.slice(0, 14)}${String(within).padStart(2, '0')}`;
  };

  const sessionsOf = (date: string): readonly (readonly [string, string])[] => {
    const makeUp = calendar.makeUpDays[date];
    if (makeUp !== undefined) return calendar.sessions[makeUp] ?? [];
    if (calendar.holidays.includes(date)) return [];
    const weekday = WEEKDAY_NAMES[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? 'sun';
    return calendar.sessions[weekday] ?? [];
  };

  const isWorking = (minute: Minute): boolean => {
    const text = local(minute);
    const time = text.slice(11);
    return sessionsOf(text.slice(0, 10)).some(([start, end]) => start <= time && time < end);
  };

  return {
    dateOf: (minute) => local(minute).slice(0, 10),
    timeOf: (minute) => local(minute).slice(11),
    isWorking,
    closingOf(date) {
      const known = closings.get(date);
      if (known !== undefined) return known;
      const noon = minuteOf(`${date}T12:00:00Z`);
      let closing: Minute | null = null;
      for (let minute = noon - 40 * 60; minute < noon + 40 * 60; minute += 1)
        if (local(minute).slice(0, 10) === date && isWorking(minute)) closing = minute + 1;
      closings.set(date, closing);
      return closing;
    },
  };
}
