import { row, type ErrorRow } from './error-row.ts';

/** Refusals around what is personal: whose it is, why it is read, and that every reading is on record. */
export const ACCESS_ERRORS = {
  'not-your-dossier': row(
    403,
    ['Không phải hồ sơ của bạn', 'Not your dossier'],
    [
      'Hồ sơ này không đứng tên bạn. Hãy xem danh sách hồ sơ của bạn, hoặc tra cứu bằng mã và mã bí mật trên giấy tiếp nhận.',
      'This dossier is not in your name. Look at the list of your own, or track it by the code and the secret on the receipt.',
    ],
  ),
  'read-reason-missing': row(
    428,
    ['Thiếu lý do xem dữ liệu cá nhân', 'The reason for reading is missing'],
    [
      'Kiểm tra viên phải nêu lý do khi xem tệp hoặc dữ liệu cá nhân đầy đủ: tiêu đề X-Motcua-Reason, từ 10 đến 500 ký tự, mã hóa phần trăm (UTF-8). Lý do được ghi vào nhật ký.',
      'An auditor says why before he opens a file or sees personal data in full: the header X-Motcua-Reason, 10 to 500 characters, percent-encoded (UTF-8). The reason is kept in the log of reads.',
    ],
  ),
  'search-field-masked': row(
    403,
    ['Vai trò này không được tìm theo dữ liệu đó', 'This role may not search by that'],
    [
      'Chỉ tìm được theo dữ liệu mà vai trò của bạn được xem đầy đủ. Hãy tìm theo mã hồ sơ, theo dữ liệu khác, hoặc chọn bổ nhiệm khác bằng tiêu đề X-Motcua-Appointment.',
      'One searches only by what one’s role sees in full. Search by the code or by something else, or choose another appointment with the header X-Motcua-Appointment.',
    ],
  ),
  'read-reason-invalid': row(
    400,
    ['Lý do xem không hợp lệ', 'The reason for reading is not valid'],
    [
      'Tiêu đề X-Motcua-Reason phải có từ 10 đến 500 ký tự, mã hóa phần trăm (UTF-8), không có ký tự điều khiển. Hãy sửa rồi gửi lại.',
      'The header X-Motcua-Reason takes 10 to 500 characters, percent-encoded (UTF-8), without control characters. Correct it and send it again.',
    ],
  ),
  'read-not-logged': row(
    503,
    ['Chưa ghi được nhật ký xem', 'The reading could not be put on record'],
    [
      'Dữ liệu cá nhân chỉ được đưa ra khi việc xem đã ghi vào nhật ký; lúc này chưa ghi được. Hãy gửi lại sau ít giây.',
      'Personal data is given out only once the reading is on record, which failed just now. Send the request again in a few seconds.',
    ],
    5,
  ),
} as const satisfies Record<string, ErrorRow>;
