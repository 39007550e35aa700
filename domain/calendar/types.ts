/**
 * Units in which a law or a route states a time limit. `same-day` is always one day: its `value` (use 1) must be whole
 * and is otherwise not looked at.
 */
export type LimitUnit = 'working-hour' | 'working-day' | 'calendar-day' | 'month' | 'same-day';

export interface Limit {
  readonly unit: LimitUnit;
  readonly value: number;
}

/** How working days are counted: as elapsed working minutes, or whole dates after the day of receipt (Civil Code). */
export type Counting = 'elapsed' | 'next-day';

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Counting sessions as [start, end) pairs of local `HH:MM`. */
export type Sessions = Readonly<Partial<Record<Weekday, readonly (readonly [string, string])[]>>>;

export interface Calendar {
  /** IANA zone, e.g. `Asia/Ho_Chi_Minh`. */
  readonly timeZone: string;
  /** Working minutes that make one working day, usually 480. */
  readonly minutesPerDay: number;
  readonly sessions: Sessions;
  /** Local dates `YYYY-MM-DD` without sessions. */
  readonly holidays: readonly string[];
  /** Local date -> the weekday whose sessions it uses, even on a weekend or a listed holiday. */
  readonly makeUpDays: Readonly<Record<string, Weekday>>;
  /** First local date for which holidays are in this calendar; what is counted from before it is provisional. */
  readonly publishedFrom?: string;
  /** Last local date for which the state has published holidays; a due date after it is provisional. */
  readonly publishedThrough?: string;
}

export type PauseKind = 'supplement' | 'payment' | 'suspension';

/** [from, to) of clock standstill, ISO instants; `to: null` is still open. */
export interface Pause {
  readonly from: string;
  readonly to: string | null;
  readonly kind: PauseKind;
}

export interface DueInput {
  /** ISO 8601 instant of receipt, with offset or Z. */
  readonly received: string;
  readonly limit: Limit;
  readonly counting?: Counting;
  /** Local `HH:MM`, for `same-day` only; default 15:00. */
  readonly cutOff?: string;
  readonly calendar: Calendar;
  readonly pauses?: readonly Pause[];
  /** Default `restart`, as Decree 61/2018 art. 19.4 has it. */
  readonly afterSupplement?: 'restart' | 'resume';
}
