import { describe, expect, it } from '@jest/globals';
import { parseResults } from './national-results.ts';

function read(text: string) {
  const flags: string[] = [];
  return { results: parseResults(text, (_field, code) => flags.push(code)), flags };
}

describe('results in one text', () => {
  it.each<[string, string, string[]]>([
    ['commas before known words', 'Giấy phép A, Văn bản từ chối', ['Giấy phép A', 'Văn bản từ chối']],
    [
      'commas inside names aside',
      'Quyết định giao đất, cho thuê đất, Giấy chứng nhận quyền A, quyền B.',
      ['Quyết định giao đất, cho thuê đất', 'Giấy chứng nhận quyền A, quyền B'],
    ],
    [
      'the end of each before the comma',
      'Văn bản chấp thuận A;., văn bản từ chối./., Thẻ A.',
      ['Văn bản chấp thuận A', 'văn bản từ chối', 'Thẻ A'],
    ],
    ['semicolons', 'Giấy chứng nhận A; Giấy chứng nhận B', ['Giấy chứng nhận A', 'Giấy chứng nhận B']],
    ['line breaks', 'Giấy phép A\nThông báo B', ['Giấy phép A', 'Thông báo B']],
    ['a list with marks, whatever its words', '- Cổng A trả lời;\n- Sở B trả lời.', ['Cổng A trả lời', 'Sở B trả lời']],
    ['a list in one line', '1. Giấy phép A 2. Thẻ B', ['Giấy phép A', 'Thẻ B']],
    ['a mark on some', '+ Văn bản từ chối (nêu lý do)., Giấy phép A', ['Văn bản từ chối (nêu lý do)', 'Giấy phép A']],
    [
      'a refusal that names the other result',
      'Văn bản từ chối cấp Thẻ A, Thẻ A',
      ['Văn bản từ chối cấp Thẻ A', 'Thẻ A'],
    ],
    [
      'names with a comma of their own',
      '- Quyết định của Sở Văn hóa, Thể thao A, - Văn bản trả lời của Sở Văn hóa, Thể thao A',
      ['Quyết định của Sở Văn hóa, Thể thao A', 'Văn bản trả lời của Sở Văn hóa, Thể thao A'],
    ],
    ['abbreviations in a row', 'Sổ BHXH, Thông báo về BHXH, BHYT, BNN', ['Sổ BHXH', 'Thông báo về BHXH, BHYT, BNN']],
    [
      'brackets left alone',
      'Thẻ A (Mẫu 1, Phụ lục I; Thông báo B), Giấy phép C',
      ['Thẻ A (Mẫu 1, Phụ lục I; Thông báo B)', 'Giấy phép C'],
    ],
  ])('are taken apart at %s', (_what, text, results) => {
    expect(read(text)).toEqual({ results, flags: [] });
  });

  it.each([
    ['a part has another beginning', 'Giấy phép A, Người nộp được ghi tên vào sổ'],
    ['a part is one word', 'Thẻ, Giấy phép A'],
    ['the next may be an object of the one before', 'Quyết định thu hồi Giấy phép A, Giấy chứng nhận B'],
    ['a semicolon may enumerate such objects', 'Quyết định thu hồi Giấy phép A; Thẻ B'],
    ['a known word is written small', 'Bản sao giấy A, bản sao giấy B'],
    ['a semicolon stands inside a name', 'Văn bản cho phép quá cảnh hàng A; hàng B'],
    ['names follow each other', 'Chứng chỉ Hạng A, Hạng B'],
    ['a bracket stays open', 'Thẻ A (một phần, Giấy phép B, Lời hứa C'],
  ])('stay one text, flagged, where %s', (_why, text) => {
    expect(read(text)).toEqual({ results: [text], flags: ['several-results'] });
  });

  it.each([
    'Giấy khai sinh',
    'Giấy phép rời cảng.',
    'Văn bản chấp thuận mua, bán vàng',
    'Giấy phép A giữa Việt Nam, Lào',
    '- Thẻ A',
  ])('are one without a doubt in %j', (text) => {
    expect(read(text)).toEqual({ results: [text], flags: [] });
  });

  it('are none in an empty text', () => {
    expect(read('')).toEqual({ results: [], flags: [] });
  });

  it('are tidy, and not looked for in a text too long to be names', () => {
    expect(read('Giấy  phép A'.normalize('NFD')).results).toEqual(['Giấy phép A']);
    expect(read('Giấy phép A, '.repeat(5000)).flags).toEqual(['several-results']);
  });
});
