import { z } from 'zod';
import { DossierCode } from '../../../contracts/common.ts';
import {
  OwnReadPage,
  OwnReadQuery,
  PersonalReadPage,
  PersonalReadQuery,
  SearchPage,
  SearchQuery,
} from '../../../contracts/personal-read.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { actorOnDossier } from '../known-actor.ts';
import type { Names } from '../names.ts';
import { listPersonalReads, listReadsOfOwn } from './list.ts';
import { listSearches } from './searches.ts';

export function personalReadRoutes(db: Pick<Database, 'execute'>, names: () => Promise<Names>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/personal-reads',
      id: 'listPersonalReads',
      summary: { vi: 'Nhật ký xem dữ liệu cá nhân', en: 'Log of readings of personal data' },
      description: {
        vi: 'Ai xem gì của hồ sơ nào, theo quyền nào, vì sao, lúc nào; mới trước. Chỉ trong phạm vi cơ quan của kiểm tra viên: người xem hoặc hồ sơ thuộc cơ quan ấy hay cấp dưới. Không có giá trị đã xem.',
        en: 'Who read what of which dossier, by which right, why and when; the latest first. Within the reach of the auditor’s agency: the reader’s agency or the dossier’s is that or below it. What was seen is not in it.',
      },
      tags: ['dossiers'],
      permission: 'personal-read.list',
      query: PersonalReadQuery,
      responses: { 200: PersonalReadPage },
      errors: ['cursor-invalid', 'dossier-code-invalid'],
      async handler(ctx) {
        if (ctx.query.dossier !== undefined) parseDossierCode(ctx.query.dossier);
        const { agency } = ctx.actorFor();
        return { status: 200 as const, body: await listPersonalReads(db, await names(), agency, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/searches',
      id: 'listSearches',
      summary: { vi: 'Nhật ký tìm theo dữ liệu cá nhân', en: 'Log of searches by personal data' },
      description: {
        vi: 'Ai tìm theo tên, số định danh hay điện thoại, lúc nào, thấy bao nhiêu hồ sơ, kể cả khi không thấy; mới trước. Chỉ những người đang hoặc từng làm việc ở cơ quan của kiểm tra viên hay cấp dưới. Không có chữ đã tìm.',
        en: 'Who searched by a name, an identity number or a phone, when, and how many dossiers were found, none included; the latest first. Of those who work or worked at the auditor’s agency or below it. What was looked for is not in it.',
      },
      tags: ['dossiers'],
      permission: 'personal-read.list',
      query: SearchQuery,
      responses: { 200: SearchPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const { agency } = ctx.actorFor();
        return { status: 200 as const, body: await listSearches(db, agency, ctx.query) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/personal-reads',
      id: 'listReadsOfOwnDossier',
      summary: { vi: 'Ai đã xem dữ liệu cá nhân trong hồ sơ của tôi', en: 'Who read my personal data in a dossier' },
      description: {
        vi: 'Dành cho chủ hồ sơ: cơ quan nào, với vai trò gì, xem những gì, lúc nào; không nêu tên công chức.',
        en: 'For the applicant: which agency, in which capacity, what and when; no officer is named.',
      },
      tags: ['dossiers'],
      permission: 'dossier.read-own',
      params: z.strictObject({ code: DossierCode }),
      query: OwnReadQuery,
      responses: { 200: OwnReadPage },
      errors: ['cursor-invalid', 'dossier-code-invalid', 'dossier-unknown'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        const { actor } = actorOnDossier(ctx, code, await findSubject(db, code), ['dossier.read-own']);
        const body = await listReadsOfOwn(db, await names(), actor.person, code, ctx.query);
        return { status: 200 as const, body };
      },
    }),
  ];
}
