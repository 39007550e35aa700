import type { Logger } from 'pino';
import type { Calendar } from '../../domain/calendar/types.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import { toCalendar } from '../catalogue/to-calendar.ts';
import type { Database } from '../db/orm.ts';
import { readCalendarsInForce, type CalendarVersion } from './calendar-versions.ts';

/** How often a process looks which calendars are in force; and after a look that failed. */
const REFRESH_MS = 10_000;
const RETRY_MS = 1_000;

/** For how long what was read is counted by. */
const TRUSTED_MS = 30_000;

/** The most that lies between counting a date and writing it: a connection and a statement, each as long as they may take. */
const WRITE_MS = 45_000;

/** A start is not held up for longer by a database that does not answer. */
const PATIENCE_MS = 3_000;

/**
 * It is not known which calendars are in force: the database could not be asked for too long. Counting by what was known would
 * give dates that no pass over open dossiers looks at again, so nothing is counted. It passes by itself.
 */
export class CalendarsUnread extends Error {
  override readonly name = 'CalendarsUnread';
}

/** The calendars in force, as this process knows them. */
export interface CalendarStore {
  /** @returns undefined for an id of which the database has no version. @throws CalendarsUnread */
  get(id: string): Calendar | undefined;
  /** Reads them now. @throws as the database does */
  refresh(): Promise<void>;
  /** Reads them unless they are known. @throws as the database does */
  ready(): Promise<void>;
  /** After so long, whatever any process writes is counted by a calendar that has come into force. */
  readonly settleMs: number;
  stop(): void;
}

interface Timing {
  readonly refreshMs?: number;
  readonly trustedMs?: number;
  readonly settleMs?: number;
}

/** Reads the calendars in force, and again and again until stopped. A database that is away does not keep a process from starting. */
export async function openCalendars(
  db: Pick<Database, 'execute'>,
  logger: Pick<Logger, 'warn'>,
  { refreshMs = REFRESH_MS, trustedMs = TRUSTED_MS, settleMs = trustedMs + WRITE_MS }: Timing = {},
): Promise<CalendarStore> {
  let versions: readonly CalendarVersion[] = [];
  let calendars: ReadonlyMap<string, Calendar> = new Map();
  let readAt: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const refresh = async (): Promise<void> => {
    const asked = performance.now();
    const read = await readCalendarsInForce(db, versions);
    // Two that overlap: the one that asked later knows better.
    if (readAt !== null && asked < readAt) return;
    readAt = asked;
    versions = read;
    calendars = new Map(read.map(({ calendar, content }) => [calendar, toCalendar(content)]));
  };

  const again = (ms: number): void => {
    if (stopped) return;
    timer = setTimeout(() => void round(), ms).unref();
  };
  const round = async (): Promise<void> => {
    try {
      await refresh();
      again(refreshMs);
    } catch (error) {
      logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'calendars in force could not be read');
      again(RETRY_MS);
    }
  };
  await Promise.race([round(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);

  const known = (): boolean => readAt !== null && performance.now() - readAt <= trustedMs;
  let reading: Promise<void> | null = null;
  return {
    get(id) {
      if (!known()) throw new CalendarsUnread();
      return calendars.get(id);
    },
    refresh,
    async ready() {
      if (known()) return;
      reading ??= refresh().finally(() => {
        reading = null;
      });
      await reading;
    },
    settleMs,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** The catalogue with the calendars in force; a calendar of which the database knows nothing is the file's. */
export function withCalendarsInForce(catalogue: Catalogue, store: Pick<CalendarStore, 'get'>): Catalogue {
  return withCalendars(catalogue, (id) => store.get(id));
}

/** The catalogue in which one calendar is another: what dates would be by it. */
export function withCalendar(catalogue: Catalogue, id: string, calendar: Calendar): Catalogue {
  return withCalendars(catalogue, (asked) => (asked === id ? calendar : undefined));
}

function withCalendars(catalogue: Catalogue, find: (id: string) => Calendar | undefined): Catalogue {
  const { agencies, offices } = catalogue;
  return {
    ...catalogue,
    calendarOfOffice(office) {
      const id = offices.get(office)?.calendar;
      if (id === undefined) throw new DomainError('office-unknown', { office });
      return find(id) ?? catalogue.calendarOfOffice(office);
    },
    calendarOfAgency(agency) {
      const id = agencies.get(agency)?.calendar;
      if (id === undefined) throw new DomainError('agency-unknown', { agency });
      return find(id) ?? catalogue.calendarOfAgency(agency);
    },
  };
}

/** Codes of the agencies and offices that count by a calendar. */
export function holdersOf({ agencies, offices }: Pick<Catalogue, 'agencies' | 'offices'>, calendar: string) {
  const counting = (entries: Iterable<{ readonly code: string; readonly calendar: string }>): string[] =>
    [...entries].filter((one) => one.calendar === calendar).map(({ code }) => code);
  return { agencies: counting(agencies.values()), offices: counting(offices.values()) };
}
