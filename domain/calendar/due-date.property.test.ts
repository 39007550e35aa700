import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { naiveDueDate } from '../../test/support/naive-due-date.ts';
import { dueDate, type Explanation } from './due-date.ts';
import { explain } from './explain.ts';
import type { Calendar, DueInput, Limit, Pause, Sessions, Weekday } from './types.ts';

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Each zone with an instant near which something happens to its clocks. */
const PLACES = [
  ['Asia/Ho_Chi_Minh', '2026-02-12T00:00:00Z'],
  ['Asia/Ho_Chi_Minh', '2026-01-01T00:00:00Z'],
  ['UTC', '2026-12-28T00:00:00Z'],
  ['Asia/Kathmandu', '2026-02-26T00:00:00Z'],
  ['Europe/Berlin', '2026-03-25T00:00:00Z'],
  ['Europe/Berlin', '2026-10-22T00:00:00Z'],
  ['America/New_York', '2026-10-30T00:00:00Z'],
  ['America/St_Johns', '2026-03-06T00:00:00Z'],
  ['America/Santiago', '2026-09-03T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T00:00:00Z'],
  ['Africa/Cairo', '2026-04-22T00:00:00Z'],
  ['Pacific/Apia', '2011-12-27T00:00:00Z'],
] as const;

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Sessions of one day: an even number of distinct times of day, taken in pairs. */
const daySessions = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant([
      ['07:30', '11:30'],
      ['13:00', '17:00'],
    ] as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(
        fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15),
        { minLength: 2, maxLength: 6 },
      )
      .map((times) => times.toSorted((a, b) => a - b))
      .map((times) =>
        times.flatMap((from, index) => {
          const to = times[index + 1];
          return index % 2 === 0 && to !== undefined ? [[time(from), time(to)] as const] : [];
        }),
      ),
  },
);

const weeks: fc.Arbitrary<Sessions> = fc
  .tuple(fc.subarray([...WEEKDAYS], { minLength: 1 }), fc.array(daySessions, { minLength: 7, maxLength: 7 }))
  .map(([weekdays, days]) => Object.fromEntries(weekdays.map((weekday, index) => [weekday, days[index] ?? []])));

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const limits: fc.Arbitrary<Pick<DueInput, 'limit' | 'counting' | 'cutOff'>> = fc.oneof(
  fc
    .integer({ min: 0, max: 40 })
    .map((halves): { limit: Limit } => ({ limit: { unit: 'working-hour', value: halves / 2 } })),
  fc
    .integer({ min: 0, max: 12 })
    .map((halves): { limit: Limit } => ({ limit: { unit: 'working-day', value: halves / 2 } })),
  fc.integer({ min: 1, max: 12 }).map((halves) => ({
    limit: { unit: 'working-day', value: halves / 2 } as const,
    counting: 'next-day' as const,
  })),
  fc.integer({ min: 0, max: 12 }).map((value): { limit: Limit } => ({ limit: { unit: 'calendar-day', value } })),
  fc.integer({ min: 0, max: 2 }).map((value): { limit: Limit } => ({ limit: { unit: 'month', value } })),
  fc.constantFrom('15:00', '11:30', '00:00', '24:00').map((cutOff) => ({
    limit: { unit: 'same-day', value: 1 } as const,
    cutOff,
  })),
);

/** A pause as minutes after receipt; the bounds are often those of another or a full quarter, so that pauses touch. */
const spans = fc.record({
  kind: fc.constantFrom('supplement' as const, 'payment' as const, 'suspension' as const),
  from: fc.oneof(
    fc.integer({ min: -60, max: 9 * 24 * 60 }),
    fc.integer({ min: 0, max: 60 }).map((hours) => hours * 60),
  ),
  length: fc.oneof(
    fc.integer({ min: 0, max: 3 * 24 * 60 }),
    fc.integer({ min: 0, max: 48 }).map((hours) => hours * 60),
  ),
  open: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

const inputs: fc.Arbitrary<DueInput> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    sessions: weeks,
    minutesPerDay: fc.constantFrom(480, 480, 420, 60),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }),
    makeUpDays: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(...WEEKDAYS)), {
      maxLength: 3,
      selector: ([day]) => day,
    }),
    received: fc.oneof(
      fc.integer({ min: 0, max: 8 * 24 * 60 }),
      fc.integer({ min: 0, max: 200 }).map((hours) => hours * 60),
    ),
    seconds: fc.integer({ min: 0, max: 59 }),
    rule: limits,
    spans: fc.array(spans, { maxLength: 4 }),
    afterSupplement: fc.constantFrom('restart' as const, 'resume' as const),
  })
  .map(({ place: [timeZone, around], rule, afterSupplement, ...drawn }) => {
    const origin = Date.parse(around);
    const date = (day: number): string => new Date(origin + day * DAY).toISOString().slice(0, 10);
    const received = origin + drawn.received * MINUTE;
    const calendar: Calendar = {
      timeZone,
      minutesPerDay: drawn.minutesPerDay,
      sessions: drawn.sessions,
      holidays: drawn.holidays.map(date),
      makeUpDays: Object.fromEntries(drawn.makeUpDays.map(([day, weekday]) => [date(day), weekday])),
    };
    const pauses = drawn.spans.map(({ kind, from, length, open }): Pause => {
      const begin = received + from * MINUTE + drawn.seconds * 1000;
      return {
        kind,
        from: new Date(begin).toISOString(),
        to: open ? null : new Date(begin + length * MINUTE).toISOString(),
      };
    });
    return {
      ...rule,
      received: new Date(received + drawn.seconds * 1000).toISOString(),
      calendar,
      pauses,
      afterSupplement,
    };
  });

