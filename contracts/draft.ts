import { z } from 'zod';
import { Instant } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

/** What stands in a field while it is being typed: nothing yet, or anything. */
const Typed = z.string().nullable().optional();
const TypedCount = z.union([z.number(), z.string()]).nullable().optional();

/**
 * A reception as far as it has been typed (bản nháp): every field of `IntakeRequest`, all optional, none judged. Given back as
 * it was saved.
 */
export const DraftContent = z
  .strictObject({
    procedure: Typed,
    case: Typed,
    channel: Typed,
    office: Typed,
    unit: Typed,
    medium: Typed,
    place: Typed,
    applicant: z
      .strictObject({ kind: Typed, name: Typed, identityNumber: Typed, phone: Typed, email: Typed, address: Typed })
      .nullable()
      .optional(),
    submitter: z.strictObject({ name: Typed, identityNumber: Typed, basis: Typed }).nullable().optional(),
    reception: z
      .strictObject({
        outcome: Typed,
        components: z
          .array(z.strictObject({ component: Typed, originals: TypedCount, copies: TypedCount }))
          .nullable()
          .optional(),
        note: Typed,
      })
      .nullable()
      .optional(),
    receiptAsked: z.boolean().nullable().optional(),
    form: z.record(z.string(), z.unknown()).nullable().optional(),
    fees: z
      .strictObject({
        quantities: z.record(z.string(), TypedCount).nullable().optional(),
        grounds: z.array(z.string()).nullable().optional(),
      })
      .nullable()
      .optional(),
    components: z
      .array(
        z.strictObject({
          component: Typed,
          originals: TypedCount,
          copies: TypedCount,
          documents: z.array(z.string()).nullable().optional(),
        }),
      )
      .nullable()
      .optional(),
  })
  .meta({ id: 'DraftContent' });
export type DraftContent = z.output<typeof DraftContent>;

/** Most bytes of a draft as JSON: 256 kB. */
export const DRAFT_LIMIT = 256_000;

/** A draft's id, chosen by whoever begins it. */
export const DraftId = z.uuid().toLowerCase().describe('UUID do bên gửi chọn / a UUID that the sender chose');

const Revision = z
  .int()
  .min(1)
  .describe('Số lần đã lưu; ETag là số này / how often it was saved; the ETag is this number');

/** Where a draft stands after a save, and what a save that came too late is told. */
export const DraftSaved = z
  .strictObject({
    id: z.uuid(),
    revision: Revision,
    updatedAt: Instant,
    expiresAt: Instant.describe('Bị xóa sau lúc này nếu không lưu lại / removed after this unless saved again'),
  })
  .meta({ id: 'DraftSaved' });
export type DraftSaved = z.output<typeof DraftSaved>;

export const DraftView = z
  .strictObject({ ...DraftSaved.shape, createdAt: Instant, content: DraftContent })
  .meta({ id: 'Draft' });
export type DraftView = z.output<typeof DraftView>;

/** A draft in a list: codes of the catalogue only, no personal data. */
export const DraftItem = z
  .strictObject({
    id: z.uuid(),
    procedure: z.string().nullable(),
    office: z.string().nullable(),
    updatedAt: Instant,
    revision: Revision,
  })
  .meta({ id: 'DraftItem' });
export type DraftItem = z.output<typeof DraftItem>;

export const DraftQuery = z.strictObject(PageQuery);
export type DraftQuery = z.output<typeof DraftQuery>;

export const DraftPage = pageOf(DraftItem);
