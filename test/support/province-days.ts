import type { Calendar } from '../../domain/calendar/types.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import type { ClockRules } from '../../domain/dossier/rules.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';

/** How the province counts: the catalogue's calendar, beyond the years whose holidays are published, and its present rules. */
export interface ProvinceDays {
  /** The days as they stand. Changing them is what a government does. */
  days: Calendar;
  readonly rules: ClockRules;
  readonly clocks: ClockCalendar;
}

export async function provinceDays(): Promise<ProvinceDays> {
  const catalogue = await loadCatalogue();
  const [published] = [...catalogue.offices.keys()].map((office) => catalogue.calendarOfOffice(office));
  const rules = catalogue.ruleSets.at(-1);
  if (published === undefined || rules === undefined) throw new Error('the catalogue has no calendar or no rules');
  const province = {
    days: { ...published, holidays: [...new Set([...published.holidays, ...newYearsToCome()])] },
    rules,
  };
  const daysOf = (): Calendar => province.days;
  const { agencies, offices } = catalogue;
  const clocks = createClockCalendar({ agencies, offices, calendarOfAgency: daysOf, calendarOfOffice: daysOf });
  return Object.assign(province, { clocks });
}

const DAY = 86_400_000;

/** Local dates of Tết in the years to come: the day before the lunar new year, and four days from it on. */
function newYearsToCome(): string[] {
  const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const today = Math.floor(Date.now() / DAY) * DAY;
  const dates: string[] = [];
  for (let day = today; day < today + 15 * 366 * DAY; day += DAY)
    if (lunar.format(day) === '1/1') dates.push(...[-1, 0, 1, 2, 3].map((n) => localDate(day + n * DAY)));
  return dates;
}

/** Local date of a midnight UTC. */
export function localDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
