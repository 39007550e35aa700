import { z } from 'zod';
import {
  Batch,
  BatchItemPage,
  BatchItemQuery,
  BatchPage,
  BatchQuery,
  BatchReceipt,
  BatchRequest,
  BatchSteered,
} from '../../../contracts/batch.ts';
import type { Steering } from '../../../domain/batch/batch.ts';
import { ACTS } from '../../../domain/dossier/acts.ts';
import type { Bilingual } from '../../../domain/procedure/procedure.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { actorFor, mayKnow } from '../../../infra/identity/powers.ts';
import { defineRoute, type Route, type RouteContext } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { concealed } from '../known-actor.ts';
import { listBatches, listItems, readBatch } from './list.ts';
import type { BatchService } from './service.ts';

const params = z.strictObject({ id: z.uuid().toLowerCase() });

const STEERINGS: Readonly<Record<Steering, { readonly summary: Bilingual; readonly description: Bilingual }>> = {
  pause: {
    summary: { vi: 'Tạm dừng một lô', en: 'Pause a batch' },
    description: {
      vi: 'Không bắt đầu hồ sơ nào nữa cho đến khi tiếp tục; hồ sơ đang làm dở được làm xong.',
      en: 'No further dossier is begun until it is resumed; what was begun is finished.',
    },
  },
  resume: {
    summary: { vi: 'Tiếp tục một lô', en: 'Resume a batch' },
    description: { vi: 'Làm tiếp lô đang tạm dừng.', en: 'Goes on with a batch that was paused.' },
  },
  cancel: {
    summary: { vi: 'Hủy phần còn lại của một lô', en: 'Cancel the rest of a batch' },
    description: {
      vi: 'Hồ sơ chưa bắt đầu được để nguyên; việc đã làm giữ nguyên, và hoàn tác được trong thời gian cho phép.',
      en: 'What has not begun is left alone; what was done stays, and may be taken back while that is allowed.',
    },
  },
};

