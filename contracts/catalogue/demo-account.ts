import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { AgencyCode, RoleName, Slug } from './common.ts';

/** One role of one person at one agency, and for counter roles at one office. */
export interface DemoAppointment {
  readonly agency: string;
  readonly office?: string;
  readonly role: Role;
}

/** An account for trying the system out, never a real person. It signs in at the embedded issuer, where demo accounts are switched on. */
export interface DemoAccount {
  readonly id: string;
  readonly displayName: string;
  /** Made up; what the issuer vouches for of a citizen. */
  readonly identityNumber?: string;
  /** Empty for a citizen, who acts for himself. */
  readonly appointments: readonly DemoAppointment[];
}

export const DemoAccount = z.strictObject({
  id: Slug,
  displayName: z.string().startsWith('Demo – ').max(120),
  identityNumber: z
    .string()
    .regex(/^0{3}\d{9}$/, 'a demo number begins with 000, which is no province')
    .exactOptional(),
  appointments: z.array(z.strictObject({ agency: AgencyCode, office: Slug.exactOptional(), role: RoleName })),
}) satisfies z.ZodType<DemoAccount>;
