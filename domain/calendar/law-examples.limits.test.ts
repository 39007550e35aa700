import { describe, expect, test } from '@jest/globals';
import { countByHand, countByProgram, type LawExample } from '../../test/support/law-examples.ts';

// Counted by hand before the program was asked; docs/law.md names each by its rule.

describe('half days and hours', () => {
  test.each<LawExample>([
    {
      rule: 'half a day begun at opening ends at noon',
      received: 'Mon 2025-03-03 07:30',
      limit: '0.5 working-day',
      count: ['Mon 2025-03-03: 07:30–11:30, 240 minutes'],
      due: 'Mon 2025-03-03 11:30',
    },
    {
      rule: 'half a day begun in the morning goes on after the lunch break',
      received: 'Mon 2025-03-03 10:00',
      limit: '0.5 working-day',
      count: ['Mon 2025-03-03: 10:00–11:30 and 13:00–15:30, 240 minutes'],
      due: 'Mon 2025-03-03 15:30',
    },
    {
      rule: 'half a day begun on Friday afternoon ends on Monday morning',
      received: 'Fri 2025-03-07 16:00',
      limit: '0.5 working-day',
      count: [
        'Fri 2025-03-07: 16:00–17:00, 60 minutes',
        'Sat 2025-03-08 – Sun 2025-03-09: weekly rest',
        'Mon 2025-03-10: 07:30–10:30, 180 minutes',
      ],
      due: 'Mon 2025-03-10 10:30',
    },
    {
      // 12.5 × 480 = 6,000 minutes: 5 + 5 + 1 (make-up) + 1 whole days, then half a day.
      rule: 'twelve and a half working days are twelve working days and a half, a make-up Saturday among them',
      received: 'Mon 2025-04-14 07:30',
      limit: '12.5 working-day',
      count: [
        'Mon 2025-04-14 – Fri 2025-04-18: 480 minutes each',
        'Sat 2025-04-19 – Sun 2025-04-20: weekly rest',
        'Mon 2025-04-21 – Fri 2025-04-25: 480 minutes each',
        'Sat 2025-04-26: as a Friday, 480 minutes',
        'Sun 2025-04-27: weekly rest',
        'Mon 2025-04-28: 480 minutes',
        'Tue 2025-04-29: 07:30–11:30, 240 minutes',
      ],
      due: 'Tue 2025-04-29 11:30',
    },
    {
      rule: 'counted from the day after, twelve and a half days are thirteen',
      received: 'Mon 2025-04-14 07:30',
      limit: '12.5 working-day',
      counting: 'next-day',
      count: [
        'Mon 2025-04-14: day of the event',
        'Tue 2025-04-15 – Fri 2025-04-18: days 1–4',
        'Sat 2025-04-19 – Sun 2025-04-20: weekly rest',
        'Mon 2025-04-21 – Fri 2025-04-25: days 5–9',
        'Sat 2025-04-26: as a Friday, day 10',
        'Sun 2025-04-27: weekly rest',
        'Mon 2025-04-28 – Tue 2025-04-29: days 11–12',
        'Wed 2025-04-30 – Fri 2025-05-02: holiday',
        'Sat 2025-05-03 – Sun 2025-05-04: weekly rest',
        'Mon 2025-05-05: day 13',
      ],
      due: 'Mon 2025-05-05 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('elapsed working time or whole days after the event (Civil Code art. 147)', () => {
  test.each<LawExample>([
    {
      // 3 × 480 = 1,440: 390 on Monday, 960 on Tuesday and Wednesday, 90 on Thursday.
      rule: 'three days of elapsed time from Monday 09:00 end on Thursday 09:00',
      received: 'Mon 2025-03-03 09:00',
      limit: '3 working-day',
      count: [
        'Mon 2025-03-03: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Tue 2025-03-04 – Wed 2025-03-05: 480 minutes each',
        'Thu 2025-03-06: 07:30–09:00, 90 minutes',
      ],
      due: 'Thu 2025-03-06 09:00',
    },
    {
      rule: 'three days counted from the day after Monday end with Thursday',
      received: 'Mon 2025-03-03 09:00',
      limit: '3 working-day',
      counting: 'next-day',
      count: ['Mon 2025-03-03: day of the event', 'Tue 2025-03-04 – Thu 2025-03-06: days 1–3'],
      due: 'Thu 2025-03-06 17:00',
    },
    {
      rule: 'received at opening, elapsed time ends a day earlier than days counted from the day after',
      received: 'Mon 2025-03-03 07:30',
      limit: '3 working-day',
      count: ['Mon 2025-03-03 – Wed 2025-03-05: 480 minutes each'],
      due: 'Wed 2025-03-05 17:00',
    },
    {
      rule: 'received at 16:59 or at opening, days counted from the day after end alike',
      received: 'Mon 2025-03-03 16:59',
      limit: '3 working-day',
      counting: 'next-day',
      count: ['Mon 2025-03-03: day of the event', 'Tue 2025-03-04 – Thu 2025-03-06: days 1–3'],
      due: 'Thu 2025-03-06 17:00',
    },
    {
      rule: 'received on a Saturday, one day counted from the day after is Monday',
      received: 'Sat 2025-03-08 09:00',
      limit: '1 working-day',
      counting: 'next-day',
      count: ['Sat 2025-03-08: day of the event', 'Sun 2025-03-09: weekly rest', 'Mon 2025-03-10: day 1'],
      due: 'Mon 2025-03-10 17:00',
    },
    {
      rule: 'received before Tết, one day counted from the day after is the first working day after Tết',
      received: 'Fri 2025-01-24 16:00',
      limit: '1 working-day',
      counting: 'next-day',
      count: [
        'Fri 2025-01-24: day of the event',
        'Sat 2025-01-25 – Sun 2025-01-26: weekly rest',
        'Mon 2025-01-27 – Fri 2025-01-31: holiday',
        'Sat 2025-02-01 – Sun 2025-02-02: weekly rest',
        'Mon 2025-02-03: day 1',
      ],
      due: 'Mon 2025-02-03 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('months and calendar days (Civil Code arts. 147 and 148)', () => {
  test.each<LawExample>([
    {
      rule: 'one month from 31 January ends on 28 February',
      received: 'Tue 2023-01-31 09:00',
      limit: '1 month',
      count: ['base Tue 2023-02-28'],
      due: 'Tue 2023-02-28 17:00',
    },
    {
      rule: 'one month from 31 January of a leap year ends on 29 February',
      received: 'Wed 2024-01-31 09:00',
      limit: '1 month',
      count: ['base Thu 2024-02-29'],
      due: 'Thu 2024-02-29 17:00',
    },
    {
      // April has no 31st: its last day is 30/4, a holiday.
      rule: 'one month from 31 March ends on 30 April, a holiday, and moves behind the holidays',
      received: 'Mon 2025-03-31 09:00',
      limit: '1 month',
      count: [
        'base Wed 2025-04-30',
        'Wed 2025-04-30 – Fri 2025-05-02: holiday',
        'Sat 2025-05-03 – Sun 2025-05-04: weekly rest',
      ],
      due: 'Mon 2025-05-05 17:00',
    },
    {
      rule: 'two months that end on Quốc khánh move to the next working day',
      received: 'Wed 2026-07-01 09:00',
      limit: '2 month',
      count: ['base Tue 2026-09-01', 'Tue 2026-09-01 – Wed 2026-09-02: holiday'],
      due: 'Thu 2026-09-03 17:00',
    },
    {
      rule: 'a month that ends on a make-up Saturday is due on it',
      received: 'Thu 2024-04-04 09:00',
      limit: '1 month',
      count: ['base Sat 2024-05-04'],
      due: 'Sat 2024-05-04 17:00',
    },
    {
      // 15 April + 15 days = 30 April.
      rule: 'fifteen calendar days that end on 30 April move behind the holidays',
      received: 'Tue 2025-04-15 09:00',
      limit: '15 calendar-day',
      count: [
        'base Wed 2025-04-30',
        'Wed 2025-04-30 – Fri 2025-05-02: holiday',
        'Sat 2025-05-03 – Sun 2025-05-04: weekly rest',
      ],
      due: 'Mon 2025-05-05 17:00',
    },
    {
      // 1 April + 10 days = 11 April, off for Giỗ Tổ on Sunday 10 April.
      rule: 'ten calendar days that end on a day in lieu move to the next working day',
      received: 'Fri 2022-04-01 09:00',
      limit: '10 calendar-day',
      count: ['base Mon 2022-04-11', 'Mon 2022-04-11: holiday'],
      due: 'Tue 2022-04-12 17:00',
    },
    {
      // 16 April + 10 days = 26 April.
      rule: 'ten calendar days that end on a make-up Saturday are due on it',
      received: 'Wed 2025-04-16 09:00',
      limit: '10 calendar-day',
      count: ['base Sat 2025-04-26'],
      due: 'Sat 2025-04-26 17:00',
    },
    {
      rule: 'calendar days count holidays and rest days on the way',
      received: 'Mon 2025-04-28 16:00',
      limit: '7 calendar-day',
      count: ['base Mon 2025-05-05'],
      due: 'Mon 2025-05-05 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});
