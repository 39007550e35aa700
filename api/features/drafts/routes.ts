import { z } from 'zod';
import {
  DRAFT_LIMIT,
  DraftContent,
  DraftId,
  DraftPage,
  DraftQuery,
  DraftSaved,
  DraftView,
} from '../../../contracts/draft.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { recordPersonalRead } from '../../../infra/db/personal-reads.ts';
import { isNotModified, revisionEtag } from '../../etag.ts';
import { defineRoute, EMPTY, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import type { DraftService } from './service.ts';

const params = z.strictObject({ id: DraftId });

export function draftRoutes(service: DraftService, db: Pick<Database, 'execute'>): Route[] {
  return [
    defineRoute({
      method: 'put',
      path: '/drafts/{id}',
      id: 'saveDraft',
      summary: { vi: 'Lưu bản nháp tiếp nhận', en: 'Save the draft of a reception' },
      description: {
        vi: 'Thân là toàn bộ nội dung đang gõ, tối đa 256 kB, lưu đúng như đã gõ và được mã hóa. Không có If-Match: tạo mới. Những lần sau gửi If-Match với ETag của lần lưu trước; nếu nơi khác đã lưu thì 412 kèm số lần lưu hiện tại, không ghi đè. Lần lưu chưa rõ kết quả: gửi lại y nguyên, không làm hai lần. If-Match "*" ghi đè bản đang có. Bản nháp 30 ngày không lưu thì bị xóa.',
        en: 'The body is all that has been typed, 256 kB at most, kept to the letter and encrypted. Without If-Match it is created. Later saves send If-Match with the ETag of the save before; if somewhere else it was saved meanwhile, 412 tells the present revision and nothing is written over. A save whose outcome is unknown is sent again as it is, and is one save. If-Match "*" writes over what is there. A draft that is not saved for 30 days is removed.',
      },
      tags: ['dossiers'],
      permission: 'draft.keep',
      params,
      body: DraftContent,
      bodyLimit: DRAFT_LIMIT,
      ifMatch: 'optional',
      responses: { 200: DraftSaved, 201: DraftSaved },
      errors: ['draft-unknown', 'precondition-required'],
      async handler(ctx) {
        const { person } = identityOf(ctx);
        const { created, ...body } = await service.save(ctx.params.id, person, ctx.body, ctx.ifMatch);
        const headers = { ETag: revisionEtag(body.revision) };
        if (!created) return { status: 200 as const, body, headers };
        return { status: 201 as const, body, headers: { ...headers, Location: `/drafts/${body.id}` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/drafts',
      id: 'listDrafts',
      summary: { vi: 'Bản nháp của tôi', en: 'My drafts' },
      description: {
        vi: 'Mới lưu trước. Không có dữ liệu cá nhân: thủ tục và bộ phận một cửa chỉ hiện khi là mã hợp lệ.',
        en: 'Latest saved first. No personal data: procedure and office are shown only where they are valid codes.',
      },
      tags: ['dossiers'],
      permission: 'draft.keep',
      query: DraftQuery,
      responses: { 200: DraftPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        return { status: 200 as const, body: await service.list(identityOf(ctx).person, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/drafts/{id}',
      id: 'readDraft',
      summary: { vi: 'Một bản nháp của tôi', en: 'One of my drafts' },
      description: {
        vi: 'Nội dung đúng như đã lưu. ETag dùng cho If-Match khi lưu tiếp.',
        en: 'What was saved, to the letter. The ETag serves If-Match in the next save.',
      },
      tags: ['dossiers'],
      permission: 'draft.keep',
      params,
      ifNoneMatch: true,
      responses: { 200: DraftView, 304: EMPTY },
      errors: ['draft-unknown', 'read-not-logged'],
      async handler(ctx) {
        const body = await service.read(ctx.params.id, identityOf(ctx).person);
        const headers = { ETag: revisionEtag(body.revision), Vary: 'Authorization' };
        if (isNotModified(ctx.req.get('if-none-match'), headers.ETag)) return { status: 304 as const, headers };
        await recordPersonalRead(db, {
          actor: ctx.actorFor(),
          dossier: null,
          draft: ctx.params.id,
          what: ['draft'],
          permission: 'draft.keep',
          route: 'readDraft',
          request: ctx.requestId,
        });
        return { status: 200 as const, body, headers };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/drafts/{id}',
      id: 'deleteDraft',
      summary: { vi: 'Xóa một bản nháp của tôi', en: 'Delete one of my drafts' },
      description: {
        vi: 'Bản nháp không còn thì cũng là đã xóa. Tiếp nhận hồ sơ có nêu "draft" thì bản nháp tự mất.',
        en: 'One that is gone already counts as deleted. A reception that names its "draft" deletes it by itself.',
      },
      tags: ['dossiers'],
      permission: 'draft.keep',
      params,
      responses: { 204: EMPTY },
      async handler(ctx) {
        await service.remove(ctx.params.id, identityOf(ctx).person);
        return { status: 204 as const };
      },
    }),
  ];
}
