import type { Bilingual } from '../../domain/procedure/procedure.ts';
import type { ImportReport } from './import-national.ts';
import type { FlagCode } from './national-types.ts';

const FLAG_TEXTS = {
  'ambiguous-fee': { vi: 'phí 0 đồng nhưng có lời kèm theo', en: 'fee of 0 beside words' },
  'ambiguous-hours': {
    vi: 'từ 24 giờ trở lên: giờ làm việc hay giờ đồng hồ',
    en: '24 hours or more: working or clock hours',
  },
  'code-file-mismatch': { vi: 'mã khác tên tệp', en: 'code differs from the file name' },
  'empty-case': { vi: 'trường hợp không có thành phần', en: 'case without components' },
  'empty-component': { vi: 'thành phần không có tên', en: 'component without a name' },
  'empty-fee': { vi: 'khoản phí để trống', en: 'blank fee' },
  'empty-legal-basis': { vi: 'căn cứ pháp lý để trống', en: 'blank legal basis' },
  'empty-limit': { vi: 'không ghi thời hạn', en: 'no limit stated' },
  'fractional-limit': { vi: 'ngày hoặc tháng lẻ', en: 'fraction of a calendar day or month' },
  'free-text-fee': { vi: 'phí ghi bằng chữ', en: 'fee in words' },
  'free-text-limit': { vi: 'thời hạn ghi bằng chữ (OTHER)', en: 'limit in words (OTHER)' },
  'missing-counts': { vi: 'không đọc được số lượng bản', en: 'numbers of originals and copies not readable' },
  'missing-field': { vi: 'thông tin bắt buộc để trống', en: 'expected text is empty' },
  'missing-level': { vi: 'không ghi cấp thực hiện', en: 'no level stated' },
  'missing-section': { vi: 'thiếu mục', en: 'section missing' },
  'no-components': { vi: 'không có thành phần hồ sơ', en: 'no components' },
  'no-methods': { vi: 'không có cách thức thực hiện', en: 'no way of submission' },
  'out-of-order-section': { vi: 'mục sai thứ tự', en: 'section out of order' },
  'repeated-heading': { vi: 'dòng giống tên mục, giữ làm nội dung', en: 'line like a heading, kept as text' },
  'several-results': { vi: 'có thể gồm nhiều kết quả, chưa tách', en: 'perhaps several results, not taken apart' },
  'suspicious-fee': { vi: 'phí dưới 1.000 đồng', en: 'fee below 1,000 đồng' },
  'suspicious-limit': { vi: 'thời hạn bằng 0', en: 'limit of 0' },
  'unknown-channel': { vi: 'hình thức nộp lạ', en: 'unknown way of submission' },
  'unknown-currency': { vi: 'phí không bằng đồng', en: 'fee not in đồng' },
  'unknown-level': { vi: 'cấp thực hiện lạ', en: 'unknown level' },
  'unknown-unit': { vi: 'đơn vị thời hạn lạ', en: 'unknown unit of a limit' },
  'unparsed-line': { vi: 'dòng không thuộc mục nào', en: 'line that fits no section' },
  'unusual-code': { vi: 'mã không đúng dạng', en: 'code of an unusual form' },
  'zero-copies': { vi: 'thành phần có 0 bản chính, 0 bản sao', en: 'component with 0 originals and 0 copies' },
} as const satisfies Record<FlagCode, Bilingual>;

const ERROR_TEXTS: Readonly<Record<string, Bilingual>> = {
  'catalogue.not-found': { vi: 'không tìm thấy', en: 'not found' },
  'catalogue.not-readable': { vi: 'không đọc được', en: 'cannot be read' },
  'catalogue.not-an-archive': {
    vi: 'không phải thư mục, .tar.xz hay .tar',
    en: 'neither a folder nor a .tar.xz or .tar',
  },
  'catalogue.empty': { vi: 'không có bản ghi nào', en: 'no records in it' },
  'catalogue.damaged-archive': {
    vi: 'tệp nén hỏng hoặc thiếu phần sau',
    en: 'archive damaged or cut off; records after this point were not read',
  },
  'national-record.bad-code': { vi: 'mã thủ tục sai', en: 'bad code' },
  'national-record.control-character': { vi: 'có ký tự NUL', en: 'contains a NUL character' },
  'national-record.duplicate-code': { vi: 'trùng mã với bản ghi trước', en: 'same code as an earlier record' },
  'national-record.invalid-utf8': { vi: 'không phải UTF-8', en: 'not UTF-8' },
  'national-record.missing-code': { vi: 'không có mã thủ tục', en: 'no code' },
  'national-record.missing-name': { vi: 'không có tên thủ tục', en: 'no name' },
  'national-record.missing-section': {
    vi: 'thiếu cách thức thực hiện hoặc thành phần hồ sơ',
    en: 'no section on submission or components',
  },
  'national-record.not-a-record': { vi: 'không phải bản ghi thủ tục', en: 'not a record of a procedure' },
  'national-record.too-large': { vi: 'quá lớn', en: 'too large' },
  'national-record.truncated': { vi: 'bị cắt ngang', en: 'cut off' },
  'national-record.unreadable': { vi: 'không đọc được tệp', en: 'file cannot be read' },
};

/** The longest value shown in the list of flags; the machine report has all of it. */
const SHOWN = 100;

/** One line in both languages for an error code. */
export function errorText(code: string): string {
  const text = ERROR_TEXTS[code];
  return text ? `${text.vi} / ${text.en}` : code;
}

function shorten(value: string): string {
  const line = value.replace(/\s+/gu, ' ');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** The report of an import for people, Vietnamese and English: counts, broken records, flags by kind, and every flagged field. */
export function formatImportReport(report: ImportReport, path: string, dryRun: boolean): string {
  const lines = [
    `Nhập danh mục thủ tục hành chính quốc gia / National catalogue import: ${path}`,
    `Bản ghi / Records: ${report.records}`,
    `Đọc được / Valid: ${report.valid}`,
    ...(dryRun
      ? ['Chạy thử, không ghi vào cơ sở dữ liệu / Dry run, nothing stored']
      : [
          `Mới / New: ${report.imported}`,
          `Thay đổi, thành phiên bản mới / Changed, new version: ${report.changed}`,
          `Không đổi / Unchanged: ${report.unchanged}`,
        ]),
    `Hỏng / Broken: ${report.broken.length}`,
    ...report.broken.map(({ source, code, error }) => `  ${source}${code ? ` (${code})` : ''}: ${errorText(error)}`),
  ];
  if (report.skipped.length > 0)
    lines.push(
      `Bỏ qua, không phải .txt / Skipped, not .txt: ${report.skipped.length}`,
      ...report.skipped.map((name) => `  ${name}`),
    );
  lines.push(`Cần xem lại / To be looked at: ${report.flags.list.length}`);
  for (const [code, count] of Object.entries(report.flags.byCode).toSorted(([, a], [, b]) => b - a)) {
    const text = FLAG_TEXTS[code as FlagCode];
    lines.push(`  ${String(count).padStart(6)}  ${code}: ${text.vi} / ${text.en}`);
  }
  for (const { procedure, field, code, value } of report.flags.list)
    lines.push([procedure, field === '' ? '-' : field, code, shorten(value)].join('\t').trimEnd());
  return `${lines.join('\n')}\n`;
}
