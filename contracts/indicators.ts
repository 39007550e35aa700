import { z } from 'zod';
import { INDICATOR_IDS } from '../domain/indicators/definitions.ts';

const Names = z.strictObject({ vi: z.string(), en: z.string() });

/** What a breakdown is by. `centre-level` is the level of the agency of the receiving centre. */
export const BREAKDOWNS = ['agency', 'procedure', 'office', 'level', 'centre-level', 'month'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** PostgreSQL knows no year 0. */
const Day = z.iso.date().refine((day) => day >= '0001');

export const IndicatorQuery = z
  .strictObject({
    from: Day.optional().describe('Ngày đầu kỳ, tính cả; mặc định đầu năm của "to" / first day, included'),
    to: Day.optional().describe('Ngày cuối kỳ, tính cả; mặc định hôm nay / last day, included'),
    agency: z
      .string()
      .max(35)
      .optional()
      .describe('Mã cơ quan; cơ quan nào: xem định nghĩa / whose it is: see the definition'),
    procedure: z.string().max(40).optional(),
    office: z.string().max(80).optional().describe('Bộ phận một cửa đã tiếp nhận / the office that received'),
    by: z.enum(BREAKDOWNS).optional().describe('Chia theo / break down by'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    params: {
      code: 'period-reversed',
      vi: 'Ngày cuối kỳ phải sau ngày đầu kỳ.',
      en: 'The period must end after it begins.',
    },
  });
export type IndicatorQuery = z.output<typeof IndicatorQuery>;

const share = {
  numerator: z.int(),
  denominator: z.int(),
  share: z.number().min(0).nullable().describe('numerator / denominator; null khi mẫu số là 0 / null without data'),
};

const Share = z.strictObject(share).meta({ id: 'Share' });

const DefinedShare = z
  .strictObject({ ...share, name: Names, definition: Names, source: z.string() })
  .meta({ id: 'DefinedShare' });

const StepTiming = z
  .strictObject({
    stage: z.string(),
    steps: z.int(),
    medianMinutes: z.number().nullable(),
    p90Minutes: z.number().nullable(),
  })
  .meta({ id: 'StepTiming' });

const sharesOf = <T extends z.ZodType>(one: T) =>
  z.strictObject(Object.fromEntries(INDICATOR_IDS.map((id) => [id, one])));

export const IndicatorAnswer = z
  .strictObject({
    period: z.strictObject({ from: Day, to: Day, timeZone: z.literal('Asia/Ho_Chi_Minh') }),
    filter: z.strictObject({
      agency: z.string().nullable(),
      procedure: z.string().nullable(),
      office: z.string().nullable(),
    }),
    overall: z.strictObject({ shares: sharesOf(DefinedShare), steps: z.array(StepTiming) }),
    stepTiming: z.strictObject({ definition: Names, source: z.string() }),
    by: z.enum(BREAKDOWNS).nullable(),
    groups: z.array(
      z.strictObject({ key: z.string(), name: Names.nullable(), shares: sharesOf(Share), steps: z.array(StepTiming) }),
    ),
  })
  .meta({ id: 'Indicators' });
export type IndicatorAnswer = z.output<typeof IndicatorAnswer>;
