import { z } from 'zod';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { BilingualText, Provisional, Slug } from './common.ts';

/**
 * A kind of document (loại giấy tờ), as a component brought by the applicant, as a result of a procedure, or both: a result of one
 * procedure that is a component of another is what reuse is about (Decree 107/2021). `nationalCode` is absent until imported.
 */
export interface DocumentType {
  readonly code: string;
  readonly name: Bilingual;
  readonly uses: readonly ('component' | 'result')[];
  readonly nationalCode?: string;
  readonly provisional: readonly string[];
}

export const DocumentType = z.strictObject({
  code: Slug,
  name: BilingualText,
  uses: z.array(z.enum(['component', 'result'])).min(1),
  nationalCode: z.string().min(1).max(60).exactOptional(),
  provisional: Provisional,
}) satisfies z.ZodType<DocumentType>;
