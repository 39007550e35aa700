import { row, type ErrorRow } from './error-row.ts';

/** What is wrong with a request before anyone looks at the dossier, and what is wrong with us. */
export const REQUEST_ERRORS = {
  unauthenticated: row(
    401,
    ['Chưa đăng nhập', 'Not signed in'],
    [
      'Yêu cầu không có thông tin đăng nhập còn hiệu lực. Hãy đăng nhập lại rồi gửi lại yêu cầu.',
      'The request carries no valid sign-in. Sign in again, then repeat the request.',
    ],
  ),
  forbidden: row(
    403,
    ['Không được phép', 'Not allowed'],
    [
      'Tài khoản này không được làm việc đó. Hãy liên hệ người phụ trách bộ phận một cửa nếu cần được phân quyền.',
      'This account may not do that. Ask the head of the one-stop office if you need the right to.',
    ],
  ),
  'not-found': row(
    404,
    ['Không tìm thấy', 'Not found'],
    ['Không có gì ở địa chỉ này. Hãy kiểm tra lại địa chỉ.', 'There is nothing at this address. Check the address.'],
  ),
  'method-not-allowed': row(
    405,
    ['Phương thức không được hỗ trợ', 'Method not allowed'],
    ['Địa chỉ này chỉ nhận các phương thức: {allowed}.', 'This address takes these methods only: {allowed}.'],
  ),
  'request-invalid': row(
    400,
    ['Yêu cầu không hợp lệ', 'Invalid request'],
    [
      'Một số tham số của yêu cầu không hợp lệ. Hãy sửa các mục nêu trong "errors" rồi gửi lại.',
      'Some parameters of the request are invalid. Correct what "errors" lists and send it again.',
    ],
  ),
  'body-invalid': row(
    422,
    ['Nội dung không hợp lệ', 'Invalid content'],
    [
      'Một số mục trong nội dung gửi lên không hợp lệ. Hãy sửa các mục nêu trong "errors" rồi gửi lại.',
      'Some fields of the content are invalid. Correct what "errors" lists and send it again.',
    ],
  ),
  'json-malformed': row(
    400,
    ['JSON sai cú pháp', 'Malformed JSON'],
    [
      'Nội dung gửi lên không phải là JSON đúng cú pháp (UTF-8). Hãy sửa rồi gửi lại.',
      'The content is not well-formed JSON (UTF-8). Correct it and send it again.',
    ],
  ),
  'json-duplicate-key': row(
    400,
    ['JSON có khóa lặp lại', 'JSON with a repeated key'],
    [
      'Trong một đối tượng JSON có khóa xuất hiện hai lần, nên không rõ giá trị nào là đúng. Hãy giữ lại một rồi gửi lại.',
      'A key stands twice in one JSON object, so it is not clear which value is meant. Keep one of them and send it again.',
    ],
  ),
  'json-too-deep': row(
    400,
    ['JSON lồng quá sâu', 'JSON nested too deeply'],
    [
      'Nội dung gửi lên lồng nhau quá {max} tầng. Hãy làm phẳng bớt rồi gửi lại.',
      'The content is nested more than {max} levels deep. Flatten it and send it again.',
    ],
  ),
  'request-timeout': row(
    408,
    ['Yêu cầu gửi quá chậm', 'Request too slow'],
    [
      'Yêu cầu không gửi xong trong thời gian cho phép. Hãy kiểm tra đường truyền rồi gửi lại với cùng Idempotency-Key.',
      'The request did not arrive in the time allowed. Check the connection and send it again with the same Idempotency-Key.',
    ],
  ),
  'address-too-long': row(
    414,
    ['Địa chỉ quá dài', 'Address too long'],
    [
      'Địa chỉ của yêu cầu dài quá {max} ký tự. Hãy bỏ bớt bộ lọc rồi gửi lại.',
      'The address of the request is longer than {max} characters. Leave out filters and send it again.',
    ],
  ),
  'too-many-requests': row(
    429,
    ['Quá nhiều yêu cầu', 'Too many requests'],
    [
      'Đã gửi quá nhiều yêu cầu trong thời gian ngắn. Hãy chờ {seconds} giây rồi gửi lại; nếu là việc ghi, giữ nguyên Idempotency-Key.',
      'Too many requests were sent in a short time. Wait {seconds} seconds, then send it again; a write with the same Idempotency-Key.',
    ],
  ),
  'headers-too-large': row(
    431,
    ['Tiêu đề quá lớn', 'Headers too large'],
    [
      'Các tiêu đề của yêu cầu quá lớn hoặc quá nhiều. Hãy bỏ bớt tiêu đề hay cookie rồi gửi lại.',
      'The headers of the request are too large or too many. Leave out headers or cookies and send it again.',
    ],
  ),
  'cursor-invalid': row(
    400,
    ['Con trỏ trang không hợp lệ', 'Invalid page cursor'],
    [
      'Con trỏ trang không phải do danh sách này cấp. Hãy mở lại danh sách từ trang đầu.',
      'The page cursor was not given out by this list. Start again from the first page.',
    ],
  ),
  'too-large': row(
    413,
    ['Nội dung quá lớn', 'Content too large'],
    [
      'Nội dung gửi lên vượt quá giới hạn. Hãy chia nhỏ hoặc gửi tệp qua chức năng tải tệp lên.',
      'The content is over the limit. Split it, or send files by the upload of documents.',
    ],
  ),
  'unsupported-media': row(
    415,
    ['Kiểu nội dung không được hỗ trợ', 'Unsupported content type'],
    [
      'Địa chỉ này chỉ nhận kiểu nội dung: {expected}. Hãy đặt lại tiêu đề Content-Type.',
      'This address takes only content of type: {expected}. Set the Content-Type header.',
    ],
  ),
  'idempotency-key-missing': row(
    400,
    ['Thiếu Idempotency-Key', 'Idempotency-Key missing'],
    [
      'Yêu cầu ghi phải có tiêu đề Idempotency-Key gồm 1 đến 128 ký tự chữ, số, dấu chấm, gạch dưới hoặc gạch ngang.',
      'A write needs the header Idempotency-Key: 1 to 128 letters, digits, dots, underscores or hyphens.',
    ],
  ),
  'key-reused': row(
    422,
    ['Khóa đã dùng cho yêu cầu khác', 'Key used for another request'],
    [
      'Idempotency-Key này đã được dùng cho một yêu cầu có nội dung khác. Hãy dùng khóa mới cho yêu cầu mới.',
      'This Idempotency-Key was used for a request with other content. Use a new key for a new request.',
    ],
  ),
  'precondition-failed': row(
    412,
    ['Dữ liệu đã thay đổi', 'The data has changed'],
    [
      'Hồ sơ hoặc bản nháp đã thay đổi từ lúc bạn xem; chưa ghi gì. Hãy tải lại, xem trạng thái hiện tại rồi quyết định lại.',
      'The dossier or draft has changed since you saw it; nothing was written. Load it again, look at its present state, then decide again.',
    ],
  ),
  'precondition-required': row(
    428,
    ['Thiếu điều kiện If-Match', 'If-Match missing'],
    [
      'Yêu cầu này phải có tiêu đề If-Match với ETag của hồ sơ hoặc bản nháp mà bạn đã xem.',
      'This request needs the header If-Match with the ETag of the dossier or draft you have seen.',
    ],
  ),
  'database-unavailable': row(
    503,
    ['Cơ sở dữ liệu tạm thời không sẵn sàng', 'The database is not available'],
    [
      'Chưa ghi nhận được yêu cầu. Hãy giữ nguyên Idempotency-Key và gửi lại sau ít giây.',
      'The request was not recorded. Keep the same Idempotency-Key and send it again in a few seconds.',
    ],
    5,
  ),
  'engine-unavailable': row(
    503,
    ['Bộ máy quy trình tạm thời không sẵn sàng', 'The workflow engine is not available'],
    [
      'Chưa thực hiện được việc này. Hãy giữ nguyên Idempotency-Key và gửi lại sau ít giây.',
      'This could not be done yet. Keep the same Idempotency-Key and send it again in a few seconds.',
    ],
    5,
  ),
  'engine-busy': row(
    503,
    ['Việc đang được thực hiện', 'The act is still running'],
    [
      'Kết quả chưa có trong thời gian chờ. Hãy gửi lại với cùng Idempotency-Key: hệ thống sẽ trả lời kết quả của chính việc này, không làm hai lần.',
      'The outcome was not known in time. Send it again with the same Idempotency-Key: you get the outcome of this very act; it is not done twice.',
    ],
    2,
  ),
  'storage-unavailable': row(
    503,
    ['Kho tệp tạm thời không sẵn sàng', 'The file store is not available'],
    [
      'Chưa đọc hoặc ghi được tệp. Hãy gửi lại sau ít giây.',
      'The file could not be read or written. Send the request again in a few seconds.',
    ],
    5,
  ),
  'busy-retry': row(
    503,
    ['Hệ thống đang bận', 'The system is busy'],
    [
      'Yêu cầu gặp lúc hệ thống bận. Hãy giữ nguyên Idempotency-Key và gửi lại sau ít giây.',
      'The request met a busy moment. Keep the same Idempotency-Key and send it again in a few seconds.',
    ],
    2,
  ),
  'not-ready': row(
    503,
    ['Dịch vụ chưa sẵn sàng', 'The service is not ready'],
    ['Phần chưa sẵn sàng: {parts}. Hãy thử lại sau.', 'Parts that are not ready: {parts}. Try again later.'],
    5,
  ),
  internal: row(
    500,
    ['Lỗi của hệ thống', 'Internal error'],
    [
      'Hệ thống gặp lỗi. Hãy báo cho người quản trị số yêu cầu {requestId}.',
      'The system failed. Tell the administrator the request number {requestId}.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
