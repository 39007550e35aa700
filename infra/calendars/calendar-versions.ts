import { CalendarData } from '../../contracts/catalogue.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import type { Database } from '../db/orm.ts';

/** One version of a calendar. Its content never changes. */
export interface CalendarVersion {
  readonly calendar: string;
  readonly version: number;
  readonly content: CalendarData;
  readonly contentHash: string;
}

interface VersionFound extends Record<string, unknown> {
  readonly calendar: string;
  readonly version: number;
  readonly content_hash: string;
  /** Null for one that the asker knows. */
  readonly content: unknown;
}

/** A change in force before the file of the catalogue, and of files the newest. */
const IN_FORCE = {
  name: 'calendars-in-force',
  text: `select v.calendar, v.version, v.content_hash, case when v.content_hash = any ($1::text[]) then null else v.content end as content
    from (select distinct on (calendar) * from calendar_version where status in ('base', 'in-force')
      order by calendar, status = 'in-force' desc, version desc) as v
    where $2::text is null or v.calendar = $2`,
};

const ONE = {
  name: 'calendar-version',
  text: `select calendar, version, content_hash, content from calendar_version where calendar = $1 and version = $2`,
};

/** A file of the catalogue that has changed is another version; one that has not, none. */
const BASES = {
  name: 'install-calendars',
  text: `insert into calendar_version (calendar, version, status, content, content_hash)
    select b.calendar, coalesce((select max(version) from calendar_version v where v.calendar = b.calendar), 0) + 1, 'base',
      b.content, b.content_hash
    from jsonb_to_recordset($1::jsonb) as b (calendar text, content jsonb, content_hash text)
    where b.content_hash is distinct from (select v.content_hash from calendar_version v
      where v.calendar = b.calendar and v.status = 'base' order by v.version desc limit 1)`,
};

/** Files that say something else than the change that holds in their place. */
const OVERRIDDEN = {
  name: 'overridden-calendars',
  text: `select b.calendar from jsonb_to_recordset($1::jsonb) as b (calendar text, content_hash text)
    join calendar_version v on v.calendar = b.calendar and v.status = 'in-force' and v.content_hash <> b.content_hash
    order by b.calendar`,
};

/**
 * The versions that count now, one of each calendar.
 * @param known what the asker has read before: their contents are not sent again
 */
export async function readCalendarsInForce(
  db: Pick<Database, 'execute'>,
  known: readonly CalendarVersion[] = [],
): Promise<CalendarVersion[]> {
  const kept = new Map(known.map((one) => [one.contentHash, one.content]));
  const rows = await db.execute<VersionFound>(IN_FORCE, [[...kept.keys()], null]);
  return rows.map((row) => toVersion(row, kept.get(row.content_hash)));
}

/** The version of one calendar that counts now; null for a calendar that nobody knows. */
export async function findCalendarInForce(
  db: Pick<Database, 'execute'>,
  calendar: string,
): Promise<CalendarVersion | null> {
  const [row] = await db.execute<VersionFound>(IN_FORCE, [[], calendar]);
  return row === undefined ? null : toVersion(row);
}

/** @throws Error when there is no such version */
export async function getCalendarVersion(
  db: Pick<Database, 'execute'>,
  calendar: string,
  version: number,
): Promise<CalendarVersion> {
  const [row] = await db.execute<VersionFound>(ONE, [calendar, version]);
  if (row === undefined) throw new Error(`no version ${version} of ${calendar}`);
  return toVersion(row);
}

/**
 * Writes the catalogue's files as versions, those that have changed. A change in force holds all the same, until another change
 * takes its place.
 * @returns ids of calendars whose files say something else than what is in force
 */
export async function installCalendars(
  execute: Database['execute'],
  calendars: Iterable<CalendarData>,
): Promise<string[]> {
  const bases = JSON.stringify(
    [...calendars].map((content) => ({ calendar: content.id, content, content_hash: canonicalHash(content) })),
  );
  await execute(BASES, [bases]);
  return (await execute<{ calendar: string }>(OVERRIDDEN, [bases])).map(({ calendar }) => calendar);
}

function toVersion({ calendar, version, content_hash: contentHash, content }: VersionFound, known?: CalendarData) {
  return { calendar, version, contentHash, content: known ?? CalendarData.parse(content) };
}
