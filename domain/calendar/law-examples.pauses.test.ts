import { describe, expect, test } from '@jest/globals';
import { countByHand, countByProgram, type LawExample } from '../../test/support/law-examples.ts';

// Counted by hand before the program was asked; docs/law.md names each by its rule.

/** Asked for on the third day, a Wednesday, with Tết from Saturday on; complete again on the second day after it. */
const ACROSS_TET = 'supplement Wed 2025-01-22 10:00 – Tue 2025-02-04 09:00';

/** Monday to the asking: 390 + 480 + 150 = 1,020 minutes of 2,400. */
const UNTIL_ASKED = [
  'Mon 2025-01-20: 09:00–11:30 and 13:00–17:00, 390 minutes',
  'Tue 2025-01-21: 480 minutes',
  'Wed 2025-01-22: 07:30–10:00, 150 minutes',
];

const TET_2025 = [
  'Sat 2025-01-25 – Sun 2025-01-26: weekly rest',
  'Mon 2025-01-27 – Fri 2025-01-31: holiday',
  'Sat 2025-02-01 – Sun 2025-02-02: weekly rest',
];

describe('a supplement across Tết (Decree 61/2018 art. 19.4)', () => {
  test.each<LawExample>([
    {
      // All 2,400 minutes again: 390 + 3 × 480 + 480 + 90.
      rule: 'the five days run from zero when the complete dossier is back',
      received: 'Mon 2025-01-20 09:00',
      limit: '5 working-day',
      afterSupplement: 'restart',
      pauses: [ACROSS_TET],
      count: [
        ...UNTIL_ASKED,
        `${ACROSS_TET}: the period starts anew`,
        'Thu 2025-01-23 – Fri 2025-01-24: paused',
        ...TET_2025,
        'Mon 2025-02-03: paused',
        'Tue 2025-02-04: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Wed 2025-02-05 – Fri 2025-02-07: 480 minutes each',
        'Sat 2025-02-08 – Sun 2025-02-09: weekly rest',
        'Mon 2025-02-10: 480 minutes',
        'Tue 2025-02-11: 07:30–09:00, 90 minutes',
      ],
      due: 'Tue 2025-02-11 09:00',
    },
    {
      // 2,400 − 1,020 = 1,380 minutes are left: 390 + 480 + 480 + 30.
      rule: 'where sector law lets the period go on, only what was left of the five days runs',
      received: 'Mon 2025-01-20 09:00',
      limit: '5 working-day',
      afterSupplement: 'resume',
      pauses: [ACROSS_TET],
      count: [
        ...UNTIL_ASKED,
        `${ACROSS_TET}: stops the clock`,
        'Thu 2025-01-23 – Fri 2025-01-24: paused',
        ...TET_2025,
        'Mon 2025-02-03: paused',
        'Tue 2025-02-04: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Wed 2025-02-05 – Thu 2025-02-06: 480 minutes each',
        'Fri 2025-02-07: 07:30–08:00, 30 minutes',
      ],
      due: 'Fri 2025-02-07 08:00',
    },
    {
      rule: 'counted from the day after, the day on which the dossier is back is not counted',
      received: 'Mon 2025-01-20 09:00',
      limit: '5 working-day',
      counting: 'next-day',
      afterSupplement: 'restart',
      pauses: [ACROSS_TET],
      count: [
        'Mon 2025-01-20: day of the event',
        'Tue 2025-01-21: day 1',
        'Wed 2025-01-22: paused',
        `${ACROSS_TET}: the period starts anew`,
        'Thu 2025-01-23 – Fri 2025-01-24: paused',
        ...TET_2025,
        'Mon 2025-02-03: paused',
        'Tue 2025-02-04: day of the event',
        'Wed 2025-02-05 – Fri 2025-02-07: days 1–3',
        'Sat 2025-02-08 – Sun 2025-02-09: weekly rest',
        'Mon 2025-02-10 – Tue 2025-02-11: days 4–5',
      ],
      due: 'Tue 2025-02-11 17:00',
    },
    {
      // 4 February + 15 days.
      rule: 'fifteen calendar days run from the day on which the complete dossier is back',
      received: 'Mon 2025-01-20 09:00',
      limit: '15 calendar-day',
      afterSupplement: 'restart',
      pauses: [ACROSS_TET],
      count: ['base Tue 2025-02-04', `${ACROSS_TET}: the period starts anew`, 'base Wed 2025-02-19'],
      due: 'Wed 2025-02-19 17:00',
    },
    {
      // 20 January + 15 = 4 February; from 22 January to 4 February are 13 days.
      rule: 'where they go on, fifteen calendar days end as many days later as the supplement took',
      received: 'Mon 2025-01-20 09:00',
      limit: '15 calendar-day',
      afterSupplement: 'resume',
      pauses: [ACROSS_TET],
      count: ['base Tue 2025-02-04', `${ACROSS_TET}: stops the clock`, 'base + 13 days = Mon 2025-02-17'],
      due: 'Mon 2025-02-17 17:00',
    },
    {
      rule: 'completed on line in Tết, the dossier counts from the first session after it',
      received: 'Thu 2025-01-23 09:00',
      limit: '3 working-day',
      pauses: ['supplement Fri 2025-01-24 10:00 – Wed 2025-01-29 20:00'],
      count: [
        'Thu 2025-01-23: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Fri 2025-01-24: 07:30–10:00, 150 minutes',
        'supplement Fri 2025-01-24 10:00 – Wed 2025-01-29 20:00: the period starts anew',
        'Sat 2025-01-25 – Sun 2025-01-26: weekly rest',
        'Mon 2025-01-27 – Tue 2025-01-28: holiday',
        'the clock starts on Mon 2025-02-03 07:30',
        'Wed 2025-01-29 – Fri 2025-01-31: holiday',
        'Sat 2025-02-01 – Sun 2025-02-02: weekly rest',
        'Mon 2025-02-03 – Wed 2025-02-05: 480 minutes each',
      ],
      due: 'Wed 2025-02-05 17:00',
    },
    {
      // The three working days that the agency has for asking: 60 + 480 + 480 + 420.
      rule: 'the three working days within which a supplement may be asked for go over Tết',
      received: 'Fri 2025-01-24 16:00',
      limit: '3 working-day',
      count: [
        'Fri 2025-01-24: 16:00–17:00, 60 minutes',
        ...TET_2025,
        'Mon 2025-02-03 – Tue 2025-02-04: 480 minutes each',
        'Wed 2025-02-05: 07:30–11:30 and 13:00–16:00, 420 minutes',
      ],
      due: 'Wed 2025-02-05 16:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('a supplement and the due date', () => {
  test.each<LawExample>([
    {
      rule: 'asked for at the due instant, a supplement changes nothing',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 working-day',
      pauses: ['supplement Tue 2025-03-04 09:00 – Thu 2025-03-06 08:00'],
      count: [
        'Mon 2025-03-03: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Tue 2025-03-04: 07:30–09:00, 90 minutes',
        'supplement Tue 2025-03-04 09:00 – Thu 2025-03-06 08:00: changes nothing',
      ],
      due: 'Tue 2025-03-04 09:00',
    },
    {
      rule: 'asked for after the due date, a supplement changes nothing: the dossier stays overdue',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 calendar-day',
      pauses: ['supplement Wed 2025-03-05 08:00 – Fri 2025-03-07 08:00'],
      count: ['base Tue 2025-03-04', 'supplement Wed 2025-03-05 08:00 – Fri 2025-03-07 08:00: changes nothing'],
      due: 'Tue 2025-03-04 17:00',
    },
    {
      // One day again: 210 + 240 on Thursday, 30 on Friday.
      rule: 'asked for a minute before the due instant, it starts the period anew',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 working-day',
      pauses: ['supplement Tue 2025-03-04 08:59 – Thu 2025-03-06 08:00'],
      count: [
        'Mon 2025-03-03: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Tue 2025-03-04: 07:30–08:59, 89 minutes',
        'supplement Tue 2025-03-04 08:59 – Thu 2025-03-06 08:00: the period starts anew',
        'Wed 2025-03-05: paused',
        'Thu 2025-03-06: 08:00–11:30 and 13:00–17:00, 450 minutes',
        'Fri 2025-03-07: 07:30–08:00, 30 minutes',
      ],
      due: 'Fri 2025-03-07 08:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('payment and suspension', () => {
  test.each<LawExample>([
    {
      // Two days anew from Thursday 09:00: 390 + 90 before the payment, 330 + 150 after it.
      rule: 'after a supplement that started the period anew, a payment only stops it',
      received: 'Mon 2025-03-03 09:00',
      limit: '2 working-day',
      pauses: [
        'supplement Tue 2025-03-04 10:00 – Thu 2025-03-06 09:00',
        'payment Fri 2025-03-07 09:00 – Mon 2025-03-10 10:00',
      ],
      count: [
        'Mon 2025-03-03: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Tue 2025-03-04: 07:30–10:00, 150 minutes',
        'supplement Tue 2025-03-04 10:00 – Thu 2025-03-06 09:00: the period starts anew',
        'Wed 2025-03-05: paused',
        'Thu 2025-03-06: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Fri 2025-03-07: 07:30–09:00, 90 minutes',
        'payment Fri 2025-03-07 09:00 – Mon 2025-03-10 10:00: stops the clock',
        'Sat 2025-03-08 – Sun 2025-03-09: weekly rest',
        'Mon 2025-03-10: 10:00–11:30 and 13:00–17:00, 330 minutes',
        'Tue 2025-03-11: 07:30–10:00, 150 minutes',
      ],
      due: 'Tue 2025-03-11 10:00',
    },
    {
      // 3 × 480 = 1,440: 390 + 480 + 90 before it, 330 + 150 after it.
      rule: 'a suspension over the holidays stops the clock, and the make-up Saturday after it is worked',
      received: 'Wed 2024-04-24 09:00',
      limit: '3 working-day',
      pauses: ['suspension Fri 2024-04-26 09:00 – Fri 2024-05-03 10:00'],
      count: [
        'Wed 2024-04-24: 09:00–11:30 and 13:00–17:00, 390 minutes',
        'Thu 2024-04-25: 480 minutes',
        'Fri 2024-04-26: 07:30–09:00, 90 minutes',
        'suspension Fri 2024-04-26 09:00 – Fri 2024-05-03 10:00: stops the clock',
        'Sat 2024-04-27 – Sun 2024-04-28: weekly rest',
        'Mon 2024-04-29 – Wed 2024-05-01: holiday',
        'Thu 2024-05-02: paused',
        'Fri 2024-05-03: 10:00–11:30 and 13:00–17:00, 330 minutes',
        'Sat 2024-05-04: as a Monday, 07:30–10:00, 150 minutes',
      ],
      due: 'Sat 2024-05-04 10:00',
    },
    {
      // One standstill from 10:00 to 15:00 on Monday: 60 before it, 120 + 300 after it.
      rule: 'a payment and a suspension that overlap stop the clock once',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 working-day',
      pauses: [
        'payment Mon 2025-03-03 10:00 – Mon 2025-03-03 14:00',
        'suspension Mon 2025-03-03 13:30 – Mon 2025-03-03 15:00',
      ],
      count: [
        'Mon 2025-03-03: 09:00–10:00 and 15:00–17:00, 180 minutes',
        'payment Mon 2025-03-03 10:00 – Mon 2025-03-03 14:00: stops the clock',
        'suspension Mon 2025-03-03 13:30 – Mon 2025-03-03 15:00: stops the clock',
        'Tue 2025-03-04: 07:30–11:30 and 13:00–14:00, 300 minutes',
      ],
      due: 'Tue 2025-03-04 14:00',
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});

describe('a pause that is not over', () => {
  /** 150 in the morning, 60 after the lunch break; 480 − 210 = 270 are left. */
  const UNTIL_14 = 'Mon 2025-03-03: 09:00–11:30 and 13:00–14:00, 210 minutes';

  test.each<LawExample>([
    {
      rule: 'while a payment is awaited there is no due date, and 270 of 480 minutes are left',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 working-day',
      pauses: ['payment Mon 2025-03-03 14:00'],
      count: [UNTIL_14, 'payment Mon 2025-03-03 14:00 – open: stops the clock'],
      due: { remaining: 270 },
    },
    {
      rule: 'while a supplement is awaited there is no due date, and the minutes left are those of the period that stands still',
      received: 'Mon 2025-03-03 09:00',
      limit: '1 working-day',
      pauses: ['supplement Mon 2025-03-03 14:00'],
      count: [UNTIL_14, 'supplement Mon 2025-03-03 14:00 – open: stops the clock'],
      due: { remaining: 270 },
    },
    {
      rule: 'calendar days have no working minutes to be left',
      received: 'Mon 2025-03-03 09:00',
      limit: '15 calendar-day',
      pauses: ['payment Mon 2025-03-03 14:00'],
      count: ['base Tue 2025-03-18', 'payment Mon 2025-03-03 14:00 – open: stops the clock'],
      due: { remaining: null },
    },
  ])('$rule', (example) => {
    expect(countByProgram(example)).toEqual(countByHand(example));
  });
});
