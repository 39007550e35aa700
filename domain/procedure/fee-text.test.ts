import { describe, expect, test } from '@jest/globals';
import { explainFee, formatDong } from './fee-text.ts';
import { computeFees, type FeeFacts } from './fees.ts';
import type { Fee } from './procedure.ts';

const read = (fee: Fee, facts: Partial<FeeFacts>) => {
  const given = {
    channel: 'online',
    caseId: 'late',
    day: '2026-01-01',
    quantities: {},
    form: null,
    grounds: [],
  } as const;
  const [line] = computeFees([fee], { ...given, ...facts }).lines;
  return (['vi', 'en'] as const).map((locale) => explainFee(line ?? { explanation: [] }, locale));
};

const CERTIFICATION: Fee = {
  id: 'certification',
  name: 'Phí chứng thực',
  amount: 2000,
  rule: {
    rates: [
      {
        kind: 'per',
        quantity: 'pages',
        each: 'copies',
        tiers: [{ upTo: 2, amount: 2000 }, { amount: 1000 }],
        minimum: 3000,
        cap: 200_000,
      },
    ],
  },
};

describe('an explanation of a fee', () => {
  test('counts by tier, cap and copies', () => {
    expect(read(CERTIFICATION, { quantities: { pages: 200, copies: 2 } })).toEqual([
      [
        'Trang 1–2: 2 trang × 2.000 đồng = 4.000 đồng.',
        'Từ trang thứ 3: 198 trang × 1.000 đồng = 198.000 đồng.',
        'Thu tối đa 200.000 đồng mỗi bản (tính ra 202.000 đồng).',
        '2 bản × 200.000 đồng = 400.000 đồng.',
        'Phải nộp 400.000 đồng.',
      ],
      [
        'Pages 1–2: 2 pages × 2,000 đồng = 4,000 đồng.',
        'From page 3 on: 198 pages × 1,000 đồng = 198,000 đồng.',
        'Not more than 200,000 đồng a copy (202,000 đồng were counted).',
        '2 copies × 200,000 đồng = 400,000 đồng.',
        'To be paid: 400,000 đồng.',
      ],
    ]);
  });

  test('says the minimum', () => {
    const [vi, en] = read(CERTIFICATION, { quantities: { pages: 1, copies: 1 } });
    expect(vi?.slice(0, 3)).toEqual([
      'Trang 1–2: 1 trang × 2.000 đồng = 2.000 đồng.',
      'Thu tối thiểu 3.000 đồng mỗi bản (tính ra 2.000 đồng).',
      '1 bản × 3.000 đồng = 3.000 đồng.',
    ]);
    expect(en?.slice(0, 3)).toEqual([
      'Pages 1–2: 1 page × 2,000 đồng = 2,000 đồng.',
      'Not less than 3,000 đồng a copy (2,000 đồng were counted).',
      '1 copy × 3,000 đồng = 3,000 đồng.',
    ]);
  });

  test('names a quantity of the rule’s own, and only one tier as nothing but a product', () => {
    const fee: Fee = {
      ...CERTIFICATION,
      rule: {
        rates: [
          { kind: 'per', quantity: 'vehicles', quantityName: { vi: 'xe', en: 'vehicles' }, tiers: [{ amount: 5 }] },
        ],
      },
    };
    expect(read(fee, { quantities: { vehicles: 3 } }).map(([first]) => first)).toEqual([
      '3 xe × 5 đồng = 15 đồng.',
      '3 vehicles × 5 đồng = 15 đồng.',
    ]);
  });

  test('says which rate applied, what was reduced and rounded, and what is over', () => {
    const fee: Fee = {
      id: 'a',
      name: 'Lệ phí',
      amount: 115_001,
      rule: {
        rates: [
          {
            kind: 'flat',
            channels: ['online', 'postal'],
            cases: ['late'],
            from: '2023-12-01',
            to: '2026-12-31',
            amount: 115_001,
          },
        ],
        reductions: [
          {
            id: 'eighth',
            name: { vi: 'nộp sớm', en: 'early' },
            off: { share: 0.125 },
            basis: { kind: 'ground', component: 'form' },
          },
          {
            id: 'past',
            name: { vi: 'khuyến khích', en: 'incentive' },
            off: { amount: 1000 },
            basis: { kind: 'ground', component: 'form' },
            from: '2025-01-01',
            to: '2025-12-31',
          },
          {
            id: 'poor',
            name: { vi: 'Người thuộc hộ nghèo', en: 'Member of a poor household' },
            off: { share: 1 },
            basis: { kind: 'ground', component: 'form' },
          },
        ],
      },
    };
    expect(read(fee, { grounds: ['eighth', 'past'] })).toEqual([
      [
        'Áp dụng mức thu dành cho hồ sơ nộp trực tuyến hoặc qua bưu chính, trường hợp của hồ sơ, thời gian từ 01/12/2023 đến hết 31/12/2026.',
        'Mức thu 115.001 đồng.',
        'Giảm 12,5%: nộp sớm; còn 100.626 đồng (làm tròn đến đồng, nửa đồng làm tròn lên).',
        'Không áp dụng miễn, giảm: khuyến khích chỉ có hiệu lực từ 01/01/2025 đến hết 31/12/2025.',
        'Phải nộp 100.626 đồng.',
      ],
      [
        'The amount for dossiers brought online or by post, the case of the dossier, the time from 01/12/2023 through 31/12/2026 applies.',
        'The fee is 115,001 đồng.',
        'Reduced by 12.5%: early; 100,626 đồng are left (rounded to 1 đồng, half a đồng up).',
        'No exemption or reduction: incentive is in force only from 01/01/2025 through 31/12/2025.',
        'To be paid: 100,626 đồng.',
      ],
    ]);
    expect(read(fee, { grounds: ['past', 'poor'], day: '2025-06-01' }).map((lines) => lines.slice(2))).toEqual([
      ['Giảm 1.000 đồng: khuyến khích; còn 114.001 đồng.', 'Miễn toàn bộ: Người thuộc hộ nghèo.', 'Không phải nộp.'],
      [
        'Reduced by 1,000 đồng: incentive; 114,001 đồng are left.',
        'Exempt: Member of a poor household.',
        'Nothing is to be paid.',
      ],
    ]);
    expect(read(fee, { channel: 'direct' })).toEqual([
      ['Danh mục không có mức thu cho trường hợp, cách nộp và ngày này.', 'Chưa xác định được số tiền phải nộp.'],
      ['The catalogue has no amount for this case, channel and day.', 'What is to be paid is not known yet.'],
    ]);
  });

  test('says why an amount is not known', () => {
    const of = (fee: Partial<Fee>) =>
      read({ id: 'a', name: 'Lệ phí', amount: null, ...fee }, {}).map(([first]) => first);
    expect(of({})).toEqual([
      'Danh mục chưa có mức thu; Hội đồng nhân dân tỉnh hoặc văn bản khác quy định.',
      'The catalogue has no amount; the provincial council or another text sets it.',
    ]);
    expect(of({ amount: 2000, unit: 'trang' })).toEqual([
      'Mức thu tính theo đơn vị mà danh mục chưa có cách tính.',
      'The amount is stated by a unit that the catalogue does not say how to count.',
    ]);
  });
});

test.each([
  [0, '0 đồng', '0 đồng'],
  [999, '999 đồng', '999 đồng'],
  [1000, '1.000 đồng', '1,000 đồng'],
  [12_345_678, '12.345.678 đồng', '12,345,678 đồng'],
])('%i đồng read %s', (amount, vi, en) => {
  expect([formatDong(amount, 'vi'), formatDong(amount, 'en')]).toEqual([vi, en]);
});
