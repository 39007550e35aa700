import { describe, expect, test } from '@jest/globals';
import { countByHand, countByProgram, type LawExample } from '../../test/support/law-examples.ts';

// Counted by hand before the program was asked; docs/law.md names each by its rule.

describe('the 15:00 rule (Decree 61/2018 art. 18; procedures done within the day)', () => {
  test.each<LawExample>([
    {
      rule: 'received at 14:59, a same-day dossier is due at the closing of that day',
      received: 'Tue 2025-03-04 14:59',
      limit: '1 same-day',
      count: ['base Tue 2025-03-04'],
      due: 'Tue 2025-03-04 17:00',
    },
    {
      rule: 'received at 15:00 exactly, it is due at the closing of the next working day',
      received: 'Tue 2025-03-04 15:00',
      limit: '1 same-day',
      count: ['base Wed 2025-03-05, as receipt was not before 15:00'],
      due: 'Wed 2025-03-05 17:00',
    },
    {
      rule: 'received at 15:01, it is due at the closing of the next working day',
      received: 'Tue 2025-03-04 15:01',
      limit: '1 same-day',
      count: ['base Wed 2025-03-05, as receipt was not before 15:00'],
      due: 'Wed 2025-03-05 17:00',
    },
    {
      rule: 'received before opening, it is due at the closing of that day',
      received: 'Tue 2025-03-04 06:10',
      limit: '1 same-day',
      count: ['base Tue 2025-03-04'],
      due: 'Tue 2025-03-04 17:00',
    },
    {
      rule: 'received before 15:00 on a Friday, it is due before the weekend',
      received: 'Fri 2025-03-07 14:59',
      limit: '1 same-day',
      count: ['base Fri 2025-03-07'],
      due: 'Fri 2025-03-07 17:00',
    },
    {
      rule: 'received after 15:00 on a Friday, it is due on Monday',
      received: 'Fri 2025-03-07 15:01',
      limit: '1 same-day',
      count: ['base Sat 2025-03-08, as receipt was not before 15:00', 'Sat 2025-03-08 – Sun 2025-03-09: weekly rest'],
      due: 'Mon 2025-03-10 17:00',
    },
    {
      rule: 'received on line on a Saturday, it is due on Monday',
      received: 'Sat 2025-03-08 09:00',
      limit: '1 same-day',
      count: ['base Sun 2025-03-09, as the day of receipt has no sessions', 'Sun 2025-03-09: weekly rest'],
      due: 'Mon 2025-03-10 17:00',
    },
    {
      rule: 'received before 15:00 on a make-up Saturday, it is due that Saturday',
      received: 'Sat 2024-05-04 14:59',
      limit: '1 same-day',
      count: ['base Sat 2024-05-04'],
      due: 'Sat 2024-05-04 17:00',
    },
    {
      rule: 'received after 15:00 on a make-up Saturday, it is due on Monday',
      received: 'Sat 2024-05-04 15:01',
      limit: '1 same-day',
      count: ['base Sun 2024-05-05, as receipt was not before 15:00', 'Sun 2024-05-05: weekly rest'],
      due: 'Mon 2024-05-06 17:00',
    },
    {
      rule: 'received after 15:00 on the eve of a make-up Saturday, it is due on that Saturday',
      received: 'Fri 2025-04-25 15:01',
      limit: '1 same-day',
      count: ['base Sat 2025-04-26, as receipt was not before 15:00'],
      due: 'Sat 2025-04-26 17:00',
    },
    {
      rule: 'received on a holiday, it is due on the first working day after the holidays',
      received: 'Wed 2025-04-30 09:00',
      limit: '1 same-day',
      count: [
        'base Thu 2025-05-01, as the day of receipt has no sessions',
        'Thu 2025-05-01 – Fri 2025-05-02: holiday',
        'Sat 2025-05-03 – Sun 2025-05-04: weekly rest',
      ],
      due: 'Mon 2025-05-05 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

/** 24/01/2025 to 03/02/2025: nine days off, of which five are Tết. */
const TET_2025 = [
  'Sat 2025-01-25 – Sun 2025-01-26: weekly rest',
  'Mon 2025-01-27 – Fri 2025-01-31: holiday',
  'Sat 2025-02-01 – Sun 2025-02-02: weekly rest',
];

describe('received on the Friday before Tết 2025 (Labour Code art. 112)', () => {
  test.each<LawExample>([
    {
      rule: 'one working day begun at 16:00 before Tết ends at 16:00 on the first working day after it',
      received: 'Fri 2025-01-24 16:00',
      limit: '1 working-day',
      count: [
        'Fri 2025-01-24: 16:00–17:00, 60 minutes',
        ...TET_2025,
        'Mon 2025-02-03: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Mon 2025-02-03 16:00',
    },
    {
      rule: 'three working days begun at 09:00 before Tết end at 09:00 on the third working day after it',
      received: 'Fri 2025-01-24 09:00',
      limit: '3 working-day',
      count: [
        'Fri 2025-01-24: 09:00–11:30 and 13:00–17:00, 390 minutes',
        ...TET_2025,
        'Mon 2025-02-03 – Tue 2025-02-04: 480 minutes each',
        'Wed 2025-02-05: 07:30–09:00, 90 minutes',
      ],
      due: 'Wed 2025-02-05 09:00',
    },
    {
      rule: 'four working hours begun at 15:30 before Tết end at 10:00 on the first working day after it',
      received: 'Fri 2025-01-24 15:30',
      limit: '4 working-hour',
      count: ['Fri 2025-01-24: 15:30–17:00, 90 minutes', ...TET_2025, 'Mon 2025-02-03: 07:30–10:00, 150 minutes'],
      due: 'Mon 2025-02-03 10:00',
    },
    {
      rule: 'five calendar days that end in Tết are due on the first working day after it',
      received: 'Fri 2025-01-24 09:00',
      limit: '5 calendar-day',
      count: [
        'base Wed 2025-01-29',
        'Wed 2025-01-29 – Fri 2025-01-31: holiday',
        'Sat 2025-02-01 – Sun 2025-02-02: weekly rest',
      ],
      due: 'Mon 2025-02-03 17:00',
    },
    {
      rule: 'eleven calendar days go on through Tết and are due on their own last day',
      received: 'Fri 2025-01-24 09:00',
      limit: '11 calendar-day',
      count: ['base Tue 2025-02-04'],
      due: 'Tue 2025-02-04 17:00',
    },
    {
      rule: 'a same-day dossier received at 14:59 before Tết is due before Tết',
      received: 'Fri 2025-01-24 14:59',
      limit: '1 same-day',
      count: ['base Fri 2025-01-24'],
      due: 'Fri 2025-01-24 17:00',
    },
    {
      rule: 'a same-day dossier received at 15:00 before Tết is due on the first working day after it',
      received: 'Fri 2025-01-24 15:00',
      limit: '1 same-day',
      count: ['base Sat 2025-01-25, as receipt was not before 15:00', ...TET_2025],
      due: 'Mon 2025-02-03 17:00',
    },
    {
      rule: 'a dossier sent on line after closing before Tết counts from the first session after it',
      received: 'Fri 2025-01-24 19:40',
      limit: '1 working-day',
      count: [
        'the clock starts on Mon 2025-02-03 07:30',
        'Fri 2025-01-24: received after closing',
        ...TET_2025,
        'Mon 2025-02-03: 480 minutes',
      ],
      due: 'Mon 2025-02-03 17:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});
