import { z } from 'zod';
import { ACT_NAMES, type ActName } from '../domain/dossier/act-names.ts';
import {
  HANDOVER_METHODS,
  IDENTITY_CHECKS,
  OBLIGATION_KINDS,
  PAYMENT_METHODS,
  REOPEN_GROUNDS,
} from '../domain/dossier/events.ts';
import { Code } from './common.ts';
import { Asks } from './consultation.ts';
import { AskedFees } from './fee.ts';
import { AskedComponents, NoteText, ReceivedComponents } from './intake.ts';
import { ACT_LABELS } from './labels.ts';
import { verificationPlan, verificationRecord } from './verification.ts';

const DocumentId = z.uuid().toLowerCase();

/** What every act on an open dossier says of who does it where. */
const desk = {
  task: Code.describe(
    'Việc mà người làm đang thấy; nếu hồ sơ đã sang bước khác thì bị từ chối kèm trạng thái hiện tại / the task that is seen; if another one is open by now, the act is refused with the present state',
  ),
  medium: z.enum(['electronic', 'paper']).default('electronic'),
  place: Code.describe(
    'Nơi thực hiện: trụ sở Bộ phận Một cửa, hoặc trụ sở cơ quan đang giữ bước / premises of a one-stop office, or the seat of the agency that holds the step',
  ),
};

export const shared = {
  ...desk,
  /** Kept in an erasable table, never in the ledger. */
  note: NoteText.optional().describe('Ghi chú cho bước sau / free text for the next step'),
  document: DocumentId.optional().describe(
    'Kết quả đã tải lên, ở bước phải kèm kết quả / the uploaded result, where the open step requires one',
  ),
};

/** The same, where the act must say why. */
const reasoned = { ...shared, note: NoteText.describe('Lý do / the reason') };

/** The name of an act in a body, with its label for whoever reads the document. */
export function named<N extends ActName>(name: N) {
  const { vi, en } = ACT_LABELS[name];
  return z.literal(name).describe(`${vi} / ${en}`);
}

/** The body of an act that takes this and nothing else. */
function act<N extends ActName, S extends z.ZodRawShape>(name: N, shape: S) {
  return z.strictObject({ act: named(name), ...shape }).meta({ id: `Act.${name}` });
}

const Obligation = { obligation: Code.describe('Mã khoản phải nộp / id of what is owed') };

const Originals = z
  .boolean()
  .exactOptional()
  .describe('Đã trả lại bản chính (Điều 20) / the originals that were handed in were given back');

export const Handover = z
  .discriminatedUnion('method', [
    z
      .strictObject({
        method: z.literal(HANDOVER_METHODS[0]),
        identity: z.enum(IDENTITY_CHECKS).exactOptional(),
        authorisation: DocumentId.exactOptional().describe('Giấy ủy quyền đã tải lên / the uploaded authorisation'),
        originals: Originals,
      })
      .refine(({ identity, authorisation }) => identity !== undefined || authorisation !== undefined, {
        params: {
          code: 'handover-unproven',
          vi: 'Ghi cách kiểm tra nhân thân, hoặc nêu giấy ủy quyền đã tải lên.',
          en: 'Say how the person was identified, or name the uploaded authorisation.',
        },
      }),
    z.strictObject({ method: z.literal(HANDOVER_METHODS[1]), tracking: Code, originals: Originals }),
    z.strictObject({ method: z.literal(HANDOVER_METHODS[2]) }),
  ])
  .describe('Cách trả kết quả / how the result is handed over');

const HandoverHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected a SHA-256, hex')
  .describe(
    'Mã băm của sự kiện chuyển bước, như trong biên nhận / hash of the event that routed the step, as the receipt has it',
  );

const Amount = z.int().min(1).max(1e15);
export const Person = Code.describe('Mã người / id of a person');
export const People = z.array(Person).max(20).default([]);

/** Sealing: the result, and further ones of a dossier that has several, each a file of its own. */
const Sealing = z
  .strictObject({
    act: named('seal'),
    ...shared,
    further: z
      .array(z.strictObject({ result: Code, document: DocumentId }))
      .max(20)
      .default([])
      .describe('Kết quả khác của thủ tục có nhiều kết quả, theo mã / further results, by their ids in the procedure'),
  })
  .refine(
    ({ document, further }) => {
      const ids = further.flatMap((one) => [one.result, one.document]);
      return new Set([document, ...ids]).size === ids.length + 1;
    },
    {
      path: ['further'],
      params: {
        code: 'twice',
        vi: 'Mỗi kết quả chỉ nêu một lần, mỗi kết quả một tệp riêng.',
        en: 'Each result is named once, and each is a file of its own.',
      },
    },
  )
  .meta({ id: 'Act.seal' });

function isAnything(components: z.output<typeof ReceivedComponents>): boolean {
  return components.some(({ originals, copies, documents }) => originals + copies + documents.length > 0);
}

/** Said of a supplement with which nothing was brought. */
const NOTHING_BROUGHT = {
  params: {
    code: 'nothing-brought',
    vi: 'Ghi giấy tờ hoặc tệp đã nhận bổ sung.',
    en: 'Say which papers or files were brought.',
  },
};

