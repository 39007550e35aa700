import { z } from 'zod';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { AgencyCode, BilingualText, Slug } from './common.ts';

/** The system of an agency, for trying the connection out; never a real one. `token` signs it in where demo accounts are switched on. */
export interface DemoClient {
  readonly id: string;
  readonly token: string;
  /** The only agency for whose officers it acts. */
  readonly agency: string;
  readonly name: Bilingual;
}

/** What tells a client's token from a person's. */
export const CLIENT_TOKEN_PREFIX = 'demo-client-';

export const DemoClient = z.strictObject({
  id: Slug,
  token: z
    .string()
    .regex(/^demo-client-[a-z0-9]+(-[a-z0-9]+)*$/, 'the demo token of a client begins with demo-client-'),
  agency: AgencyCode,
  name: BilingualText.refine(
    ({ vi, en }) => vi.startsWith('Demo – ') && en.startsWith('Demo – '),
    'a demo client is named Demo – …',
  ),
}) satisfies z.ZodType<DemoClient>;
