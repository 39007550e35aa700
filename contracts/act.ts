import { z } from 'zod';
import {
  HANDOVER_METHODS,
  IDENTITY_CHECKS,
  OBLIGATION_KINDS,
  PAYMENT_METHODS,
  REOPEN_GROUNDS,
} from '../domain/dossier/events.ts';
import { Code } from './common.ts';
import { AskedComponentBody, NoteText, ReceivedComponentBody } from './intake.ts';

const DocumentId = z.uuid().toLowerCase();

const shared = {
  /** The task that the person sees; if another one is open by now, the act is refused with the present state. */
  task: Code,
  medium: z.enum(['electronic', 'paper']).default('electronic'),
  /** Premises where the act is done: a one-stop office's, or the seat of the agency that holds the step. */
  place: Code,
  /** Free text for the next step; kept in an erasable table, never in the ledger. */
  note: NoteText.optional(),
  /** The uploaded result, where the open step requires one. */
  document: DocumentId.optional(),
};

/** The same, where the act must say why. */
const reasoned = { ...shared, note: NoteText.describe('Lý do / the reason') };

const Obligation = z.strictObject({
  obligation: Code,
});

const Handover = z
  .discriminatedUnion('method', [
    z
      .strictObject({
        method: z.literal(HANDOVER_METHODS[0]),
        identity: z.enum(IDENTITY_CHECKS).exactOptional(),
        authorisation: DocumentId.exactOptional().describe('Giấy ủy quyền đã tải lên / the uploaded authorisation'),
      })
      .refine(({ identity, authorisation }) => identity !== undefined || authorisation !== undefined, {
        params: {
          code: 'handover-unproven',
          vi: 'Ghi cách kiểm tra nhân thân, hoặc nêu giấy ủy quyền đã tải lên.',
          en: 'Say how the person was identified, or name the uploaded authorisation.',
        },
      }),
    z.strictObject({ method: z.literal(HANDOVER_METHODS[1]), tracking: Code }),
    z.strictObject({ method: z.literal(HANDOVER_METHODS[2]) }),
  ])
  .describe('Cách trả kết quả / how the result is handed over');

const Amount = z.int().min(1).max(1e15);
const Person = Code.describe('Mã người / id of a person');
const People = z.array(Person).max(20).default([]);

/** An act on a dossier: what each takes is its own. */
export const ActRequestBody = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('accept'), ...shared, paper: z.boolean().default(false) }),
  z.strictObject({ act: z.literal('appraise'), ...shared }),
  z.strictObject({ act: z.literal('approve'), ...shared }),
  z.strictObject({
    act: z.literal('seal'),
    ...shared,
    /** Further results of a dossier that has several, by their ids in the procedure. */
    further: z
      .array(z.strictObject({ result: Code, document: DocumentId }))
      .max(20)
      .default([]),
  }),
  z.strictObject({ act: z.literal('return'), ...shared, handover: Handover }),
  z.strictObject({ act: z.literal('propose-refusal'), ...reasoned }),
  z.strictObject({ act: z.literal('refuse-reception'), ...reasoned }),
  z.strictObject({ act: z.literal('send-back'), ...reasoned, stage: Code }),
  z.strictObject({ act: z.literal('undo'), ...shared }),
  z.strictObject({ act: z.literal('assign'), ...shared, lead: Person, supporting: People, following: People }),
  z.strictObject({
    act: z.literal('request-supplement'),
    ...reasoned,
    components: z.array(AskedComponentBody).min(1).max(100),
  }),
  z.strictObject({
    act: z.literal('receive-supplement'),
    ...shared,
    components: z.array(ReceivedComponentBody).min(1).max(100),
  }),
  z.strictObject({ act: z.literal('confirm-closing'), ...reasoned }),
  z.strictObject({
    act: z.literal('request-payment'),
    ...shared,
    ...Obligation.shape,
    kind: z.enum(OBLIGATION_KINDS),
    lines: z
      .array(z.strictObject({ item: Code, amount: Amount }))
      .min(1)
      .max(50),
    /** The clocks stand still until it is paid. */
    stopsClock: z.boolean().default(false),
  }),
  z.strictObject({
    act: z.literal('record-payment'),
    ...shared,
    ...Obligation.shape,
    method: z.enum(PAYMENT_METHODS),
    reference: Code.describe('Số biên lai hoặc mã giao dịch / number of the receipt or the transaction'),
  }),
  z.strictObject({ act: z.literal('waive-payment'), ...reasoned, ...Obligation.shape }),
  z.strictObject({ act: z.literal('refund-payment'), ...reasoned, ...Obligation.shape, amount: Amount }),
  z.strictObject({ act: z.literal('suspend'), ...reasoned }),
  z.strictObject({ act: z.literal('resume'), ...shared }),
  z.strictObject({ act: z.literal('extend'), ...reasoned }),
  z.strictObject({
    act: z.literal('draft-apology'),
    ...reasoned,
    dueAt: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text).toISOString())
      .describe('Ngày hẹn mới / the new appointment'),
  }),
  z.strictObject({ act: z.literal('approve-apology'), ...shared }),
  z.strictObject({ act: z.literal('request-withdrawal'), ...reasoned }),
  z.strictObject({ act: z.literal('confirm-withdrawal'), ...shared }),
  z.strictObject({ act: z.literal('decline-withdrawal'), ...reasoned }),
  z.strictObject({ act: z.literal('confirm-paper'), ...shared }),
  z.strictObject({
    act: z.literal('reopen'),
    medium: shared.medium,
    place: shared.place,
    note: reasoned.note,
    ground: z.enum(REOPEN_GROUNDS),
    /** The stage at which it is taken up again. */
    stage: Code,
  }),
]);
export type ActRequestBody = z.output<typeof ActRequestBody>;
