const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** An instant as Vietnamese offices write it, in their time zone: `24/11/2026 09:51:03`; `–` where there is none. */
export function localInstant(instant: string | null): string {
  return instant === null ? '–' : FORMAT.format(new Date(instant)).replace(',', '');
}

/** The local date of an instant in words: `ngày 24 tháng 11 năm 2026`. */
export function localDateInWords(instant: string): string {
  const [day = '', month = '', year = ''] = localInstant(instant).slice(0, 10).split('/');
  return `ngày ${day} tháng ${month} năm ${year}`;
}

/** A share as a percentage: `66,7 %`; `–` where there is nothing to share. */
export function percentage(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1).replace('.', ',')} %`;
}

export const shortHash = (hash: string): string => `${hash.slice(0, 16)}…`;
