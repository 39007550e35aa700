import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { AgencyCode, RoleName, Slug } from './common.ts';

/** One role of one person at one agency, and for counter roles at one office. */
export interface DemoAppointment {
  readonly agency: string;
  readonly office?: string;
  readonly role: Role;
}

/** An account for trying the system out, never a real person. `token` signs it in where demo accounts are switched on. */
export interface DemoAccount {
  readonly id: string;
  readonly token: string;
  readonly displayName: string;
  /** Empty for a citizen, who acts for himself. */
  readonly appointments: readonly DemoAppointment[];
}

export const DemoAccount = z.strictObject({
  id: Slug,
  token: z
    .string()
    .regex(
      /^demo-(?!client-)[a-z0-9]+(-[a-z0-9]+)*$/,
      'a demo token begins with demo-, and no person’s with demo-client-',
    ),
  displayName: z.string().startsWith('Demo – ').max(120),
  appointments: z.array(z.strictObject({ agency: AgencyCode, office: Slug.exactOptional(), role: RoleName })),
}) satisfies z.ZodType<DemoAccount>;
