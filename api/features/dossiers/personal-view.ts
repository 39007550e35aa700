import type { Applicant } from '../../../contracts/dossier.ts';
import type { PersonalView } from '../../../domain/access/personal-view.ts';

/** The erasable row of a dossier's applicant. */
export interface ApplicantRow {
  readonly kind: string;
  readonly name: string;
  readonly identity_number: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly submitter_name: string | null;
  readonly submitter_identity: string | null;
  readonly submitter_basis: string | null;
}

/** The applicant with so much of him as may be seen; null when nothing may, or when he was erased. */
export function applicantFor(view: PersonalView, row: ApplicantRow | null): Applicant | null {
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
    submitterIdentity: full ? row.submitter_identity : masked(row.submitter_identity),
    submitterBasis: row.submitter_basis,
  };
}

/** All but the last three characters hidden. */
function masked(value: string | null): string | null {
  return value === null ? null : '•'.repeat(Math.max(0, value.length - 3)) + value.slice(-3);
}
