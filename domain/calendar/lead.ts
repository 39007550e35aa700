/** How long before a due instant people are warned, in working time. */
type FixedLead =
  | { readonly workingMinutes: number }
  | { readonly workingHours: number }
  | { readonly workingDays: number };

/** The same, or as a share of the working time from start to due. */
export type Lead = FixedLead | { readonly share: number };

/** The working minutes of a lead, by a calendar whose days have so many. */
export function leadMinutes(lead: FixedLead, minutesPerDay: number): number {
  if ('workingDays' in lead) return Math.round(lead.workingDays * minutesPerDay);
  return 'workingHours' in lead ? Math.round(lead.workingHours * 60) : lead.workingMinutes;
}
