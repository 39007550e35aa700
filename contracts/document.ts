import { z } from 'zod';

export const DOCUMENT_KINDS = ['component', 'result', 'attachment'] as const;

/** What the checks of a document came to. */
export const CHECK_STATES = ['clean', 'held', 'refused'] as const;

/** Facts of a stored document. Its name is personal and is given only where the document itself may be read. */
export const DocumentAnswer = z.strictObject({
  id: z.uuid(),
  /** The dossier it was uploaded to; null for what was handed in before there was one, also once it is part of one. */
  dossier: z.string().nullable(),
  kind: z.enum(DOCUMENT_KINDS),
  mediaType: z.string(),
  size: z.int(),
  /** SHA-256 of the plaintext, hex. */
  sha256: z.string(),
  createdAt: z.iso.datetime(),
  state: z
    .enum(CHECK_STATES)
    .describe(
      'held: chưa quét mã độc, chưa mở được; refused: có mã độc, đã xóa nội dung / held: not scanned yet, cannot be opened; refused: infected, its content is gone',
    ),
  scanned: z
    .boolean()
    .describe(
      'Phần mềm diệt vi-rút đã quét; false: mới chỉ kiểm tra cấu trúc / a virus scanner has seen it; false: its structure was checked only',
    ),
});
