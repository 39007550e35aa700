import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CalendarData } from '../../contracts/catalogue.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { findCalendarInForce, getCalendarVersion, installCalendars } from '../../infra/calendars/calendar-versions.ts';
import { beginChange } from '../../infra/calendars/change-rows.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rows } from '../support/facts.ts';
import { testStack } from '../support/stack.ts';

const REFUSED = '42501';
const CHECK_FAILED = '23514';
const NOT_UNIQUE = '23505';

describe('Versions of a calendar', () => {
  let db: Database;
  let file: CalendarData;

  beforeAll(async () => {
    const { config } = testStack();
    db = await connectDatabase(config.database.url, 2);
    const [first] = (await loadCatalogue(config.catalogueDir)).calendars.values();
    if (first === undefined) throw new Error('the catalogue has no calendar');
    file = first;
  });
  afterAll(() => db?.close());

  /** A calendar of a test's own, that no agency counts by. */
  const aCalendar = (): CalendarData => ({ ...file, id: `test-${randomUUID()}` });
  const install = (content: CalendarData) => db.transaction((execute) => installCalendars(execute, [content]));
  const minutesInForce = async ({ id }: CalendarData) => (await findCalendarInForce(db, id))?.content.minutesPerDay;

  /** A change that has been approved, of a calendar that is installed. */
  const approved = async (content: CalendarData): Promise<string> => {
    const id = randomUUID();
    const { version } = (await findCalendarInForce(db, content.id)) ?? { version: 0 };
    const [row] = await rows<{ version: number }>(
      db,
      `insert into calendar_version (calendar, version, status, content, content_hash, created_by, approved_by)
       select $1, max(version) + 1, 'proposed', $2::jsonb, $3, 'catalogue-administrator', 'auditor'
       from calendar_version where calendar = $1 returning version`,
      content.id,
      JSON.stringify(content),
      canonicalHash(content),
    );
    await rows(
      db,
      `insert into calendar_change (id, calendar, version, based_on, content_hash, reason, status, proposer, proposed_at, approver,
         approved_as) values ($1, $2, $3, $4, 'h', 'why', 'approved', 'catalogue-administrator', now(), 'auditor', '{}')`,
      id,
      content.id,
      row?.version,
      version,
    );
    return id;
  };
  const finished = (id: string) => rows(db, `update calendar_change set status = 'applied' where id = $1`, id);

  const attempt = async (text: string, ...params: readonly unknown[]): Promise<unknown> => {
    try {
      await rows(db, text, ...params);
      return 'ok';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test('come from the catalogue’s file: one that has changed is another version, and counts from then on', async () => {
    const calendar = aCalendar();
    expect(await install(calendar)).toEqual([]);
    await install(calendar);
    await install({ ...calendar, minutesPerDay: 450 });
    expect(await findCalendarInForce(db, calendar.id)).toMatchObject({ version: 2, content: { minutesPerDay: 450 } });
    expect((await getCalendarVersion(db, calendar.id, 1)).content).toEqual(calendar);
  });

  test('that were approved count before the file, whatever it says later; the install says so', async () => {
    const calendar = aCalendar();
    await install(calendar);
    const change = await approved({ ...calendar, minutesPerDay: 420 });
    expect(await minutesInForce(calendar)).toBe(480);
    expect(await beginChange(db, change)).toBeGreaterThanOrEqual(0);
    expect(await minutesInForce(calendar)).toBe(420);
    expect(await install(calendar)).toEqual([calendar.id]);
    expect(await install({ ...calendar, minutesPerDay: 400 })).toEqual([calendar.id]);
    expect(await minutesInForce(calendar)).toBe(420);
    expect(await install({ ...calendar, minutesPerDay: 420 })).toEqual([]);
  });

  test('make room for each other: one is in force, and beginning again changes nothing', async () => {
    const calendar = aCalendar();
    await install(calendar);
    const one = await approved({ ...calendar, minutesPerDay: 420 });
    await beginChange(db, one);
    await finished(one);
    const two = await approved({ ...calendar, minutesPerDay: 440 });
    const first = await beginChange(db, two);
    const again = await beginChange(db, two);
    expect(again).toBeGreaterThanOrEqual(first ?? 0);
    expect(await minutesInForce(calendar)).toBe(440);
    const statuses = await rows(
      db,
      'select version, status from calendar_version where calendar = $1 order by version',
      calendar.id,
    );
    expect(statuses).toEqual([
      { version: 1, status: 'base' },
      { version: 2, status: 'former' },
      { version: 3, status: 'in-force' },
    ]);
    expect(await beginChange(db, one)).toBeNull();
  });

  test('are changed by one change at a time, which its proposer has not approved, and never in what they say', async () => {
    const calendar = aCalendar();
    await install(calendar);
    await approved({ ...calendar, minutesPerDay: 420 });
    await expect(approved({ ...calendar, minutesPerDay: 440 })).rejects.toMatchObject({ code: NOT_UNIQUE });
    expect(await attempt(`update calendar_change set approver = proposer where calendar = $1`, calendar.id)).toBe(
      CHECK_FAILED,
    );
    for (const text of [
      `update calendar_version set content = '{}' where calendar = $1`,
      'delete from calendar_version where calendar = $1',
      `update calendar_change set proposer = 'auditor' where calendar = $1`,
      'delete from calendar_change where calendar = $1',
    ])
      expect([text, await attempt(text, calendar.id)]).toEqual([text, REFUSED]);
    expect(await attempt('delete from calendar_change_item where false')).toBe(REFUSED);
  });
});
