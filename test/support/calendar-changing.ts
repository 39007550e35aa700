import {
  CalendarChange,
  CalendarChangeDecision,
  CalendarChangeItemPage,
  CalendarChangeReceipt,
  CalendarInForce,
  type CalendarChangeItem,
} from '../../contracts/calendar-change.ts';
import { CalendarData } from '../../contracts/catalogue.ts';
import { localDate } from '../../domain/dossier/code.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { toCalendar } from '../../infra/catalogue/to-calendar.ts';
import type { Answer, Caller } from './desks.ts';
import type { OwnService } from './own-service.ts';
import { until } from './until.ts';

export const CALENDAR = 'quang-ninh';
export const PROPOSER = 'catalogue-administrator';
export const APPROVER = 'one-stop-head-provincial-centre';
export const REASON = 'Quyết định hoán đổi ngày làm việc';

/** A batch waits until every process knows the calendar, and goes through the dossiers twice. */
const BATCH_MS = 120_000;

/** People who change the province’s calendar. */
export interface CalendarChanging {
  /** As everything is counted now. */
  inForce(): Promise<CalendarData>;
  /** The clocks by a calendar. */
  clocks(content: CalendarData): ClockCalendar;
  /** Local. */
  today(): string;
  /** The n-th date with sessions after today, local. */
  workingDate(n: number, content: CalendarData): string;
  /** The calendar with another day off. */
  withDayOff(content: CalendarData, date: string): CalendarData;
  try(content: CalendarData, as?: Caller, key?: string): Promise<Answer>;
  /** Proposes, and waits until the preview is ready. @throws when the answer is not 201 */
  propose(content: CalendarData): Promise<CalendarChangeReceipt>;
  read(id: string): Promise<CalendarChange>;
  /** The dossiers that the change touches, all pages of them. */
  items(id: string): Promise<Map<string, CalendarChangeItem>>;
  /** By the head of the province’s centre. @throws when the answer is not 200 */
  approve(id: string, as?: Caller): Promise<CalendarChangeDecision>;
  reached(id: string, status: CalendarChange['status']): Promise<CalendarChange>;
  /** Approves, and waits until the batch has been through all dossiers. */
  apply(id: string): Promise<CalendarChange>;
}

export function createCalendarChanging({
  as,
  catalogue,
}: Pick<OwnService, 'as'> & { catalogue: Parameters<typeof createClockCalendar>[0] }): CalendarChanging {
  const proposer = as(PROPOSER);
  const get = async (path: string): Promise<unknown> => {
    const { status, body, text } = await proposer.get(path);
    if (status !== 200) throw new Error(`expected 200 for ${path}, got ${status}: ${text}`);
    return body;
  };
  const changing: CalendarChanging = {
    inForce: async () => CalendarData.parse(CalendarInForce.parse(await get(`/calendars/${CALENDAR}`)).content),
    clocks: (content) =>
      createClockCalendar({
        ...catalogue,
        calendarOfAgency: () => toCalendar(content),
        calendarOfOffice: () => toCalendar(content),
      }),
    today: () => localDate(new Date().toISOString()),
    workingDate(n, content) {
      const off = new Set(content.holidays.map(({ date }) => date));
      const day = new Date(changing.today());
      for (let left = n; left > 0;) {
        day.setUTCDate(day.getUTCDate() + 1);
        const date = day.toISOString().slice(0, 10);
        if (![0, 6].includes(day.getUTCDay()) && !off.has(date)) left -= 1;
      }
      return day.toISOString().slice(0, 10);
    },
    withDayOff: (content, date) => ({
      ...content,
      // Where today is later than what is published, as in the years after these tests were written.
      publishedThrough: content.publishedThrough > date ? content.publishedThrough : date,
      holidays: [
        ...content.holidays.filter((one) => one.date !== date),
        { date, name: { vi: 'Ngày nghỉ thử', en: 'A day off' } },
      ],
    }),
    try: (content, who = proposer, key) =>
      who.post('/calendar-changes', { content, reason: REASON }, key === undefined ? {} : { key }),
    async propose(content) {
      const { status, body, text } = await changing.try(content);
      if (status !== 201) throw new Error(`expected 201, got ${status}: ${text}`);
      const receipt = CalendarChangeReceipt.parse(body);
      await until(async () => (await changing.read(receipt.id)).preview.readyAt !== null, BATCH_MS);
      return receipt;
    },
    read: async (id) => CalendarChange.parse(await get(`/calendar-changes/${id}`)),
    async items(id) {
      const items: CalendarChangeItem[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = CalendarChangeItemPage.parse(await get(`/calendar-changes/${id}/dossiers?limit=3${query}`));
        items.push(...page.items);
        cursor = page.next;
      }
      return new Map(items.map((item) => [item.dossier, item]));
    },
    async approve(id, who = as(APPROVER)) {
      const { status, body, text } = await who.post(`/calendar-changes/${id}/approve`, undefined);
      if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
      return CalendarChangeDecision.parse(body);
    },
    async reached(id, status) {
      await until(async () => (await changing.read(id)).status === status, BATCH_MS);
      return changing.read(id);
    },
    async apply(id) {
      await changing.approve(id);
      return changing.reached(id, 'applied');
    },
  };
  return changing;
}
