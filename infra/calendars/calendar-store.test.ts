import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CalendarData } from '../../contracts/catalogue.ts';
import { until } from '../../test/support/until.ts';
import { CalendarsUnread, openCalendars, type CalendarStore } from './calendar-store.ts';

const CONTENT = CalendarData.parse(
  JSON.parse(readFileSync(new URL('../../catalogue/calendars/quang-ninh.json', import.meta.url), 'utf8')),
);
const ID = CONTENT.id;

/** A database that holds one calendar and may be away. */
function aDatabase() {
  const db = {
    away: false,
    minutesPerDay: 480,
    asked: [] as unknown[],
    execute: <T extends Record<string, unknown>>(_: unknown, params: readonly unknown[]): Promise<T[]> => {
      if (db.away) return Promise.reject(new Error('away'));
      db.asked.push(params[0]);
      const hash = `hash ${db.minutesPerDay}`;
      const known = (params[0] as string[]).includes(hash);
      const content = known ? null : { ...CONTENT, minutesPerDay: db.minutesPerDay };
      return Promise.resolve([{ calendar: ID, version: 1, content_hash: hash, content }] as unknown as T[]);
    },
  };
  return db;
}

describe('the calendars in force', () => {
  const silent = { warn: () => undefined };
  let store: CalendarStore;
  afterEach(() => store.stop());

  it('are read at the start, and again and again; what is known is not sent again', async () => {
    const db = aDatabase();
    store = await openCalendars(db, silent, { refreshMs: 20 });
    expect(store.get(ID)?.minutesPerDay).toBe(480);
    expect(store.get('of-no-version')).toBeUndefined();
    db.minutesPerDay = 450;
    await until(() => store.get(ID)?.minutesPerDay === 450, 5000, 5);
    expect(db.asked.slice(0, 2)).toEqual([[], ['hash 480']]);
  });

  it('are read at once by the process that puts one in force', async () => {
    const db = aDatabase();
    store = await openCalendars(db, silent, { refreshMs: 60_000 });
    db.minutesPerDay = 450;
    await store.refresh();
    expect(store.get(ID)?.minutesPerDay).toBe(450);
  });

  it('are not known when the database could not be asked for too long: nothing is counted before it can be', async () => {
    const db = aDatabase();
    store = await openCalendars(db, silent, { refreshMs: 10, trustedMs: 60 });
    db.away = true;
    await until(() => throws(() => store.get(ID)), 5000, 5);
    db.away = false;
    await until(() => !throws(() => store.get(ID)), 5000, 5);
    expect(store.get(ID)?.minutesPerDay).toBe(480);
  });

  it('are read on the way by whoever has to count, once for all who ask', async () => {
    const db = aDatabase();
    db.away = true;
    store = await openCalendars(db, silent, { refreshMs: 60_000 });
    await expect(store.ready()).rejects.toThrow('away');
    db.away = false;
    await Promise.all([store.ready(), store.ready(), store.ready()]);
    await store.ready();
    expect([db.asked.length, store.get(ID)?.minutesPerDay]).toEqual([1, 480]);
  });

  it('do not keep a process from starting while the database is away', async () => {
    const db = aDatabase();
    db.away = true;
    store = await openCalendars(db, silent);
    expect(() => store.get(ID)).toThrow(CalendarsUnread);
    db.away = false;
    await until(() => !throws(() => store.get(ID)), 5000, 50);
  });

  it('have come into force everywhere once what was known is trusted no longer and what was begun is written', async () => {
    store = await openCalendars(aDatabase(), silent, { trustedMs: 30_000 });
    expect(store.settleMs).toBeGreaterThan(30_000 + 10_000 + 20_000);
  });
});

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof CalendarsUnread) return true;
    throw error;
  }
}
