import { z } from 'zod';
import { CHANNELS } from '../domain/procedure/procedure.ts';
import { Code } from './common.ts';

const ShortText = z.string().trim().min(1).max(300);

/** A handed-in component: counts of paper, and the documents that were scanned or uploaded for it. */
export const ReceivedComponentBody = z.strictObject({
  component: Code,
  originals: z.int().min(0).max(99).default(0),
  copies: z.int().min(0).max(99).default(0),
  documents: z.array(z.uuid()).max(50).default([]),
});

/** Who asks (chủ hồ sơ). Kept in an erasable table only. */
export const ApplicantBody = z.strictObject({
  kind: z.enum(['citizen', 'organisation']),
  name: ShortText,
  /** Số định danh: 12 digits (citizen), 9 for older cards, or a tax or enterprise number. */
  identityNumber: z
    .string()
    .regex(/^[0-9A-Z-]{6,20}$/)
    .optional(),
  phone: z
    .string()
    .regex(/^\+?[0-9 ]{8,16}$/)
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
  components: z.array(ReceivedComponentBody).max(100),
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
