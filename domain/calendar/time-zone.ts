import { DomainError } from '../errors.ts';
import type { Instant } from './instant.ts';
import { DAY, MINUTE, type Day } from './local-date.ts';

/** Instants [from, to) during which the zone keeps one offset, in milliseconds east of UTC. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly offset: number;
}

/** What counting needs to know of an IANA zone. */
export interface TimeZone {
  offsetAt(instant: Instant): number;
  /** The local date on which an instant falls. */
  dayOf(instant: Instant): Day;
  /**
   * The instants that bear a local date: two stretches when the clocks change on it, none where the zone skipped it.
   */
  stretchesOf(day: Day): readonly Stretch[];
}

const zones = new Map<string, TimeZone>();

/**
 * An IANA zone, e.g. `Asia/Ho_Chi_Minh`. Zones are kept, with the offsets found, for the life of the process.
 * @throws DomainError `time-zone-unknown`.
 */
export function getTimeZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = createTimeZone(offsetReader(name));
  zones.set(name, zone);
  return zone;
}

/** Reads offsets out of the runtime's own time zone data. Slow (microseconds), hence asked once per date. */
function offsetReader(name: string): (instant: Instant) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new DomainError('time-zone-unknown', { timeZone: name });
  }
  return (instant) => {
    const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(instant)) fields[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  };
}

/** Builds on the fact that no zone changes its offset twice within one UTC date. */
function createTimeZone(readOffset: (instant: Instant) => number): TimeZone {
  const offsets = new Map<number, number>();
  const dates = new Map<number, readonly Stretch[]>();

  const offsetAtStartOf = (utcDate: number): number => {
    const known = offsets.get(utcDate);
    if (known !== undefined) return known;
    const offset = readOffset(utcDate * DAY);
    offsets.set(utcDate, offset);
    return offset;
  };

  /** The first whole minute of (from, to] at which the offset is no longer `before`. */
  const changeBetween = (from: Instant, to: Instant, before: number): Instant => {
    let unchanged = from;
    let changed = to;
    while (changed - unchanged > MINUTE) {
      const middle = Math.floor((unchanged + changed) / 2 / MINUTE) * MINUTE;
      if (readOffset(middle) === before) unchanged = middle;
      else changed = middle;
    }
    return changed;
  };

  const stretchesOfUtcDate = (utcDate: number): readonly Stretch[] => {
    const known = dates.get(utcDate);
    if (known !== undefined) return known;
    const from = utcDate * DAY;
    const to = from + DAY;
    const before = offsetAtStartOf(utcDate);
    const after = offsetAtStartOf(utcDate + 1);
    let stretches: readonly Stretch[] = [{ from, to, offset: before }];
    if (before !== after) {
      const change = changeBetween(from, to, before);
      stretches = [
        { from, to: change, offset: before },
        { from: change, to, offset: after },
      ].filter((stretch) => stretch.from < stretch.to);
    }
    dates.set(utcDate, stretches);
    return stretches;
  };

  const offsetAt = (instant: Instant): number => {
    let offset = 0;
    for (const stretch of stretchesOfUtcDate(Math.floor(instant / DAY))) {
      ({ offset } = stretch);
      if (instant < stretch.to) break;
    }
    return offset;
  };

  /** A UTC date to either side reaches every local date, whatever the offset. */
  const findStretches = (day: Day): readonly Stretch[] => {
    const found: Stretch[] = [];
    for (const utcDate of [day - 1, day, day + 1]) {
      for (const { from, to, offset } of stretchesOfUtcDate(utcDate)) {
        const start = Math.max(from, day * DAY - offset);
        const end = Math.min(to, (day + 1) * DAY - offset);
        if (start >= end) continue;
        const last = found.at(-1);
        if (last?.to === start && last.offset === offset) found[found.length - 1] = { ...last, to: end };
        else found.push({ from: start, to: end, offset });
      }
    }
    return found;
  };

  const localDates = new Map<Day, readonly Stretch[]>();
  return {
    offsetAt,
    dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / DAY),
    stretchesOf(day) {
      const known = localDates.get(day);
      if (known !== undefined) return known;
      const stretches = findStretches(day);
      localDates.set(day, stretches);
      return stretches;
    },
  };
}
