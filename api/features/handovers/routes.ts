import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import { DossierHandovers, HandoverPage, HandoverQuery, HandoverReceipt } from '../../../contracts/handover.ts';
import { authorise } from '../../../domain/access/access.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { actorOnDossier, concealed, worksAt } from '../known-actor.ts';
import { partiesOf, type HandoverService } from './service.ts';

export function handoverRoutes(service: HandoverService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/handovers',
      id: 'listHandovers',
      summary: { vi: 'Bàn giao đến hoặc đi của một cơ quan', en: 'Hand-overs to or from an agency' },
      description: {
        vi: 'Cũ trước. Hệ thống của cơ quan hỏi "state=sent" từ đầu để biết việc chưa báo nhận: mỗi việc còn đó đến khi được báo nhận. "resume" đánh dấu chỗ đã đọc; việc mới luôn nằm sau dấu ấy. Việc vừa chuyển hiện ra sau khoảng một giây. Nội dung bàn giao nằm trong biên nhận.',
        en: 'Oldest first. An agency’s system asks for "state=sent" from the start to learn what it has not acknowledged: each stays until it is. "resume" marks how far one has read; what is new always comes after it. What was just handed over shows after about a second. What was handed over is in the receipt.',
      },
      tags: ['handovers'],
      permission: 'handover.read',
      query: HandoverQuery,
      responses: { 200: HandoverPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const own = ctx.identity?.appointments.map(({ agency }) => agency) ?? [];
        const asked = ctx.query.agency === undefined ? own : [ctx.query.agency];
        const actor = ctx.actorFor({ participants: asked, above: await service.above(asked) });
        return { status: 200 as const, body: await service.list(ctx.query.agency ?? actor.agency, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/handovers/{id}',
      id: 'readHandover',
      summary: { vi: 'Biên nhận một lần bàn giao', en: 'The receipt of a hand-over' },
      description: {
        vi: 'Ai giao gì (mã băm) cho ai, đến lúc nào, tiếp nhận lúc nào, kèm các sự kiện đúng như trong sổ: mỗi bên tự tính lại mã băm được, không cần hệ thống này (motcua receipt verify). Chỉ hai bên, nơi tiếp nhận hồ sơ và người kiểm tra, theo dõi được xem.',
        en: 'Who handed what (hash) to whom, when it arrived and when it was accepted, with the events as recorded: either side recomputes the hashes without this system (motcua receipt verify). Read by both sides, the office that received the dossier, and those who oversee.',
      },
      tags: ['handovers'],
      permission: 'handover.read',
      params: z.strictObject({
        id: z.string().max(100).describe('Mã việc, hoặc mã lần bàn giao / the task, or the id'),
      }),
      responses: { 200: HandoverReceipt },
      errors: ['handover-unknown'],
      async handler(ctx) {
        const { id } = ctx.params;
        const unknown = new DomainError('handover-unknown', { task: id });
        const { dossier, found } = await service.find(id);
        await concealed(
          async () => ctx.actorFor(partiesOf(dossier, found)),
          async () => worksAt(ctx, dossier.participants),
          unknown,
        );
        const [body] = await service.show([found]);
        if (body === undefined) throw unknown;
        return { status: 200 as const, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/handovers',
      id: 'readDossierHandovers',
      summary: { vi: 'Các lần bàn giao của hồ sơ', en: 'Hand-overs of a dossier' },
      description: {
        vi: 'Biên nhận của hồ sơ, các hồ sơ thành phần và phiếu lấy ý kiến, theo thứ tự; mỗi cơ quan chỉ thấy lần bàn giao mà mình giao hoặc nhận.',
        en: 'The receipts of the dossier, of its parts and of its consultations, in order; an agency sees those of which it is a side.',
      },
      tags: ['handovers', 'dossiers'],
      permission: 'handover.read',
      params: z.strictObject({ code: DossierCode }),
      responses: { 200: DossierHandovers },
      errors: ['dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const dossier = await service.dossier(code);
        const found = await service.ofDossier(dossier);
        const sides = found.flatMap(({ handover: { from, to } }) => [from, to]);
        const { above, workers } = dossier;
        const subject = { participants: [...dossier.participants, ...sides], above, workers };
        const { actor } = actorOnDossier(ctx, code, subject, ['handover.read']);
        const mine = found.filter((one) => {
          try {
            authorise('handover.read', actor, partiesOf(dossier, one));
            return true;
          } catch (error) {
            if (error instanceof DomainError) return false;
            throw error;
          }
        });
        return { status: 200 as const, body: { code, handovers: await service.show(mine) } };
      },
    }),
  ];
}
