import { row, type ErrorRow } from './error-row.ts';

/** Refusals of changing a calendar that open dossiers are counted by. */
export const CALENDAR_CHANGE_ERRORS = {
  'calendar-unknown': row(
    404,
    ['Không có lịch này', 'No such calendar'],
    [
      'Không có lịch làm việc mang mã {calendar}. Hãy kiểm tra mục "id" của lịch; các mã có trong danh mục.',
      'There is no calendar {calendar}. Check the "id" of the calendar; the catalogue lists those there are.',
    ],
  ),
  'calendar-change-unknown': row(
    404,
    ['Không có thay đổi lịch này', 'No such change of a calendar'],
    ['Không có thay đổi lịch này. Hãy tải lại danh sách.', 'There is no such change. Load the list again.'],
  ),
  'calendar-change-empty': row(
    422,
    ['Lịch không thay đổi', 'The calendar is the same'],
    [
      'Nội dung gửi lên giống hệt lịch {calendar} đang áp dụng. Hãy sửa ngày nghỉ hoặc ngày làm bù rồi gửi lại.',
      'What was sent is the calendar {calendar} as it is in force. Change its holidays or make-up days, then send it again.',
    ],
  ),
  'calendar-change-not-previewed': row(
    409,
    ['Chưa xem trước xong', 'The preview is not ready'],
    [
      'Hệ thống đang tính xem hồ sơ nào đổi ngày hẹn; chỉ duyệt được khi đã có kết quả. Hãy xem lại sau ít phút.',
      'It is still being worked out whose appointments change; only what could be seen can be approved. Look again in a few minutes.',
    ],
    10,
  ),
  'calendar-change-outdated': row(
    409,
    ['Lịch đã thay đổi từ khi đề xuất', 'The calendar has changed since'],
    [
      'Lịch {calendar} đã có bản khác từ khi đề xuất thay đổi này, nên duyệt sẽ làm mất bản ấy. Hãy hủy và đề xuất lại từ lịch đang áp dụng.',
      'The calendar {calendar} has another version since this change was proposed, which approving it would undo. Drop it, and propose it anew from the calendar in force.',
    ],
  ),
  'calendar-change-running': row(
    409,
    ['Đang áp dụng thay đổi khác', 'Another change is being applied'],
    [
      'Một thay đổi khác của lịch {calendar} đang được áp dụng cho các hồ sơ. Hãy chờ xong rồi duyệt.',
      'Another change of the calendar {calendar} is being applied to dossiers. Approve this one when that is done.',
    ],
    60,
  ),
  'calendar-change-settled': row(
    409,
    ['Thay đổi này đã được quyết định', 'This change has been decided on'],
    [
      'Thay đổi lịch này đang ở trạng thái "{status}" nên không làm việc đó được nữa. Hãy tải lại.',
      'This change of a calendar is "{status}", so that can no longer be done. Load it again.',
    ],
  ),
  'own-proposal': row(
    403,
    ['Người đề xuất không được duyệt', 'Not for whoever proposed it'],
    [
      'Bạn, hoặc người ủy quyền cho bạn, đã đề xuất thay đổi này nên bạn không được duyệt. Hãy chuyển cho người khác có thẩm quyền.',
      'You, or whom you act for, proposed this, so you may not approve it. Leave it to someone else who may.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
