import { z } from 'zod';
import { PAUSE_KINDS } from '../domain/calendar/pauses.ts';
import { Bilingual, Instant, Named, NationalStatus } from './common.ts';

/** What is typed from a receipt. Any text may come: a malformed code is as unknown as any other. */
export const TrackingRequest = z.strictObject({
  code: z.string().max(100).describe('Mã hồ sơ trên giấy tiếp nhận / code on the receipt'),
  secret: z
    .string()
    .max(100)
    .describe('Mã tra cứu trên giấy tiếp nhận; không phân biệt hoa thường, dấu gạch / tracking secret on the receipt'),
});

/** A dossier in the words of whoever handed it in: where it stands, nothing of any person. */
export const TrackingAnswer = z.strictObject({
  code: z.string(),
  procedure: Named,
  office: Named,
  /** Null: not accepted yet. */
  receivedAt: Instant.nullable(),
  /** The appointment; null where there is none yet, or the clocks stand still. */
  dueAt: Instant.nullable(),
  dueProvisional: z.boolean(),
  status: NationalStatus,
  /** What is being done now, and where; null once it has ended. */
  step: z.strictObject({ name: Bilingual, agency: Named }).nullable(),
  /** What is waited for from the applicant or by law; null: nothing. */
  awaited: z
    .strictObject({
      kind: z.enum(PAUSE_KINDS),
      respondBy: Instant.nullable(),
      /** Đồng; null unless something is to be paid. */
      amount: z.int().nullable(),
    })
    .nullable(),
  /** The result, once there is one to be collected or it was handed over. */
  result: z.strictObject({ readyAt: Instant, returned: z.boolean(), where: Named }).nullable(),
  endedAt: Instant.nullable(),
});
export type TrackingAnswer = z.output<typeof TrackingAnswer>;

/** A secret that was given out anew; the one before opens nothing any more. */
export const TrackingSecretAnswer = z.strictObject({
  code: z.string(),
  trackingSecret: z.string().describe('80 bit, in theo nhóm bốn ký tự / 80 bits, in groups of four'),
  issuedAt: Instant,
});