export function batchRoutes(service: BatchService, db: Pick<Database, 'execute'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/batches',
      id: 'startBatch',
      summary: { vi: 'Xử lý hàng loạt', en: 'Do one act on many dossiers' },
      description: {
        vi: 'Nhiều nhất 500 hồ sơ một lô. Yêu cầu sai chỗ nào thì bị từ chối cả lô, chưa ghi gì. Lô được làm dưới một bổ nhiệm: bổ nhiệm đầu tiên được làm thao tác này trên một trong các hồ sơ (hoặc theo X-Motcua-Appointment). Quyền được xét lại với từng hồ sơ vào lúc làm; hồ sơ bị từ chối không ảnh hưởng hồ sơ khác.',
        en: 'At most 500 dossiers in one batch. A request with any mistake is refused whole, and nothing is written. A batch is done under one appointment: the first that may do the act on any of its dossiers (or that of X-Motcua-Appointment). Rights are judged for each dossier when its turn comes; one that is refused leaves the others alone.',
      },
      tags: ['batches'],
      permission: BatchRequest.options.map(({ shape }) => ACTS[shape.act.value].permission),
      body: BatchRequest,
      idempotent: true,
      responses: { 202: BatchReceipt },
      errors: [
        'dossier-code-invalid',
        'dossier-unknown',
        'task-unknown',
        'place-unknown',
        'officer-unknown',
        'batch-empty',
        'batch-too-large',
        'rights-changed',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, body } = ctx;
        const identity = identityOf(ctx);
        const receipt = await service.start({
          key,
          person: identity.person,
          body,
          actorFor: ctx.actorFor,
          knows: (subject) => mayKnow(identity, subject),
        });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 202 as const, body: BatchReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/batches',
      id: 'listBatches',
      summary: { vi: 'Các lô xử lý', en: 'Batches' },
      description: {
        vi: 'Mới nhất trước: các lô của mình, hoặc của cơ quan mà mình lãnh đạo.',
        en: 'The latest first: one’s own, or those of an agency that one leads.',
      },
      tags: ['batches'],
      permission: 'batch.read',
      query: BatchQuery,
      responses: { 200: BatchPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const { person } = identityOf(ctx);
        const { agency, ...page } = ctx.query;
        ctx.actorFor({ batch: { person: agency === undefined ? person : '', appointment: '', agency: agency ?? '' } });
        return {
          status: 200 as const,
          body: await listBatches(db, agency === undefined ? { person } : { agency }, page),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/batches/{id}',
      id: 'readBatch',
      summary: { vi: 'Một lô và tiến độ', en: 'A batch and how far it has come' },
      description: {
        vi: 'Số hồ sơ theo kết quả, và đến lúc nào còn hoàn tác được.',
        en: 'How many dossiers by what came of them, and until when it may be taken back.',
      },
      tags: ['batches'],
      permission: 'batch.read',
      params,
      responses: { 200: Batch },
      errors: ['batch-unknown'],
      async handler(ctx) {
        const { batch, subject } = await readBatch(db, ctx.params.id);
        await concealed(
          async () => ctx.actorFor(subject),
          async () => false,
          UNKNOWN,
        );
        return { status: 200 as const, body: batch };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/batches/{id}/items',
      id: 'listBatchItems',
      summary: { vi: 'Kết quả từng hồ sơ của một lô', en: 'What came of each dossier of a batch' },
      description: {
        vi: 'Theo thứ tự đã nêu. Hồ sơ bị từ chối có mã lỗi và nội dung bằng hai thứ tiếng, như khi làm riêng. Không có dữ liệu cá nhân.',
        en: 'In the order in which they were named. A refusal has its code and its texts in both languages, as by itself. No personal data.',
      },
      tags: ['batches'],
      permission: 'batch.read',
      params,
      query: BatchItemQuery,
      responses: { 200: BatchItemPage },
      errors: ['batch-unknown', 'cursor-invalid'],
      async handler(ctx) {
        const { batch, subject } = await readBatch(db, ctx.params.id);
        await concealed(
          async () => ctx.actorFor(subject),
          async () => false,
          UNKNOWN,
        );
        return { status: 200 as const, body: await listItems(db, batch.id, ctx.query) };
      },
    }),
    ...(['pause', 'resume', 'cancel'] as const).map((how) =>
      defineRoute({
        method: 'post',
        path: `/batches/{id}/${how}`,
        id: `${how}Batch`,
        ...STEERINGS[how],
        tags: ['batches'],
        permission: 'batch.steer',
        params,
        idempotent: true,
        responses: { 200: BatchSteered },
        errors: ['batch-unknown', 'batch-settled'],
        async handler(ctx) {
          const { idempotencyKey: key } = ctx;
          const { id } = ctx.params;
          const steered = await concealed(
            () => service.steer({ key, person: identityOf(ctx).person, id, actorFor: ctx.actorFor }, how),
            () => knows(ctx, id),
            UNKNOWN,
          );
          return { status: 200 as const, body: BatchSteered.parse(steered) };
        },
      }),
    ),
    defineRoute({
      method: 'post',
      path: '/batches/{id}/undo',
      id: 'undoBatch',
      summary: { vi: 'Hoàn tác một lô', en: 'Take a batch back' },
      description: {
        vi: 'Do chính người làm, khi lô đã xong và còn trong thời gian cho phép, với thao tác hoàn tác được. Hồ sơ đã có người làm tiếp được để nguyên, kết quả ghi ở từng hồ sơ.',
        en: 'By whoever began it, once it is over and while the time for it lasts, where the act may be taken back. A dossier on which somebody has acted is left as it is, and its item says so.',
      },
      tags: ['batches'],
      permission: 'batch.undo',
      params,
      idempotent: true,
      responses: { 200: BatchSteered },
      errors: ['batch-unknown', 'batch-settled', 'batch-under-way', 'batch-not-undoable', 'batch-undo-over'],
      async handler(ctx) {
        const { idempotencyKey: key } = ctx;
        const { id } = ctx.params;
        const steered = await concealed(
          () => service.undo({ key, person: identityOf(ctx).person, id, actorFor: ctx.actorFor }),
          () => knows(ctx, id),
          UNKNOWN,
        );
        return { status: 200 as const, body: BatchSteered.parse(steered) };
      },
    }),
  ];

  /** Whoever may see a batch is told why he may not do more with it. */
  async function knows(
    { identity }: Pick<RouteContext<unknown, unknown, unknown, unknown>, 'identity'>,
    id: string,
  ): Promise<boolean> {
    const { subject } = await readBatch(db, id);
    try {
      actorFor(identityOf({ identity }), 'batch.read', subject);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}

const UNKNOWN = new DomainError('batch-unknown');
