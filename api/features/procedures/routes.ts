import { z } from 'zod';
import { ProcedurePage, ProcedureQuery, ProcedureView } from '../../../contracts/procedure.ts';
import { defineRoute, type Route } from '../../routing.ts';
import type { ProcedureService } from './service.ts';

export function procedureRoutes(service: ProcedureService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/procedures',
      id: 'listProcedures',
      summary: { vi: 'Danh mục thủ tục hành chính', en: 'The catalogue of procedures' },
      tags: ['catalogue'],
      permission: 'catalogue.read',
      query: ProcedureQuery,
      responses: { 200: ProcedurePage },
      errors: ['cursor-invalid'],
      handler: async ({ query }) => ({ status: 200 as const, body: await service.list(query) }),
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}',
      id: 'readProcedure',
      summary: { vi: 'Một thủ tục, phiên bản mới nhất', en: 'One procedure in its newest version' },
      tags: ['catalogue'],
      permission: 'catalogue.read',
      params: z.strictObject({ code: z.string().max(60) }),
      responses: { 200: ProcedureView },
      errors: ['procedure-unknown'],
      handler: async ({ params }) => ({ status: 200 as const, body: await service.get(params.code) }),
    }),
  ];
}
