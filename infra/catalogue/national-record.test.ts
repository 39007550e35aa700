import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type NationalRecord, parseNationalRecord } from './national-record.ts';
import type { FlagCode } from './national-types.ts';

const FOLDER = new URL('../../test/fixtures/national-records/', import.meta.url);

async function textOf(file: string): Promise<string> {
  return readFile(new URL(file, FOLDER), 'utf8');
}

async function parse(file: string): Promise<NationalRecord> {
  return parseNationalRecord(await textOf(file), file);
}

const flagsOf = (record: NationalRecord, field: string): FlagCode[] =>
  record.flags.filter((flag) => flag.field === field).map(({ code }) => code);

/** A record with every section, to be broken on purpose. */
const WHOLE = await textOf('9.000001.txt');

function* leaves(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* leaves(part);
}

const squeeze = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The lines of a record whose words are nowhere in what was read from it; labels, list marks and counts aside. */
function lostLines(text: string, record: NationalRecord): string[] {
  const kept = squeeze([...leaves(record), record.subjects.join(', ')].join(' '));
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => {
      const words = squeeze(line)
        .replace(/^Số lượng: Bản chính: \d+, Bản sao: \d+$|^Chi tiết thủ tục hành chính$/u, '')
        .replace(/^(?:\* )?\p{Lu}[\p{L}, ]{2,40}(?: HS)?:(?= |$)/u, '')
        .replace(/^[*[-] ?| ?\]$/gu, '')
        .replace(/^\s*Không có thông tin(?: căn cứ pháp lý\.| thành phần hồ sơ\.)?$/u, '');
      return !kept.includes(words.trim());
    });
}

