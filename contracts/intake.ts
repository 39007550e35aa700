import { z } from 'zod';
import { CHANNELS } from '../domain/procedure/procedure.ts';
import { Code } from './common.ts';
import { AskedFees } from './fee.ts';

/** A line that people read: it shows something, and holds no mark that would hide or turn a part of it. */
export const ShortText = z
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
const ReceivedComponentBody = z.strictObject({
  component: Code,
  originals: z.int().min(0).max(99).default(0),
  copies: z.int().min(0).max(99).default(0),
  documents: z.array(z.uuid().toLowerCase()).max(50).default([]),
});

/** Free text for people; kept in an erasable table, never in the ledger. */
export const NoteText = z.string().trim().min(1).max(4000);

/** A component that is to be brought or brought again: at least one original or copy. */
const AskedComponentBody = z
  .strictObject({
    component: Code,
    originals: z.int().min(0).max(99).default(0),
    copies: z.int().min(0).max(99).default(0),
  })
  .refine(({ originals, copies }) => originals + copies > 0, {
    params: {
      code: 'nothing-asked',
      vi: 'Ghi số bản chính hoặc bản sao cần nộp.',
      en: 'Say how many originals or copies are to be brought.',
    },
  });

/** Said of a list of components in which one stands twice. */
const EACH_ONCE = {
  params: {
    code: 'twice',
    vi: 'Mỗi thành phần chỉ nêu một lần; hãy gộp số bản và tệp.',
    en: 'Each component is named once; add up its copies and files.',
  },
};

function isEachOnce(components: readonly { readonly component: string }[]): boolean {
  return new Set(components.map(({ component }) => component)).size === components.length;
}

/** What is missing, as the slip lists it: everything at once (Decree 61/2018 art. 15.3). */
export const AskedComponents = z.array(AskedComponentBody).min(1).max(100).refine(isEachOnce, EACH_ONCE);

/** What was handed in. */
export const ReceivedComponents = z.array(ReceivedComponentBody).max(100).refine(isEachOnce, EACH_ONCE);

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
  /** Who files for the applicant (người nộp thay), and by what right. */
  submitter: z
    .strictObject({
      name: ShortText,
      identityNumber: z
        .string()
        .regex(/^(?=.*\d)[0-9A-Z-]{6,20}$/)
        .optional(),
      basis: z.enum(['authorisation', 'representation', 'family', 'postal-service', 'other']).optional(),
    })
    .optional(),
  /** How the reception ends (Decree 61/2018 art. 17). `filed`: the office answers later, as what comes online or by post. */
  reception: z
    .discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('accepted') }),
      z.strictObject({ outcome: z.literal('filed') }),
      z.strictObject({
        outcome: z.literal('supplement'),
        components: AskedComponents,
        note: NoteText,
      }),
      z.strictObject({ outcome: z.literal('refused'), note: NoteText }),
    ])
    .default({ outcome: 'accepted' }),
  /** Only for a procedure whose result is given at once: the applicant asked for a receipt all the same (art. 17.4). */
  receiptAsked: z.boolean().default(false),
  form: z.record(z.string(), z.unknown()).optional(),
  fees: AskedFees.optional().describe(
    'Tính phí và yêu cầu nộp ngay khi tiếp nhận; số lượng không nêu thì lấy từ biểu mẫu. Không có mục này: không yêu cầu gì / the fees are computed and asked for with the reception; quantities that are not given are the e-form’s. Without it nothing is asked for',
  ),
  components: ReceivedComponents,
  draft: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe(
      'Bản nháp đã gõ hồ sơ này; mất khi tiếp nhận xong / the draft it was typed in; gone once the reception stands',
    ),
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
  /** The appointment; null before reception and while the clocks stand still. */
  dueAt: z.iso.datetime().nullable().default(null),
  /** Hash of the last event in the dossier's ledger: the receipt of the command. */
  headHash: z.string(),
});

export const IntakeAnswer = z.strictObject({
  ...CommandAnswer.shape,
  dueProvisional: z.boolean(),
  /** A receipt with the appointment is handed over (giấy tiếp nhận hồ sơ và hẹn trả kết quả). */
  receipt: z.boolean().default(true),
  trackingSecret: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Mã tra cứu in trên giấy tiếp nhận; null: hồ sơ nhận trước khi có mã / tracking secret to print on the receipt; null: received before there were any',
    ),
  /** What was asked for with the reception; absent where fees were not to be computed. */
  fees: z
    .strictObject({
      obligation: Code.nullable().describe('Mã khoản; null: không phải nộp / null: nothing is owed'),
      amount: z.int().describe('Đồng phải nộp, chưa gồm khoản chưa rõ mức / to pay, without what is unknown'),
      unknown: z
        .array(z.string())
        .describe('Khoản chưa rõ mức thu, yêu cầu sau / fees without a known amount, to be asked for later'),
    })
    .optional(),
});
