import { z } from 'zod';
import { CHANNELS } from '../domain/procedure/procedure.ts';
import { Code } from './common.ts';

/** A line that people read: it shows something, and holds no mark that would hide or turn a part of it. */
const ShortText = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(300)
  .refine((text) => /[\p{L}\p{N}]/u.test(text) && !/[\p{Cc}\p{Cf}\p{Co}]/u.test(text), {
    params: {
      code: 'not-readable',
      vi: 'Phải có chữ hoặc số, không có ký tự ẩn hay đổi chiều chữ.',
      en: 'Must hold a letter or a digit, and no hidden or turning character.',
    },
  });

/** A handed-in component: counts of paper, and the documents that were scanned or uploaded for it. */
export const ReceivedComponentBody = z.strictObject({
  component: Code,
  originals: z.int().min(0).max(99).default(0),
  copies: z.int().min(0).max(99).default(0),
  documents: z.array(z.uuid().toLowerCase()).max(50).default([]),
});

/** Who asks (chủ hồ sơ). Kept in an erasable table only. */
export const ApplicantBody = z.strictObject({
  kind: z.enum(['citizen', 'organisation']),
  name: ShortText,
  /** Số định danh: 12 digits (citizen), 9 for older cards, or a tax or enterprise number. */
  identityNumber: z
    .string()
    .regex(/^(?=.*\d)[0-9A-Z-]{6,20}$/)
    .optional(),
  phone: z
    .string()
    .regex(/^\+?(?: ?\d){8,15}$/)
    .optional(),
  email: z.email().max(200).optional(),
  address: ShortText.optional(),
});

/** A reception (tiếp nhận hồ sơ). */
export const IntakeRequest = z.strictObject({
  procedure: z.string().regex(/^\d\.\d{6}$/),
  case: Code,
  channel: z.enum(CHANNELS),
  office: Code,
  unit: Code.optional(),
  medium: z.enum(['electronic', 'paper']).default('electronic'),
  place: Code.optional(),
  applicant: ApplicantBody,
  submitter: z.strictObject({ name: ShortText }).optional(),
  form: z.record(z.string(), z.unknown()).optional(),
  components: z
    .array(ReceivedComponentBody)
    .max(100)
    .refine((components) => new Set(components.map(({ component }) => component)).size === components.length, {
      params: {
        code: 'twice',
        vi: 'Mỗi thành phần chỉ nêu một lần; hãy gộp số bản và tệp.',
        en: 'Each component is named once; add up its copies and files.',
      },
    }),
});

/** The step that is open after a command. */
const OpenStep = z.strictObject({
  task: z.string(),
  stage: z.string(),
  agency: z.string(),
  dueAt: z.iso.datetime().nullable(),
});

/** What every command on a dossier answers, the same to each repeat of its key. */
export const CommandAnswer = z.strictObject({
  code: z.string(),
  act: z.string(),
  seq: z.int(),
  at: z.iso.datetime(),
  status: z.string(),
  nationalStatus: z.int(),
  step: OpenStep.nullable(),
  /** Hash of the last event in the dossier's ledger: the receipt of the command. */
  headHash: z.string(),
});

export const IntakeAnswer = z.strictObject({
  ...CommandAnswer.shape,
  dueAt: z.iso.datetime(),
  dueProvisional: z.boolean(),
});