describe('a record of the national catalogue', () => {
  it('is read with its head, methods, components and agencies', async () => {
    const record = await parse('9.000001.txt');
    expect(record).toMatchObject({
      code: '9.000001',
      name: 'Thủ tục A',
      decision: '01/QĐ-X',
      level: 'Cấp Tỉnh',
      agencyLevel: 'province',
      field: 'Lĩnh vực A',
      sequence: '* Bước 1:\nNộp hồ sơ.\n+ Kiểm tra hồ sơ.\n* Bước 2:\nTrả kết quả.',
      cases: [
        {
          name: '',
          components: [
            { name: 'Giấy tờ A', originals: 1, copies: 0 },
            { name: '- Giấy tờ B', originals: 0, copies: 2 },
          ],
        },
      ],
      agencies: {
        implementing: 'Cơ quan A',
        competent: 'Cơ quan B',
        receiving: 'Bộ phận A;\n- Cơ sở 2: Đường A',
        authorised: 'Cơ quan E',
        coordinating: 'Cơ quan C, Cơ quan D',
      },
      results: ['Giấy phép A'],
      requirements: 'Yêu cầu A.\n\n- Yêu cầu B.',
      keywords: 'từ A, từ B',
      description: 'Lời tả A.',
      flags: [],
    });
  });

  it('gives every unit of the catalogue its own unit here', async () => {
    const { methods } = await parse('9.000001.txt');
    expect(methods.map(({ channel, limit }) => [channel, limit?.value, limit?.unit])).toEqual([
      ['online', 5, 'working-day'],
      ['postal', 30, 'calendar-day'],
      ['direct', 8, 'working-hour'],
      ['direct', 3, 'month'],
    ]);
  });

  it('has no fee, not a fee called "Không có thông tin", where it has none', async () => {
    const { methods } = await parse('9.000001.txt');
    expect(methods.map(({ feeText, fees }) => [feeText, fees.length])).toContainEqual(['', 0]);
    expect(JSON.stringify(methods)).not.toContain('Không có thông tin');
  });

  it('keeps subjects whose names hold a comma whole', async () => {
    expect((await parse('9.000001.txt')).subjects).toEqual([
      'Cán bộ, công chức, viên chức',
      'Tổ chức (không bao gồm doanh nghiệp, HTX)',
      'Công dân Việt Nam',
    ]);
  });

  it('joins a legal basis or a name that the catalogue wrapped', async () => {
    expect((await parse('9.000001.txt')).legalBases[1]).toBe('Nghị định B về việc sửa đổi việc C (02/2021/NĐ)');
    expect((await parse('9.000002.txt')).name).toBe('Thủ tục B có tên dài hai dòng');
  });

  it('has one entry for each limit of a channel, half days too', async () => {
    const { methods } = await parse('9.000002.txt');
    expect(methods.map(({ channel, limit }) => `${channel} ${limit?.value}`)).toEqual([
      'online 12.5',
      'online 20',
      'direct 12.5',
      'direct 20',
    ]);
  });

  it('keeps a line like a heading in the text it belongs to and flags it', async () => {
    const record = await parse('9.000002.txt');
    expect(record.methods[0]?.description).toBe('Trường hợp 1.\nThành phần hồ sơ: xem dưới.\n\n- Gồm hai việc.');
    expect(record.requirements).toBe('Yêu cầu A.\nTừ khóa:');
    expect(record.keywords).toBe('');
    expect(flagsOf(record, '')).toEqual(['repeated-heading', 'repeated-heading', 'repeated-heading']);
  });

  it('groups components by case, those before the first heading without a name', async () => {
    const { cases } = await parse('9.000002.txt');
    expect(cases.map(({ name, components }) => [name, components.length])).toEqual([
      ['', 1],
      ['a) Trường hợp 1:', 2],
      ['b) Trường hợp 2:', 1],
      ['Ghi chú không có giấy tờ', 0],
    ]);
    expect(cases[2]?.components[0]).toEqual({ name: 'Giấy tờ C', originals: 2, copies: 3 });
  });

  it('keeps a limit in words as it is and flags it', async () => {
    const record = await parse('9.000003.txt');
    expect(
      record.methods.slice(0, 4).map(({ limit, limitText, limitVerbatim }) => [limit, limitText, limitVerbatim]),
    ).toEqual([
      [undefined, '1', '1 OTHER'],
      [undefined, '', 'OTHER'],
      [undefined, 'Không quá 10 ngày, tùy việc.', 'Không quá 10 ngày, tùy việc. OTHER'],
      [undefined, '10 ngày làm việc kể từ ngày đủ hồ sơ', '10 ngày làm việc kể từ ngày đủ hồ sơ'],
    ]);
    expect(flagsOf(record, 'methods[0].limit')).toEqual(['unknown-unit']);
    expect(flagsOf(record, 'methods[1].limit')).toEqual(['empty-limit']);
    expect(flagsOf(record, 'methods[2].limit')).toEqual(['free-text-limit']);
    expect(flagsOf(record, 'methods[3].limit')).toEqual(['free-text-limit']);
  });

  it('keeps a number in an unknown unit as text and flags the unit', async () => {
    const record = await parse('9.000004.txt');
    expect(record.methods[0]).toMatchObject({ limitText: '2 WEEK' });
    expect(record.methods[0]).not.toHaveProperty('limit');
    expect(flagsOf(record, 'methods[0].limit')).toEqual(['unknown-unit']);
  });

  it('flags a limit of zero, a fraction of a calendar day, and hours beyond a day', async () => {
    const record = await parse('9.000003.txt');
    expect(flagsOf(record, 'methods[4].limit')).toEqual(['ambiguous-hours']);
    expect(flagsOf(record, 'methods[5].limit')).toEqual(['suspicious-limit']);
    expect(record.methods[6]?.limit).toEqual({ value: 2.5, unit: 'calendar-day' });
    expect(flagsOf(record, 'methods[6].limit')).toEqual(['fractional-limit']);
  });

  it('takes several fees apart, a bar inside parentheses aside', async () => {
    const record = await parse('9.000003.txt');
    expect(record.methods[1]?.fees).toEqual([
      { amount: 100000, currency: 'VND', description: 'lần đầu' },
      { amount: 50000, currency: 'VND', description: 'lần sau | trong năm' },
      { amount: null, currency: 'VND', description: 'Theo văn bản A' },
    ]);
    expect(flagsOf(record, 'methods[1].fees[2]')).toEqual(['free-text-fee']);
    expect(record.methods[5]?.fees[0]?.amount).toBe(1_500_000);
  });

  it('flags fees that cannot be meant: below 1,000 đồng, not whole, 0 beside words, blank, foreign', async () => {
    const record = await parse('9.000003.txt');
    expect(record.methods[0]?.fees[0]?.amount).toBe(135);
    expect(flagsOf(record, 'methods[0].fees[0]')).toEqual(['suspicious-fee']);
    expect(flagsOf(record, 'methods[6].fees[0]')).toEqual(['suspicious-fee']);
    expect(flagsOf(record, 'methods[2].fees[0]')).toEqual(['ambiguous-fee']);
    expect(flagsOf(record, 'methods[3].feeText')).toEqual(['empty-fee']);
    expect(flagsOf(record, 'methods[4].fees[0]')).toEqual(['unknown-currency']);
    expect((await parse('9.000002.txt')).flags.filter(({ field }) => field.includes('fees'))).toEqual([]);
  });

  it('flags a component without a name or without readable counts', async () => {
    const record = await parse('9.000004.txt');
    expect(flagsOf(record, 'cases[0].components[0]')).toEqual(['empty-component']);
    expect(record.cases[0]?.components[1]).toEqual({
      name: 'Giấy tờ A\ngồm phần một\nvà phần hai',
      originals: 0,
      copies: 0,
      notes: ['Mẫu: mau-a.docx'],
    });
    expect(flagsOf(record, 'cases[0].components[1]')).toEqual(['zero-copies']);
    for (const field of ['cases[0].components[2]', 'cases[0].components[3]', 'cases[1].components[0]'])
      expect(flagsOf(record, field)).toEqual(['missing-counts']);
  });

  it('flags what it does not know: channel, level, form of the code', async () => {
    const record = await parse('9.000004.txt');
    expect(record.methods[1]).toMatchObject({ channel: 'unknown', channelText: 'FAX' });
    expect(flagsOf(record, 'methods[1].channel')).toEqual(['unknown-channel']);
    expect(record.agencyLevel).toBeNull();
    expect(flagsOf(record, 'level')).toEqual(['unknown-level']);
    expect(flagsOf(await parse('9.000005.txt'), 'code')).toEqual(['unusual-code', 'code-file-mismatch']);
  });

  it('reads decomposed Unicode as well, and gives names in the composed form', async () => {
    const record = await parse('9.000005.txt');
    expect(record.name).toBe('Thủ tục Đ'.normalize('NFC'));
    expect(record.methods[0]).toMatchObject({ channel: 'direct', limit: { value: 7, unit: 'calendar-day' } });
    expect(record.cases[0]?.components[0]).toMatchObject({ originals: 1, copies: 0 });
  });

  it('takes several results apart and keeps their text', async () => {
    const record = await parse('9.000002.txt');
    expect(record.results).toEqual(['Giấy phép A', 'Văn bản từ chối']);
    expect(record.resultsText).toBe('Giấy phép A, Văn bản từ chối');
    expect(flagsOf(record, 'results')).toEqual([]);
  });

  it.each(['9.000001', '9.000002', '9.000003', '9.000004', '9.000005'])('loses no line of %s', async (code) => {
    const file = `${code}.txt`;
    expect(lostLines(await textOf(file), await parse(file))).toEqual([]);
  });

  it('keeps lines that fit nowhere as flags', async () => {
    const { flags } = await parse('9.000004.txt');
    expect(flags.filter(({ code }) => code === 'unparsed-line').map(({ value }) => value)).toEqual([
      'dòng lạ đầu',
      'dòng lạ',
      'dòng lạ trước',
    ]);
  });

  it('is the same with Windows line ends and a byte order mark', () => {
    const windows = `\uFEFF${WHOLE.replaceAll('\n', '\r\n')}`;
    expect(parseNationalRecord(windows, '9.000001.txt')).toEqual(parseNationalRecord(WHOLE, '9.000001.txt'));
  });

  it('finds a section at an unusual place and flags a missing one', () => {
    const moved = WHOLE.replace('Lĩnh vực: Lĩnh vực A\n', '').replace(
      'Cơ quan phối hợp:',
      'Lĩnh vực: Lĩnh vực A\nCơ quan phối hợp:',
    );
    const record = parseNationalRecord(moved.replace(/^Từ khóa:.*\n/mu, ''), '9.000001.txt');
    expect(record.field).toBe('Lĩnh vực A');
    expect(record.agencies.coordinating).toBe('Cơ quan C, Cơ quan D');
    expect(flagsOf(record, 'field')).toEqual(['out-of-order-section']);
    expect(flagsOf(record, 'keywords')).toEqual(['missing-section']);
  });

  it('opens a new entry for a second limit under one channel', () => {
    const twice = WHOLE.replace(
      '    Thời hạn giải quyết: 30 ngày',
      '    Thời hạn giải quyết: 30 ngày\n    Thời hạn giải quyết: 45 ngày',
    );
    const { methods } = parseNationalRecord(twice, '9.000001.txt');
    expect(methods.filter(({ channel }) => channel === 'postal').map(({ limit }) => limit?.value)).toEqual([30, 45]);
  });
});

