import type { Counting, LimitUnit, PauseKind, Weekday } from './types.ts';

/** Why a date does not count. */
export type SkipReason =
  /** Listed as a holiday. */
  | 'holiday'
  /** Its weekday has no sessions: Saturday, Sunday. */
  | 'weekly-rest'
  /** A make-up day that uses a weekday without sessions, or a date that the zone's clocks skipped. */
  | 'no-sessions'
  /** Its sessions were over when counting began. */
  | 'after-closing'
  /** `next-day`: the day of receipt (or of the restart) is not counted. */
  | 'day-of-event'
  /** The clock stood still: all its remaining sessions (`elapsed`) or its closing (`next-day`) lie in a pause. */
  | 'paused';

/** Why a same-day limit is counted from the day after: its date has no sessions, or receipt came too late in it. */
export type DeferralReason = 'no-sessions' | 'after-cut-off' | 'after-closing';

/** What a pause did to the period; one that did nothing says why. */
export type PauseEffect =
  | 'stops'
  | 'restarts'
  /** Nothing is left of it when its bounds are cut to the minute. */
  | 'ignored-empty'
  /** It was over when the period began. */
  | 'ignored-before-receipt'
  /** It began at or after the due instant reached without it. */
  | 'ignored-after-due';

/**
 * One reason behind a due date. Instants are ISO 8601 with the zone's offset, dates local `YYYY-MM-DD`, times of day
 * local `HH:MM` (24:00 ends a day; seconds only where a limit is not a whole number of minutes).
 *
 * In the order of time: `received`; then for every period (a restart begins a new one) how its dates were counted; then
 * `due` or `open`. With a working clock every date from the receipt to the due date stands there once in each period
 * that touches it, as counted or as skipped.
 */
export type Explanation =
  | {
      readonly kind: 'received';
      readonly at: string;
      readonly unit: LimitUnit;
      readonly value: number;
      /** For working days only. */
      readonly counting: Counting | null;
      /** Working minutes of the whole limit; null for a unit without a working clock. */
      readonly minutes: number | null;
    }
  /** Receipt (or restart) outside the sessions: counted from the next session's start. */
  | { readonly kind: 'moved-to-session'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'counted';
      readonly date: string;
      readonly intervals: readonly (readonly [string, string])[];
      readonly minutes: number;
      /** For a make-up day, the weekday whose sessions it used. */
      readonly usesWeekday?: Weekday;
    }
  /** `next-day`: the date counted as the `number`-th. */
  | { readonly kind: 'counted-date'; readonly date: string; readonly number: number; readonly usesWeekday?: Weekday }
  | { readonly kind: 'skipped'; readonly date: string; readonly reason: SkipReason }
  /** The base date of a limit in calendar days, months or the same day. */
  | {
      readonly kind: 'base';
      readonly from: string;
      readonly date: string;
      /** Same-day only: why it is not the day of receipt. */
      readonly deferred?: DeferralReason;
    }
  /** A standstill moved the base date by its calendar dates. */
  | { readonly kind: 'base-moved'; readonly from: string; readonly date: string; readonly days: number }
  /** The base date has no sessions: due on the next date that has. */
  | { readonly kind: 'rolled'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'pause';
      readonly pauseKind: PauseKind;
      readonly from: string;
      readonly to: string | null;
      readonly effect: PauseEffect;
    }
  /** The complete dossier is back and the period starts anew (Decree 61/2018 art. 19.4). */
  | { readonly kind: 'restarted'; readonly at: string }
  /** A pause is open: no due instant before it ends. */
  | {
      readonly kind: 'open';
      readonly since: string;
      readonly workedMinutes: number | null;
      readonly remainingMinutes: number | null;
      /** The full limit will run from the end of this pause. */
      readonly restarts: boolean;
    }
  | { readonly kind: 'due'; readonly at: string }
  /** Receipt lies before the first date for which holidays are published. */
  | { readonly kind: 'provisional-start'; readonly date: string; readonly publishedFrom: string }
  /** The due date, or the beginning of an open pause, lies after the last date for which holidays are published. */
  | { readonly kind: 'provisional'; readonly date: string; readonly publishedThrough: string };

/** The step that says how one date counted. */
export type DateStep = Extract<Explanation, { kind: 'counted' | 'counted-date' | 'skipped' }>;
