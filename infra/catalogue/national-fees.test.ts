import { describe, expect, it } from '@jest/globals';
import { parseFees } from './national-fees.ts';

/** The fees of a text with the flags raised, each as `field code`. */
function read(text: string) {
  const flags: string[] = [];
  const fees = parseFees(text, 'methods[0]', (field, code) =>
    flags.push(`${field.replace('methods[0].', '')} ${code}`),
  );
  return { fees: fees.map(({ amount, description }) => [amount, description]), flags };
}

describe('several fees in one text', () => {
  it('are taken apart where one follows the closed bracket of another, with or without a bar', () => {
    expect(read('100000 VNĐ (cấp) Phí : 250.000 Đồng (thẩm định) Lệ phí : 75.000 Đồng (đăng bạ) | 0 VNĐ ()')).toEqual({
      fees: [
        [100_000, 'cấp'],
        [250_000, 'thẩm định'],
        [75_000, 'đăng bạ'],
        [0, ''],
      ],
      flags: [],
    });
  });

  it('are told by the depth of brackets, not by the last one', () => {
    expect(
      read('Lệ phí : 20.000 Đồng (cấp mới (và đổi); 20.000 đồng/giấy.); Lệ phí : 50.000 Đồng (cấp lại)').fees,
    ).toEqual([
      [20_000, 'cấp mới (và đổi); 20.000 đồng/giấy.'],
      [50_000, 'cấp lại'],
    ]);
  });

  it('stay together where a list inside the bracket closes nothing', () => {
    const words = 'gồm: a) Phí : 30.000 đồng (một); b) Phí : 40.000 đồng (hai)';
    expect(read(`50000 VNĐ (${words})`).fees).toEqual([[50_000, words]]);
  });

  it('are flagged where brackets do not match', () => {
    const { fees, flags } = read('100000 VNĐ ((cấp) Phí : 250.000 Đồng (thẩm định)');
    expect(fees).toHaveLength(1);
    expect(flags).toEqual(['fees[0] several-fees']);
  });

  it('are many without taking long', () => {
    const many = Array.from({ length: 2000 }, () => 'Phí : 1.000 Đồng (a)').join(' ');
    expect(read(many).fees).toHaveLength(2000);
  });
});

describe('an amount of 0', () => {
  it.each([
    '',
    'Không có',
    'không quy định',
    'Miễn lệ phí. Phí bản sao theo Thông tư 1/2016.',
    '0 đồng',
    'Không thu lệ phí theo khoản 2 Điều 22 Luật A 2023.',
  ])('means free beside %j', (words) => {
    expect(read(`0 VNĐ (${words})`).flags).toEqual([]);
  });

  it.each([
    'Miễn lệ phí cho hộ nghèo; 50.000 đồng đối với người khác',
    'Miễn lệ phí cho hộ nghèo',
    'Không thu tại xã; tại tỉnh 20 nghìn đồng',
    'Không quá 8.000.000/lần',
    'Miễn 50 % mức phí',
    'Không thu của trẻ em, người khác 25 USD',
    'Theo quy định',
  ])('is flagged beside %j', (words) => {
    expect(read(`0 VNĐ (${words})`).flags).toEqual(['fees[0] ambiguous-fee']);
  });
});

describe('lost thousands', () => {
  it.each([
    '2500 VNĐ (2.500.000 đồng/giấy)',
    '1500 VNĐ (1,5 triệu đồng)',
    '8000 VNĐ (8.000 nghìn đồng)',
    '135 VNĐ (một lần)',
  ])('are flagged in %j', (text) => {
    expect(read(text).flags).toEqual(['fees[0] suspicious-fee']);
  });

  it.each(['2000 VNĐ (2.000 đồng/thẻ)', '8000 VNĐ ()', '2000 VNĐ (2.000 đồng/trang, tối đa 2.000.000 đồng)'])(
    'are not seen in %j',
    (text) => {
      expect(read(text).flags).toEqual([]);
    },
  );

  it('nor is an amount of more digits than a number holds taken for one', () => {
    const text = `${'9'.repeat(400)} VNĐ (a)`;
    expect(read(text)).toEqual({ fees: [[null, text]], flags: ['fees[0] suspicious-fee'] });
  });
});

it('a fee of a kind without words is described by its kind', () => {
  expect(read('Lệ phí : 20.000 Đồng')).toEqual({ fees: [[20_000, 'Lệ phí']], flags: [] });
});
