import { beforeAll, describe, expect, it } from '@jest/globals';
import { RuleSet } from '../../contracts/catalogue/rule-set.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import type { Lead } from '../../domain/calendar/lead.ts';
import { createClockCalendar } from './deadlines.ts';
import { loadCatalogue, type Catalogue } from './load-catalogue.ts';

const OFFICE = { office: 'phuong-hong-gai' };
/** Monday 7 September 2026, 09:00, and Friday at the same time: four working days, of which Friday has seen an hour and a half. */
const FROM = '2026-09-07T02:00:00.000Z';
const DUE = '2026-09-11T02:00:00.000Z';

describe('the warning before a due instant', () => {
  let catalogue: Catalogue;
  let calendar: ClockCalendar;
  beforeAll(async () => {
    catalogue = await loadCatalogue();
    calendar = createClockCalendar(catalogue);
  });

  it.each<[string, Lead, string]>([
    ['a working day', { workingDays: 1 }, '2026-09-10T02:00:00.000Z'],
    ['half a working day', { workingDays: 0.5 }, '2026-09-10T07:30:00.000Z'],
    ['four working hours', { workingHours: 4 }, '2026-09-10T07:30:00.000Z'],
    ['ninety working minutes', { workingMinutes: 90 }, '2026-09-11T00:30:00.000Z'],
    ['a quarter of the time', { share: 0.25 }, '2026-09-10T02:00:00.000Z'],
  ])('may come %s before, as the rule set says', (_, lead, expected) => {
    expect(calendar.dueSoon(OFFICE, FROM, DUE, lead)).toBe(expected);
    const [ruleSet] = catalogue.ruleSets;
    expect(RuleSet.safeParse({ ...ruleSet, dueSoon: lead }).success).toBe(true);
  });
});
