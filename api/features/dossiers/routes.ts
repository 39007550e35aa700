import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import { DossierPage, DossierQuery, DossierView } from '../../../contracts/dossier.ts';
import { Timeline } from '../../../contracts/timeline.ts';
import { PERSONAL_VIEW, type PersonalView } from '../../../domain/access/personal-view.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { dossierEtag, isNotModified } from '../../etag.ts';
import { defineRoute, EMPTY, type Route, type RouteContext } from '../../routing.ts';
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
        vi: 'Thông tin người nộp được che theo vai trò; quầy không tham gia hồ sơ chỉ thấy hồ sơ đang ở đâu và chờ gì. ETag dùng cho If-None-Match khi đọc và If-Match khi ghi.',
        en: 'The applicant is masked by role; a counter that takes no part sees only where the dossier stands and what it waits for. The ETag serves If-None-Match when reading and If-Match when writing.',
      },
      tags: ['dossiers'],
      permission: ['dossier.read', 'dossier.look-up'],
      params,
      ifNoneMatch: true,
      responses: { 200: DossierView, 304: EMPTY },
      errors: ['dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        const found = await service.find(ctx.params.code);
        const personal = seenBy(ctx.actorFor, found.participants);
        const etag = dossierEtag(found.row.seq, found.besideLedger);
        const headers = { ETag: etag, Vary: 'Authorization, X-Motcua-Appointment, X-Motcua-Officer' };
        if (isNotModified(ctx.req.get('if-none-match'), etag)) return { status: 304 as const, headers };
        return { status: 200 as const, body: await service.view(found, personal), headers };
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

/** How much of the applicant is shown: to a counter that takes no part, nothing. */
function seenBy(
  actorFor: RouteContext<unknown, unknown, unknown, unknown>['actorFor'],
  participants: readonly string[],
): PersonalView {
  try {
    return PERSONAL_VIEW[actorFor({ participants }, 'dossier.read').role];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not-taking-part') throw error;
    try {
      actorFor({}, 'dossier.look-up');
    } catch {
      throw error;
    }
    return 'none';
  }
}
