import type { Role } from './roles.ts';

/** How much of an applicant is seen. */
export type PersonalView = 'full' | 'masked' | 'none';

/** How much of the applicant a role needs to see: those who decide or hand over identify him, the others do not. */
export const PERSONAL_VIEW = {
  citizen: 'none',
  receptionist: 'full',
  appraiser: 'full',
  'agency-leader': 'full',
  'seal-clerk': 'masked',
  'return-clerk': 'full',
  'one-stop-head': 'masked',
  'indicator-officer': 'none',
  auditor: 'masked',
  'catalogue-administrator': 'none',
  'system-administrator': 'none',
} as const satisfies Record<Role, PersonalView>;
