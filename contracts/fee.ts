import { z } from 'zod';
import { CHANNELS } from '../domain/procedure/procedure.ts';
import { Code } from './common.ts';

const asked = {
  quantities: z
    .record(Code, z.int().min(0).max(1_000_000))
    .refine((quantities) => Object.keys(quantities).length <= 20, {
      params: { code: 'too-many', vi: 'Tối đa 20 loại số lượng.', en: 'At most 20 kinds of quantity.' },
    })
    .default({})
    .describe(
      'Số lượng để tính, ví dụ pages, copies; số nêu ở đây thay cho số trong biểu mẫu / what is counted; a number given here goes before the e-form’s',
    ),
  grounds: z
    .array(Code)
    .max(20)
    .default([])
    .describe(
      'Diện miễn, giảm đã có giấy tờ chứng minh / exemptions and reductions that were claimed and whose proof was accepted',
    ),
};

/** What fees are to be computed from beside the dossier itself. */
export const AskedFees = z.strictObject(asked);
export type AskedFees = z.output<typeof AskedFees>;

export const FeeQuoteRequest = z.strictObject({
  case: Code,
  channel: z.enum(CHANNELS),
  day: z.iso
    .date()
    .optional()
    .describe('Ngày áp dụng mức thu; mặc định hôm nay / whose amounts apply; today by default'),
  form: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Biểu mẫu đã điền tới đâu hay tới đó; không lưu, không trả lại / the e-form as far as it is filled in; neither kept nor given back',
    ),
  ...asked,
});
export type FeeQuoteRequest = z.output<typeof FeeQuoteRequest>;

const Dong = z.int();
const Unknown = 'null: do Hội đồng nhân dân tỉnh hoặc văn bản khác quy định / only a council or another text sets it';

const FeeQuoteLine = z
  .strictObject({
    fee: z.string().describe('Mã khoản thu của thủ tục / id of the fee in the procedure'),
    name: z.string(),
    quantities: z.record(z.string(), z.int()).describe('Số lượng đã dùng / the quantities that were used'),
    gross: Dong.nullable().describe('Đồng, trước miễn giảm / before reductions'),
    reductions: z.array(z.strictObject({ id: z.string(), amount: Dong.nullable() })),
    amount: Dong.nullable().describe(`Đồng phải nộp; ${Unknown}`),
    explanation: z
      .strictObject({ vi: z.array(z.string()), en: z.array(z.string()) })
      .describe('Cách tính, từng dòng / how it came about, line by line'),
  })
  .meta({ id: 'FeeQuoteLine' });

/** What a dossier would cost (phí, lệ phí; Decree 61/2018 art. 22). */
export const FeeQuote = z
  .strictObject({
    procedure: z.string(),
    version: z.int(),
    case: z.string(),
    channel: z.enum(CHANNELS),
    day: z.iso.date(),
    lines: z.array(FeeQuoteLine),
    total: Dong.nullable().describe(`Đồng; ${Unknown}`),
    knownTotal: Dong.describe('Đồng của các khoản đã rõ mức / of the lines whose amount is known'),
  })
  .meta({ id: 'FeeQuote' });
export type FeeQuote = z.output<typeof FeeQuote>;
