import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FeeQuote } from '../../contracts/fee.ts';
import type { Json } from '../support/desks.ts';
import { count } from '../support/facts.ts';
import { aCertificationRequest } from '../support/forms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { refused } from '../support/ways.ts';

describe('What a dossier would cost, by its fee rules', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const ask = (code: string, body: Json) => {
    const [first] = motcua.catalogue.procedures.get(code)?.cases ?? [];
    return motcua
      .as('receptionist-hong-gai')
      .post(`/procedures/${code}/fee-quotes`, { case: first?.id ?? 'standard', channel: 'direct', ...body });
  };
  const quote = async (code: string, body: Json): Promise<FeeQuote> => {
    const { status, text, body: answered } = await ask(code, body);
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
    return FeeQuote.parse(answered);
  };

  test('of certified copies goes by the page and the copy, line by line in both languages', async () => {
    const { lines, ...rest } = await quote('2.000815', { quantities: { pages: 10, copies: 5 } });
    expect(rest).toMatchObject({
      procedure: '2.000815',
      case: 'standard',
      channel: 'direct',
      total: 60_000,
      knownTotal: 60_000,
    });
    expect(lines).toEqual([
      {
        fee: 'certification',
        name: 'Phí chứng thực bản sao từ bản chính',
        quantities: { pages: 10, copies: 5 },
        gross: 60_000,
        reductions: [],
        amount: 60_000,
        explanation: {
          vi: [
            'Trang 1–2: 2 trang × 2.000 đồng = 4.000 đồng.',
            'Từ trang thứ 3: 8 trang × 1.000 đồng = 8.000 đồng.',
            '5 bản × 12.000 đồng = 60.000 đồng.',
            'Phải nộp 60.000 đồng.',
          ],
          en: [
            'Pages 1–2: 2 pages × 2,000 đồng = 4,000 đồng.',
            'From page 3 on: 8 pages × 1,000 đồng = 8,000 đồng.',
            '5 copies × 12,000 đồng = 60,000 đồng.',
            'To be paid: 60,000 đồng.',
          ],
        },
      },
    ]);
  });

  test.each([
    [2, 1, 4_000],
    [3, 1, 5_000],
    [197, 1, 199_000],
    [198, 1, 200_000],
    [1_000, 1, 200_000],
    [1_000, 3, 600_000],
  ])(
    'of %i certified pages in %i copies is %i đồng: 2,000, from page 3 on 1,000, at most 200,000 a copy',
    async (pages, copies, total) => {
      expect((await quote('2.000815', { quantities: { pages, copies } })).total).toBe(total);
    },
  );

  test('of copies from the civil status register is 8,000 đồng each', async () => {
    expect((await quote('2.000635', { quantities: { copies: 4 } })).total).toBe(32_000);
  });

  test.each([
    ['online', '2025-12-31', 115_000],
    ['online', '2026-01-01', 135_000],
    ['direct', '2025-12-31', 135_000],
    ['direct', '2026-01-01', 135_000],
  ])('of a driving licence %s on %s is %i đồng: online less until the end of 2025', async (channel, day, total) => {
    expect(await quote('3.000347', { channel, day })).toMatchObject({ channel, day, total });
  });

  test('of a registration of residence is none for whoever is exempt', async () => {
    const free = await quote('1.004222', { grounds: ['poor-household'] });
    expect(free.lines).toMatchObject([
      { gross: 20_000, reductions: [{ id: 'poor-household', amount: 20_000 }], amount: 0 },
    ]);
    expect(free.total).toBe(0);
    expect((await quote('1.004222', {})).total).toBe(20_000);
    expect(refused(await ask('1.004222', { grounds: ['on-time'] }))).toEqual([422, 'fee-ground-unknown']);
  });

  test('is not known where only the provincial council sets it, and says so', async () => {
    const unknown = await quote('1.013225', {});
    expect(unknown).toMatchObject({ total: null, knownTotal: 0, lines: [{ gross: null, amount: null }] });
    expect(unknown.lines[0]?.explanation.en.at(-1)).toContain('not known yet');
    expect(await quote('2.001583', {})).toMatchObject({ total: null, knownTotal: 100_000 });
  });

  describe('from an e-form', () => {
    test('counts what the form says; a number that is given goes before it', async () => {
      const form = aCertificationRequest();
      expect(await quote('2.000815', { form })).toMatchObject({
        total: 60_000,
        lines: [{ quantities: { pages: 10, copies: 5 } }],
      });
      const counted = await quote('2.000815', { form, quantities: { pages: 12 } });
      expect(counted).toMatchObject({ total: 70_000, lines: [{ quantities: { pages: 12, copies: 5 } }] });
    });

    test('may be asked for while it is being filled in, and tells which number is missing', async () => {
      expect((await quote('2.000815', { form: { pagesPerCopy: 1, copies: 1 } })).total).toBe(2_000);
      const without = await ask('2.000815', { form: { pagesPerCopy: 1 } });
      expect(refused(without)).toEqual([422, 'fee-quantity-missing']);
      expect(without.text).toContain('số bản');
      expect(refused(await ask('2.000815', { form: { pagesPerCopy: 1, copies: 1.5 } }))).toEqual([
        422,
        'fee-quantity-missing',
      ]);
    });

    test('keeps, logs and gives back nothing of the form but those numbers', async () => {
      const canary = 'Chàomào Thịtínhphí';
      const tables = ['dossier', 'dossier_form', 'command', 'dossier_event'];
      const before = await Promise.all(tables.map((table) => count(motcua.db, table)));
      const form = aCertificationRequest({
        requester: { fullName: canary },
        document: { kind: canary },
        extra: canary,
      });
      const answers = [
        await ask('2.000815', { form }),
        await ask('2.000815', { form: { ...form, copies: canary } }),
        await ask('2.000815', { form, case: 'no-such-case' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 422, 422]);
      expect(answers.map(({ text }) => text).join()).not.toContain(canary);
      expect(motcua.logs.join('\n')).not.toContain(canary);
      expect(await Promise.all(tables.map((table) => count(motcua.db, table)))).toEqual(before);
    });
  });

  test('is refused for what the catalogue does not have, and for numbers that are none', async () => {
    const cases: [string, Json, number, string][] = [
      ['9.999999', {}, 404, 'procedure-unknown'],
      ['2.000815', { case: 'no-such-case' }, 422, 'case-unknown'],
      ['2.000815', {}, 422, 'fee-quantity-missing'],
      ['2.000815', { quantities: { pages: -1, copies: 1 } }, 422, 'body-invalid'],
      ['2.000815', { quantities: { pages: 1.5, copies: 1 } }, 422, 'body-invalid'],
      ['2.000815', { quantities: { pages: '1', copies: 1 } }, 422, 'body-invalid'],
      ['2.000815', { quantities: { pages: 1_000_001, copies: 1 } }, 422, 'body-invalid'],
      ['2.000815', { quantities: { 'không phải mã': 1 } }, 422, 'body-invalid'],
      ['2.000815', { channel: 'fax' }, 422, 'body-invalid'],
      ['2.000815', { day: '2026-02-30' }, 422, 'body-invalid'],
    ];
    for (const [code, body, status, refusal] of cases)
      expect([body, ...refused(await ask(code, body))]).toEqual([body, status, refusal]);
  });
});
