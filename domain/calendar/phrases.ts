import type { Explanation } from './explanation.ts';
import { parseDay, weekdayOf } from './local-date.ts';
import type { Weekday } from './types.ts';

/** Steps of one kind that read as one line: only dates counted or skipped alike stand together. */
export interface Run<K extends Explanation['kind']> {
  readonly first: Extract<Explanation, { kind: K }>;
  readonly last: Extract<Explanation, { kind: K }>;
  readonly length: number;
}

/** How each kind of step reads in one language. */
export type Phrases = { readonly [K in Explanation['kind']]: (run: Run<K>) => string };

/** A local date with its weekday, day first: `Friday 13/02/2026`. */
export function writeDate(date: string, weekdays: Readonly<Record<Weekday, string>>): string {
  const [year, month, day] = date.split('-');
  return `${weekdays[weekdayOf(parseDay(date) ?? 0)]} ${day}/${month}/${year}`;
}

/** The local time of day that an instant with its offset is written with; seconds only where there are some. */
export function timeIn(instant: string): string {
  return instant.slice(11, instant.slice(17, 19) === '00' ? 16 : 19);
}
