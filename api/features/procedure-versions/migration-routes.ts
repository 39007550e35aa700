import { z } from 'zod';
import {
  Migration,
  MigrationDecision,
  MigrationItemPage,
  MigrationItemQuery,
  MigrationPage,
  MigrationProposal,
  MigrationQuery,
  MigrationReceipt,
  ProcedureParams,
} from '../../../contracts/procedure-version.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { listedFor } from '../planned-dossiers.ts';
import type { MigrationService } from './migration-service.ts';
import { listMigrations, listMoved, readMigration } from './migrations.ts';

const params = z.strictObject({ ...ProcedureParams.shape, id: z.uuid().toLowerCase() });

/** @param owners agencies that answer for the appointments of the whole province */
export function procedureMigrationRoutes(
  service: MigrationService,
  db: Pick<Database, 'execute'>,
  owners: readonly string[],
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/migrations',
      id: 'proposeProcedureMigration',
      summary: { vi: 'Đề xuất chuyển hồ sơ sang phiên bản khác', en: 'Propose to move dossiers to another version' },
      description: {
        vi: 'Nêu từng hồ sơ đang giải quyết cần chuyển. Hệ thống tính từng hồ sơ sẽ đổi gì, hồ sơ nào không chuyển được và vì sao; chưa có gì thay đổi cho đến khi người khác duyệt.',
        en: 'Names each running dossier that is to be moved. What would change for each, and which cannot be moved and why, is worked out next. Nothing changes before another person has approved it.',
      },
      tags: ['versions'],
      permission: 'procedure.propose',
      params: ProcedureParams,
      body: MigrationProposal,
      idempotent: true,
      responses: { 201: MigrationReceipt },
      errors: [
        'version-unknown',
        'version-not-published',
        'same-version',
        'migration-dossiers-unknown',
        'rights-changed',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, body, actorFor } = ctx;
        const { person } = identityOf(ctx);
        const receipt = await service.propose({ key, person, code: ctx.params.code, body, actorFor });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 201 as const, body: MigrationReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/migrations',
      id: 'listProcedureMigrations',
      summary: { vi: 'Các lần chuyển phiên bản của thủ tục', en: 'Migrations of a procedure’s dossiers' },
      description: { vi: 'Mới nhất trước.', en: 'The latest first.' },
      tags: ['versions'],
      permission: 'procedure.review',
      params: ProcedureParams,
      query: MigrationQuery,
      responses: { 200: MigrationPage },
      errors: ['cursor-invalid'],
      handler: async ({ params: { code }, query }) => ({
        status: 200 as const,
        body: await listMigrations(db, code, query),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/migrations/{id}',
      id: 'readProcedureMigration',
      summary: { vi: 'Một lần chuyển phiên bản', en: 'One migration of dossiers' },
      description: {
        vi: 'Ai đề xuất và duyệt, bao nhiêu hồ sơ chuyển được, đã chuyển đến đâu.',
        en: 'Who proposed and approved it, how many dossiers can be moved, and how far its batch has come.',
      },
      tags: ['versions'],
      permission: 'procedure.review',
      params,
      responses: { 200: Migration },
      errors: ['migration-unknown'],
      handler: async ({ params: { code, id } }) => ({
        status: 200 as const,
        body: await readMigration(db, code, id),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/procedures/{code}/migrations/{id}/dossiers',
      id: 'listMigrationDossiers',
      summary: { vi: 'Hồ sơ của một lần chuyển phiên bản', en: 'Dossiers of a migration' },
      description: {
        vi: 'Theo mã hồ sơ: khác biệt và ngày hẹn như xem trước, ngày hẹn đã ghi, kết quả từng hồ sơ. Người duyệt, người quản lý danh mục và người giám sát toàn tỉnh thấy tất cả; lãnh đạo và kiểm tra viên khác chỉ thấy hồ sơ mà cơ quan mình tham gia hoặc của cấp dưới. Không có dữ liệu cá nhân.',
        en: 'By their codes: differences and appointment as previewed, the appointment as written, and what came of each. All of them to who approves, keeps the catalogue or oversees the province; to other leaders and auditors those that their agency takes part in, or that lie below it. No personal data.',
      },
      tags: ['versions'],
      permission: ['plan.list-all-dossiers', 'plan.list-dossiers'],
      params,
      query: MigrationItemQuery,
      responses: { 200: MigrationItemPage },
      errors: ['migration-unknown', 'cursor-invalid'],
      async handler(ctx) {
        const { code, id } = ctx.params;
        const reader = listedFor(ctx, owners);
        await readMigration(db, code, id);
        return { status: 200 as const, body: await listMoved(db, id, reader, ctx.query) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/migrations/{id}/approve',
      id: 'approveProcedureMigration',
      summary: { vi: 'Duyệt chuyển hồ sơ sang phiên bản khác', en: 'Approve a migration of dossiers' },
      description: {
        vi: 'Người khác với người đề xuất duyệt, khi đã xem trước xong. Từng hồ sơ được chuyển bằng một thao tác ghi vào sổ của nó. Duyệt lại sau khi lô xong để làm tiếp các hồ sơ bị từ chối.',
        en: 'By another person than its proposer, once the preview is ready. Each dossier is moved by an act in its own ledger. Approving again after the batch takes up what was refused.',
      },
      tags: ['versions'],
      permission: 'procedure.publish',
      params,
      idempotent: true,
      responses: { 200: MigrationDecision },
      errors: ['migration-unknown', 'migration-not-previewed', 'migration-settled', 'own-proposal', 'rights-changed'],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const done = await service.approve({ key, person: identityOf(ctx).person, ...ctx.params, actorFor });
        return { status: 200 as const, body: MigrationDecision.parse(done) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/procedures/{code}/migrations/{id}/drop',
      id: 'dropProcedureMigration',
      summary: { vi: 'Hủy đề xuất chuyển phiên bản', en: 'Drop a proposed migration' },
      description: {
        vi: 'Người đề xuất rút lại, hoặc người có quyền duyệt không chấp thuận; chỉ khi chưa duyệt.',
        en: 'Its proposer takes it back, or who might approve it turns it down; only before it was approved.',
      },
      tags: ['versions'],
      permission: ['procedure.propose', 'procedure.publish'],
      params,
      idempotent: true,
      responses: { 200: MigrationDecision },
      errors: ['migration-unknown', 'migration-settled'],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const done = await service.drop({ key, person: identityOf(ctx).person, ...ctx.params, actorFor });
        return { status: 200 as const, body: MigrationDecision.parse(done) };
      },
    }),
  ];
}