/** What is owed: amounts as they are stated, or fees that are computed, and then only the amounts that nothing computes. */
const PaymentRequest = z
  .strictObject({
    act: named('request-payment'),
    ...shared,
    ...Obligation,
    kind: z.enum(OBLIGATION_KINDS),
    lines: z
      .array(z.strictObject({ item: Code, amount: Amount }))
      .min(1)
      .max(50)
      .exactOptional()
      .describe(
        'Số tiền từng khoản; khi có "fees", chỉ nêu khoản chưa có mức thu / the amounts; beside "fees" only of what has no known amount',
      ),
    fees: AskedFees.exactOptional().describe(
      'Để hệ thống tính phí theo thủ tục, trường hợp, kênh và ngày tiếp nhận; số lượng không nêu thì lấy từ biểu mẫu / the system computes the fees by procedure, case, channel and day of receipt; quantities that are not given are the e-form’s',
    ),
    stopsClock: z
      .boolean()
      .default(false)
      .describe('Dừng tính thời hạn đến khi nộp xong / the clocks stand still until it is paid'),
  })
  .refine(({ lines, fees }) => lines !== undefined || fees !== undefined, {
    params: {
      code: 'payment-unstated',
      vi: 'Nêu số tiền từng khoản trong "lines", hoặc "fees" để hệ thống tính.',
      en: 'State the amounts in "lines", or give "fees" to have them computed.',
    },
  })
  .refine(({ kind, fees }) => fees === undefined || kind === 'fee' || kind === 'charge', {
    path: ['kind'],
    params: {
      code: 'not-a-fee',
      vi: 'Hệ thống chỉ tính phí, lệ phí; khoản khác nêu trong "lines".',
      en: 'Only fees and charges are computed; state anything else in "lines".',
    },
  })
  .meta({ id: 'Act.request-payment' });
export type PaymentRequest = z.output<typeof PaymentRequest>;

/** An act on a dossier: what each takes is its own. */
export const ActRequestBody = z.discriminatedUnion('act', [
  act('accept', {
    ...shared,
    paper: z
      .boolean()
      .optional()
      .describe(
        'Có bản giấy phải chuyển; để trống thì theo giấy tờ đã nhận / a paper part is to be handed on; by what was handed in, unless said',
      ),
  }),
  act('appraise', shared),
  act('approve', shared),
  Sealing,
  act('return', { ...shared, handover: Handover }),
  act('propose-refusal', reasoned),
  act('refuse-reception', reasoned),
  act('send-back', {
    ...reasoned,
    stage: Code.describe('Bước đã qua để trả về / the step, already passed, to go back to'),
  }),
  act('undo', shared),
  act('assign', { ...shared, lead: Person, supporting: People, following: People }),
  act('consult', { ...desk, asks: Asks }),
  act('request-supplement', {
    ...reasoned,
    components: AskedComponents,
  }),
  act('receive-supplement', {
    ...shared,
    components: ReceivedComponents.refine(isAnything, NOTHING_BROUGHT),
  }),
  act('confirm-closing', reasoned),
  PaymentRequest,
  act('record-payment', {
    ...shared,
    ...Obligation,
    method: z.enum(PAYMENT_METHODS),
    reference: Code.describe('Số biên lai hoặc mã giao dịch / number of the receipt or the transaction'),
  }),
  act('waive-payment', { ...reasoned, ...Obligation }),
  act('refund-payment', { ...reasoned, ...Obligation, amount: Amount }),
  act('suspend', reasoned),
  act('resume', shared),
  act('extend', reasoned),
  act('draft-apology', {
    ...reasoned,
    dueAt: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text).toISOString())
      .describe('Ngày hẹn mới / the new appointment'),
  }),
  act('approve-apology', shared),
  act('request-withdrawal', reasoned),
  act('confirm-withdrawal', shared),
  act('decline-withdrawal', reasoned),
  act('confirm-paper', shared),
  act('acknowledge-handover', { ...shared, hash: HandoverHash }),
  act('accept-handover', { ...shared, hash: HandoverHash }),
  act('plan-verification', { ...desk, ...verificationPlan }),
  act('record-verification', { ...desk, ...verificationRecord }),
  act('reopen', {
    medium: shared.medium,
    place: shared.place,
    note: reasoned.note,
    ground: z.enum(REOPEN_GROUNDS),
    stage: Code.describe('Bước mở lại / the step at which it is taken up again'),
    parts: z
      .array(Code)
      .min(1)
      .max(20)
      .exactOptional()
      .describe('Ở bước liên thông: các phần làm lại / at an interlinked step: the parts that are done again'),
  }),
]);
export type ActRequestBody = z.output<typeof ActRequestBody>;

/** What somebody may do on a dossier now, at the event that `seq` numbers. */
export const PossibleActs = z
  .strictObject({
    code: z.string(),
    seq: z.int().describe('Số sự kiện cuối đã xét / number of the last event that was looked at'),
    task: z.string().nullable(),
    may: z.array(z.enum(ACT_NAMES)),
  })
  .meta({ id: 'PossibleActs' });
export type PossibleActs = z.output<typeof PossibleActs>;
