import { z } from 'zod';
import { DELIVERIES, OPINIONS } from '../domain/consultation/events.ts';
import { CONSULTATION_STATUSES } from '../domain/consultation/state.ts';
import { SILENCE_RULES } from '../domain/procedure/route.ts';
import { Code, Instant, Named, Person } from './common.ts';
import { NoteText } from './intake.ts';
import { PageQuery, pageOf } from './paging.ts';

const DocumentId = z.uuid().toLowerCase();
const Documents = z.array(DocumentId).max(20).default([]);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Other agencies are asked, several at once. */
export const Asks = z
  .array(
    z.strictObject({
      rule: Code.describe('Nội dung lấy ý kiến, theo quy trình của bước / a consultation of the step, by the route'),
      agency: Code.exactOptional().describe(
        'Cơ quan được lấy ý kiến, khi quy trình chưa định / the agency, where the route leaves it open',
      ),
      question: NoteText.describe('Nội dung cần cho ý kiến / what is asked'),
      documents: Documents.describe('Tệp của hồ sơ gửi kèm / files of the dossier that go along'),
    }),
  )
  .min(1)
  .max(20);
export type Asks = z.output<typeof Asks>;

const shared = {
  medium: z.enum(['electronic', 'paper']).default('electronic'),
  place: Code.describe('Nơi thực hiện / premises where it is done'),
};

function act<N extends string, S extends z.ZodRawShape>(name: N, vi: string, en: string, shape: S) {
  const described = z.literal(name).describe(`${vi} / ${en}`);
  return z.strictObject({ act: described, ...shared, ...shape }).meta({ id: `Consult.${name}` });
}

/** An act on a consultation: what each takes is its own. */
export const ConsultationActBody = z.discriminatedUnion('act', [
  act('acknowledge', 'báo đã nhận', 'acknowledge delivery', {
    contentHash: Sha256.describe('Mã băm của nội dung đã nhận / hash of what arrived'),
  }),
  act('open', 'mở', 'open', {}),
  act('answer', 'cho ý kiến', 'answer', {
    opinion: z.enum(OPINIONS),
    note: NoteText.describe('Nội dung ý kiến / the opinion'),
    documents: Documents,
  }),
  act('ask-back', 'hỏi lại', 'ask back', { note: NoteText }),
  act('pass-on', 'chuyển cơ quan khác', 'pass on', { agency: Code, note: NoteText }),
  act('reply', 'trả lời câu hỏi lại', 'reply', { note: NoteText, documents: Documents }),
  act('recall', 'thu hồi', 'recall', { note: NoteText }),
]);
export type ConsultationActBody = z.output<typeof ConsultationActBody>;

/** What an act on a consultation answers; a repeat of its key gets the same to the byte. */
export const ConsultationAnswer = z
  .strictObject({
    consultation: z.string(),
    dossier: z.string(),
    act: z.string(),
    seq: z.int(),
    at: Instant,
    status: z.enum(CONSULTATION_STATUSES),
    agency: z.string(),
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    headHash: Sha256,
  })
  .meta({ id: 'ConsultationAnswer' });

export const ConsultationQuery = z.strictObject({
  direction: z
    .enum(['asked', 'asking'])
    .default('asked')
    .describe('asked: gửi đến cơ quan; asking: cơ quan gửi đi / sent to the agency, or by it'),
  state: z.enum(['open', 'done']).default('open').describe('Chỉ với "asked" / only for those that are asked'),
  agency: Code.optional().describe('Một trong các cơ quan của người xem / one of the reader’s agencies'),
  ...PageQuery,
});
export type ConsultationQuery = z.output<typeof ConsultationQuery>;

const item = {
  code: z.string(),
  dossier: z.string(),
  procedure: Named,
  stage: z.string(),
  rule: z.string(),
  asker: Named,
  agency: Named,
  status: z.enum(CONSULTATION_STATUSES),
  via: z.enum(DELIVERIES),
  onSilence: z.enum(SILENCE_RULES),
  sentAt: Instant,
  deliveredAt: Instant.nullable(),
  openedAt: Instant.nullable(),
  dueAt: Instant.nullable(),
  overdue: z.boolean(),
  opinion: z.enum(OPINIONS).nullable(),
  late: z.boolean(),
  closedAt: Instant.nullable(),
};

export const ConsultationItem = z.strictObject(item).meta({ id: 'ConsultationItem' });
export type ConsultationItem = z.output<typeof ConsultationItem>;
export const ConsultationPage = pageOf(ConsultationItem);

const Receipt = z.strictObject({
  what: z.enum(['sent', 'delivered', 'opened', 'answered']),
  at: Instant,
  agency: Named.describe('Bên làm / who did it'),
  person: Person.nullable(),
  seq: z.int(),
  contentHash: Sha256.nullable().describe('Mã băm của nội dung / hash of the content'),
  hash: Sha256.describe('Mã băm của sự kiện trong sổ / hash of the event in the ledger'),
});

const Message = z.strictObject({
  type: z.string(),
  at: Instant,
  person: Person.nullable(),
  text: z.string().nullable().describe('null khi đã xóa hoặc vai trò không được xem / null when there is none to show'),
  documents: z.array(z.strictObject({ id: z.string(), sha256: Sha256 })),
});

/** One consultation with all that was said, its receipts, and the proof of its stream. */
export const ConsultationView = z
  .strictObject({
    ...item,
    passedBy: z.array(Named),
    contentHash: Sha256,
    seq: z.int(),
    headHash: Sha256,
    messages: z.array(Message),
    receipts: z.array(Receipt),
    verified: z.boolean().describe('Chuỗi băm đúng / the chain of hashes holds'),
  })
  .meta({ id: 'Consultation' });
export type ConsultationView = z.output<typeof ConsultationView>;
