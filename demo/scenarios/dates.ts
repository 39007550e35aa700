import { localDate } from '../../domain/dossier/code.ts';

/** A local date in the ways that forms and papers write it. */
export interface PaperDate {
  /** `2026-11-16` */
  readonly iso: string;
  /** `16/11/2026` */
  readonly short: string;
  /** `ngày 16 tháng 11 năm 2026` */
  readonly long: string;
}

const DAY_MS = 86_400_000;

/** The local date (Asia/Ho_Chi_Minh) that many days after `now`, or before it if negative. */
export function dateAfter(now: Date, days: number): PaperDate {
  const iso = localDate(new Date(now.getTime() + days * DAY_MS).toISOString());
  const [year = '', month = '', day = ''] = iso.split('-');
  return { iso, short: `${day}/${month}/${year}`, long: `ngày ${day} tháng ${month} năm ${year}` };
}
