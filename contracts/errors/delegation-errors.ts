import { row, type ErrorRow } from './error-row.ts';

/** Refusals of naming a deputy, and of ending that. */
export const DELEGATION_ERRORS = {
  'delegation-unknown': row(
    404,
    ['Không có ủy quyền này', 'No such delegation'],
    ['Không có ủy quyền này. Hãy tải lại danh sách.', 'There is no such delegation. Load the list again.'],
  ),
  'principal-unknown': row(
    404,
    ['Không có bổ nhiệm này', 'No such appointment'],
    [
      'Không có bổ nhiệm nêu trong "appointment". Hãy kiểm tra lại mã bổ nhiệm của người được thay.',
      'There is no appointment as named in "appointment". Check the id of the appointment that is to be passed on.',
    ],
  ),
  'delegation-not-yours': row(
    403,
    ['Bạn không được ủy quyền việc này', 'Not yours to delegate'],
    [
      'Chỉ chính người giữ bổ nhiệm hoặc lãnh đạo của cơ quan {agency} được ủy quyền hay chấm dứt; quyền của lãnh đạo cơ quan chỉ do lãnh đạo cơ quan giao.',
      'Only the holder himself or a leader of the agency {agency} may delegate this or end it; the power of the agency’s leader only its leader.',
    ],
  ),
  'delegation-chain': row(
    403,
    ['Không được ủy quyền lại', 'A deputy cannot pass it on'],
    [
      'Bạn đang làm thay theo ủy quyền nên không được ủy quyền tiếp hoặc chấm dứt ủy quyền. Việc này do chính người ủy quyền hoặc lãnh đạo cơ quan thực hiện.',
      'You act by delegation, and may neither pass that on nor end delegations. The principal himself or the agency’s leader has to.',
    ],
  ),
  'delegation-role': row(
    422,
    ['Vai trò này không ủy quyền được', 'This role is not delegated'],
    [
      'Vai trò {role} không giữ bước của hồ sơ nên không ủy quyền. Nếu cần người thay, hãy bổ nhiệm người khác.',
      'The role {role} holds no step of a dossier, so it is not delegated. Appoint somebody else if need be.',
    ],
  ),
  'delegation-to-self': row(
    422,
    ['Không ủy quyền cho chính mình', 'No delegation to oneself'],
    [
      'Người nhận ủy quyền chính là người giữ bổ nhiệm. Hãy chọn người khác của cơ quan.',
      'The deputy is the very holder of the appointment. Choose another person of the agency.',
    ],
  ),
  'deputy-elsewhere': row(
    422,
    ['Người nhận không thuộc cơ quan', 'The deputy is not of this agency'],
    [
      'Người nhận ủy quyền không có bổ nhiệm còn hiệu lực tại cơ quan {agency} vào ngày {day}. Hãy chọn người khác của cơ quan.',
      'The deputy holds no appointment at the agency {agency} that is in force on {day}. Choose another person of the agency.',
    ],
  ),
  'delegation-not-in-office': row(
    422,
    ['Bổ nhiệm không có hiệu lực', 'The appointment is not in force'],
    [
      'Bổ nhiệm của người ủy quyền không có hiệu lực vào ngày bắt đầu {day}. Hãy chọn bổ nhiệm hoặc thời gian khác.',
      'The appointment that is to be passed on is not in force on the first day, {day}. Choose another appointment or another time.',
    ],
  ),
  'delegation-empty': row(
    422,
    ['Thời gian ủy quyền không hợp lệ', 'The period is empty'],
    [
      'Thời điểm kết thúc phải sau thời điểm bắt đầu. Hãy sửa lại thời gian.',
      'The end must lie after the beginning. Correct the period.',
    ],
  ),
  'delegation-past': row(
    422,
    ['Không ủy quyền cho thời gian đã qua', 'The period lies in the past'],
    [
      'Ủy quyền không có hiệu lực trở về trước. Hãy bỏ trống "from" để bắt đầu ngay, hoặc chọn thời điểm sắp tới.',
      'A delegation does not work backwards. Leave "from" out to begin at once, or choose an instant to come.',
    ],
  ),
  'delegation-too-long': row(
    422,
    ['Thời gian ủy quyền quá một năm', 'The period is over a year'],
    [
      'Một lần ủy quyền dài nhất một năm. Hãy rút ngắn; hết hạn có thể ủy quyền lại.',
      'A delegation lasts a year at most. Make it shorter; it can be granted anew afterwards.',
    ],
  ),
  'delegation-overlap': row(
    409,
    ['Trùng thời gian với ủy quyền khác', 'Another delegation overlaps'],
    [
      'Bổ nhiệm này đã được ủy quyền từ {from} đến {to}. Hãy chọn thời gian khác hoặc chấm dứt ủy quyền ấy trước.',
      'This appointment is already delegated from {from} to {to}. Choose another period, or end that delegation first.',
    ],
  ),
  'delegation-over': row(
    409,
    ['Ủy quyền đã hết hạn', 'The delegation is over'],
    [
      'Ủy quyền này đã hết thời gian nên không còn gì để chấm dứt; việc đã trở về người ủy quyền.',
      'This delegation has run out, so there is nothing to end; the tasks are with the principal again.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
