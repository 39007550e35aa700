import { row, type ErrorRow } from './error-row.ts';

/** What the counting of time limits refuses: an input that has no meaning, or a calendar without one. */
export const CALENDAR_ERRORS = {
  'instant-invalid': row(
    422,
    ['Thời điểm không hợp lệ', 'Invalid instant'],
    [
      'Mục {field} phải là ngày giờ có thật theo ISO 8601 và có múi giờ, ví dụ 2026-11-24T08:30:00+07:00.',
      'The field {field} must be an existing date and time in ISO 8601 with its offset, for example 2026-11-24T08:30:00+07:00.',
    ],
  ),
  'instant-out-of-range': row(
    422,
    ['Thời điểm ngoài phạm vi', 'Instant out of the supported range'],
    [
      'Mục {field} nằm ngoài phạm vi tính được, từ {first} đến {last}. Hãy kiểm tra năm.',
      'The field {field} is out of the supported range, from {first} to {last}. Check its year.',
    ],
  ),
  'limit-unit-unknown': row(
    422,
    ['Đơn vị thời hạn không có', 'Unknown unit of the limit'],
    [
      'Không có đơn vị "{unit}". Hãy dùng working-hour, working-day, calendar-day, month hoặc same-day.',
      'There is no unit "{unit}". Use working-hour, working-day, calendar-day, month or same-day.',
    ],
  ),
  'limit-invalid': row(
    422,
    ['Thời hạn không hợp lệ', 'Invalid limit'],
    [
      'Thời hạn phải là số từ 0 trở lên. Giá trị nhận được: {value}.',
      'A limit is a number from 0 on. The value received: {value}.',
    ],
  ),
  'limit-fraction': row(
    422,
    ['Thời hạn phải là số nguyên', 'The limit must be whole'],
    [
      'Thời hạn theo {unit} phải là số nguyên; chỉ giờ và ngày làm việc được có phần lẻ.',
      'A limit in {unit} is a whole number; only working hours and working days may be fractions.',
    ],
  ),
  'counting-unknown': row(
    422,
    ['Cách tính không có', 'Unknown counting'],
    [
      'Không có cách tính "{counting}". Hãy dùng elapsed hoặc next-day.',
      'There is no counting "{counting}". Use elapsed or next-day.',
    ],
  ),
  'cut-off-invalid': row(
    422,
    ['Giờ chốt không hợp lệ', 'Invalid cut-off'],
    ['Giờ chốt phải có dạng HH:MM, không phải "{cutOff}".', 'A cut-off has the form HH:MM, not "{cutOff}".'],
  ),
  'after-supplement-unknown': row(
    422,
    ['Quy tắc sau bổ sung không có', 'Unknown rule after a supplement'],
    [
      'Không có quy tắc "{afterSupplement}". Hãy dùng restart hoặc resume.',
      'There is no rule "{afterSupplement}". Use restart or resume.',
    ],
  ),
  'pause-invalid': row(
    422,
    ['Khoảng tạm dừng không hợp lệ', 'Invalid pause'],
    [
      'Khoảng tạm dừng từ {from} đến {to} phải kết thúc sau khi bắt đầu và thuộc loại supplement, payment hoặc suspension.',
      'The pause from {from} to {to} must end after it begins and be a supplement, payment or suspension.',
    ],
  ),
  'due-too-far': row(
    422,
    ['Ngày hẹn quá xa', 'The due date is too far away'],
    [
      'Đến {after} vẫn chưa hết thời hạn. Hãy kiểm tra thời hạn và lịch làm việc.',
      'The limit has not run out by {after}. Check the limit and the calendar.',
    ],
  ),
  'calendar-without-sessions': row(
    422,
    ['Lịch không có giờ làm việc', 'The calendar has no sessions'],
    ['Lịch phải có ít nhất một buổi làm việc trong tuần.', 'A calendar needs at least one session a week.'],
  ),
  'minutes-per-day-invalid': row(
    422,
    ['Số phút của ngày làm việc không hợp lệ', 'Invalid minutes per working day'],
    [
      'Số phút của ngày làm việc phải là số nguyên từ 1 đến 1440, không phải {value}.',
      'Minutes per working day is a whole number from 1 to 1440, not {value}.',
    ],
  ),
  'session-invalid': row(
    422,
    ['Buổi làm việc không hợp lệ', 'Invalid session'],
    [
      'Buổi làm việc {weekday} từ "{from}" đến "{to}" phải có dạng HH:MM và kết thúc sau khi bắt đầu.',
      'The session of {weekday} from "{from}" to "{to}" must be HH:MM and end after it begins.',
    ],
  ),
  'sessions-overlap': row(
    422,
    ['Các buổi làm việc chồng nhau', 'Sessions overlap'],
    ['Các buổi làm việc của {weekday} chồng lên nhau.', 'The sessions of {weekday} overlap.'],
  ),
  'weekday-unknown': row(
    422,
    ['Thứ trong tuần không có', 'Unknown weekday'],
    [
      'Không có thứ "{weekday}". Hãy dùng mon, tue, wed, thu, fri, sat, sun.',
      'There is no weekday "{weekday}". Use mon, tue, wed, thu, fri, sat, sun.',
    ],
  ),
  'calendar-date-invalid': row(
    422,
    ['Ngày trong lịch không hợp lệ', 'Invalid date in the calendar'],
    [
      '"{date}" không phải là ngày có thật dạng YYYY-MM-DD.',
      '"{date}" is not an existing date of the form YYYY-MM-DD.',
    ],
  ),
  'time-zone-unknown': row(
    422,
    ['Múi giờ không có', 'Unknown time zone'],
    [
      'Không có múi giờ "{timeZone}". Hãy dùng tên IANA, ví dụ Asia/Ho_Chi_Minh.',
      'There is no time zone "{timeZone}". Use an IANA name such as Asia/Ho_Chi_Minh.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
