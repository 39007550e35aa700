import { row, type ErrorRow } from './error-row.ts';

/** Refusals of a reception (Decree 61/2018 art. 17): what the receptionist can put right at once. */
export const INTAKE_ERRORS = {
  'procedure-unknown': row(
    404,
    ['Không có thủ tục này', 'No such procedure'],
    [
      'Không có thủ tục mang mã {procedure} trong danh mục. Hãy chọn lại trong danh mục.',
      'The catalogue has no procedure {procedure}. Choose one from the catalogue.',
    ],
  ),
  'draft-unknown': row(
    404,
    ['Không có bản nháp này', 'No such draft'],
    [
      'Bạn không có bản nháp này: hồ sơ đã được tiếp nhận, hoặc bản nháp đã bị xóa hay quá hạn lưu. Hãy xem lại danh sách; nếu chưa tiếp nhận, lưu nội dung thành bản nháp mới.',
      'You have no such draft: it became a dossier, was deleted, or was not touched for too long. Look at your drafts; if it is not a dossier yet, save what you have as a new one.',
    ],
  ),
  'procedure-draft': row(
    422,
    ['Thủ tục chưa có quy trình', 'The procedure is a draft'],
    [
      'Thủ tục {procedure} chưa có quy trình được ban hành nên chưa tiếp nhận được. Người quản trị danh mục cần hoàn thiện.',
      'The procedure {procedure} has no published route and cannot be received yet. The catalogue’s administrator must complete it.',
    ],
  ),
  'procedure-ended': row(
    422,
    ['Thủ tục đã hết hiệu lực', 'The procedure has ended'],
    [
      'Thủ tục {procedure} hết hiệu lực từ sau ngày {to}. Hãy chọn thủ tục thay thế.',
      'The procedure {procedure} is not in force after {to}. Choose the one that replaced it.',
    ],
  ),
  'procedure-not-yet': row(
    422,
    ['Thủ tục chưa có hiệu lực', 'The procedure is not in force yet'],
    [
      'Thủ tục {procedure} có hiệu lực từ ngày {from}. Hãy chọn thủ tục đang có hiệu lực.',
      'The procedure {procedure} is in force from {from}. Choose one that is in force.',
    ],
  ),
  'case-unknown': row(
    422,
    ['Không có trường hợp này', 'No such case'],
    [
      'Thủ tục {procedure} không có trường hợp "{case}". Hãy chọn lại trường hợp.',
      'The procedure {procedure} has no case "{case}". Choose one of its cases.',
    ],
  ),
  'limit-unknown': row(
    422,
    ['Chưa có thời hạn giải quyết', 'No time limit'],
    [
      'Danh mục chưa có thời hạn bằng số để hẹn trả kết quả. Người quản trị danh mục cần bổ sung.',
      'The catalogue has no time limit to appoint the return by. The catalogue’s administrator must add it.',
    ],
  ),
  'form-unknown': row(
    422,
    ['Không có biểu mẫu', 'No such form'],
    [
      'Không có biểu mẫu điện tử {form} cho thủ tục này. Hãy bỏ phần biểu mẫu.',
      'There is no e-form {form} for this procedure. Leave the form out.',
    ],
  ),
  'form-missing': row(
    422,
    ['Thiếu biểu mẫu điện tử', 'The e-form is missing'],
    [
      'Thủ tục này cần biểu mẫu điện tử {form}. Hãy điền biểu mẫu rồi gửi lại.',
      'This procedure needs the e-form {form}. Fill it in and send it again.',
    ],
  ),
  'form-invalid': row(
    422,
    ['Biểu mẫu điện tử chưa hợp lệ', 'The e-form is not valid'],
    [
      'Biểu mẫu điện tử có mục thiếu hoặc sai. Hãy sửa các mục nêu trong "errors" rồi gửi lại.',
      'The e-form has missing or wrong fields. Correct what "errors" lists and send it again.',
    ],
  ),
  'component-missing': row(
    422,
    ['Hồ sơ thiếu thành phần', 'Components are missing'],
    [
      'Hồ sơ còn thiếu: {components}. Hãy đề nghị bổ sung đủ trong một lần.',
      'The dossier lacks: {components}. Ask for all of them at once.',
    ],
  ),
  'component-unknown': row(
    422,
    ['Thành phần không thuộc thủ tục', 'Not a component of this case'],
    [
      'Trường hợp này không có thành phần: {components}. Hãy bỏ ra hoặc chọn đúng trường hợp.',
      'This case has no component: {components}. Remove it, or choose the right case.',
    ],
  ),
  'office-unknown': row(
    404,
    ['Không có bộ phận một cửa này', 'No such one-stop office'],
    [
      'Không có bộ phận một cửa mang mã đã nêu. Hãy chọn lại.',
      'There is no one-stop office with that code. Choose again.',
    ],
  ),
  'office-ended': row(
    422,
    ['Bộ phận một cửa đã ngừng hoạt động', 'The one-stop office is closed for good'],
    [
      'Bộ phận một cửa {office} không hoạt động vào ngày này. Hãy chọn bộ phận đang hoạt động.',
      'The one-stop office {office} is not in operation on this date. Choose one that is.',
    ],
  ),
  'agency-unknown': row(
    404,
    ['Không có cơ quan này', 'No such agency'],
    ['Không có cơ quan mang mã {agency}. Hãy kiểm tra lại mã.', 'There is no agency {agency}. Check the code.'],
  ),
  'agency-unresolved': row(
    422,
    ['Chưa xác định được cơ quan có thẩm quyền', 'The competent agency cannot be found'],
    [
      'Không xác định được cơ quan có thẩm quyền từ địa bàn đã nêu. Hãy chọn lại xã, phường, đặc khu của người nộp.',
      'The place given does not lead to a competent agency. Choose the applicant’s commune again.',
    ],
  ),
  'commune-unknown': row(
    422,
    ['Không có xã, phường, đặc khu này', 'No such commune'],
    [
      'Không có đơn vị cấp xã mang mã "{commune}" đang có hiệu lực. Hãy chọn trong danh sách.',
      'There is no commune "{commune}" in force. Choose one from the list.',
    ],
  ),
  'place-unknown': row(
    422,
    ['Không có địa điểm này', 'No such premises'],
    [
      'Danh mục không có địa điểm đang hoạt động mang mã đã nêu, hoặc không làm việc này ở đó được. Hãy chọn bộ phận một cửa nơi bạn làm việc, hoặc trụ sở của cơ quan giữ bước.',
      'The catalogue has no premises in use with that code, or this cannot be done there. Choose the one-stop office where you work, or the seat of the agency that holds the step.',
    ],
  ),
  'applicant-invalid': row(
    422,
    ['Thông tin người nộp chưa hợp lệ', 'The applicant’s details are not valid'],
    [
      'Thông tin người nộp hồ sơ thiếu hoặc sai. Hãy sửa các mục nêu trong "errors".',
      'The applicant’s details are missing or wrong. Correct what "errors" lists.',
    ],
  ),
  'rule-set-unknown': row(
    500,
    ['Thiếu bộ quy tắc', 'No rule set'],
    [
      'Danh mục không có bộ quy tắc cho ngày {date}. Người quản trị danh mục cần bổ sung.',
      'The catalogue has no rule set for {date}. The catalogue’s administrator must add one.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
