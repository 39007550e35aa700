import { z } from 'zod';
import { DossierItem } from './dossier.ts';
import { PageQuery } from './paging.ts';

/** What a dossier is at, as roughly as lists of work need it. */
export const LIST_STATES = ['open', 'waiting', 'ended'] as const;

export const DueQuery = z.strictObject({
  agency: z
    .string()
    .max(35)
    .optional()
    .describe('Cơ quan tiếp nhận hoặc có thẩm quyền; mặc định cơ quan của bạn / default: your own'),
  state: z
    .enum(LIST_STATES)
    .default('open')
    .describe('open: đang xử lý / in work; waiting: đang tạm dừng tính / its clock stands still; ended: đã kết thúc'),
  ...PageQuery,
});
export type DueQuery = z.output<typeof DueQuery>;

const DIGITS = /^\d{6,15}$/;

/** In the body, since what is looked for is personal and addresses are written down everywhere. */
export const DossierSearch = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('name'),
    value: z.string().trim().min(4).max(200).describe('Tên hoặc một phần, có dấu hay không / a name or a part of it'),
  }),
  z.strictObject({
    by: z.literal('identity'),
    value: z.string().trim().min(6).max(30).describe('Số định danh đầy đủ / the whole identity number'),
  }),
  z.strictObject({
    by: z.literal('phone'),
    value: z.string().regex(DIGITS).describe('Ít nhất 6 chữ số cuối / its last digits, six at least'),
  }),
]);
export type DossierSearch = z.output<typeof DossierSearch>;

export const DossierSearchAnswer = z.strictObject({
  items: z.array(DossierItem),
  more: z.boolean().describe('Còn hồ sơ không hiển thị; hãy tìm cụ thể hơn / there are more: say more of it'),
});
export type DossierSearchAnswer = z.output<typeof DossierSearchAnswer>;
