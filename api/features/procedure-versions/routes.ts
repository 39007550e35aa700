import {
  Folding,
  FoldingItemPage,
  FoldingItemQuery,
  FoldingReceipt,
  FoldingRequest,
  ProcedureParams,
  PublishReceipt,
  VersionPage,
  VersionParams,
  VersionProposal,
  VersionQuery,
  VersionReceipt,
  VersionView,
} from '../../../contracts/procedure-version.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { listedFor } from '../planned-dossiers.ts';
import { getFolding, listFolded, listVersions, readVersion } from './list.ts';
import type { CheckVersion } from './self-check.ts';
import type { ProcedureVersionService } from './service.ts';

/** What the routes of versions are made of. */
export interface ProcedureVersionRoutesParts {
  readonly service: ProcedureVersionService;
  readonly db: Pick<Database, 'execute'>;
  readonly check: CheckVersion;
  /** Agencies that answer for the appointments of the whole province. */
  readonly owners: readonly string[];
  readonly now: () => Date;
}

export function procedureVersionRoutes({ service, db, check, owners, now }: ProcedureVersionRoutesParts): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/versions',
      id: 'listProcedureVersions',
      summary: { vi: 'Các phiên bản của thủ tục', en: 'Versions of a procedure' },
      description: {
        vi: 'Mới nhất trước, kèm số hồ sơ đang theo từng phiên bản.',
        en: 'The latest first, with how many dossiers are on each.',
      },
      tags: ['versions'],
      permission: 'procedure.review',
      params: ProcedureParams,
      query: VersionQuery,
      responses: { 200: VersionPage },
      errors: ['procedure-unknown', 'cursor-invalid'],
      handler: async ({ params, query }) => ({
        status: 200 as const,
        body: await listVersions(db, params.code, query),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/versions',
      id: 'proposeProcedureVersion',
      summary: { vi: 'Đề xuất phiên bản thủ tục', en: 'Propose a version of a procedure' },
      description: {
        vi: 'Gửi toàn bộ nội dung như sẽ ban hành. Phiên bản là bản nháp, không sửa được nữa; câu trả lời nêu số lỗi tự kiểm tra thấy.',
        en: 'Takes the whole content as it is to be published. It is a draft that never changes; the answer says how many errors the self-check finds.',
      },
      tags: ['versions'],
      permission: 'procedure.propose',
      params: ProcedureParams,
      body: VersionProposal,
      idempotent: true,
      responses: { 201: VersionReceipt },
      errors: ['procedure-unknown', 'version-code-mismatch', 'version-unchanged', 'rights-changed'],
      async handler(ctx) {
        const { idempotencyKey: key, body, actorFor } = ctx;
        const { person } = identityOf(ctx);
        const receipt = await service.propose({ key, person, code: ctx.params.code, body, actorFor });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 201 as const, body: VersionReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/versions/{version}',
      id: 'readProcedureVersion',
      summary: { vi: 'Một phiên bản, kèm kết quả tự kiểm tra', en: 'One version, with its self-check' },
      description: {
        vi: 'Nội dung, lỗi và cảnh báo theo danh mục và nhân sự hôm nay, lần đối chiếu hồ sơ gần nhất.',
        en: 'Its content, the errors and warnings by today’s catalogue and appointments, and the last folding of recorded dossiers.',
      },
      tags: ['versions'],
      permission: 'procedure.review',
      params: VersionParams,
      responses: { 200: VersionView },
      errors: ['version-unknown'],
      handler: async ({ params: { code, version } }) => ({
        status: 200 as const,
        body: await readVersion(db, check, code, version, now()),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/versions/{version}/folding',
      id: 'foldProcedureVersion',
      summary: { vi: 'Đối chiếu hồ sơ đã có với phiên bản', en: 'Fold recorded dossiers over a version' },
      description: {
        vi: 'Lấy các hồ sơ mới nhất của phiên bản đang ban hành và nêu từng hồ sơ sẽ khác thế nào nếu đi theo phiên bản này. Không thay đổi hồ sơ nào.',
        en: 'Takes the newest dossiers of the version in force and says of each what would have been otherwise by this version. It changes no dossier.',
      },
      tags: ['versions'],
      permission: 'procedure.review',
      params: VersionParams,
      body: FoldingRequest,
      idempotent: true,
      responses: { 202: FoldingReceipt },
      errors: ['procedure-unknown', 'version-unknown', 'version-settled', 'no-former-version'],
      async handler(ctx) {
        const { idempotencyKey: key, body, actorFor } = ctx;
        const receipt = await service.fold({ key, person: identityOf(ctx).person, ...ctx.params, body, actorFor });
        return { status: 202 as const, body: FoldingReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/versions/{version}/folding',
      id: 'readProcedureFolding',
      summary: { vi: 'Kết quả đối chiếu gần nhất', en: 'The last folding over a version' },
      description: {
        vi: 'Bao nhiêu hồ sơ đã xem, khác biệt theo loại và theo bước.',
        en: 'How many dossiers were looked at, and the differences by their kind and step.',
      },
      tags: ['versions'],
      permission: 'procedure.review',
      params: VersionParams,
      responses: { 200: Folding },
      errors: ['folding-unknown'],
      handler: async ({ params: { code, version } }) => ({
        status: 200 as const,
        body: await getFolding(db, code, version),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/versions/{version}/folding/dossiers',
      id: 'listFoldedDossiers',
      summary: { vi: 'Hồ sơ có khác biệt khi đối chiếu', en: 'Dossiers that would go another way' },
      description: {
        vi: 'Theo mã hồ sơ; hồ sơ không khác gì thì không nêu. Người duyệt, người quản lý danh mục và người giám sát toàn tỉnh thấy tất cả; lãnh đạo và kiểm tra viên khác chỉ thấy hồ sơ mà cơ quan mình tham gia hoặc của cấp dưới. Không có dữ liệu cá nhân.',
        en: 'By their codes; those that would go the same way are left out. All of them to who approves, keeps the catalogue or oversees the province; to other leaders and auditors those that their agency takes part in, or that lie below it. No personal data.',
      },
      tags: ['versions'],
      permission: ['plan.list-all-dossiers', 'plan.list-dossiers'],
      params: VersionParams,
      query: FoldingItemQuery,
      responses: { 200: FoldingItemPage },
      errors: ['folding-unknown', 'cursor-invalid'],
      async handler(ctx) {
        const { code, version } = ctx.params;
        const reader = listedFor(ctx, owners);
        return { status: 200 as const, body: await listFolded(db, code, version, reader, ctx.query) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/versions/{version}/publish',
      id: 'publishProcedureVersion',
      summary: { vi: 'Ban hành phiên bản thủ tục', en: 'Publish a version of a procedure' },
      description: {
        vi: 'Người khác với người đề xuất ban hành, khi tự kiểm tra không còn lỗi và đã đối chiếu hồ sơ của phiên bản đang áp dụng. Hồ sơ tiếp nhận từ ngày có hiệu lực theo phiên bản mới; hồ sơ đang giải quyết vẫn theo phiên bản của mình.',
        en: 'By another person than its proposer, once the self-check finds no error and the dossiers of the version in force were folded over it. What is received from its date of effect on goes by it; running dossiers stay on theirs.',
      },
      tags: ['versions'],
      permission: 'procedure.publish',
      params: VersionParams,
      idempotent: true,
      responses: { 200: PublishReceipt },
      errors: [
        'procedure-unknown',
        'version-unknown',
        'version-settled',
        'version-not-proposed',
        'version-outdated',
        'self-check-failed',
        'version-not-folded',
        'own-proposal',
        'rights-changed',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const done = await service.publish({ key, person: identityOf(ctx).person, ...ctx.params, actorFor });
        return { status: 200 as const, body: PublishReceipt.parse(done) };
      },
    }),
  ];
}
