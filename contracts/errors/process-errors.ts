import { row, type ErrorRow } from './error-row.ts';

/** Refusals while a dossier is on its way: rights, position, ledger, files. */
export const PROCESS_ERRORS = {
  'role-not-allowed': row(
    403,
    ['Vai trò không được làm việc này', 'This role may not do that'],
    [
      'Vai trò {role} không được làm việc này; cần vai trò: {needed}. Hãy chọn bổ nhiệm khác hoặc chuyển cho người có thẩm quyền.',
      'The role {role} may not do this; it takes: {needed}. Choose another appointment, or leave it to someone who may.',
    ],
  ),
  'not-your-agency': row(
    403,
    ['Không thuộc cơ quan của bạn', 'Not your agency’s'],
    [
      'Việc này thuộc cơ quan khác, không phải {agency}. Hãy chọn bổ nhiệm ở cơ quan đó nếu có.',
      'This belongs to another agency, not to {agency}. Choose your appointment there if you have one.',
    ],
  ),
  'step-not-yours': row(
    403,
    ['Bước này không giao cho bạn', 'This step is not yours'],
    [
      'Bước đang mở của hồ sơ không giao cho bạn tại {agency}. Hãy tải lại hồ sơ để xem ai đang giữ.',
      'The dossier’s open step is not with you at {agency}. Load the dossier again to see who holds it.',
    ],
  ),
  'not-taking-part': row(
    403,
    ['Cơ quan của bạn không tham gia hồ sơ', 'Your agency takes no part'],
    [
      'Cơ quan {agency} không tiếp nhận, không giải quyết và không tham gia hồ sơ này.',
      'The agency {agency} neither received this dossier nor decides it nor takes part in it.',
    ],
  ),
  'duties-not-separate': row(
    403,
    ['Một người không được làm hai bước này', 'One person may not do both steps'],
    [
      'Bạn, hoặc người ủy quyền cho bạn, đã thực hiện thao tác {act} trên hồ sơ này nên bạn không được thực hiện thao tác này. Hãy chuyển cho người khác có thẩm quyền.',
      'You, or whom you act for, did the act “{act}” on this dossier, so you may not do this one. Leave it to someone else who may.',
    ],
  ),
  'appointment-unknown': row(
    403,
    ['Bổ nhiệm không có hiệu lực', 'No such appointment in force'],
    [
      'Bổ nhiệm nêu trong tiêu đề X-Motcua-Appointment không phải của bạn hoặc đã hết hiệu lực. Hãy đăng nhập lại và chọn lại.',
      'The appointment named in X-Motcua-Appointment is not yours or no longer in force. Sign in again and choose again.',
    ],
  ),
  'rights-changed': row(
    409,
    ['Quyền của bạn vừa thay đổi', 'Your rights have just changed'],
    [
      'Quyền của bạn đã thay đổi trong lúc gửi yêu cầu; chưa ghi nhận gì. Hãy tải lại trang rồi thử lại.',
      'Your rights changed while the request was on its way; nothing was recorded. Load the page again and retry.',
    ],
  ),
  'dossier-unknown': row(
    404,
    ['Không có hồ sơ này', 'No such dossier'],
    [
      'Không có hồ sơ mang mã {code}. Hãy kiểm tra lại mã.',
      'There is no dossier with the code {code}. Check the code.',
    ],
  ),
  'dossier-code-invalid': row(
    400,
    ['Mã hồ sơ không hợp lệ', 'Invalid dossier code'],
    [
      'Mã hồ sơ có dạng <mã cơ quan>-NNTTNN-SSSS, ví dụ H49.01-261124-0007 (năm, tháng, ngày, số thứ tự).',
      'A dossier code has the form <agency>-YYMMDD-NNNN, for example H49.01-261124-0007.',
    ],
  ),
  'dossier-ended': row(
    409,
    ['Hồ sơ đã kết thúc', 'The dossier has ended'],
    [
      'Hồ sơ đã kết thúc, không thể thực hiện thêm. Hãy tải lại hồ sơ; "state" cho biết ai kết thúc và khi nào.',
      'The dossier has ended; nothing more can be done. Load it again; "state" says who ended it, and when.',
    ],
  ),
  'act-stale': row(
    409,
    ['Hồ sơ đã sang bước khác', 'The dossier has moved on'],
    [
      'Bước bạn đang xem không còn mở; bước đang mở là {task}. Hãy tải lại hồ sơ, xem trạng thái hiện tại trong "state".',
      'The step you were looking at is no longer open; {task} is. Load the dossier again; "state" shows where it stands.',
    ],
  ),
  'act-not-now': row(
    409,
    ['Chưa thể thực hiện ở bước này', 'Not possible at this step'],
    [
      'Không thể thực hiện "{act}" ở bước {stage}. Hãy tải lại hồ sơ và làm việc của bước đang mở.',
      'The act "{act}" does not belong to the step {stage}. Load the dossier again and do what the open step asks for.',
    ],
  ),
  'task-unknown': row(
    404,
    ['Không có việc này', 'No such task'],
    ['Không có việc mang mã {task}. Hãy tải lại danh sách.', 'There is no task {task}. Load the list again.'],
  ),
  'task-left': row(
    409,
    ['Việc đã làm xong', 'The task is done'],
    [
      'Việc {task} đã được thực hiện và chuyển đi. Hãy tải lại danh sách.',
      'The task {task} has been acted on and handed over. Load the list again.',
    ],
  ),
  'result-missing': row(
    422,
    ['Thiếu kết quả số hóa', 'The digitised result is missing'],
    [
      'Bước này phải kèm tệp PDF kết quả. Hãy tải tệp lên rồi nêu mã tệp trong "document".',
      'This step needs the PDF of the result. Upload it and name its id in "document".',
    ],
  ),
  'result-not-asked': row(
    422,
    ['Bước này không kèm kết quả', 'This step takes no result'],
    [
      'Bước này không nhận tệp kết quả nên tệp sẽ không được lưu. Hãy bỏ "document" rồi gửi lại.',
      'This step takes no result, so the file would be dropped. Leave "document" out and send again.',
    ],
  ),
  'document-unknown': row(
    404,
    ['Không có tệp này', 'No such document'],
    [
      'Không có tệp này, hoặc tệp không thuộc hồ sơ đang nêu. Hãy tải lại danh sách tệp hoặc tải tệp lên lần nữa.',
      'There is no such document, or it does not belong to this dossier. Load the list again, or upload it again.',
    ],
  ),
  'document-not-pdf': row(
    422,
    ['Kết quả phải là PDF', 'The result must be a PDF'],
    [
      'Kết quả số hóa phải là tệp PDF còn nguyên vẹn. Hãy tải lên tệp PDF.',
      'A digitised result must be an intact PDF file. Upload a PDF.',
    ],
  ),
  'document-damaged': row(
    500,
    ['Tệp lưu bị hỏng', 'The stored document is damaged'],
    [
      'Tệp {document} đọc lại không khớp mã băm đã ghi. Hãy báo ngay người quản trị; không dùng tệp này.',
      'The document {document} does not match its recorded hash. Tell the administrator at once; do not use it.',
    ],
  ),
  'dossier-erased': row(
    410,
    ['Hồ sơ đã được xóa dữ liệu cá nhân', 'The dossier’s personal data were erased'],
    [
      'Hồ sơ {code} đã hết thời hạn lưu trữ và dữ liệu cá nhân đã bị xóa; chỉ còn sổ sự kiện. Hãy lập hồ sơ mới.',
      'The retention of dossier {code} has ended and its personal data were erased; only its ledger remains. File a new dossier.',
    ],
  ),
  'document-erased': row(
    410,
    ['Tệp đã bị xóa theo luật', 'The document was lawfully erased'],
    ['Khóa của tệp đã bị hủy, không đọc lại được.', 'Its key has been destroyed; it cannot be read again.'],
  ),
  'upload-incomplete': row(
    400,
    ['Tệp tải lên chưa đủ', 'The upload is incomplete'],
    [
      'Tệp bị ngắt giữa chừng hoặc không khớp mã băm đã nêu; chưa lưu gì. Hãy tải lên lại.',
      'The file was cut off or does not match the hash given; nothing was stored. Upload it again.',
    ],
  ),
  'upload-empty': row(
    422,
    ['Tệp rỗng', 'The file is empty'],
    ['Tệp tải lên không có nội dung. Hãy chọn lại tệp.', 'The uploaded file has no content. Choose the file again.'],
  ),
  'media-type-mismatch': row(
    422,
    ['Nội dung tệp không đúng kiểu', 'The file is not of its stated type'],
    [
      'Tệp được khai là {declared} nhưng nội dung là {found}. Hãy tải lên đúng tệp với đúng kiểu.',
      'The file was declared {declared} but its content is {found}. Upload the right file with its right type.',
    ],
  ),
  'run-missing': row(
    503,
    ['Hồ sơ chưa chạy trong bộ máy quy trình', 'The dossier has no run in the engine'],
    [
      'Hồ sơ {code} đã được ghi nhận nhưng quy trình chưa khởi động. Hãy gửi lại sau ít giây; nếu vẫn vậy, báo người quản trị.',
      'The dossier {code} is recorded but its run has not started. Retry in a few seconds; if it stays so, tell the administrator.',
    ],
    3,
  ),
  'run-open': row(
    409,
    ['Hồ sơ đang chạy', 'The dossier is running'],
    [
      'Hồ sơ {code} đang có một lượt chạy mở, không khởi động thêm được.',
      'The dossier {code} has an open run; another cannot be started.',
    ],
  ),
  'stream-moved': row(
    409,
    ['Sổ sự kiện đã đi trước', 'The ledger is ahead'],
    [
      'Sổ sự kiện của hồ sơ {code} đã có sự kiện mới hơn. Hãy tải lại hồ sơ; nếu lặp lại, người quản trị cần dựng lại lượt chạy.',
      'The ledger of {code} holds newer events. Load the dossier again; if this repeats, the run has to be rebuilt.',
    ],
  ),
  'ledger-gap': row(
    500,
    ['Sổ sự kiện bị thiếu', 'The ledger has a gap'],
    [
      'Sổ {stream} thiếu sự kiện trước số {seq}. Hãy dừng xử lý hồ sơ này và báo ngay người quản trị.',
      'The stream {stream} lacks an event before {seq}. Stop work on this dossier and tell the administrator at once.',
    ],
  ),
  'ledger-tampered': row(
    500,
    ['Sổ sự kiện bị sửa', 'The ledger was altered'],
    [
      'Sự kiện số {seq} của sổ {stream} không khớp mã băm. Hãy dừng xử lý hồ sơ này và báo ngay người quản trị.',
      'Event {seq} of the stream {stream} does not match its hash. Stop work on this dossier and tell the administrator at once.',
    ],
  ),
  refused: row(
    409,
    ['Bị từ chối', 'Refused'],
    ['Bộ máy quy trình từ chối việc này. Hãy tải lại hồ sơ.', 'The engine refused this. Load the dossier again.'],
  ),
} as const satisfies Record<string, ErrorRow>;
