import { z } from 'zod';
import { SCOPES, type Scope } from '../../domain/access/scopes.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { AgencyCode, BilingualText, Slug } from './common.ts';

/** The system of an agency, for trying the connection out; never a real one. It gets its tokens from the embedded issuer. */
export interface DemoClient {
  readonly id: string;
  /** The only agency for whose officers it acts. */
  readonly agency: string;
  readonly name: Bilingual;
  /** What it is registered for; everything unless said. */
  readonly scopes?: readonly Scope[];
}

export const DemoClient = z.strictObject({
  id: Slug,
  agency: AgencyCode,
  name: BilingualText.refine(
    ({ vi, en }) => vi.startsWith('Demo – ') && en.startsWith('Demo – '),
    'a demo client is named Demo – …',
  ),
  scopes: z.array(z.enum(SCOPES)).exactOptional(),
}) satisfies z.ZodType<DemoClient>;
