import { z } from 'zod';
import { Instant } from './common.ts';
import { NoteText, ShortText } from './intake.ts';

/** An instant of a request, given out in UTC. */
const When = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** Who takes part in a verification, and as what or for whom. */
const Participant = z.strictObject({ name: ShortText, capacity: ShortText });

/** Where a verification is, with whom, and what it is about. Kept in an erasable table, never in the ledger. */
export const VerificationTexts = z
  .strictObject({
    location: z.string(),
    participants: z.array(z.strictObject({ name: z.string(), capacity: z.string() })),
    content: z.string().nullable(),
    conclusion: z.string().nullable(),
  })
  .meta({ id: 'VerificationTexts' });
export type VerificationTexts = z.output<typeof VerificationTexts>;

const span = {
  from: When.describe('Từ lúc / from'),
  to: When.describe('Đến lúc / to'),
  location: ShortText.describe('Địa điểm xác minh / where it is'),
};
const People = z.array(Participant).max(50);

/** What planning a verification takes (lên lịch xác minh). */
export const verificationPlan = {
  ...span,
  participants: People.default([]).describe('Thành phần dự kiến / who is to take part'),
  content: NoteText.optional().describe('Nội dung cần xác minh / what is to be verified'),
};

/** What recording one takes: time, place, participants and content (Decree 61/2018 art. 19.3). */
export const verificationRecord = {
  ...span,
  participants: People.min(1).describe('Thành phần tham gia / who took part'),
  content: NoteText.describe('Nội dung xác minh / what was verified'),
  conclusion: NoteText.optional().describe('Kết luận / what was concluded'),
  documents: z
    .array(z.uuid().toLowerCase())
    .max(50)
    .default([])
    .refine((ids) => new Set(ids).size === ids.length, {
      params: { code: 'twice', vi: 'Mỗi tệp chỉ nêu một lần.', en: 'Each file is named once.' },
    })
    .describe('Ảnh (JPEG, PNG) và biên bản (PDF) đã tải lên / uploaded photos and minutes'),
};

/** A verification of a dossier: one that took place, or the one that is planned. */
export const Verification = z
  .strictObject({
    status: z.enum(['planned', 'recorded']),
    task: z.string(),
    stage: z.string(),
    from: Instant,
    to: Instant,
    at: Instant.describe('Lúc ghi nhận / when it was planned or recorded'),
    person: z.string().describe('Mã người ghi nhận / id of whoever did'),
    texts: VerificationTexts.nullable().describe(
      'null: đã xóa theo luật, hoặc vai trò không được xem / erased, or not for this role',
    ),
    documents: z.array(z.uuid()).describe('Ảnh và biên bản / photos and minutes'),
  })
  .meta({ id: 'Verification' });
export type Verification = z.output<typeof Verification>;
