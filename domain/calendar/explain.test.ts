import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { due, pause } from '../../test/support/due-dates.ts';
import { explain } from './explain.ts';

describe('an explanation', () => {
  const restarted = due('2026-02-13 16:55', '2 working-day', {
    pauses: [pause('supplement', '2026-02-23 10:00', '2026-02-26 09:00')],
  });

  test('reads in Vietnamese, every date with its weekday', () => {
    expect(explain(restarted, 'vi')).toEqual([
      'Tiếp nhận lúc 16:55 thứ Sáu 13/02/2026; thời hạn: 2 ngày làm việc (960 phút làm việc).',
      'Thứ Sáu 13/02/2026: tính 5 phút (16:55–17:00).',
      'Từ thứ Bảy 14/02/2026 đến Chủ nhật 15/02/2026: không tính, ngày nghỉ hằng tuần.',
      'Từ thứ Hai 16/02/2026 đến thứ Sáu 20/02/2026: không tính, ngày nghỉ lễ, tết.',
      'Từ thứ Bảy 21/02/2026 đến Chủ nhật 22/02/2026: không tính, ngày nghỉ hằng tuần.',
      'Thứ Hai 23/02/2026: tính 150 phút (07:30–10:00).',
      'Chờ bổ sung hồ sơ từ 10:00 thứ Hai 23/02/2026 đến 09:00 thứ Năm 26/02/2026: thời hạn tính lại từ đầu khi nhận đủ hồ sơ.',
      'Từ thứ Ba 24/02/2026 đến thứ Tư 25/02/2026: không tính, đang tạm dừng.',
      'Nhận đủ hồ sơ lúc 09:00 thứ Năm 26/02/2026: thời hạn tính lại từ đầu (Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4).',
      'Thứ Năm 26/02/2026: tính 390 phút (09:00–11:30, 13:00–17:00).',
      'Thứ Sáu 27/02/2026: tính 480 phút (07:30–11:30, 13:00–17:00).',
      'Từ thứ Bảy 28/02/2026 đến Chủ nhật 01/03/2026: không tính, ngày nghỉ hằng tuần.',
      'Thứ Hai 02/03/2026: tính 90 phút (07:30–09:00).',
      'Hẹn trả lúc 09:00 thứ Hai 02/03/2026.',
    ]);
  });

  test('reads in English', () => {
    expect(explain(due('2026-01-09 18:00', '3.5 working-day'), 'en')).toEqual([
      'Received at 18:00 on Friday 09/01/2026; limit: 3.5 working days (1680 working minutes).',
      '18:00 on Friday 09/01/2026 is outside working time: counted from 07:30 on Saturday 10/01/2026.',
      'Friday 09/01/2026: not counted, its sessions were over.',
      'Saturday 10/01/2026: 480 minutes counted (07:30–11:30, 13:00–17:00) – a make-up day with the sessions of a Friday.',
      'Sunday 11/01/2026: not counted, weekly rest.',
      'From Monday 12/01/2026 to Tuesday 13/01/2026: 2 days of 480 minutes counted (07:30–11:30, 13:00–17:00).',
      'Wednesday 14/01/2026: 240 minutes counted (07:30–11:30).',
      'Due at 11:30 on Wednesday 14/01/2026.',
    ]);
  });

  test('counts whole dates, says what a roll passes over, and warns of an unpublished year', () => {
    expect(explain(due('2026-12-24 09:00', '2 working-day', { counting: 'next-day' }), 'vi').slice(0, 3)).toEqual([
      'Tiếp nhận lúc 09:00 thứ Năm 24/12/2026; thời hạn: 2 ngày làm việc, không tính ngày tiếp nhận.',
      'Thứ Năm 24/12/2026: không tính, ngày đầu của thời hạn.',
      'Thứ Sáu 25/12/2026: tính là ngày thứ 1.',
    ]);
    const pauses = [pause('payment', '2026-12-25 09:00', '2026-12-28 09:00')];
    expect(explain(due('2026-12-24 09:00', '5 calendar-day', { pauses }), 'vi').slice(1)).toEqual([
      'Tính từ thứ Năm 24/12/2026, ngày đến hạn là thứ Ba 29/12/2026.',
      'Chờ thực hiện nghĩa vụ tài chính từ 09:00 thứ Sáu 25/12/2026 đến 09:00 thứ Hai 28/12/2026: thời hạn ngừng chạy.',
      'Cộng 3 ngày tạm dừng: ngày đến hạn chuyển từ thứ Ba 29/12/2026 sang thứ Sáu 01/01/2027.',
      'Hẹn trả lúc 17:00 thứ Sáu 01/01/2027.',
      'Tạm tính: lịch nghỉ mới công bố đến thứ Năm 31/12/2026, chưa có cho thứ Sáu 01/01/2027.',
    ]);
    expect(explain(due('2026-03-06 15:00', '1 same-day'), 'en').slice(1)).toEqual([
      'Friday 06/03/2026: received after the cut-off, so moved to Saturday 07/03/2026.',
      'From Saturday 07/03/2026 to Sunday 08/03/2026: not counted, weekly rest.',
      'Saturday 07/03/2026 has no sessions: due on the next date that has, Monday 09/03/2026.',
      'Due at 17:00 on Monday 09/03/2026.',
    ]);
  });

  test('warns that the count begins before the published calendar', () => {
    const result = due('2020-12-30 09:00', '3 working-day', { calendar: { ...PROVINCE, publishedFrom: '2022-01-01' } });
    expect(explain(result, 'vi').at(-1)).toBe(
      'Tạm tính: lịch nghỉ chỉ có từ thứ Bảy 01/01/2022, mà thời hạn tính từ thứ Tư 30/12/2020.',
    );
    expect(explain(result, 'en').at(-1)).toBe(
      'Provisional: holidays are published from Saturday 01/01/2022 on only, and the limit counts from Wednesday 30/12/2020.',
    );
  });

  test('says what is left while a supplement is awaited', () => {
    const pauses = [pause('supplement', '2026-03-02 10:00', null)];
    expect(explain(due('2026-03-02 09:00', '1.5 working-hour', { pauses }), 'vi').slice(-2)).toEqual([
      'Chờ bổ sung hồ sơ từ 10:00 thứ Hai 02/03/2026, chưa kết thúc: thời hạn ngừng chạy.',
      'Đang tạm dừng từ 10:00 thứ Hai 02/03/2026: chưa có ngày hẹn trả. Đã chạy 60 phút làm việc, còn lại 30 phút. Khi nhận đủ hồ sơ, thời hạn tính lại từ đầu.',
    ]);
  });
});
