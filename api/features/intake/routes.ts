import { IntakeAnswer, IntakeRequest } from '../../../contracts/intake.ts';
import type { TrackingSecrets } from '../../../infra/tracking/tracking-secret.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import type { IntakeService } from './service.ts';

export function intakeRoutes(service: IntakeService, secrets: TrackingSecrets): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/dossiers',
      id: 'receiveDossier',
      summary: { vi: 'Tiếp nhận hồ sơ', en: 'Receive a dossier' },
      description: {
        vi: 'Cấp mã hồ sơ và ngày hẹn trả, chuyển hồ sơ tới bước đầu tiên. Hoạt động cả khi máy chủ quy trình tạm ngừng.',
        en: 'Issues the dossier code and the appointment and routes the dossier to its first step. Works also while the workflow engine is away.',
      },
      tags: ['dossiers'],
      permission: 'dossier.receive',
      body: IntakeRequest,
      idempotent: true,
      responses: { 201: IntakeAnswer },
      errors: [
        'procedure-unknown',
        'procedure-draft',
        'procedure-ended',
        'procedure-not-yet',
        'case-unknown',
        'component-missing',
        'component-unknown',
        'form-invalid',
        'form-unknown',
        'office-unknown',
        'office-ended',
        'place-unknown',
        'agency-unresolved',
        'document-unknown',
        'fee-quantity-missing',
        'fee-ground-unknown',
        'fees-not-yet',
        'key-reused',
        'rights-changed',
      ],
      async handler(ctx) {
        const { tracking, ...outcome } = await service.receive({
          key: ctx.idempotencyKey,
          body: ctx.body,
          person: identityOf(ctx).person,
          actorFor: (office) => ctx.actorFor({ owners: [office.agency, office.code] }),
        });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        const body = IntakeAnswer.parse({
          ...outcome,
          trackingSecret: tracking === undefined ? null : secrets.secretOf(outcome.code, tracking),
        });
        return { status: 201 as const, body, headers: { Location: `/dossiers/${body.code}` } };
      },
    }),
  ];
}
