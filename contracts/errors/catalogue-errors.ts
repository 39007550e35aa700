import { row, type ErrorRow } from './error-row.ts';

/** What the import of the national catalogue refuses: a whole source, or one record of it. */
export const CATALOGUE_ERRORS = {
  'catalogue.not-found': row(
    404,
    ['Không thấy nguồn nhập', 'The source is not there'],
    ['Không có tệp hoặc thư mục {path}.', 'There is no file or folder {path}.'],
  ),
  'catalogue.not-readable': row(
    422,
    ['Không đọc được nguồn nhập', 'The source cannot be read'],
    ['Không đọc được {path}. Hãy kiểm tra quyền đọc.', '{path} cannot be read. Check its permissions.'],
  ),
  'catalogue.not-an-archive': row(
    422,
    ['Không phải thư mục hay .tar.xz', 'Neither a folder nor a .tar.xz'],
    ['{path} không phải thư mục hay tệp .tar.xz.', '{path} is neither a folder nor a .tar.xz file.'],
  ),
  'catalogue.empty': row(
    422,
    ['Nguồn nhập trống', 'The source is empty'],
    ['Không có bản ghi nào trong nguồn nhập.', 'The source holds no record.'],
  ),
  'national-record.not-a-record': row(
    422,
    ['Không phải bản ghi thủ tục', 'Not a record of a procedure'],
    ['{source} không có mục nào của bản ghi thủ tục.', '{source} has no section of a procedure’s record.'],
  ),
  'national-record.missing-code': row(
    422,
    ['Bản ghi thiếu mã', 'The record has no code'],
    ['{source} không có mã thủ tục.', '{source} gives no procedure code.'],
  ),
  'national-record.bad-code': row(
    422,
    ['Mã thủ tục sai', 'The procedure’s code is wrong'],
    ['{source} có mã thủ tục sai dạng.', '{source} gives a malformed procedure code.'],
  ),
  'national-record.missing-name': row(
    422,
    ['Bản ghi thiếu tên', 'The record has no name'],
    ['{source} không có tên thủ tục.', '{source} gives no name.'],
  ),
  'national-record.truncated': row(
    422,
    ['Bản ghi bị cắt', 'The record is cut off'],
    ['{source} thiếu phần cuối.', '{source} lacks its last part.'],
  ),
  'national-record.missing-section': row(
    422,
    ['Bản ghi thiếu mục', 'A section is missing'],
    ['{source} thiếu mục {section}.', '{source} lacks the section {section}.'],
  ),
  'national-record.control-character': row(
    422,
    ['Bản ghi có ký tự điều khiển', 'The record holds a control character'],
    ['{source} có ký tự không hợp lệ.', '{source} holds a character that is not text.'],
  ),
} as const satisfies Record<string, ErrorRow>;
