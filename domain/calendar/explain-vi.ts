import type { DeferralReason, PauseEffect, SkipReason } from './explanation.ts';
import { timeIn, writeDate, type Phrases } from './phrases.ts';
import type { LimitUnit, PauseKind, Weekday } from './types.ts';

const WEEKDAYS = {
  mon: 'thứ Hai',
  tue: 'thứ Ba',
  wed: 'thứ Tư',
  thu: 'thứ Năm',
  fri: 'thứ Sáu',
  sat: 'thứ Bảy',
  sun: 'Chủ nhật',
} as const satisfies Record<Weekday, string>;

const UNITS = {
  'working-hour': 'giờ làm việc',
  'working-day': 'ngày làm việc',
  'calendar-day': 'ngày',
  month: 'tháng',
  'same-day': 'trả trong ngày',
} as const satisfies Record<LimitUnit, string>;

const SKIPPED = {
  holiday: 'ngày nghỉ lễ, tết',
  'weekly-rest': 'ngày nghỉ hằng tuần',
  'no-sessions': 'không có giờ làm việc',
  'after-closing': 'đã hết giờ làm việc',
  'day-of-event': 'ngày đầu của thời hạn',
  paused: 'đang tạm dừng',
} as const satisfies Record<SkipReason, string>;

const DEFERRED = {
  'no-sessions': 'không phải ngày làm việc',
  'after-cut-off': 'nhận sau giờ chốt trong ngày',
  'after-closing': 'nhận khi đã hết giờ làm việc',
} as const satisfies Record<DeferralReason, string>;

const PAUSES = {
  supplement: 'chờ bổ sung hồ sơ',
  payment: 'chờ thực hiện nghĩa vụ tài chính',
  suspension: 'tạm dừng giải quyết',
} as const satisfies Record<PauseKind, string>;

const EFFECTS = {
  stops: 'thời hạn ngừng chạy',
  restarts: 'thời hạn tính lại từ đầu khi nhận đủ hồ sơ',
  'ignored-empty': 'không đủ một phút, không ảnh hưởng',
  'ignored-before-receipt': 'kết thúc trước khi tiếp nhận, không ảnh hưởng',
  'ignored-after-due': 'bắt đầu khi đã đến hạn, không ảnh hưởng',
} as const satisfies Record<PauseEffect, string>;

const number = (value: number): string => String(value).replace('.', ',');

const date = (text: string): string => writeDate(text, WEEKDAYS);

const dates = (first: string, last: string): string =>
  first === last ? date(first) : `từ ${date(first)} đến ${date(last)}`;

const instant = (text: string): string => `${timeIn(text)} ${date(text.slice(0, 10))}`;

const makeUp = (weekday: Weekday | undefined): string =>
  weekday === undefined ? '' : ` – ngày làm bù theo giờ của ${WEEKDAYS[weekday]}`;

/** The explanation of a due date in Vietnamese. */
export const VI: Phrases = {
  received: ({ first: { at, unit, value, counting, minutes } }) => {
    const limit = unit === 'same-day' ? UNITS[unit] : `${number(value)} ${UNITS[unit]}`;
    const clock = minutes === null ? '' : ` (${number(minutes)} phút làm việc)`;
    const rule = counting === 'next-day' ? ', không tính ngày tiếp nhận' : '';
    return `tiếp nhận lúc ${instant(at)}; thời hạn: ${limit}${clock}${rule}.`;
  },
  'moved-to-session': ({ first: { from, to } }) => `${instant(from)} ngoài giờ làm việc: tính từ ${instant(to)}.`,
  counted: ({ first, last, length }) => {
    const hours = first.intervals.map(([from, to]) => `${from}–${to}`).join(', ');
    const each = length === 1 ? 'tính' : `${length} ngày, mỗi ngày tính`;
    return `${dates(first.date, last.date)}: ${each} ${number(first.minutes)} phút (${hours})${makeUp(first.usesWeekday)}.`;
  },
  'counted-date': ({ first, last, length }) => {
    const which = length === 1 ? `ngày thứ ${first.number}` : `các ngày thứ ${first.number} đến ${last.number}`;
    return `${dates(first.date, last.date)}: tính là ${which}${makeUp(first.usesWeekday)}.`;
  },
  skipped: ({ first, last }) => `${dates(first.date, last.date)}: không tính, ${SKIPPED[first.reason]}.`,
  base: ({ first: { from, date: base, deferred } }) =>
    deferred === undefined
      ? `tính từ ${date(from)}, ngày đến hạn là ${date(base)}.`
      : `${date(from)}: ${DEFERRED[deferred]}, nên chuyển sang ${date(base)}.`,
  'base-moved': ({ first: { from, date: to, days } }) =>
    days === 0
      ? 'thời gian tạm dừng nằm trọn trong một ngày: ngày đến hạn không đổi.'
      : `cộng ${days} ngày tạm dừng: ngày đến hạn chuyển từ ${date(from)} sang ${date(to)}.`,
  rolled: ({ first: { from, to } }) =>
    `${date(from)} không làm việc: đến hạn vào ngày làm việc tiếp theo, ${date(to)}.`,
  pause: ({ first: { pauseKind, from, to, effect } }) => {
    const span = to === null ? `từ ${instant(from)}, chưa kết thúc` : `từ ${instant(from)} đến ${instant(to)}`;
    return `${PAUSES[pauseKind]} ${span}: ${EFFECTS[effect]}.`;
  },
  restarted: ({ first: { at } }) =>
    `nhận đủ hồ sơ lúc ${instant(at)}: thời hạn tính lại từ đầu (Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4).`,
  open: ({ first: { since, workedMinutes, remainingMinutes, restarts } }) => {
    const worked = workedMinutes === null ? '' : ` Đã chạy ${number(workedMinutes)} phút làm việc`;
    const left = remainingMinutes === null ? '' : `, còn lại ${number(remainingMinutes)} phút.`;
    const anew = restarts ? ' Khi nhận đủ hồ sơ, thời hạn tính lại từ đầu.' : '';
    return `đang tạm dừng từ ${instant(since)}: chưa có ngày hẹn trả.${worked}${left}${anew}`;
  },
  due: ({ first: { at } }) => `hẹn trả lúc ${instant(at)}.`,
  'provisional-start': ({ first: { date: start, publishedFrom } }) =>
    `tạm tính: lịch nghỉ chỉ có từ ${date(publishedFrom)}, mà thời hạn tính từ ${date(start)}.`,
  provisional: ({ first: { date: due, publishedThrough } }) =>
    `tạm tính: lịch nghỉ mới công bố đến ${date(publishedThrough)}, chưa có cho ${date(due)}.`,
};
