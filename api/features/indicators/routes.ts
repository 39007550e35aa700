import { IndicatorAnswer, IndicatorQuery } from '../../../contracts/indicators.ts';
import { defineRoute, type Route } from '../../routing.ts';
import type { IndicatorService } from './service.ts';

export function indicatorRoutes(service: IndicatorService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/indicators',
      id: 'readIndicators',
      summary: { vi: 'Chỉ tiêu của một kỳ', en: 'Indicators of a period' },
      description: {
        vi: 'Mỗi chỉ tiêu kèm tử số, mẫu số, định nghĩa và căn cứ. Nhóm theo cơ quan, thủ tục, trung tâm, cấp hoặc tháng.',
        en: 'Each with numerator, denominator, definition and source; broken down by agency, procedure, centre, level or month.',
      },
      tags: ['indicators'],
      permission: 'indicators.read',
      query: IndicatorQuery,
      responses: { 200: IndicatorAnswer },
      handler: async ({ query }) => ({ status: 200 as const, body: await service.read(query) }),
    }),
  ];
}
