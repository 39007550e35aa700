import type { Calendar } from '../../domain/calendar/types.ts';

const OFFICE_DAY = [
  ['07:30', '11:30'],
  ['13:00', '17:00'],
] as const;

/** A calendar as the province published it for 2025 and 2026. */
export const PROVINCE: Calendar = {
  timeZone: 'Asia/Ho_Chi_Minh',
  minutesPerDay: 480,
  sessions: { mon: OFFICE_DAY, tue: OFFICE_DAY, wed: OFFICE_DAY, thu: OFFICE_DAY, fri: OFFICE_DAY },
  holidays: [
    '2025-01-01',
    '2025-01-27',
    '2025-01-28',
    '2025-01-29',
    '2025-01-30',
    '2025-01-31',
    '2025-04-07',
    '2025-04-30',
    '2025-05-01',
    '2025-05-02',
    '2025-09-01',
    '2025-09-02',
    '2026-01-01',
    '2026-01-02',
    '2026-02-16',
    '2026-02-17',
    '2026-02-18',
    '2026-02-19',
    '2026-02-20',
    '2026-04-26',
    '2026-04-27',
    '2026-04-30',
    '2026-05-01',
    '2026-08-31',
    '2026-09-01',
    '2026-09-02',
  ],
  makeUpDays: { '2025-04-26': 'fri', '2026-01-10': 'fri', '2026-08-22': 'mon' },
  publishedThrough: '2026-12-31',
};