describe('a doubtful record', () => {
  const doubtful = async () => {
    const path = new URL('../../test/fixtures/national-doubtful/9.100001.txt', import.meta.url);
    return parseNationalRecord(await readFile(path, 'utf8'), '9.100001.txt');
  };

  it('is grouped with its like: names have composed letters, single blanks and nothing invisible', async () => {
    const record = await doubtful();
    expect(record).toMatchObject({
      name: 'Thủ tục về việc A',
      field: 'Lĩnh vực A',
      agencies: { implementing: 'Cơ quan A', receiving: 'Bộ phận A' },
      cases: [{ components: [{ name: 'Giấy tờ A' }] }],
      legalBases: ['Luật A'],
      results: ['Giấy phép A', 'Văn bản từ chối'],
    });
    expect(record.resultsText).toBe('Giấy phép  A, Văn bản từ chối.');
    expect(record.sequence).toBe('Bước 1:  Nộp hồ sơ.');
  });

  it('has every fee by itself, and each doubt flagged once where it stands', async () => {
    const { methods, flags } = await doubtful();
    expect(methods.map(({ fees }) => fees.map(({ amount }) => amount))).toEqual([
      [100_000, 250_000, 75_000],
      [0],
      [2500],
    ]);
    expect(methods.map(({ limit, limitText }) => limit?.value ?? limitText)).toEqual([
      3,
      33,
      '99999999999999999999 ngày',
    ]);
    expect(flags.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'methods[1].fees[0] ambiguous-fee',
      'methods[2].limit suspicious-limit',
      'methods[2].fees[0] suspicious-fee',
      'methods[1].limit suspicious-limit',
    ]);
  });

  it('has no count out of figures that no number holds', () => {
    const many = WHOLE.replace('Bản chính: 1,', 'Bản chính: 99999999999999999999,');
    const record = parseNationalRecord(many, '9.000001.txt');
    expect(record.cases[0]?.components[0]).toMatchObject({ originals: 0, copies: 0 });
    expect(flagsOf(record, 'cases[0].components[0]')).toEqual(['missing-counts']);
  });
});

