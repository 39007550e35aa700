import { row, type ErrorRow } from './error-row.ts';

/** Refusals around consultations (lấy ý kiến). */
export const CONSULTATION_ERRORS = {
  'consultation-unknown': row(
    404,
    ['Không có phiếu lấy ý kiến này', 'No such consultation'],
    [
      'Không có phiếu lấy ý kiến {consultation}. Hãy kiểm tra lại mã.',
      'There is no consultation {consultation}. Check its code.',
    ],
  ),
  'consultation-code-invalid': row(
    400,
    ['Mã phiếu lấy ý kiến không đúng', 'The code of the consultation is malformed'],
    [
      'Mã phiếu lấy ý kiến gồm mã hồ sơ, dấu chấm, chữ C và số thứ tự, ví dụ H49.143-261124-0001.C1.',
      'A consultation’s code is that of its dossier, a dot, C and a number, such as H49.143-261124-0001.C1.',
    ],
  ),
  'consultation-over': row(
    409,
    ['Phiếu lấy ý kiến đã kết thúc', 'The consultation is over'],
    [
      'Phiếu lấy ý kiến {consultation} đã được trả lời hoặc thu hồi. Hãy tải lại để xem nội dung.',
      'Consultation {consultation} was answered or recalled. Load it again to see how it ended.',
    ],
  ),
  'consultation-not-here': row(
    409,
    ['Bước này không lấy ý kiến như vậy', 'This step has no such consultation'],
    [
      'Quy trình của hồ sơ không có nội dung lấy ý kiến {rule} ở bước đang mở. Xem "consultations" trong quy trình của thủ tục.',
      'The dossier’s route has no consultation {rule} at the open step. See "consultations" in the route of the procedure.',
    ],
  ),
  'consultation-agency': row(
    422,
    ['Cơ quan được lấy ý kiến chưa đúng', 'The agency to be consulted is not right'],
    [
      'Với nội dung lấy ý kiến {rule}: nếu quy trình đã định cơ quan ({agency}) thì không nêu cơ quan khác; nếu chưa định thì phải nêu.',
      'For consultation {rule}: where the route names the agency ({agency}) no other is named; where it does not, one must be.',
    ],
  ),
  'consultation-of-oneself': row(
    422,
    ['Không lấy ý kiến chính cơ quan mình', 'An agency does not consult itself'],
    [
      'Cơ quan {agency} đang giữ bước này. Hãy chọn cơ quan khác để lấy ý kiến.',
      'Agency {agency} holds this step itself. Choose another one to consult.',
    ],
  ),
  'consultation-asked': row(
    409,
    ['Đã lấy ý kiến cơ quan này', 'That agency has been asked'],
    [
      'Cơ quan {agency} đang có phiếu lấy ý kiến {rule} chưa trả lời. Chờ trả lời, hoặc thu hồi phiếu đó trước.',
      'Agency {agency} has an unanswered consultation {rule}. Wait for its answer, or recall that one first.',
    ],
  ),
  'consultation-open': row(
    409,
    ['Còn chờ ý kiến', 'An opinion is still awaited'],
    [
      'Còn chờ ý kiến của: {agencies}. Chờ trả lời, hoặc thu hồi phiếu lấy ý kiến rồi mới hoàn thành bước này.',
      'Still waiting for: {agencies}. Wait for the answer, or recall the consultation, before this step is completed.',
    ],
  ),
  'consultation-missing': row(
    409,
    ['Chưa lấy ý kiến bắt buộc', 'A required consultation is missing'],
    [
      'Quy trình bắt buộc lấy ý kiến {rule} trước khi hoàn thành bước này. Hãy gửi lấy ý kiến.',
      'The route requires consultation {rule} before this step is completed. Ask for it.',
    ],
  ),
  'consultation-with-asker': row(
    409,
    ['Đang chờ cơ quan hỏi giải trình', 'It waits for whoever asked'],
    [
      'Phiếu {consultation} đang chờ cơ quan lấy ý kiến trả lời câu hỏi lại. Vẫn có thể trả lời ý kiến ngay.',
      'Consultation {consultation} waits for a reply of the agency that asked. It can be answered all the same.',
    ],
  ),
  'not-asked-back': row(
    409,
    ['Không có câu hỏi lại', 'Nothing was asked back'],
    [
      'Cơ quan được lấy ý kiến không hỏi lại gì ở phiếu {consultation}.',
      'The agency that is consulted has asked nothing back in {consultation}.',
    ],
  ),
  'pass-on-to-party': row(
    422,
    ['Không chuyển cho cơ quan này được', 'It cannot be passed on to that agency'],
    [
      'Cơ quan {agency} đang giữ phiếu hoặc chính là cơ quan lấy ý kiến. Hãy chọn cơ quan khác.',
      'Agency {agency} has it already, or is the one that asks. Choose another.',
    ],
  ),
  'receipt-hash-mismatch': row(
    409,
    ['Nội dung nhận không khớp nội dung gửi', 'What arrived is not what was sent'],
    [
      'Mã băm báo nhận khác mã băm của nội dung đã gửi. Hãy tải lại toàn bộ nội dung, tính lại mã băm rồi báo nhận.',
      'The hash acknowledged is not that of what was sent. Fetch the whole content again, and acknowledge its hash.',
    ],
  ),
  'already-delivered': row(
    409,
    ['Đã báo nhận', 'Acknowledged already'],
    ['Nội dung này đã được ghi nhận là đã đến.', 'Its delivery has been recorded already.'],
  ),
  'already-opened': row(
    409,
    ['Đã mở', 'Opened already'],
    [
      'Phiếu {consultation} đã được ghi nhận là đã mở.',
      'That consultation {consultation} was opened has been recorded already.',
    ],
  ),
  'not-asked': row(
    403,
    ['Cơ quan của bạn không được lấy ý kiến này', 'Your agency is not consulted'],
    [
      'Phiếu lấy ý kiến này không gửi cho cơ quan {agency}. Chọn bổ nhiệm khác bằng X-Motcua-Appointment nếu có.',
      'This consultation is not with agency {agency}. Name another appointment with X-Motcua-Appointment if you have one.',
    ],
  ),
  'not-the-asker': row(
    403,
    ['Cơ quan của bạn không gửi phiếu này', 'Your agency has not asked this'],
    [
      'Chỉ cơ quan gửi lấy ý kiến mới làm được việc này; cơ quan {agency} không phải cơ quan đó.',
      'Only the agency that asks may do this; {agency} is not that one.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
