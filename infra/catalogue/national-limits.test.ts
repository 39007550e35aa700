import { describe, expect, it } from '@jest/globals';
import { parseMethods } from './national-methods.ts';

interface Stated {
  readonly channel?: string;
  readonly limit: string;
  readonly description?: string;
}

/** The methods of a record that states these limits, and the flags of each as `index code value`. */
function read(...stated: Stated[]) {
  const flags: string[] = [];
  const lines = stated.flatMap(({ channel = 'DIRECT', limit, description = '' }) => [
    `  * Hình thức nộp: ${channel}`,
    `    Thời hạn giải quyết: ${limit}`,
    `    Mô tả: ${description}`,
  ]);
  const methods = parseMethods(lines, (field, code, value) =>
    flags.push(`${field.replace(/^methods\[(\d+)\]\.limit$/u, '$1')} ${code} ${value}`),
  );
  return { methods, flags };
}

const flagsOf = (...stated: Stated[]): string[] => read(...stated).flags;

describe('a number without a unit', () => {
  it.each(['1 OTHER', '48 OTHER', '2 WEEK', '15'])('is kept as text and flagged unknown-unit: %s', (limit) => {
    const { methods, flags } = read({ limit });
    expect(methods[0]).toMatchObject({ limitText: limit.replace(' OTHER', ''), limitVerbatim: limit });
    expect(flags).toEqual([`0 unknown-unit ${limit}`]);
  });

  it('is another thing than words, and than nothing, each flagged once', () => {
    expect(flagsOf({ limit: 'Không quy định OTHER' })).toEqual(['0 free-text-limit Không quy định']);
    expect(flagsOf({ limit: '10 ngày tùy việc OTHER' })).toEqual(['0 free-text-limit 10 ngày tùy việc']);
    expect(flagsOf({ limit: 'OTHER' })).toEqual(['0 empty-limit OTHER']);
  });
});

describe('a limit that cannot be meant', () => {
  it.each(['99999999999999999999 ngày', '1.500 ngày', '123456 WORKING_DAY', '2,125 ngày'])(
    'stays text where its figures are no number: %s',
    (limit) => {
      const { methods, flags } = read({ limit });
      expect(methods[0]).toMatchObject({ limitText: limit });
      expect(methods[0]).not.toHaveProperty('limit');
      expect(flags).toEqual([`0 suspicious-limit ${limit}`]);
    },
  );

  it.each(['0 ngày', '37 MONTH', '1096 ngày', '751 WORKING_DAY'])(
    'is flagged beyond three years or at 0: %s',
    (limit) => {
      expect(flagsOf({ limit })).toEqual([`0 suspicious-limit ${limit}`]);
    },
  );

  it.each(['36 MONTH', '1095 ngày', '750 WORKING_DAY', '12,5 WORKING_DAY'])('is not suspected before: %s', (limit) => {
    expect(flagsOf({ limit })).toEqual([]);
  });

  it('is flagged in hours beyond thirty working days, beside the doubt what hours those are', () => {
    expect(flagsOf({ limit: '241 HOUR' })).toEqual(['0 ambiguous-hours 241 HOUR', '0 suspicious-limit 241 HOUR']);
  });
});

describe('limits of the channels of one record', () => {
  it('flag the one that is ten times longer or shorter than all others', () => {
    expect(
      flagsOf(
        { channel: 'ONLINE', limit: '3 MONTH' },
        { channel: 'POSTAL', limit: '33 MONTH' },
        { channel: 'DIRECT', limit: '3 MONTH' },
      ),
    ).toEqual(['1 suspicious-limit 33 MONTH ≠ ONLINE 3 MONTH']);
    expect(flagsOf({ channel: 'ONLINE', limit: '15 ngày' }, { channel: 'POSTAL', limit: '1 HOUR' })).toHaveLength(2);
  });

  it('are told apart by a description that says one of them only', () => {
    const postal = { channel: 'POSTAL', limit: '24 WORKING_DAY' };
    const direct = { channel: 'DIRECT', limit: '2 WORKING_DAY' };
    const flagged = '1 suspicious-limit 2 WORKING_DAY ≠ POSTAL 24 WORKING_DAY';
    const other = '0 suspicious-limit 24 WORKING_DAY ≠ DIRECT 2 WORKING_DAY';
    const description = 'Trong vòng 24 ngày làm việc.';
    expect(flagsOf({ ...postal, description }, direct)).toEqual([flagged]);
    const both = 'Thông báo: 02 ngày làm việc. Cấp: 24 ngày làm việc.';
    expect(flagsOf({ ...postal, description: both }, { ...direct, description: both })).toEqual([other, flagged]);
  });

  it('may differ less, be 0 elsewhere, or differ as the cases of one channel do', () => {
    expect(flagsOf({ channel: 'ONLINE', limit: '5 ngày' }, { limit: '0 ngày' })).toEqual(['1 suspicious-limit 0 ngày']);
    expect(flagsOf({ channel: 'ONLINE', limit: '5 WORKING_DAY' }, { channel: 'DIRECT', limit: '30 ngày' })).toEqual([]);
    expect(
      flagsOf(
        { channel: 'ONLINE', limit: '1 WORKING_DAY' },
        { channel: 'ONLINE', limit: '30 WORKING_DAY' },
        { channel: 'DIRECT', limit: '1 WORKING_DAY' },
        { channel: 'DIRECT', limit: '30 WORKING_DAY' },
      ),
    ).toEqual([]);
  });
});

describe('a limit beside its description', () => {
  it.each([
    ['33 MONTH', 'Không quá 03 tháng', '03 tháng'],
    ['12 WORKING_DAY', 'Theo khoản 1: 12,5 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.', '12,5 ngày làm việc'],
    ['100 WORKING_DAY', 'Trong thời hạn mười (10) ngày làm việc.', '10) ngày làm việc'],
  ])('%s is flagged where it says: %s', (limit, description, contrary) => {
    expect(flagsOf({ limit, description })).toEqual([`0 suspicious-limit ${limit} ≠ ${contrary}`]);
  });

  it.each([
    ['30 ngày', 'Không quá 30 (ba mươi) ngày, kể từ ngày 10 tháng 5 năm 2025.'],
    ['15 WORKING_DAY', 'Thẩm định: 10 ngày làm việc; quyết định: 05 ngày làm việc.'],
    ['15 WORKING_DAY', 'Nếu hồ sơ chưa hợp lệ, trong 03 ngày làm việc thông báo bổ sung.'],
    ['15 WORKING_DAY', 'Đối với xã miền núi, hải đảo là 25 ngày làm việc.'],
    ['62 WORKING_DAY', 'Tối đa 07 ngày làm việc/tờ.'],
    ['12 ngày', 'Nộp chậm nhất 48 ngày trước ngày hết hạn.'],
    ['8 HOUR', 'Hồ sơ nhận sau 15 giờ thì trả vào hôm sau.'],
    ['20 WORKING_DAY', 'Không quá 30 ngày.'],
  ])('%s agrees with: %s', (limit, description) => {
    expect(flagsOf({ limit, description })).toEqual([]);
  });

  it('of many amounts is read in no time', () => {
    const description = Array.from({ length: 20_000 }, (_, n) => `${(n % 97) + 1},5 ngày làm việc;`).join(' ');
    expect(flagsOf({ limit: '700 WORKING_DAY', description })).toHaveLength(0);
  });
});
