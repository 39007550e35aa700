import { z } from 'zod';
import { ActRequestBody, PossibleActs } from '../../../contracts/act.ts';
import { DossierCode } from '../../../contracts/common.ts';
import { CommandAnswer } from '../../../contracts/intake.ts';
import { ACTS } from '../../../domain/dossier/acts.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { powersOf } from '../../../infra/identity/powers.ts';
import { APPOINTMENT_HEADER } from '../../authentication.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { actorOnDossier, unlessStranger } from '../known-actor.ts';
import type { ActService } from './service.ts';

export function actRoutes(service: ActService, db: Pick<Database, 'execute'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/acts',
      id: 'listPossibleActs',
      summary: { vi: 'Thao tác bạn làm được lúc này', en: 'The acts that you may do now' },
      description: {
        vi: 'Theo bước đang mở, vai trò, sự tách biệt nhiệm vụ và việc đang chờ, đúng như khi thực hiện. Những gì thao tác còn cần (lý do, tệp kết quả) chưa được xét.',
        en: 'By the open step, the role, the separation of duties and what it waits for, as when it is done. What an act takes besides (a reason, a result) is not asked yet.',
      },
      tags: ['dossiers'],
      permission: ['dossier.read', 'dossier.look-up'],
      params: z.strictObject({ code: DossierCode }),
      responses: { 200: PossibleActs },
      errors: ['dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const subject = await findSubject(db, code);
        actorOnDossier(ctx, code, subject, ['dossier.read', 'dossier.look-up']);
        const chosen = ctx.req.get(APPOINTMENT_HEADER) ?? null;
        const powers = powersOf(identityOf(ctx)).filter((power) => chosen === null || power.appointment === chosen);
        return { status: 200 as const, body: await service.possible(code, powers) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dossiers/{code}/acts',
      id: 'carryOutAct',
      summary: { vi: 'Thực hiện một thao tác trên hồ sơ', en: 'Carry out an act on a dossier' },
      description: {
        vi: 'Gửi lại cùng Idempotency-Key luôn nhận cùng câu trả lời, kể cả sau khi hồ sơ đã kết thúc. Khi chưa biết kết quả: 503 kèm Retry-After, gửi lại cùng khóa. Có If-Match thì chỉ thực hiện khi chưa có sự kiện nào sau trạng thái mang ETag ấy; điều kiện được xét đúng lúc quyết định, và không xét lại khi gửi lại.',
        en: 'A repeat with the same Idempotency-Key gets the same answer, also after the dossier ended. While the outcome is not known: 503 with Retry-After; send the same key again. With If-Match the act is done only if no event has happened since the state that its ETag names; the condition is judged where the act is decided, and not asked again of a repeat.',
      },
      tags: ['dossiers'],
      permission: ActRequestBody.options.map(({ shape }) => ACTS[shape.act.value].permission),
      params: z.strictObject({ code: z.string().max(60) }),
      body: ActRequestBody,
      idempotent: true,
      ifMatch: 'optional',
      responses: { 200: CommandAnswer },
      errors: [
        'dossier-code-invalid',
        'dossier-unknown',
        'engine-busy',
        'engine-unavailable',
        'run-missing',
        'stream-moved',
        'act-stale',
        'act-not-now',
        'dossier-ended',
        'result-missing',
        'result-not-asked',
        'result-unknown',
        'reason-missing',
        'dossier-open',
        'dossier-waits',
        'not-waiting',
        'withdrawal-pending',
        'withdrawal-not-asked',
        'assigned-to-another',
        'officer-unknown',
        'stage-not-passed',
        'stage-unknown',
        'act-on-parent',
        'stage-joined',
        'part-unknown',
        'part-blocked',
        'nothing-to-undo',
        'not-your-act',
        'component-unknown',
        'supplement-empty',
        'supplement-too-late',
        'closing-not-proposed',
        'payment-outstanding',
        'obligation-exists',
        'obligation-unknown',
        'obligation-settled',
        'obligation-not-paid',
        'amount-invalid',
        'fee-quantity-missing',
        'fee-ground-unknown',
        'fee-amount-missing',
        'fee-line-not-asked',
        'nothing-to-pay',
        'correction-is-free',
        'extension-not-allowed',
        'extension-used',
        'extension-too-late',
        'extension-unverified',
        'verification-plan-past',
        'verification-time-invalid',
        'verification-file-kind',
        'reappointments-used',
        'appointment-not-later',
        'due-too-far',
        'instant-out-of-range',
        'apology-missing',
        'paper-not-awaited',
        'not-a-handover',
        'receipt-hash-mismatch',
        'already-delivered',
        'already-accepted',
        'document-unknown',
        'document-not-pdf',
        'dossier-erased',
        'document-erased',
        'document-held',
        'document-refused',
        'document-damaged',
        'task-unknown',
        'place-unknown',
        'key-reused',
        'rights-changed',
      ],
      async handler(ctx) {
        parseDossierCode(ctx.params.code);
        const { permission } = ACTS[ctx.body.act];
        const { code } = ctx.params;
        const body = await unlessStranger(ctx, db, code, () =>
          service.act({
            code,
            key: ctx.idempotencyKey,
            body: ctx.body,
            ifMatch: ctx.ifMatch,
            person: identityOf(ctx).person,
            actorFor: (subject) => ctx.actorFor(subject, permission),
          }),
        );
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 200 as const, body: CommandAnswer.parse(body) };
      },
    }),
  ];
}
