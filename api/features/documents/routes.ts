import { z } from 'zod';
import { DOCUMENT_KINDS, DocumentAnswer } from '../../../contracts/document.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { defineRoute, streamed, STREAMED, type Route } from '../../routing.ts';
import type { DocumentService } from './service.ts';

const MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/xml'] as const;

const uploadHeaders = z.object({
  'content-type': z.string().max(200),
  'content-disposition': z.string().max(2000).optional(),
  'x-content-sha256': z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export function documentRoutes(service: DocumentService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/documents',
      id: 'uploadDocument',
      summary: { vi: 'Tải lên thành phần hồ sơ trước khi tiếp nhận', en: 'Upload a component before the reception' },
      description: {
        vi: 'Thân là tệp; tên tệp ở Content-Disposition (filename*). Tệp được mã hóa khi lưu.',
        en: 'The body is the file; its name is in Content-Disposition (filename*). It is encrypted at rest.',
      },
      tags: ['documents'],
      permission: 'document.upload',
      headers: uploadHeaders,
      body: streamed(MEDIA_TYPES),
      idempotent: true,
      responses: { 201: DocumentAnswer },
      errors: ['too-large', 'upload-incomplete', 'key-reused', 'storage-unavailable'],
      async handler(ctx) {
        const actor = ctx.actorFor({ participants: agenciesOf(ctx.identity) });
        const body = await service.upload({
          key: ctx.idempotencyKey,
          dossier: null,
          kind: 'component',
          headers: ctx.headers,
          actor,
          body: ctx.req,
        });
        return { status: 201 as const, body };
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
      tags: ['documents'],
      permission: 'document.upload',
      params: z.strictObject({ code: z.string().max(60) }),
      query: z.strictObject({ kind: z.enum(DOCUMENT_KINDS).default('attachment') }),
      headers: uploadHeaders,
      body: streamed(MEDIA_TYPES),
      idempotent: true,
      responses: { 201: DocumentAnswer },
      errors: ['dossier-unknown', 'too-large', 'upload-incomplete', 'key-reused', 'storage-unavailable'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        const participants = await service.participants(ctx.params.code);
        const body = await service.upload({
          key: ctx.idempotencyKey,
          dossier: ctx.params.code,
          kind: ctx.query.kind,
          headers: ctx.headers,
          actor: ctx.actorFor({ participants }),
          body: ctx.req,
        });
        return { status: 201 as const, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/documents/{document}',
      id: 'downloadDocument',
      summary: { vi: 'Tải về một tệp của hồ sơ', en: 'Download a document of a dossier' },
      tags: ['documents'],
      permission: 'document.read',
      params: z.strictObject({ code: z.string().max(60), document: z.uuid() }),
      responses: { 200: streamed(MEDIA_TYPES) },
      errors: ['dossier-unknown', 'document-unknown', 'document-erased', 'storage-unavailable'],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        ctx.actorFor({ participants: await service.participants(ctx.params.code) });
        await service.send(ctx.params.code, ctx.params.document, ctx.res);
        return STREAMED;
      },
    }),
  ];
}

/** Who uploads before there is a dossier takes part in what he will file. @throws DomainError `unauthenticated` */
function agenciesOf(identity: { readonly appointments: readonly { readonly agency: string }[] } | null): string[] {
  if (identity === null) throw new DomainError('unauthenticated');
  return identity.appointments.map(({ agency }) => agency);
}
