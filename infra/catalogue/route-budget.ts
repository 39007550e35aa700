import { mayHold } from '../../domain/procedure/condition.ts';
import type { Route, StatedLimit } from '../../domain/procedure/route.ts';

/**
 * The fewest working minutes a limit can hold, whatever the day it begins: `same-day` is taken as one working day, calendar days
 * lose the most weekend days that can fall in them, a month is taken as 28 days. Holidays are left out.
 */
export const workingMinutes = (limit: StatedLimit, minutesPerDay: number): number => {
  const calendarDays = (days: number): number =>
    (days - 2 * Math.floor(days / 7) - Math.min(2, days % 7)) * minutesPerDay;
  switch (limit.unit) {
    case 'working-hour':
      return limit.value * 60;
    case 'working-day':
      return limit.value * minutesPerDay;
    case 'same-day':
      return minutesPerDay;
    case 'calendar-day':
      return calendarDays(limit.value);
    case 'month':
      return calendarDays(limit.value * 28);
  }
};

/** Working minutes of all budgets together on the longest way that a dossier of a case may take. */
export const routeMinutes = (route: Route, caseId: string, minutesPerDay: number): number =>
  route.stages
    .filter(({ when }) => when === undefined || mayHold(when, { case: caseId }))
    .reduce((sum, stage) => sum + workingMinutes(stage.budget, minutesPerDay), 0);