/** An input without pauses, and one more pause that ends. */
const withoutPauses = inputs.map((input) => ({ ...input, pauses: [] }));
const closed = inputs.map((input) => ({ ...input, pauses: (input.pauses ?? []).filter(({ to }) => to !== null) }));

const millis = (due: string | null): number => (due === null ? Infinity : Date.parse(due));

const localDate = (instant: string): string => instant.slice(0, 10);

/** The steps since the last restart. */
const lastPeriod = (steps: readonly Explanation[]): readonly Explanation[] =>
  steps.slice(steps.findLastIndex(({ kind }) => kind === 'restarted') + 1);

describe('due dates, against a second implementation that walks minute by minute', () => {
  test('both give the same due instant and the same worked minutes', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { due, workedMinutes } = dueDate(input);
        const naive = naiveDueDate(input);
        expect({ due: due === null ? null : Date.parse(due) / MINUTE, workedMinutes }).toEqual(naive);
      }),
      { numRuns: 250 },
    );
  }, 120_000);
});

describe('due dates', () => {
  test('without pauses, who comes later is not due earlier', () => {
    fc.assert(
      fc.property(withoutPauses, fc.integer({ min: 0, max: 5 * 24 * 60 }), (input, minutes) => {
        const later = new Date(Date.parse(input.received) + minutes * MINUTE).toISOString();
        expect(millis(dueDate({ ...input, received: later }).due)).toBeGreaterThanOrEqual(millis(dueDate(input).due));
      }),
    );
  });

  test('without pauses, a longer limit is not due earlier', () => {
    fc.assert(
      fc.property(withoutPauses, fc.integer({ min: 1, max: 3 }), (input, more) => {
        const longer = { ...input, limit: { ...input.limit, value: input.limit.value + more } };
        expect(millis(dueDate(longer).due)).toBeGreaterThanOrEqual(millis(dueDate(input).due));
      }),
    );
  });

  test('where the clock resumes, one more pause never makes the due date earlier', () => {
    fc.assert(
      fc.property(closed, ({ pauses, ...input }) => {
        const [one, ...others] = pauses;
        fc.pre(one !== undefined);
        const paused = dueDate({ ...input, pauses: [one, ...others], afterSupplement: 'resume' });
        const without = dueDate({ ...input, pauses: others, afterSupplement: 'resume' });
        expect(millis(paused.due)).toBeGreaterThanOrEqual(millis(without.due));
      }),
    );
  });

  test('the order in which pauses are given does not matter', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { explanation: _, ...forwards } = dueDate(input);
        const { explanation: __, ...backwards } = dueDate({ ...input, pauses: (input.pauses ?? []).toReversed() });
        expect(backwards).toEqual(forwards);
      }),
    );
  });

  test('a due instant ends what was counted last, and the counted minutes add up to the limit', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { due, workedMinutes, explanation } = dueDate(input);
        const counted = lastPeriod(explanation).flatMap((step) => (step.kind === 'counted' ? [step] : []));
        fc.pre(workedMinutes !== null && workedMinutes > 0);
        expect(counted.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(workedMinutes);
        const end = counted.at(-1)?.intervals.at(-1)?.[1] ?? '';
        // A session that ends as the clocks change is written with the time before, the due instant with the time after.
        const isPlain = input.calendar.timeZone === 'Asia/Ho_Chi_Minh' && end !== '24:00' && due !== null;
        expect(isPlain ? due.slice(11, 16) : end).toBe(end);
      }),
    );
  });

  test('with a working clock, every date from receipt to the due date is explained, once in each period', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { due, explanation } = dueDate(input);
        const [received] = explanation;
        fc.pre(due !== null && received?.kind === 'received' && input.limit.unit.startsWith('working-'));
        const seen = explanation.flatMap((step) =>
          step.kind === 'counted' || step.kind === 'counted-date' || step.kind === 'skipped' ? [step.date] : [],
        );
        const inPeriod = lastPeriod(explanation).flatMap((step) =>
          'date' in step && !step.kind.startsWith('provisional') ? [step.date] : [],
        );
        expect(new Set(inPeriod).size).toBe(inPeriod.length);
        const wanted: string[] = [];
        for (let day = Date.parse(localDate(received.at)); day <= Date.parse(seen.at(-1) ?? ''); day += DAY)
          wanted.push(new Date(day).toISOString().slice(0, 10));
        expect([...new Set(seen)]).toEqual(wanted);
        expect(localDate(due) >= (wanted.at(-1) ?? '')).toBe(true);
      }),
    );
  });

  test('every pause is explained exactly once', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const explained = dueDate(input).explanation.filter(({ kind }) => kind === 'pause');
        expect(explained).toHaveLength(input.pauses?.length ?? 0);
      }),
    );
  });

  test('every explanation can be read in both languages', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const result = dueDate(input);
        for (const locale of ['vi', 'en'] as const) {
          const lines = explain(result, locale);
          expect(lines.length).toBeGreaterThan(1);
          for (const line of lines) expect(line).toMatch(/^\p{Lu}|^\d/u);
          expect(lines.join(' ')).not.toMatch(/undefined|NaN|null/);
        }
      }),
    );
  });

  test('the same input gives the same answer', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(dueDate(structuredClone(input))).toEqual(dueDate(input));
      }),
    );
  });
});
