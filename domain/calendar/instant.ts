import { DomainError } from '../errors.ts';
import { DAY, LAST_DAY, MINUTE, parseDay, twoDigits } from './local-date.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)$/;

/** The instants that counting takes, by the UTC dates that a refusal names. */
const FIRST_DATE = '1970-01-01';
const LAST_DATE = '9999-12-31';

/**
 * The minute in which an ISO 8601 instant lies: everything that the counting rules take in is cut to the minute first.
 * The text carries `Z` or an offset, because a local time without one names no instant.
 * @param field where the text stands in the input, for the refusal: `received`, `pauses[3].to`
 * @throws DomainError `instant-invalid` for another form, or a date or time that does not exist;
 * `instant-out-of-range` outside the years 1970 to 9999
 */
export function parseMinute(text: string, field: string): Instant {
  const [, date, hour, minute, second = '00', sign, offsetHour = '00', offsetMinute = '00'] = INSTANT.exec(text) ?? [];
  // Years below 100 cannot be read as dates, so they are told apart here.
  if (date !== undefined && date < '0100') throw outOfRange(field);
  const day = date === undefined ? null : parseDay(date);
  const exists =
    day !== null &&
    Number(hour) <= 23 &&
    Number(minute) <= 59 &&
    Number(second) <= 59 &&
    Number(offsetHour) <= 23 &&
    Number(offsetMinute) <= 59;
  if (!exists) throw new DomainError('instant-invalid', { field });
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -MINUTE : MINUTE);
  const instant = day * DAY + (Number(hour) * 60 + Number(minute)) * MINUTE - offset;
  if (instant < 0 || instant >= (LAST_DAY + 1) * DAY) throw outOfRange(field);
  return instant;
}

/** The refusal of an instant that no four digits of a year can write, or that lies before 1970. */
export function outOfRange(field: string): DomainError {
  return new DomainError('instant-out-of-range', { field, first: FIRST_DATE, last: LAST_DATE });
}

/** ISO 8601 with the offset (milliseconds east of UTC) that holds there: `2026-02-23T17:00:00+07:00`. */
export function formatInstant(instant: Instant, offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / MINUTE);
  const local = new Date(instant + offset).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
