import { DossierPage } from '../../../contracts/dossier.ts';
import { DossierSearch, DossierSearchAnswer, DueQuery } from '../../../contracts/dossier-search.ts';
import { maySearchBy } from '../../../domain/access/personal-view.ts';
import { DomainError } from '../../../domain/errors.ts';
import { recordPersonalReads } from '../../../infra/db/personal-reads.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { agencyListed } from './agency-listed.ts';
import { listByDue } from './list-by-due.ts';
import { readReason } from '../read-reason.ts';
import { searchDossiers, type SearchParts } from './search.ts';

/** Finding dossiers: what is due, and whose it is. */
export function findRoutes(parts: SearchParts): Route[] {
  const { db, names } = parts;
  return [
    defineRoute({
      method: 'get',
      path: '/dossiers/by-due',
      id: 'listDossiersByDue',
      summary: { vi: 'Hồ sơ theo hạn', en: 'Dossiers by due instant' },
      description: {
        vi: 'Hồ sơ mà cơ quan tiếp nhận hoặc có thẩm quyền giải quyết, hạn gần trước; hồ sơ đã kết thúc thì hạn xa trước. Không có dữ liệu cá nhân.',
        en: 'Dossiers that the agency received or is competent for, those due first at the head; of those that have ended, those due last. No personal data.',
      },
      tags: ['dossiers'],
      permission: 'dossier.read',
      query: DueQuery,
      responses: { 200: DossierPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const body = await listByDue(db, await names(), await agencyListed(ctx, db), ctx.query);
        return { status: 200 as const, body };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dossiers/search',
      id: 'searchDossiers',
      summary: { vi: 'Tìm hồ sơ theo chủ hồ sơ', en: 'Search dossiers by their applicant' },
      description: {
        vi: 'Theo tên, số định danh hoặc số điện thoại; chỉ hồ sơ mà cơ quan của bạn tham gia hoặc giám sát. Chỉ tìm theo dữ liệu mà vai trò được xem đầy đủ; kiểm tra viên nêu lý do. Mỗi lần tìm và mỗi hồ sơ tìm thấy được ghi lại.',
        en: 'By name, identity number or phone; only dossiers in which your agency takes part, or which it oversees. One searches by what one’s role sees in full; auditors say why. Each search, and each dossier that it finds, is put on record.',
      },
      tags: ['dossiers'],
      permission: 'dossier.search',
      body: DossierSearch,
      responses: { 200: DossierSearchAnswer },
      errors: ['search-field-masked', 'read-reason-missing', 'read-reason-invalid', 'read-not-logged'],
      async handler(ctx) {
        const actor = ctx.actorFor();
        const isAuditor = actor.role === 'auditor';
        const reason = isAuditor ? readReason(ctx.req) : null;
        if (isAuditor && reason === null) throw new DomainError('read-reason-missing');
        const { by } = ctx.body;
        if (!maySearchBy(actor.role, by, reason !== null)) throw new DomainError('search-field-masked');
        // Who leads an agency above sees names masked: he finds what his own agency takes part in.
        const within = isAuditor ? null : [actor.agency, ...(actor.office === null ? [] : [actor.office])];
        const body = await searchDossiers(parts, ctx.body, within);
        const found = body.items.map(({ code }) => code);
        const right = { actor, permission: 'dossier.search', route: 'searchDossiers', request: ctx.requestId } as const;
        await recordPersonalReads(db, { ...right, what: [by], reason }, found);
        return { status: 200 as const, body };
      },
    }),
  ];
}
