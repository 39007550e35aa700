import { z } from 'zod';

export const DOCUMENT_KINDS = ['component', 'result', 'attachment'] as const;

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
});
