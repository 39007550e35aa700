import { describe, expect, it } from '@jest/globals';
import type { ImportReport } from './import-national.ts';
import { formatImportReport, jsonLine, printable } from './import-report-text.ts';

const EMPTY: ImportReport = {
  records: 0,
  valid: 0,
  imported: 0,
  changed: 0,
  unchanged: 0,
  broken: [],
  skipped: [],
  incomplete: [],
  flags: { byCode: {}, list: [] },
};
const CLEAR = '\u001B[2J\u009B1m\u202E\u0007';

describe('the report of an import', () => {
  it('shows control characters of names and records instead of obeying them', () => {
    const text = formatImportReport(
      {
        ...EMPTY,
        broken: [{ source: `x${CLEAR}.txt`, code: `9${CLEAR}`, error: 'national-record.truncated' }],
        skipped: [{ source: `line\nbreak${CLEAR}`, reason: 'not-text' }],
        incomplete: [{ source: `y${CLEAR}.tar`, error: 'catalogue.unfinished-archive' }],
        flags: {
          byCode: { 'free-text-fee': 1 },
          list: [{ procedure: '9.000001', field: 'methods[0].fees[0]', code: 'free-text-fee', value: `a\t${CLEAR}b` }],
        },
      },
      `/tmp/${CLEAR}`,
      true,
    );
    expect(text).toContain(String.raw`  x\u{1b}[2J\u{9b}1m\u{202e}\u{7}.txt (9\u{1b}[2J`);
    expect(text).toContain(String.raw`  line\u{a}break`);
    expect(text).toContain(String.raw`free-text-fee	a \u{1b}[2J`);
    expect(text.replaceAll('\n', '').replaceAll('\t', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('leaves Vietnamese as it is', () => {
    expect(printable('Giấy phép “A” – 50 %')).toBe('Giấy phép “A” – 50 %');
  });

  it('says in both languages that records after a damage were not read, apart from the records', () => {
    const incomplete = [{ source: 'x.tar.xz', error: 'catalogue.damaged-archive' }] as const;
    const text = formatImportReport({ ...EMPTY, records: 3, valid: 3, incomplete }, 'x.tar.xz', true);
    expect(text).toContain('Bản ghi / Records: 3\n');
    expect(text).toContain('Hỏng / Broken: 0\n');
    expect(text).toMatch(
      /x\.tar\.xz: .*các bản ghi sau chỗ này chưa được đọc.*records after this point were not read/u,
    );
  });

  it('says what each file is that is no record, and why the database refused one', () => {
    const text = formatImportReport(
      {
        ...EMPTY,
        broken: [{ source: 'a.txt', code: '9.000001', error: 'national-record.refused', reason: '54000' }],
        skipped: [
          { source: '.a.txt', reason: 'hidden' },
          { source: 'b.txt', reason: 'special-file' },
        ],
      },
      'x',
      false,
    );
    expect(text).toContain('  a.txt (9.000001): cơ sở dữ liệu không nhận / refused by the database (54000)\n');
    expect(text).toContain('  .a.txt: tệp ẩn / hidden file\n');
    expect(text).toMatch(/ {2}b\.txt: .*pipe, device or the like, not a file\n/u);
  });
});

it('a line of JSON holds no raw control character and says the same', () => {
  const value = { name: `\u0007\u007F\u009B\u2028đ` };
  const line = jsonLine(value);
  expect(line).toBe('{"name":"\\u0007\\u007f\\u009b\\u2028đ"}\n');
  expect(JSON.parse(line)).toEqual(value);
});
