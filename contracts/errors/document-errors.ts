import { row, type ErrorRow } from './error-row.ts';

/** Why a document is not taken in, or cannot be opened. */
export const DOCUMENT_ERRORS = {
  'document-unreadable': row(
    422,
    ['Không đọc được tệp', 'The file cannot be read'],
    [
      'Tệp bị hỏng, bị cắt cụt hoặc không mở được trong giới hạn cho phép; chưa lưu gì. Hãy quét hoặc xuất lại tệp rồi tải lên.',
      'The file is broken, cut off, or cannot be opened within the limits; nothing was stored. Scan or export it again, then upload it.',
    ],
  ),
  'document-encrypted': row(
    422,
    ['Tệp có mật khẩu', 'The file is protected'],
    [
      'Tệp PDF được mã hóa hoặc đặt mật khẩu nên không kiểm tra được. Hãy bỏ mật khẩu và hạn chế rồi tải lên lại.',
      'The PDF is encrypted or has a password, so it cannot be checked. Remove password and restrictions, then upload it again.',
    ],
  ),
  'document-active-content': row(
    422,
    ['Tệp chứa nội dung tự chạy', 'The file has active content'],
    [
      'Tệp chứa mã lệnh, tệp đính kèm, biểu mẫu động hoặc khai báo kiểu tài liệu. Hãy in ra PDF hoặc xuất lại không có các phần đó.',
      'The file has scripts, attached files, a dynamic form or a document type. Print it to PDF, or export it again without those.',
    ],
  ),
  'document-two-formats': row(
    422,
    ['Tệp lẫn hai định dạng', 'The file is of two formats'],
    [
      'Tệp khai là {declared} nhưng cũng mở được như {found}. Hãy xuất lại tệp ở một định dạng.',
      'The file was declared {declared} but opens as {found} too. Export it again in one format.',
    ],
  ),
  'document-too-many-pages': row(
    422,
    ['Tệp quá nhiều trang', 'The file has too many pages'],
    [
      'Tệp được có nhiều nhất {pages} trang. Hãy chia thành nhiều tệp.',
      'A file may have {pages} pages at most. Split it into several.',
    ],
  ),
  'document-too-many-pixels': row(
    422,
    ['Ảnh quá lớn', 'A picture is too large'],
    [
      'Một ảnh được có nhiều nhất {megapixels} megapixel. Hãy quét với độ phân giải thấp hơn (300 dpi là đủ).',
      'A picture may have {megapixels} megapixels at most. Scan at a lower resolution (300 dpi will do).',
    ],
  ),
  'document-expands': row(
    422,
    ['Tệp giải nén quá lớn', 'The file expands too far'],
    [
      'Phần nén trong tệp lớn quá giới hạn khi giải nén. Hãy xuất lại tệp hoặc chia thành nhiều tệp.',
      'What is compressed in the file is over the limit when decompressed. Export it again, or split it.',
    ],
  ),
  'document-infected': row(
    422,
    ['Tệp chứa mã độc', 'The file is infected'],
    [
      'Phần mềm diệt vi-rút phát hiện mã độc trong tệp; chưa lưu gì. Đừng mở tệp; hãy quét máy rồi dùng bản gốc khác.',
      'The virus scanner found malicious code in the file; nothing was stored. Do not open it; scan the computer and use another copy.',
    ],
  ),
  'document-held': row(
    409,
    ['Tệp đang chờ kiểm tra', 'The document is being held'],
    [
      'Tệp {document} chưa được quét mã độc nên chưa mở hoặc đóng dấu được. Hãy thử lại sau ít phút.',
      'The document {document} has not been scanned yet, so it cannot be opened or sealed. Try again in a few minutes.',
    ],
  ),
  'document-refused': row(
    410,
    ['Tệp đã bị loại bỏ', 'The document was refused'],
    [
      'Tệp {document} chứa mã độc nên nội dung đã bị xóa. Hãy yêu cầu nộp lại tệp khác.',
      'The document {document} was found to be infected and its content was deleted. Ask for another copy.',
    ],
  ),
  'content-encoded': row(
    415,
    ['Tệp gửi ở dạng nén', 'The upload is encoded'],
    [
      'Tệp phải được gửi nguyên dạng, không dùng tiêu đề Content-Encoding. Hãy gửi lại tệp không nén.',
      'A file is sent as it is, without the header Content-Encoding. Send it again unencoded.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
