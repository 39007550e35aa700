import { z } from 'zod';
import {
  ConsultationActBody,
  ConsultationAnswer,
  ConsultationPage,
  ConsultationQuery,
  ConsultationView,
} from '../../../contracts/consultation.ts';
import { CONSULTATION_ACTS } from '../../../domain/consultation/acts.ts';
import { personalView } from '../../../domain/access/personal-view.ts';
import { parseConsultationCode } from '../../../domain/consultation/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { agenciesAbove, findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { recordPersonalRead } from '../../../infra/db/personal-reads.ts';
import { mayKnow } from '../../../infra/identity/powers.ts';
import { dossierEtag, isNotModified } from '../../etag.ts';
import { defineRoute, EMPTY, type Route, type RouteContext } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { concealed, worksAt } from '../known-actor.ts';
import { readReason } from '../read-reason.ts';
import type { Names } from '../names.ts';
import { listConsultations, readConsultation } from './read.ts';
import type { ConsultationService } from './service.ts';

const params = z.strictObject({
  code: z.string().max(80).describe('Mã phiếu lấy ý kiến, ví dụ H49.143-261124-0001.C1 / code of the consultation'),
});

export function consultationRoutes(
  service: ConsultationService,
  db: Pick<Database, 'execute'>,
  names: () => Promise<Names>,
): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/consultations',
      id: 'listConsultations',
      summary: { vi: 'Phiếu lấy ý kiến của một cơ quan', en: 'Consultations of an agency' },
      description: {
        vi: 'Gửi đến cơ quan (sớm hạn trước, hoặc đã xong), hay cơ quan gửi đi (mới nhất trước). Không có dữ liệu cá nhân.',
        en: 'What the agency is asked (earliest due first, or done), or what it asks (latest first). No personal data.',
      },
      tags: ['consultations'],
      permission: 'consult.read',
      query: ConsultationQuery,
      responses: { 200: ConsultationPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const own = identityOf(ctx).appointments.map(({ agency }) => agency);
        const asked = ctx.query.agency ?? own[0] ?? '';
        const actor = ctx.actorFor({
          consultation: { asker: asked, asked },
          above: await agenciesAbove(db, [asked]),
        });
        const agency = ctx.query.agency ?? actor.agency;
        return { status: 200 as const, body: await listConsultations(db, await names(), agency, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/consultations/{code}',
      id: 'readConsultation',
      summary: { vi: 'Một phiếu lấy ý kiến', en: 'One consultation' },
      description: {
        vi: 'Câu hỏi, câu trả lời, tệp kèm, các biên nhận (gửi, đến, mở, trả lời) với thời điểm và mã băm. Cơ quan hỏi, cơ quan được hỏi và cơ quan đã chuyển tiếp xem được; sau khi thu hồi hoặc chuyển tiếp, cơ quan không còn giữ phiếu chỉ thấy việc mình đã làm.',
        en: 'Question, answer, files, and the receipts (sent, delivered, opened, answered) with instants and hashes. For the agency that asks, the one that is asked, and those that passed it on; once it was recalled or passed on, who no longer has it sees only what it did itself.',
      },
      tags: ['consultations'],
      permission: 'consult.read',
      params,
      ifNoneMatch: true,
      responses: { 200: ConsultationView, 304: EMPTY },
      errors: ['consultation-code-invalid', 'consultation-unknown', 'read-reason-invalid', 'read-not-logged'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseConsultationCode(code);
        const unknown = new DomainError('consultation-unknown', { consultation: code });
        const subject = await service.subject(code);
        if (subject === null) throw unknown;
        const { consultation, dossier } = subject;
        const parties = [consultation.asker, consultation.asked, ...consultation.passedBy];
        const actor = await concealed(
          async () => ctx.actorFor(subject),
          () => knows(ctx, parties, dossier),
          unknown,
        );
        const reason = actor.role === 'auditor' ? readReason(ctx.req) : null;
        const view = personalView(actor, { participants: parties }, reason !== null);
        const body = await readConsultation(db, await names(), code, {
          agency: actor.agency,
          oversees: !parties.includes(actor.agency),
          notes: view.notes === 'full',
        });
        const etag = dossierEtag(body.seq);
        const headers = {
          ETag: etag,
          Vary: 'Authorization, Cookie, X-Motcua-Appointment, X-Motcua-Officer, X-Motcua-Reason',
        };
        if (reason === null && isNotModified(ctx.req.get('if-none-match'), etag))
          return { status: 304 as const, headers };
        await recordPersonalRead(db, {
          actor,
          dossier,
          what: body.messages.some(({ text }) => text !== null) ? ['notes'] : [],
          permission: 'consult.read',
          route: 'readConsultation',
          request: ctx.requestId,
          reason,
        });
        return { status: 200 as const, body, headers };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/consultations/{code}/acts',
      id: 'actOnConsultation',
      summary: { vi: 'Thực hiện một thao tác trên phiếu lấy ý kiến', en: 'Carry out an act on a consultation' },
      description: {
        vi: 'Cơ quan được hỏi: báo nhận, mở, cho ý kiến, hỏi lại, chuyển cơ quan khác. Cơ quan hỏi: trả lời câu hỏi lại, thu hồi. Ý kiến đến sau hạn vẫn được ghi nhận là trễ. Gửi lại cùng Idempotency-Key luôn nhận cùng câu trả lời.',
        en: 'The asked agency: acknowledge, open, answer, ask back, pass on. The one that asks: reply, recall. An opinion after the deadline is recorded as late. A repeat with the same Idempotency-Key gets the same answer.',
      },
      tags: ['consultations'],
      permission: Object.values(CONSULTATION_ACTS),
      params,
      body: ConsultationActBody,
      idempotent: true,
      ifMatch: 'optional',
      responses: { 200: ConsultationAnswer },
      errors: [
        'consultation-code-invalid',
        'consultation-unknown',
        'consultation-over',
        'consultation-with-asker',
        'not-asked-back',
        'pass-on-to-party',
        'receipt-hash-mismatch',
        'already-delivered',
        'already-opened',
        'agency-unknown',
        'document-unknown',
        'place-unknown',
        'engine-busy',
        'engine-unavailable',
        'run-missing',
        'stream-moved',
        'key-reused',
        'rights-changed',
      ],
      async handler(ctx) {
        const { code } = ctx.params;
        parseConsultationCode(code);
        const body = await concealed(
          () =>
            service.act({
              code,
              key: ctx.idempotencyKey,
              body: ctx.body,
              ifMatch: ctx.ifMatch,
              person: identityOf(ctx).person,
              actorFor: (subject) => ctx.actorFor(subject, CONSULTATION_ACTS[ctx.body.act]),
            }),
          async () => {
            const found = await service.subject(code);
            if (found === null) return false;
            const { asker, asked, passedBy } = found.consultation;
            return knows(ctx, [asker, asked, ...passedBy], found.dossier);
          },
          new DomainError('consultation-unknown', { consultation: code }),
        );
        return { status: 200 as const, body: ConsultationAnswer.parse(body) };
      },
    }),
  ];

  /** A consultation is known to its parties, and to whoever may know of its dossier. */
  async function knows(
    ctx: Pick<RouteContext<unknown, unknown, unknown, unknown>, 'identity'>,
    parties: readonly string[],
    dossier: string,
  ): Promise<boolean> {
    if (worksAt(ctx, parties)) return true;
    const subject = await findSubject(db, dossier);
    return subject !== null && mayKnow(identityOf(ctx), subject);
  }
}