describe('a broken record is refused with a code when', () => {
  it.each([
    ['it is empty', '', 'not-a-record'],
    ['it is another text', 'Một văn bản khác\nkhông có mục nào', 'not-a-record'],
    ['it has no code', WHOLE.replace('Mã thủ tục: 9.000001', 'Mã thủ tục:'), 'missing-code'],
    ['its code has spaces', WHOLE.replace('Mã thủ tục: 9.000001', 'Mã thủ tục: hai mã'), 'bad-code'],
    ['its code is endless', WHOLE.replace('Mã thủ tục: 9.000001', `Mã thủ tục: ${'9'.repeat(20_000)}`), 'bad-code'],
    ['its code holds a control', WHOLE.replace('Mã thủ tục: 9.000001', 'Mã thủ tục: 9.\u001B[2J'), 'bad-code'],
    ['it has no name', WHOLE.replace('Tên thủ tục: Thủ tục A', 'Tên thủ tục: Không có thông tin'), 'missing-name'],
    ['it is cut off', WHOLE.slice(0, WHOLE.indexOf('Kết quả')), 'truncated'],
    ['it has no methods', WHOLE.replace('Cách thức thực hiện:', 'Cách khác:'), 'missing-section'],
    ['it holds a NUL', `${WHOLE}\u0000`, 'control-character'],
  ])('%s', (_case, text, code) => {
    expect(() => parseNationalRecord(text, 'x.txt')).toThrow(`national-record.${code}`);
  });

  it('does not name a code that is none', () => {
    const text = WHOLE.replace('Mã thủ tục: 9.000001', `Mã thủ tục: ${'9'.repeat(51)}`);
    expect(() => parseNationalRecord(text, 'x.txt')).toThrow(
      expect.objectContaining({ code: 'national-record.bad-code', params: { source: 'x.txt' } }),
    );
  });

  it('names the code that it still shows', async () => {
    const text = await textOf('hong/cat-ngang.txt');
    expect(() => parseNationalRecord(text, 'cat-ngang.txt')).toThrow(
      expect.objectContaining({ params: { source: 'cat-ngang.txt', code: '9.000006' } }),
    );
  });
});
