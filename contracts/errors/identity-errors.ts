import { row, type ErrorRow } from './error-row.ts';

/** What goes wrong with signing in, and with what somebody has signed in with. */
export const IDENTITY_ERRORS = {
  'sign-in-unavailable': row(
    503,
    ['Chưa đăng nhập được', 'Signing in is not possible now'],
    [
      'Nơi xác thực đăng nhập tạm thời không phản hồi. Hãy thử lại sau ít giây; ai đã đăng nhập vẫn làm việc được.',
      'Where sign-ins are verified does not answer at the moment. Try again in a few seconds; whoever is signed in stays so.',
    ],
    5,
  ),
  'sign-in-failed': row(
    400,
    ['Đăng nhập không thành công', 'Sign-in failed'],
    [
      'Lần đăng nhập này đã hết hạn, đã dùng rồi hoặc không bắt đầu từ trình duyệt này. Hãy đăng nhập lại từ đầu.',
      'This sign-in has expired, was used before, or did not begin in this browser. Start again from the beginning.',
    ],
  ),
  'account-unknown': row(
    403,
    ['Tài khoản chưa được cấp quyền', 'Account not admitted'],
    [
      'Đã đăng nhập, nhưng tài khoản này chưa gắn với ai ở đây. Hãy nhờ quản trị hệ thống của cơ quan gắn tài khoản.',
      'You have signed in, but this account belongs to nobody here. Ask the system administrator of your agency to link it.',
    ],
  ),
  'origin-not-own': row(
    403,
    ['Yêu cầu không từ trang này', 'Request not from this site'],
    [
      'Dữ liệu không mở được qua liên kết từ trang khác, và yêu cầu ghi phải được gửi từ chính trang này, kèm tiêu đề X-Motcua-CSRF: 1. Hãy mở trang này từ thanh địa chỉ rồi làm lại ở đó.',
      'Data cannot be opened by a link from another site, and a write must be sent from this very site, with the header X-Motcua-CSRF: 1. Open this site from the address bar and do it again there.',
    ],
  ),
  'scope-missing': row(
    403,
    ['Thẻ truy cập không đủ phạm vi', 'Scope missing'],
    [
      'Việc này cần phạm vi {scope} mà thẻ truy cập không có. Hãy xin thẻ với phạm vi đó, hoặc nhờ quản trị hệ thống đăng ký thêm cho hệ thống.',
      'This needs the scope {scope}, which the token does not have. Ask for a token with it, or have the system registered for it.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
