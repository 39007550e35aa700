import { z } from 'zod';
import { DOCUMENT_KINDS, DocumentAnswer } from '../../../contracts/document.ts';
import { mayOpen } from '../../../domain/access/personal-view.ts';
import { findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { recordPersonalRead } from '../../../infra/db/personal-reads.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { normalMediaType } from '../../../infra/storage/media-type.ts';
import { REFUSAL_CODES } from '../../../infra/inspection/refusal.ts';
import { defineRoute, streamed, STREAMED, type Route, type RouteContext } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { actorOnDossier, unlessStranger } from '../known-actor.ts';
import { readReason } from '../read-reason.ts';
import { extensionsOf, fileNameIn, fits } from './file-name.ts';
import type { DocumentService, Incoming } from './service.ts';

const MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/xml'] as const;

const UNSOUND_NAME = {
  code: 'file-name',
  vi: 'Tên tệp để trống, quá 255 ký tự, có ký tự điều khiển, ký tự ẩn hoặc có đường dẫn. Hãy đổi tên tệp.',
  en: 'The file name is empty, over 255 characters, or holds control or hidden characters or a path. Rename the file.',
} as const;

const unfittingName = (extensions: readonly string[]) => ({
  code: 'file-name',
  vi: `Tên tệp không hợp với loại tệp; phải có đuôi ${extensions.join(', ')}. Hãy đổi tên tệp.`,
  en: `The file name does not fit the type of the file; it must end in ${extensions.join(', ')}. Rename the file.`,
});

const uploadHeaders = z
  .object({
    'content-type': z.string().max(200),
    /** Read as the name of the file. */
    'content-disposition': z
      .string()
      .max(4000)
      .optional()
      .transform((value, context) => {
        const name = fileNameIn(value);
        if (name !== null) return name;
        context.addIssue({ code: 'custom', params: UNSOUND_NAME });
        return z.NEVER;
      }),
    'content-encoding': z.string().optional(),
    'x-content-sha256': z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .superRefine(({ 'content-type': declared, 'content-disposition': name }, context) => {
    const mediaType = normalMediaType(declared);
    if (fits(name, mediaType)) return;
    const params = unfittingName(extensionsOf(mediaType));
    context.addIssue({ code: 'custom', path: ['content-disposition'], params });
  });

const UPLOAD_ERRORS = [
  'content-encoded',
  ...REFUSAL_CODES,
  'document-infected',
  'busy-retry',
  'too-large',
  'upload-empty',
  'upload-incomplete',
  'key-reused',
  'storage-unavailable',
] as const;

export function documentRoutes(service: DocumentService, db: Pick<Database, 'execute'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/documents',
      id: 'uploadDocument',
      summary: { vi: 'Tải lên thành phần hồ sơ trước khi tiếp nhận', en: 'Upload a component before the reception' },
      description: {
        vi: 'Thân là tệp; tên tệp ở Content-Disposition (filename*), đuôi hợp với loại tệp. Tệp được mã hóa khi lưu. Chỉ người tải lên mới tiếp nhận hồ sơ có tệp này.',
        en: 'The body is the file; its name is in Content-Disposition (filename*), with an extension of its type. It is encrypted at rest. Only who uploads it can receive a dossier with it.',
      },
      tags: ['documents'],
      permission: 'document.hand-in',
      headers: uploadHeaders,
      body: streamed(MEDIA_TYPES),
      idempotent: true,
      responses: { 201: DocumentAnswer },
      errors: UPLOAD_ERRORS,
      async handler(ctx) {
        return { status: 201 as const, body: await service.handIn(incomingOf(ctx)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dossiers/{code}/documents',
      id: 'uploadDossierDocument',
      summary: {
        vi: 'Tải lên tệp của hồ sơ (kết quả, tài liệu kèm theo)',
        en: 'Upload a document of a dossier (result, attachment)',
      },
      description: {
        vi: 'Dành cho các cơ quan tham gia hồ sơ; kết quả chỉ do cơ quan đang giữ bước mở tải lên. Hồ sơ đã kết thúc không nhận thêm tệp.',
        en: 'For the agencies that take part; a result only by the agency that holds the open step. A dossier that has ended takes no more.',
      },
      tags: ['documents'],
      permission: ['document.upload', 'document.upload-result'],
      params: z.strictObject({ code: z.string().max(60) }),
      query: z.strictObject({ kind: z.enum(DOCUMENT_KINDS).default('attachment') }),
      headers: uploadHeaders,
      body: streamed(MEDIA_TYPES),
      idempotent: true,
      responses: { 201: DocumentAnswer },
      errors: ['dossier-code-invalid', 'dossier-unknown', 'dossier-ended', ...UPLOAD_ERRORS],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const { kind } = ctx.query;
        const body = await unlessStranger(ctx, db, code, () => service.add({ ...incomingOf(ctx), code, kind }));
        return { status: 201 as const, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/documents/{document}',
      id: 'downloadDocument',
      summary: { vi: 'Tải về một tệp của hồ sơ', en: 'Download a document of a dossier' },
      description: {
        vi: 'Tệp không che được: vai trò được xem thì xem trọn; văn thư chỉ mở kết quả; công dân mở tệp của hồ sơ mình. Kiểm tra viên phải nêu lý do (X-Motcua-Reason). Mỗi lần tải được ghi nhật ký.',
        en: 'A document cannot be masked: a role sees it whole, or not. Who seals opens results only; a citizen opens what is of his own dossier. An auditor says why (X-Motcua-Reason). Each download is logged.',
      },
      tags: ['documents'],
      permission: ['document.read', 'document.read-own'],
      params: z.strictObject({ code: z.string().max(60), document: z.uuid() }),
      responses: { 200: streamed(MEDIA_TYPES) },
      errors: [
        'dossier-code-invalid',
        'dossier-unknown',
        'document-unknown',
        'document-erased',
        'document-held',
        'document-refused',
        'storage-unavailable',
        'read-reason-missing',
        'read-reason-invalid',
        'read-not-logged',
      ],
      async handler(ctx) {
        const { code, document } = ctx.params;
        parseDossierCode(code);
        const [found, about] = await Promise.all([findSubject(db, code), service.about(code, document)]);
        const subject = found && { ...found, participants: [...found.participants, ...(about?.asked ?? [])] };
        const { actor, permission } = actorOnDossier(ctx, code, subject, ['document.read', 'document.read-own']);
        if (about === null) throw new DomainError('document-unknown', { document });
        const { role } = actor;
        if (!mayOpen(role, about.kind))
          throw new DomainError('role-not-allowed', { permission, role, needed: 'appraiser' });
        const reason = role === 'auditor' ? readReason(ctx.req) : null;
        if (role === 'auditor' && reason === null) throw new DomainError('read-reason-missing');
        const read = { dossier: code, document, what: ['documents'], route: 'downloadDocument', reason } as const;
        await recordPersonalRead(db, { actor, permission, request: ctx.requestId, ...read });
        await service.send(code, document, ctx.res);
        return STREAMED;
      },
    }),
  ];
}

function incomingOf(ctx: RouteContext<unknown, unknown, z.output<typeof uploadHeaders>, unknown>): Incoming {
  // A body in gzip would be stored as gzip, and checked as none of the types.
  if (ctx.headers['content-encoding'] !== undefined) throw new DomainError('content-encoded');
  const { 'content-type': mediaType, 'content-disposition': name, 'x-content-sha256': declaredSha256 } = ctx.headers;
  return {
    key: ctx.idempotencyKey,
    person: identityOf(ctx).person,
    name,
    mediaType,
    declaredSha256,
    body: ctx.req,
    actorFor: ctx.actorFor,
  };
}
