import type { Route, RoutePart, Stage, StatedLimit } from './route.ts';
import type { Ways } from './ways.ts';

/** Minutes of a working day, by which budgets and limits are compared; the calendars of the province have as many. */
const MINUTES_PER_DAY = 480;

/**
 * The fewest working minutes a limit can hold, whatever the day it begins: `same-day` is taken as one working day, calendar days
 * lose the most weekend days that can fall in them, a month is taken as 28 days. Holidays are left out.
 */
export function workingMinutes(limit: StatedLimit): number {
  const calendarDays = (days: number): number =>
    (days - 2 * Math.floor(days / 7) - Math.min(2, days % 7)) * MINUTES_PER_DAY;
  switch (limit.unit) {
    case 'working-hour':
      return limit.value * 60;
    case 'working-day':
      return limit.value * MINUTES_PER_DAY;
    case 'same-day':
      return MINUTES_PER_DAY;
    case 'calendar-day':
      return calendarDays(limit.value);
    case 'month':
      return calendarDays(limit.value * 28);
  }
}

/** Working minutes of all budgets together on the longest way that a dossier may take. */
export function longestWay({ stages }: Pick<Route, 'stages'>, ways: Ways): number {
  const minutes = (onTheWay: (stage: Stage) => boolean): number =>
    stages.filter(onTheWay).reduce((sum, { budget }) => sum + workingMinutes(budget), 0);
  if (ways.all === null) return minutes(() => true);
  return Math.max(...ways.all.map((holds) => minutes(({ when }) => when === undefined || holds(when))));
}

/** Working minutes until the last of some parts is done, each beginning when those that it needs are; circles are passed over. */
export function longestChain(parts: readonly RoutePart[]): number {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const until = (part: RoutePart, seen: readonly string[]): number => {
    if (seen.includes(part.id)) return 0;
    const before = part.after.map((id) => {
      const needed = byId.get(id);
      return needed === undefined ? 0 : until(needed, [...seen, part.id]);
    });
    return Math.max(0, ...before) + workingMinutes(part.budget);
  };
  return Math.max(0, ...parts.map((part) => until(part, [])));
}
