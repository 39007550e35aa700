import { z } from 'zod';
import { BATCH_STATUSES, ITEM_OUTCOMES, MOST_ITEMS, type BatchAct } from '../domain/batch/batch.ts';
import { Handover, named, People, Person as PersonId, shared } from './act.ts';
import { Code, DossierCode, Instant, Person } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

/** Said of a dossier that is named twice. */
const TWICE = {
  params: { code: 'twice', vi: 'Mỗi hồ sơ chỉ nêu một lần.', en: 'Each dossier is named once.' },
};

const common = { medium: shared.medium, place: shared.place, note: shared.note };

/** The dossiers, each with the task that is seen, and what the act takes for each. */
function itemsOf<S extends z.ZodRawShape>(each: S) {
  return z
    .array(z.strictObject({ dossier: DossierCode, task: shared.task, ...each }))
    .min(1)
    .max(MOST_ITEMS)
    .refine(
      (items) => new Set(items.map((item) => (item as { dossier: string }).dossier)).size === items.length,
      TWICE,
    );
}

/** One act, the same for all dossiers but for what is said of each. */
function batchOf<N extends BatchAct, S extends z.ZodRawShape>(act: N, each: S) {
  return z.strictObject({ act: named(act), ...common, items: itemsOf(each) }).meta({ id: `Batch.${act}` });
}

/** Giving dossiers to an officer: those that are named, or all that another one leads who is away. */
const Assigning = z
  .strictObject({
    act: named('assign'),
    ...common,
    lead: PersonId,
    supporting: People,
    following: People,
    items: itemsOf({}).exactOptional(),
    from: PersonId.exactOptional().describe(
      'Thay cho "items": mọi việc đang mở mà người này chủ trì ở cơ quan / instead of "items": every open task of the agency that this person leads',
    ),
  })
  .refine(({ items, from }) => (items === undefined) !== (from === undefined), {
    path: ['items'],
    params: {
      code: 'items-or-from',
      vi: 'Nêu các hồ sơ trong "items", hoặc nêu người vắng mặt trong "from".',
      en: 'Name the dossiers in "items", or who is away in "from".',
    },
  })
  .meta({ id: 'Batch.assign' });

/** One act on many dossiers, by its name. An act that may be done so is a row here and in `BATCH_ACTS`. */
export const BatchRequest = z.discriminatedUnion('act', [
  Assigning,
  batchOf('appraise', {}),
  batchOf('approve', {}),
  batchOf('return', { handover: Handover }),
  batchOf('confirm-paper', {}),
  batchOf('accept-handover', { hash: z.string().regex(/^[0-9a-f]{64}$/) }),
]);
export type BatchRequest = z.output<typeof BatchRequest>;

/** What starting a batch answers, the same to each repeat of its key. */
export const BatchReceipt = z
  .strictObject({
    id: z.uuid(),
    act: z.string(),
    agency: z.string().describe('Cơ quan mà lô được làm cho / the agency for which it is done'),
    items: z.int().describe('Số hồ sơ / how many dossiers'),
    askedBy: z.string(),
    askedAt: Instant,
  })
  .meta({ id: 'BatchReceipt' });
export type BatchReceipt = z.output<typeof BatchReceipt>;

/** What steering a batch answers, the same to each repeat of its key. */
export const BatchSteered = z
  .strictObject({ id: z.uuid(), status: z.enum(BATCH_STATUSES), by: z.string(), at: Instant })
  .meta({ id: 'BatchSteered' });
export type BatchSteered = z.output<typeof BatchSteered>;

const Count = z.int().min(0);

export const Batch = z
  .strictObject({
    id: z.uuid(),
    act: z.string(),
    agency: z.string(),
    status: z.enum(BATCH_STATUSES),
    askedBy: Person,
    onBehalfOf: Person.nullable().describe('Người ủy quyền / whom the starter acts for'),
    askedAt: Instant,
    begunAt: Instant.nullable(),
    finishedAt: Instant.nullable().describe('Khi mọi hồ sơ đã có kết quả / when the last dossier was settled'),
    undoUntil: Instant.nullable().describe(
      'Hoàn tác cả lô được đến lúc này; null: chưa xong, hoặc thao tác không hoàn tác được / until when it may be taken back as a whole; null: it is not over, or its act is not taken back',
    ),
    undoneAt: Instant.nullable(),
    outcomes: z.strictObject({
      waiting: Count,
      done: Count,
      refused: Count,
      cancelled: Count,
      undone: Count,
      'undo-refused': Count,
    }),
  })
  .meta({ id: 'Batch' });
export type Batch = z.output<typeof Batch>;

export const BatchQuery = z.strictObject({
  agency: Code.optional().describe(
    'Các lô của cơ quan mà bạn lãnh đạo; để trống: các lô của bạn / those of an agency that you lead; one’s own, unless said',
  ),
  ...PageQuery,
});
export type BatchQuery = z.output<typeof BatchQuery>;
export const BatchPage = pageOf(Batch);

const Texts = z.strictObject({ title: z.string(), detail: z.string() });

/** One dossier of a batch, and what came of it. */
export const BatchItem = z
  .strictObject({
    position: z.int().min(1),
    dossier: z.string(),
    task: z.string(),
    outcome: z.enum(ITEM_OUTCOMES),
    seq: z.int().nullable().describe('Sự kiện cuối của thao tác trong sổ / the last event that the act wrote'),
    at: Instant.nullable(),
    refusal: z
      .strictObject({ code: z.string(), messages: z.strictObject({ vi: Texts, en: Texts }) })
      .nullable()
      .describe('Vì sao bị từ chối, như khi làm riêng / why it was refused, as by itself'),
  })
  .meta({ id: 'BatchItem' });
export type BatchItem = z.output<typeof BatchItem>;

export const BatchItemQuery = z.strictObject({ outcome: z.enum(ITEM_OUTCOMES).optional(), ...PageQuery });
export type BatchItemQuery = z.output<typeof BatchItemQuery>;
export const BatchItemPage = pageOf(BatchItem);
