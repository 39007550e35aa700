import { DossierPage } from '../../../contracts/dossier.ts';
import { DossierSearch, DossierSearchAnswer, DueQuery } from '../../../contracts/dossier-search.ts';
import { agenciesAbove } from '../../../infra/db/dossier-subject.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { listByDue } from './list-by-due.ts';
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
        const own = ctx.identity?.appointments.map(({ agency }) => agency) ?? [];
        const asked = ctx.query.agency === undefined ? own : [ctx.query.agency];
        const actor = ctx.actorFor({ participants: asked, above: await agenciesAbove(db, asked) });
        const body = await listByDue(db, await names(), ctx.query.agency ?? actor.agency, ctx.query);
        return { status: 200 as const, body };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dossiers/search',
      id: 'searchDossiers',
      summary: { vi: 'Tìm hồ sơ theo chủ hồ sơ', en: 'Search dossiers by their applicant' },
      description: {
        vi: 'Theo tên, số định danh hoặc số điện thoại; chỉ hồ sơ mà cơ quan của bạn tham gia hoặc giám sát. Mỗi lần tìm được ghi lại: ai, khi nào, tìm thấy bao nhiêu.',
        en: 'By name, identity number or phone; only dossiers in which your agency takes part, or which it oversees. Each search is put on record: who, when, how many were found.',
      },
      tags: ['dossiers'],
      permission: 'dossier.search',
      body: DossierSearch,
      responses: { 200: DossierSearchAnswer },
      async handler(ctx) {
        return { status: 200 as const, body: await searchDossiers(parts, ctx.body) };
      },
    }),
  ];
}
