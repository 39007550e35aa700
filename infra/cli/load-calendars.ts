import type { Calendar } from '../../domain/calendar/types.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';

/** The provincial centre: its calendar is the province's. */
const PROVINCIAL_OFFICE = 'tinh-quang-ninh';

/**
 * The calendar that a one-stop office counts by, out of the catalogue's data; the province's without one.
 * @throws DomainError `office-unknown`, CatalogueError
 */
export async function loadCalendarOf(office: string | undefined): Promise<Calendar> {
  const catalogue = await loadCatalogue();
  return catalogue.calendarOfOffice(office ?? PROVINCIAL_OFFICE);
}
