import { z } from 'zod';
import { AGENCY_LEVELS } from '../domain/procedure/procedure.ts';
import { Bilingual, Instant } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

export const ProcedureQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('Đầu mã, hoặc một phần tên / beginning of the code, or part of the name'),
  ...PageQuery,
});
export type ProcedureQuery = z.output<typeof ProcedureQuery>;

const summary = {
  code: z.string(),
  version: z.int(),
  status: z
    .enum(['draft', 'published'])
    .describe('draft: chưa có quy trình ban hành, chưa tiếp nhận được / cannot be received yet'),
  source: z.string(),
  name: Bilingual.nullable(),
  level: z.enum(AGENCY_LEVELS).nullable(),
  field: z.string().nullable(),
  onlineLevel: z.enum(['full', 'partial', 'information']).nullable(),
  effectiveFrom: z.iso.date().nullable(),
  effectiveTo: z.iso.date().nullable(),
  receivable: z.boolean().describe('Có quy trình và đang có hiệu lực hôm nay / has a route and is in force today'),
  provisional: z.array(z.string()).describe('Mục chưa có nguồn xác nhận / fields that no source confirms yet'),
};

/** A procedure (thủ tục hành chính) in its newest version: the published one, or the draft where there is none. */
export const ProcedureItem = z.strictObject(summary).meta({ id: 'Procedure' });
export type ProcedureItem = z.output<typeof ProcedureItem>;

export const ProcedurePage = pageOf(ProcedureItem);

export const ProcedureView = z
  .strictObject({
    ...summary,
    createdAt: Instant,
    newerDraft: z
      .int()
      .nullable()
      .describe('Phiên bản nháp mới hơn bản ban hành / a draft newer than the published version'),
    content: z
      .record(z.string(), z.unknown())
      .describe(
        'Nội dung của phiên bản, như trong danh mục; bản nháp nhập từ quốc gia có cấu trúc của nguồn / as in the catalogue',
      ),
  })
  .meta({ id: 'ProcedureView' });
export type ProcedureView = z.output<typeof ProcedureView>;
