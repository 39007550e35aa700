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
  'catalogue.not-a-file': row(
    422,
    ['Không phải tệp hay thư mục', 'Neither a file nor a folder'],
    [
      '{path} là ống dẫn hoặc thiết bị. Hãy chỉ ra một thư mục, tệp .tar.xz hoặc .tar.',
      '{path} is a pipe or a device. Name a folder, a .tar.xz or a .tar.',
    ],
  ),
  'catalogue.not-an-archive': row(
    422,
    ['Không phải thư mục, .tar.xz hay .tar', 'Neither a folder nor a .tar.xz or .tar'],
    [
      '{path} là tệp loại khác. Hãy chỉ ra một thư mục, tệp .tar.xz hoặc .tar.',
      '{path} is another kind of file. Name a folder, a .tar.xz or a .tar.',
    ],
  ),
  'catalogue.no-tar-inside': row(
    422,
    ['Trong tệp .xz không có tar', 'There is no tar in the .xz'],
    [
      '{path} giải nén được nhưng bên trong không phải tar. Hãy nén thư mục bản ghi bằng tar -cJf.',
      '{path} can be decompressed, but holds no tar. Pack the folder of records with tar -cJf.',
    ],
  ),
  'catalogue.empty': row(
    422,
    ['Nguồn nhập trống', 'The source is empty'],
    [
      'Không có bản ghi .txt nào trong {path}. Hãy chỉ ra nơi có bản ghi.',
      '{path} holds no .txt record. Name the place of the records.',
    ],
  ),
  'catalogue.out-is-input': row(
    422,
    ['--out trùng nguồn nhập', '--out is what is read'],
    [
      '--out {path} là nguồn nhập hoặc nằm trong đó. Hãy chọn tệp ở nơi khác.',
      '--out {path} is the source itself or lies in it. Choose a file elsewhere.',
    ],
  ),
  'catalogue.out-no-folder': row(
    422,
    ['Không có thư mục của --out', 'The folder of --out is not there'],
    [
      'Không ghi được --out {path}: thư mục chứa tệp không tồn tại. Hãy tạo thư mục hoặc chọn nơi khác.',
      '--out {path} cannot be written: its folder does not exist. Make the folder or choose another place.',
    ],
  ),
  'catalogue.out-is-folder': row(
    422,
    ['--out là thư mục', '--out is a folder'],
    [
      'Không ghi được --out {path}: đó là thư mục. Hãy thêm tên tệp.',
      '--out {path} cannot be written: it is a folder. Add the name of a file.',
    ],
  ),
  'catalogue.out-not-allowed': row(
    422,
    ['--out không được phép ghi', '--out may not be written'],
    [
      'Không ghi được --out {path}: thiếu quyền ghi. Hãy sửa quyền hoặc chọn nơi khác.',
      '--out {path} cannot be written: permission is lacking. Change the permissions or choose another place.',
    ],
  ),
  'catalogue.out-no-space': row(
    422,
    ['Hết chỗ cho --out', 'No space for --out'],
    [
      'Không ghi được --out {path}: ổ đĩa hoặc hạn mức đã hết. Hãy giải phóng chỗ hoặc chọn nơi khác.',
      '--out {path} cannot be written: disk or quota is full. Make room or choose another place.',
    ],
  ),
  'catalogue.out-too-large': row(
    422,
    ['--out quá lớn', '--out is too large'],
    [
      'Không ghi được --out {path}: vượt cỡ tệp cho phép. Hãy nâng giới hạn (ulimit -f) hoặc chọn nơi khác.',
      '--out {path} cannot be written: files may not be so large. Raise the limit (ulimit -f) or choose another place.',
    ],
  ),
  'catalogue.out-no-reader': row(
    422,
    ['Không ai đọc --out', 'Nobody reads --out'],
    [
      'Không ghi tiếp được --out {path}: bên đọc đã đóng. Hãy chạy lại cùng bên đọc.',
      '--out {path} cannot be written on: its reader has gone. Start again together with the reader.',
    ],
  ),
  'catalogue.out-not-a-file': row(
    422,
    ['--out không phải tệp', '--out is no file'],
    [
      'Không ghi --out {path}: đó là ổ đĩa hoặc socket. Hãy chọn một tệp.',
      '--out {path} is not written: it is a disk or a socket. Choose a file.',
    ],
  ),
  'catalogue.out-failed': row(
    422,
    ['Không ghi được --out', '--out cannot be written'],
    [
      'Không ghi được --out {path} ({reason}). Hãy kiểm tra đường dẫn hoặc chọn nơi khác.',
      '--out {path} cannot be written ({reason}). Check the path or choose another place.',
    ],
  ),
  'catalogue.database-not-configured': row(
    422,
    ['Chưa có cơ sở dữ liệu để ghi', 'There is no database to store into'],
    [
      'Chưa có cơ sở dữ liệu để ghi. Hãy chạy npm start ở cửa sổ khác, hoặc đặt DATABASE_URL, hoặc thêm --dry-run để chỉ đọc và báo cáo.',
      'There is no database to store into. Run npm start in another terminal, or set DATABASE_URL, or add --dry-run to read and report only.',
    ],
  ),
  'catalogue.database-unreachable': row(
    503,
    ['Không tới được cơ sở dữ liệu', 'The database cannot be reached'],
    [
      'Không tới được cơ sở dữ liệu ({reason}). Hãy xem npm start còn chạy hoặc kiểm tra DATABASE_URL rồi chạy lại; phần đã ghi vẫn còn, không bị ghi trùng.',
      'The database cannot be reached ({reason}). See that npm start still runs or check DATABASE_URL, then run again; what was stored stays and is not stored twice.',
    ],
    30,
  ),
  'catalogue.database-not-ready': row(
    422,
    ['Cơ sở dữ liệu chưa dùng được', 'The database is not ready'],
    [
      'Lược đồ hoặc quyền của vai trò không đúng ({reason}). Hãy chạy npm start với cơ sở dữ liệu này để cập nhật lược đồ.',
      'The schema or the rights of the role are not as they should be ({reason}). Run npm start on this database to bring the schema up to date.',
    ],
  ),
  'catalogue.database-failed': row(
    422,
    ['Ghi vào cơ sở dữ liệu không được', 'Storing into the database failed'],
    [
      'Cơ sở dữ liệu báo lỗi ({reason}). Hãy chạy lại; phần đã ghi vẫn còn, không bị ghi trùng.',
      'The database reports an error ({reason}). Run again; what was stored stays and is not stored twice.',
    ],
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
    [
      '{source} có mã thủ tục sai dạng: quá 50 ký tự, có khoảng trắng hoặc ký tự điều khiển.',
      '{source} gives a malformed procedure code: over 50 characters, or with blanks or control characters.',
    ],
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
