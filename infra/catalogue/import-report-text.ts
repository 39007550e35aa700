import type { Bilingual } from '../../domain/procedure/procedure.ts';
import type { BrokenRecord, ImportReport } from './import-national.ts';
import type { FlagCode } from './national-types.ts';
import type { SkipReason } from './read-records-item.ts';

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
  'free-text-limit': { vi: 'thời hạn ghi bằng chữ', en: 'limit in words' },
  'missing-counts': { vi: 'không đọc được số lượng bản', en: 'numbers of originals and copies not readable' },
  'missing-field': { vi: 'thông tin bắt buộc để trống', en: 'expected text is empty' },
  'missing-level': { vi: 'không ghi cấp thực hiện', en: 'no level stated' },
  'missing-section': { vi: 'thiếu mục', en: 'section missing' },
  'no-components': { vi: 'không có thành phần hồ sơ', en: 'no components' },
  'no-methods': { vi: 'không có cách thức thực hiện', en: 'no way of submission' },
  'out-of-order-section': { vi: 'mục sai thứ tự', en: 'section out of order' },
  'repeated-heading': { vi: 'dòng giống tên mục, giữ làm nội dung', en: 'line like a heading, kept as text' },
  'several-fees': { vi: 'có thể gồm nhiều khoản phí, chưa tách', en: 'perhaps several fees, not taken apart' },
  'several-results': { vi: 'có thể gồm nhiều kết quả, chưa tách', en: 'perhaps several results, not taken apart' },
  'suspicious-fee': {
    vi: 'phí dưới 1.000 đồng, hoặc bằng một phần nghìn số tiền trong lời',
    en: 'fee below 1,000 đồng, or a thousandth of the amount in its words',
  },
  'suspicious-limit': {
    vi: 'thời hạn bằng 0, quá dài, hoặc khác hẳn lời mô tả hay hình thức nộp khác',
    en: 'limit of 0, beyond reason, or unlike its description or the other ways of submission',
  },
  'unknown-channel': { vi: 'hình thức nộp lạ', en: 'unknown way of submission' },
  'unknown-currency': { vi: 'phí không bằng đồng', en: 'fee not in đồng' },
  'unknown-level': { vi: 'cấp thực hiện lạ', en: 'unknown level' },
  'unknown-unit': { vi: 'thời hạn là số không có đơn vị đã biết', en: 'limit is a number without a known unit' },
  'unparsed-line': { vi: 'dòng không thuộc mục nào', en: 'line that fits no section' },
  'unusual-code': { vi: 'mã không đúng dạng', en: 'code of an unusual form' },
  'zero-copies': { vi: 'thành phần có 0 bản chính, 0 bản sao', en: 'component with 0 originals and 0 copies' },
} as const satisfies Record<FlagCode, Bilingual>;

const ERROR_TEXTS: Readonly<Record<string, Bilingual>> = {
  'catalogue.damaged-archive': {
    vi: 'gói lưu trữ hỏng hoặc thiếu phần sau; các bản ghi sau chỗ này chưa được đọc',
    en: 'archive damaged or cut off; records after this point were not read',
  },
  'catalogue.unfinished-archive': {
    vi: 'tệp tar không có phần kết; có thể bị cắt và thiếu bản ghi, hãy lấy lại tệp',
    en: 'the tar has no end mark; it may have been cut off and lack records, get the file again',
  },
  'national-record.bad-code': {
    vi: 'mã thủ tục sai: quá 50 ký tự, có khoảng trắng hoặc ký tự điều khiển',
    en: 'bad code: over 50 characters, or with blanks or control characters',
  },
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
  'national-record.refused': { vi: 'cơ sở dữ liệu không nhận', en: 'refused by the database' },
  'national-record.too-large': { vi: 'quá lớn', en: 'too large' },
  'national-record.truncated': { vi: 'bị cắt ngang', en: 'cut off' },
  'national-record.unreadable': { vi: 'không đọc được tệp', en: 'file cannot be read' },
};

const SKIP_TEXTS = {
  'folder-link': { vi: 'liên kết tới thư mục, không đi theo', en: 'link to a folder, not followed' },
  hidden: { vi: 'tệp ẩn', en: 'hidden file' },
  'link-without-target': {
    vi: 'liên kết không dẫn tới tệp nào trong gói',
    en: 'link that leads to no file in the archive',
  },
  'not-text': { vi: 'không phải .txt', en: 'not .txt' },
  'special-file': {
    vi: 'ống dẫn, thiết bị hoặc loại khác, không phải tệp',
    en: 'pipe, device or the like, not a file',
  },
} as const satisfies Record<SkipReason, Bilingual>;

/** The longest value shown in the list of flags; the machine report has all of it. */
const SHOWN = 100;

/** Control characters, and those that change the direction or the lines of a text: a terminal must not obey a record. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text as it may be shown on a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** One line of JSON without a raw control character, which JSON itself allows beyond ASCII. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\u007F-\u009F\u2028\u2029]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return `\\u${hex.padStart(4, '0')}`;
  });
  return `${json}\n`;
}

/** One line in both languages for an error code. */
function errorText(code: string): string {
  const text = ERROR_TEXTS[code];
  return text ? `${text.vi} / ${text.en}` : code;
}

function shorten(value: string): string {
  const line = value.replace(/\s+/gu, ' ');
  return printable(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
}

function brokenLine({ source, code, error, reason }: BrokenRecord): string {
  const named = code === undefined ? '' : ` (${printable(code)})`;
  return `  ${printable(source)}${named}: ${errorText(error)}${reason === undefined ? '' : ` (${reason})`}`;
}

/** The report of an import for people, Vietnamese and English: counts, broken records, flags by kind, and every flagged field. */
export function formatImportReport(report: ImportReport, path: string, dryRun: boolean): string {
  const lines = [
    `Nhập danh mục thủ tục hành chính quốc gia / National catalogue import: ${printable(path)}`,
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
    ...report.broken.map(brokenLine),
  ];
  if (report.incomplete.length > 0)
    lines.push(`Nguồn không đọc hết / Source not read to its end: ${report.incomplete.length}`);
  for (const { source, error } of report.incomplete) lines.push(`  ${printable(source)}: ${errorText(error)}`);
  if (report.skipped.length > 0)
    lines.push(`Bỏ qua, không phải bản ghi / Skipped, no records: ${report.skipped.length}`);
  for (const { source, reason } of report.skipped)
    lines.push(`  ${printable(source)}: ${SKIP_TEXTS[reason].vi} / ${SKIP_TEXTS[reason].en}`);
  lines.push(`Cần xem lại / To be looked at: ${report.flags.list.length}`);
  for (const [code, count] of Object.entries(report.flags.byCode).toSorted(([, a], [, b]) => b - a)) {
    const text = FLAG_TEXTS[code as FlagCode];
    lines.push(`  ${String(count).padStart(6)}  ${code}: ${text.vi} / ${text.en}`);
  }
  for (const { procedure, field, code, value } of report.flags.list)
    lines.push([printable(procedure), field === '' ? '-' : field, code, shorten(value)].join('\t').trimEnd());
  return `${lines.join('\n')}\n`;
}
