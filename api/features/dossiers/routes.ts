import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import { DossierPage, DossierQuery, DossierView } from '../../../contracts/dossier.ts';
import { Timeline } from '../../../contracts/timeline.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { dossierEtag, isNotModified } from '../../etag.ts';
import { defineRoute, EMPTY, type Route } from '../../routing.ts';
import type { DossierReadService } from './service.ts';

const params = z.strictObject({ code: DossierCode });

export function dossierRoutes(service: DossierReadService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/dossiers',
      id: 'listDossiers',
      summary: { vi: 'Hồ sơ của một cơ quan', en: 'Dossiers of an agency' },
      description: {
        vi: 'Hồ sơ mà cơ quan tiếp nhận hoặc có thẩm quyền giải quyết, mã lớn trước. Không có dữ liệu cá nhân.',
        en: 'Dossiers that the agency received or is competent for, highest code first. No personal data.',
      },
      tags: ['dossiers'],
      permission: 'dossier.read',
      query: DossierQuery,
      responses: { 200: DossierPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const own = ctx.identity?.appointments.map(({ agency }) => agency) ?? [];
        const actor = ctx.actorFor({ participants: ctx.query.agency === undefined ? own : [ctx.query.agency] });
        return { status: 200 as const, body: await service.list(ctx.query.agency ?? actor.agency, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}',
      id: 'readDossier',
      summary: { vi: 'Một hồ sơ', en: 'One dossier' },
      description: {
        vi: 'Thông tin người nộp được che theo vai trò. ETag dùng cho If-None-Match khi đọc và If-Match khi ghi.',
        en: 'The applicant is masked by role. The ETag serves If-None-Match when reading and If-Match when writing.',
      },
      tags: ['dossiers'],
      permission: 'dossier.read',
      params,
      ifNoneMatch: true,
      responses: { 200: DossierView, 304: EMPTY },
      errors: ['dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        const found = await service.find(ctx.params.code);
        const { role } = ctx.actorFor({ participants: found.participants });
        const etag = dossierEtag(found.row.seq, found.besideLedger);
        const headers = { ETag: etag, Vary: 'Authorization, X-Motcua-Appointment' };
        if (isNotModified(ctx.req.get('if-none-match'), etag)) return { status: 304 as const, headers };
        return { status: 200 as const, body: await service.view(found, role), headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/timeline',
      id: 'readTimeline',
      summary: { vi: 'Diễn biến của hồ sơ', en: 'Timeline of a dossier' },
      description: {
        vi: 'Mọi sự kiện trong sổ với người, cơ quan, nơi và cách thực hiện; thời gian của từng bước; kết quả kiểm tra chuỗi băm.',
        en: 'Every event of the ledger with who, for which agency, where and how; the timings of each step; the proof of the chain.',
      },
      tags: ['dossiers'],
      permission: 'dossier.read',
      params,
      responses: { 200: Timeline },
      errors: ['dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        const head = await service.head(ctx.params.code);
        const { role } = ctx.actorFor({ participants: head.participants });
        return { status: 200 as const, body: await service.timeline(head, role) };
      },
    }),
  ];
}
