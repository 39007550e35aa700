import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import { DossierPage, DossierQuery, DossierView, OwnDossierQuery } from '../../../contracts/dossier.ts';
import { Timeline } from '../../../contracts/timeline.ts';
import { internalView } from '../../../domain/access/internal-view.ts';
import { personalView } from '../../../domain/access/personal-view.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import type { DossierSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { recordPersonalRead, type ReadWhat } from '../../../infra/db/personal-reads.ts';
import { dossierEtag, isNotModified } from '../../etag.ts';
import { defineRoute, EMPTY, type Route, type RouteContext } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { actorOnDossier, type Admitted } from '../known-actor.ts';
import { readReason } from '../read-reason.ts';
import { agencyListed } from './agency-listed.ts';
import { personalIn, type DossierReader } from './read-dossier.ts';
import type { DossierReadService } from './service.ts';

const params = z.strictObject({ code: DossierCode });

export function dossierRoutes(service: DossierReadService, db: Pick<Database, 'execute'>): Route[] {
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
        return { status: 200 as const, body: await service.list(await agencyListed(ctx, db), ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/my/dossiers',
      id: 'listOwnDossiers',
      summary: { vi: 'Hồ sơ của tôi', en: 'My dossiers' },
      description: {
        vi: 'Hồ sơ mà người đăng nhập là chủ hồ sơ, theo số định danh; mới nộp trước. Người nộp thay không thấy hồ sơ ở đây.',
        en: 'Those whose applicant is whoever signed in, by the identity number; the latest filed first. Who handed one in for another does not find it here.',
      },
      tags: ['dossiers'],
      permission: 'dossier.list-own',
      query: OwnDossierQuery,
      responses: { 200: DossierPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        return { status: 200 as const, body: await service.listOwn(identityOf(ctx).person, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}',
      id: 'readDossier',
      summary: { vi: 'Một hồ sơ', en: 'One dossier' },
      description: {
        vi: 'Thông tin người nộp được che theo vai trò; quầy không tham gia hồ sơ chỉ thấy hồ sơ đang ở đâu và chờ gì; công dân xem hồ sơ của chính mình, không thấy công chức và ý kiến nội bộ. Kiểm tra viên nêu lý do (X-Motcua-Reason) thì thấy đầy đủ. Mỗi lần xem dữ liệu cá nhân được ghi nhật ký. ETag dùng cho If-None-Match khi đọc và If-Match khi ghi.',
        en: 'The applicant is masked by role; a counter that takes no part sees only where the dossier stands and what it waits for; a citizen reads his own, without its officers and what agencies think. An auditor who says why (X-Motcua-Reason) sees all. Each reading of personal data is logged. The ETag serves If-None-Match when reading and If-Match when writing.',
      },
      tags: ['dossiers'],
      permission: ['dossier.read', 'dossier.read-own', 'dossier.look-up'],
      params,
      ifNoneMatch: true,
      responses: { 200: DossierView, 304: EMPTY },
      errors: ['dossier-code-invalid', 'dossier-unknown', ...READ_ERRORS],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const found = await service.find(code);
        const admitted = actorOnDossier(ctx, code, found?.subject ?? null, [
          'dossier.read',
          'dossier.read-own',
          'dossier.look-up',
        ]);
        if (found === null) throw new Error('nobody is admitted to what is not there');
        const { reader, reason } = readerFor(ctx, admitted, found.subject);
        const etag = dossierEtag(found.row.seq, found.besideLedger);
        const headers = { ETag: etag, Vary: VARY };
        // Who says why he must see more is not answered by what he has already.
        if (reason === null && isNotModified(ctx.req.get('if-none-match'), etag))
          return { status: 304 as const, headers };
        const task = found.row.open_step?.id ?? null;
        const body = await service.view(found, reader);
        await record(ctx, admitted, {
          dossier: code,
          what: personalIn(found, reader),
          route: 'readDossier',
          task,
          reason,
        });
        return { status: 200 as const, body, headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/timeline',
      id: 'readTimeline',
      summary: { vi: 'Diễn biến của hồ sơ', en: 'Timeline of a dossier' },
      description: {
        vi: 'Mọi sự kiện trong sổ với người, cơ quan, nơi và cách thực hiện; thời gian của từng bước; kết quả kiểm tra chuỗi băm. Người nộp hồ sơ không thấy tên công chức, ghi chú và trao đổi nội bộ giữa các cơ quan.',
        en: 'Every event of the ledger with who, for which agency, where and how; the timings of each step; the proof of the chain. The applicant sees neither the names of officers nor their notes, nor what agencies say to each other.',
      },
      tags: ['dossiers'],
      permission: ['dossier.read', 'dossier.read-own'],
      params,
      responses: { 200: Timeline },
      errors: ['dossier-code-invalid', 'dossier-unknown', ...READ_ERRORS],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const head = await service.head(code);
        const admitted = actorOnDossier(ctx, code, head?.subject ?? null, ['dossier.read', 'dossier.read-own']);
        if (head === null) throw new Error('nobody is admitted to what is not there');
        const { reader, reason } = readerFor(ctx, admitted, head.subject);
        const { timeline, what } = await service.timeline(head, reader);
        await record(ctx, admitted, { dossier: code, what, route: 'readTimeline', reason });
        return { status: 200 as const, body: timeline };
      },
    }),
  ];

  function record(
    { requestId: request }: Asking,
    { actor, permission }: Admitted,
    read: {
      readonly dossier: string;
      readonly what: readonly ReadWhat[];
      readonly route: string;
      readonly task?: string | null;
      readonly reason: string | null;
    },
  ): Promise<void> {
    return recordPersonalRead(db, { actor, permission, request, ...read });
  }
}

type Asking = RouteContext<unknown, unknown, unknown, unknown>;

const READ_ERRORS = ['read-reason-invalid', 'read-not-logged'] as const;

/** Who is answered differently must not be answered from what another was. */
const VARY = 'Authorization, Cookie, X-Motcua-Appointment, X-Motcua-Officer, X-Motcua-Reason';

/** How much is shown: to an auditor everything, where he says why. */
function readerFor(
  { req }: Asking,
  { actor }: Admitted,
  subject: DossierSubject,
): { readonly reader: DossierReader; readonly reason: string | null } {
  const reason = actor.role === 'auditor' ? readReason(req) : null;
  const view = personalView(actor, subject, reason !== null);
  return { reader: { role: actor.role, view, internal: internalView(actor, subject) }, reason };
}
