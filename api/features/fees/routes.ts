import { z } from 'zod';
import { FeeQuote, FeeQuoteRequest } from '../../../contracts/fee.ts';
import { defineRoute, type Route } from '../../routing.ts';
import type { FeeQuoteService } from './service.ts';

export function feeRoutes(service: FeeQuoteService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/fee-quotes',
      id: 'quoteFees',
      summary: { vi: 'Tính thử phí, lệ phí', en: 'Compute the fees of a procedure' },
      description: {
        vi: 'Tính theo quy định thu của thủ tục, từng dòng kèm cách tính. Số lượng không nêu thì lấy từ biểu mẫu. Không ghi gì và không lưu biểu mẫu. Khoản do Hội đồng nhân dân tỉnh quyết định có "amount" là null, và khi đó "total" cũng là null.',
        en: 'By the fee rules of the procedure, each line with how it came about. Quantities that are not given are the e-form’s. Nothing is written, and the form is not kept. What only the provincial council sets has a null "amount", and then "total" is null too.',
      },
      tags: ['catalogue'],
      permission: 'catalogue.read',
      params: z.strictObject({ code: z.string().max(60) }),
      body: FeeQuoteRequest,
      responses: { 200: FeeQuote },
      errors: ['procedure-unknown', 'procedure-draft', 'case-unknown', 'fee-quantity-missing', 'fee-ground-unknown'],
      handler: async ({ params, body }) => ({ status: 200 as const, body: await service.quote(params.code, body) }),
    }),
  ];
}
