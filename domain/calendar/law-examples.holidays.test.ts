import { describe, expect, test } from '@jest/globals';
import { countByHand, countByProgram, type LawExample } from '../../test/support/law-examples.ts';

// Counted by hand from the yearly decisions on days off before the program was asked; docs/law.md names each by its rule.

describe('make-up days (the yearly decisions to exchange working days)', () => {
  test.each<LawExample>([
    {
      rule: 'Saturday 04/05/2024 is worked for Monday 29/04/2024, which is not',
      received: 'Fri 2024-04-26 16:00',
      limit: '4 working-day',
      count: [
        'Fri 2024-04-26: 16:00–17:00, 60 minutes',
        'Sat 2024-04-27 – Sun 2024-04-28: weekly rest',
        'Mon 2024-04-29 – Wed 2024-05-01: holiday',
        'Thu 2024-05-02 – Fri 2024-05-03: 480 minutes each',
        'Sat 2024-05-04: as a Monday, 480 minutes',
        'Sun 2024-05-05: weekly rest',
        'Mon 2024-05-06: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2024-05-06 16:00',
    },
    {
      rule: 'Saturday 26/04/2025 is worked for Friday 02/05/2025',
      received: 'Fri 2025-04-25 16:00',
      limit: '2 working-day',
      count: [
        'Fri 2025-04-25: 16:00–17:00, 60 minutes',
        'Sat 2025-04-26: as a Friday, 480 minutes',
        'Sun 2025-04-27: weekly rest',
        'Mon 2025-04-28: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2025-04-28 16:00',
    },
    {
      rule: 'Friday 02/01/2026 is off',
      received: 'Wed 2025-12-31 16:00',
      limit: '1 working-day',
      count: [
        'Wed 2025-12-31: 16:00–17:00, 60 minutes',
        'Thu 2026-01-01 – Fri 2026-01-02: holiday',
        'Sat 2026-01-03 – Sun 2026-01-04: weekly rest',
        'Mon 2026-01-05: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2026-01-05 16:00',
    },
    {
      rule: 'Saturday 10/01/2026 is worked for Friday 02/01/2026',
      received: 'Fri 2026-01-09 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2026-01-09: 16:00–17:00, 60 minutes',
        'Sat 2026-01-10: as a Friday, 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Sat 2026-01-10 16:00',
    },
    {
      rule: 'Saturday 22/08/2026 is worked for Monday 31/08/2026',
      received: 'Fri 2026-08-21 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2026-08-21: 16:00–17:00, 60 minutes',
        'Sat 2026-08-22: as a Monday, 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Sat 2026-08-22 16:00',
    },
    {
      rule: 'a make-up Saturday is a whole day where days are counted from the day after',
      received: 'Fri 2026-08-21 09:00',
      limit: '2 working-day',
      counting: 'next-day',
      count: [
        'Fri 2026-08-21: day of the event',
        'Sat 2026-08-22: as a Monday, day 1',
        'Sun 2026-08-23: weekly rest',
        'Mon 2026-08-24: day 2',
      ],
      due: 'Mon 2026-08-24 17:00',
    },
    {
      rule: 'any other Saturday does not count, even when a counter is open on it',
      received: 'Sat 2025-03-08 09:00',
      limit: '1 working-day',
      count: [
        'the clock starts on Mon 2025-03-10 07:30',
        'Sat 2025-03-08 – Sun 2025-03-09: weekly rest',
        'Mon 2025-03-10: 480 minutes',
      ],
      due: 'Mon 2025-03-10 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('30 April and 1 May (Labour Code arts. 111.3 and 112)', () => {
  test.each<LawExample>([
    {
      rule: '2022: Saturday 30/4 and Sunday 1/5 move to Monday and Tuesday',
      received: 'Fri 2022-04-29 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2022-04-29: 16:00–17:00, 60 minutes',
        'Sat 2022-04-30 – Tue 2022-05-03: holiday',
        'Wed 2022-05-04: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Wed 2022-05-04 16:00',
    },
    {
      rule: '2023: Giỗ Tổ on Saturday 29/4 and 30/4 on a Sunday move behind 1/5',
      received: 'Fri 2023-04-28 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2023-04-28: 16:00–17:00, 60 minutes',
        'Sat 2023-04-29 – Wed 2023-05-03: holiday',
        'Thu 2023-05-04: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Thu 2023-05-04 16:00',
    },
    {
      rule: '2024: Monday 29/4 is off too, exchanged for a Saturday',
      received: 'Fri 2024-04-26 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2024-04-26: 16:00–17:00, 60 minutes',
        'Sat 2024-04-27 – Sun 2024-04-28: weekly rest',
        'Mon 2024-04-29 – Wed 2024-05-01: holiday',
        'Thu 2024-05-02: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Thu 2024-05-02 16:00',
    },
    {
      rule: '2025: Friday 2/5 is off too, exchanged for a Saturday',
      received: 'Tue 2025-04-29 16:00',
      limit: '1 working-day',
      count: [
        'Tue 2025-04-29: 16:00–17:00, 60 minutes',
        'Wed 2025-04-30 – Fri 2025-05-02: holiday',
        'Sat 2025-05-03 – Sun 2025-05-04: weekly rest',
        'Mon 2025-05-05: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2025-05-05 16:00',
    },
    {
      rule: '2026: Thursday 30/4 and Friday 1/5 are off',
      received: 'Wed 2026-04-29 16:00',
      limit: '1 working-day',
      count: [
        'Wed 2026-04-29: 16:00–17:00, 60 minutes',
        'Thu 2026-04-30 – Fri 2026-05-01: holiday',
        'Sat 2026-05-02 – Sun 2026-05-03: weekly rest',
        'Mon 2026-05-04: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2026-05-04 16:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('other holidays (Labour Code arts. 111.3 and 112)', () => {
  test.each<LawExample>([
    {
      rule: 'Giỗ Tổ on a Thursday (18/04/2024) takes that day only',
      received: 'Wed 2024-04-17 16:00',
      limit: '1 working-day',
      count: [
        'Wed 2024-04-17: 16:00–17:00, 60 minutes',
        'Thu 2024-04-18: holiday',
        'Fri 2024-04-19: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Fri 2024-04-19 16:00',
    },
    {
      rule: 'Giỗ Tổ on a Sunday (10/04/2022) moves to Monday',
      received: 'Fri 2022-04-08 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2022-04-08: 16:00–17:00, 60 minutes',
        'Sat 2022-04-09: weekly rest',
        'Sun 2022-04-10 – Mon 2022-04-11: holiday',
        'Tue 2022-04-12: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Tue 2022-04-12 16:00',
    },
    {
      rule: 'New Year’s Day on a Sunday (01/01/2023) moves to Monday',
      received: 'Fri 2022-12-30 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2022-12-30: 16:00–17:00, 60 minutes',
        'Sat 2022-12-31: weekly rest',
        'Sun 2023-01-01 – Mon 2023-01-02: holiday',
        'Tue 2023-01-03: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Tue 2023-01-03 16:00',
    },
    {
      rule: 'Quốc khánh 2023, the day before added: Saturday 2/9 moves to Monday 4/9',
      received: 'Thu 2023-08-31 16:00',
      limit: '1 working-day',
      count: [
        'Thu 2023-08-31: 16:00–17:00, 60 minutes',
        'Fri 2023-09-01 – Sat 2023-09-02: holiday',
        'Sun 2023-09-03: weekly rest',
        'Mon 2023-09-04: holiday',
        'Tue 2023-09-05: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Tue 2023-09-05 16:00',
    },
    {
      rule: 'Quốc khánh 2024: Monday 2/9 and, chosen that year, the day after',
      received: 'Fri 2024-08-30 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2024-08-30: 16:00–17:00, 60 minutes',
        'Sat 2024-08-31 – Sun 2024-09-01: weekly rest',
        'Mon 2024-09-02 – Tue 2024-09-03: holiday',
        'Wed 2024-09-04: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Wed 2024-09-04 16:00',
    },
    {
      rule: 'Quốc khánh 2026: Monday 31/8 is off too, exchanged for a Saturday',
      received: 'Fri 2026-08-28 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2026-08-28: 16:00–17:00, 60 minutes',
        'Sat 2026-08-29 – Sun 2026-08-30: weekly rest',
        'Mon 2026-08-31 – Wed 2026-09-02: holiday',
        'Thu 2026-09-03: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Thu 2026-09-03 16:00',
    },
    {
      rule: '24/11/2026 is worked as long as no law has made it a holiday',
      received: 'Mon 2026-11-23 16:00',
      limit: '1 working-day',
      count: ['Mon 2026-11-23: 16:00–17:00, 60 minutes', 'Tue 2026-11-24: 07:30–11:30 and 13:00–16:00, 420 minutes'],
      due: 'Tue 2026-11-24 16:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});
