import { DomainError } from '../errors.ts';
import { countElapsed } from './count-elapsed.ts';
import { calendarDayBase, countFromBase, monthBase, sameDayBase, type Base } from './count-from-base.ts';
import { countNextDay } from './count-next-day.ts';
import { MINUTE, parseTime } from './local-date.ts';
import type { Outcome, Period } from './period.ts';
import type { DueInput, Limit, LimitUnit } from './types.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** How one limit is counted over a period. */
export interface LimitRule {
  /** Working milliseconds of the whole limit; null without a working clock. */
  readonly total: number | null;
  readonly count: (period: Period) => Outcome;
  /**
   * False for a limit that cannot run out within so many dates. Looked at before counting, which walks date by date; a
   * base date is computed, so limits that have one always fit.
   */
  readonly fitsIn: (dates: number, calendar: WorkCalendar) => boolean;
}

/**
 * Which units allow a fraction: working time, and working days, which `next-day` rounds up. A same-day limit is one day
 * whatever whole number comes with it: only its fraction is refused, as the design has it.
 */
const ALLOWS_FRACTION = {
  'working-hour': true,
  'working-day': true,
  'calendar-day': false,
  month: false,
  'same-day': false,
} as const satisfies Record<LimitUnit, boolean>;

const DEFAULT_CUT_OFF = '15:00';

/**
 * The rule by which a limit is counted. Working time is exact to the second.
 * @throws DomainError `limit-unit-unknown`, `limit-invalid`, `limit-fraction`, `counting-unknown`, `cut-off-invalid`.
 */
export function ruleOf({ limit, counting = 'elapsed', cutOff, calendar }: DueInput): LimitRule {
  assertLimit(limit);
  if (counting !== 'elapsed' && counting !== 'next-day') throw new DomainError('counting-unknown', { counting });
  const { unit, value } = limit;
  switch (unit) {
    case 'working-hour':
      return elapsed(value * 60);
    case 'working-day':
      return counting === 'elapsed' ? elapsed(value * calendar.minutesPerDay) : wholeDates(value);
    case 'calendar-day':
      return fromBase((period) => calendarDayBase(period, value));
    case 'month':
      return fromBase((period) => monthBase(period, value));
    case 'same-day': {
      const time = readCutOff(cutOff ?? DEFAULT_CUT_OFF);
      return fromBase((period) => sameDayBase(period, time));
    }
  }
}

/**
 * Milliseconds after midnight of a cut-off, local `HH:MM`.
 * @throws DomainError `cut-off-invalid`.
 */
export function readCutOff(cutOff: string): number {
  const time = parseTime(cutOff);
  if (time === null) throw new DomainError('cut-off-invalid', { cutOff });
  return time;
}

function assertLimit({ unit, value }: Limit): void {
  if (!Object.hasOwn(ALLOWS_FRACTION, unit)) throw new DomainError('limit-unit-unknown', { unit });
  if (!Number.isFinite(value) || value < 0)
    throw new DomainError('limit-invalid', { unit, value: Number.isNaN(value) ? null : value });
  if (!ALLOWS_FRACTION[unit] && !Number.isInteger(value)) throw new DomainError('limit-fraction', { unit, value });
}

function elapsed(minutes: number): LimitRule {
  const total = (Math.round(minutes * 60) * MINUTE) / 60;
  return {
    total,
    count: (period) => countElapsed(period, total),
    fitsIn: (dates, calendar) => total <= calendar.most(dates).working,
  };
}

function wholeDates(value: number): LimitRule {
  return {
    total: null,
    count: (period) => countNextDay(period, value),
    fitsIn: (dates, calendar) => value <= calendar.most(dates).dates,
  };
}

function fromBase(base: (period: Period) => Base): LimitRule {
  return { total: null, count: (period) => countFromBase(period, base(period)), fitsIn: () => true };
}
