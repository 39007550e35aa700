import { readFileSync } from 'node:fs';
import { CalendarData } from '../../contracts/catalogue/calendar.ts';
import type { Calendar } from '../../domain/calendar/types.ts';
import { toCalendar } from '../../infra/catalogue/to-calendar.ts';

const FILE = new URL('../../catalogue/calendars/quang-ninh.json', import.meta.url);

/** The calendar that the service counts by: the catalogue's, published for 2022 to 2026. */
export const QUANG_NINH: Calendar = toCalendar(CalendarData.parse(JSON.parse(readFileSync(FILE, 'utf8'))));
