import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import { TrackingAnswer, TrackingRequest, TrackingSecretAnswer } from '../../../contracts/tracking.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { actorOnDossier } from '../known-actor.ts';
import type { TrackingService } from './service.ts';

export function trackingRoutes(service: TrackingService, db: Pick<Database, 'execute'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/tracking',
      id: 'trackDossier',
      summary: { vi: 'Tra cứu hồ sơ bằng mã trên giấy tiếp nhận', en: 'Look a dossier up by what is on its receipt' },
      description: {
        vi: 'Không cần đăng nhập. Trả lời hồ sơ đang ở bước nào, hẹn trả khi nào, đang chờ gì, kết quả nhận ở đâu; không có dữ liệu cá nhân. Sai mã, sai mã tra cứu, hồ sơ không còn: cùng một câu trả lời. Gửi bằng POST để mã không nằm trong địa chỉ.',
        en: 'Needs no sign-in. Says at which step it is, the appointment, what is waited for and where the result is; nothing personal. A wrong code, a wrong secret and a dossier that is gone are answered the same. By POST, so that neither stands in an address.',
      },
      tags: ['tracking'],
      permission: 'public',
      body: TrackingRequest,
      bodyLimit: 10_000,
      responses: { 200: TrackingAnswer },
      errors: ['tracking-unknown', 'too-many-requests'],
      async handler({ req, body }) {
        return { status: 200 as const, body: await service.track(req.ip ?? '', body.code, body.secret) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dossiers/{code}/tracking-secret',
      id: 'issueTrackingSecret',
      summary: { vi: 'Cấp mã tra cứu mới', en: 'Issue a new tracking secret' },
      description: {
        vi: 'Khi mất giấy tiếp nhận, hoặc hồ sơ cũ chưa có mã. Mã trước đó hết hiệu lực.',
        en: 'When the receipt is lost, or an old dossier has none. The one before opens nothing any more.',
      },
      tags: ['tracking'],
      permission: 'tracking.issue',
      params: z.strictObject({ code: DossierCode }),
      idempotent: true,
      responses: { 201: TrackingSecretAnswer },
      errors: ['dossier-unknown', 'dossier-code-invalid'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const answer = await service.issue({
          code,
          key: ctx.idempotencyKey,
          person: identityOf(ctx).person,
          admit: async () => actorOnDossier(ctx, code, await findSubject(db, code), ['tracking.issue']),
        });
        return { status: 201 as const, body: answer };
      },
    }),
  ];
}
