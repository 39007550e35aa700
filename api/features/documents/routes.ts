import { z } from 'zod';
import { DOCUMENT_KINDS, DocumentAnswer } from '../../../contracts/document.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { defineRoute, streamed, STREAMED, type Route, type RouteContext } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { fileNameIn } from './file-name.ts';
import type { DocumentService, Incoming } from './service.ts';

const MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/xml'] as const;

const UNSOUND_NAME = {
  code: 'file-name',
  vi: 'Tên tệp để trống, quá 255 ký tự, có ký tự điều khiển hoặc có đường dẫn. Hãy đổi tên tệp.',
  en: 'The file name is empty, over 255 characters, or holds control characters or a path. Rename the file.',
} as const;

const uploadHeaders = z.object({
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
  'x-content-sha256': z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

const UPLOAD_ERRORS = [
  'too-large',
  'upload-empty',
  'upload-incomplete',
  'media-type-mismatch',
  'key-reused',
  'storage-unavailable',
] as const;

export function documentRoutes(service: DocumentService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/documents',
      id: 'uploadDocument',
      summary: { vi: 'Tải lên thành phần hồ sơ trước khi tiếp nhận', en: 'Upload a component before the reception' },
      description: {
        vi: 'Thân là tệp; tên tệp ở Content-Disposition (filename*). Tệp được mã hóa khi lưu. Chỉ người tải lên mới tiếp nhận hồ sơ có tệp này.',
        en: 'The body is the file; its name is in Content-Disposition (filename*). It is encrypted at rest. Only who uploads it can receive a dossier with it.',
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
        return { status: 201 as const, body: await service.add({ ...incomingOf(ctx), code, kind: ctx.query.kind }) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/documents/{document}',
      id: 'downloadDocument',
      summary: { vi: 'Tải về một tệp của hồ sơ', en: 'Download a document of a dossier' },
      description: {
        vi: 'Tệp không che được, nên chỉ dành cho vai trò được xem thông tin người nộp.',
        en: 'A document cannot be masked, so it is for roles only that may see something of the applicant.',
      },
      tags: ['documents'],
      permission: 'document.read',
      params: z.strictObject({ code: z.string().max(60), document: z.uuid() }),
      responses: { 200: streamed(MEDIA_TYPES) },
      errors: ['dossier-code-invalid', 'dossier-unknown', 'document-unknown', 'document-erased', 'storage-unavailable'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        ctx.actorFor({ participants: await service.readers(ctx.params.code, ctx.params.document) });
        await service.send(ctx.params.code, ctx.params.document, ctx.res);
        return STREAMED;
      },
    }),
  ];
}

function incomingOf(ctx: RouteContext<unknown, unknown, z.output<typeof uploadHeaders>, unknown>): Incoming {
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
