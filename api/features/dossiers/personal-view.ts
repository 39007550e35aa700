import type { Applicant } from '../../../contracts/dossier.ts';
import type { Role } from '../../../domain/access/roles.ts';

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
} as const satisfies Record<Role, 'full' | 'masked' | 'none'>;

/** The erasable row of a dossier's applicant. */
export interface ApplicantRow {
  readonly kind: string;
  readonly name: string;
  readonly identity_number: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly submitter_name: string | null;
}

/** The applicant as a role may see him; null when it may not, or when he was erased. */
export function applicantFor(role: Role, row: ApplicantRow | null): Applicant | null {
  const view = PERSONAL_VIEW[role];
  if (row === null || view === 'none') return null;
  const full = view === 'full';
  return {
    view,
    kind: row.kind,
    name: row.name,
    identityNumber: full ? row.identity_number : masked(row.identity_number),
    phone: full ? row.phone : masked(row.phone),
    email: full ? row.email : null,
    address: full ? row.address : null,
    submitterName: row.submitter_name,
  };
}

/** All but the last three characters hidden. */
function masked(value: string | null): string | null {
  return value === null ? null : '•'.repeat(Math.max(0, value.length - 3)) + value.slice(-3);
}
