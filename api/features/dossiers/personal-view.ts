import type { Applicant } from '../../../contracts/dossier.ts';
import { masked } from '../../../domain/access/masked.ts';
import type { PersonalField, PersonalView, Shown } from '../../../domain/access/personal-view.ts';
import type { SealedFields } from '../../../infra/personal/applicant-sealer.ts';

/** The erasable row of a dossier's applicant. */
export interface ApplicantRow {
  readonly kind: string;
  readonly name: string;
  readonly phone: string | null;
  readonly identity_masked: string | null;
  readonly submitter_name: string | null;
  readonly submitter_basis: string | null;
  readonly submitter_identity_masked: string | null;
}

/** The fields that are the applicant's own. */
export const APPLICANT_FIELDS = [
  'name',
  'identity',
  'phone',
  'email',
  'address',
  'submitter',
] as const satisfies readonly PersonalField[];

const NOTHING_OPENED: SealedFields = { identityNumber: null, email: null, address: null, submitterIdentity: null };

/**
 * The applicant with so much of him as may be seen; null when nothing may, or when he was erased.
 * @param open opens what is sealed of him, which is done for those only who see some of it in full
 */
export function applicantFor(view: PersonalView, row: ApplicantRow | null, open: () => SealedFields): Applicant | null {
  if (row === null || APPLICANT_FIELDS.every((field) => view[field] === 'none')) return null;
  const isOpened = (['identity', 'email', 'address'] as const).some((field) => view[field] === 'full');
  const sealed = isOpened ? open() : NOTHING_OPENED;
  return {
    view: APPLICANT_FIELDS.every((field) => view[field] === 'full') ? 'full' : 'masked',
    kind: row.kind,
    name: shown(view.name, row.name, maskedName) ?? '',
    identityNumber: sealedOr(view.identity, sealed.identityNumber, row.identity_masked),
    phone: shown(view.phone, row.phone, masked),
    email: view.email === 'full' ? sealed.email : null,
    address: view.address === 'full' ? sealed.address : null,
    submitterName: shown(view.submitter, row.submitter_name, maskedName),
    // Who identifies the applicant identifies whoever comes for him.
    submitterIdentity:
      view.submitter === 'none'
        ? null
        : sealedOr(view.identity, sealed.submitterIdentity, row.submitter_identity_masked),
    submitterBasis: view.submitter === 'none' ? null : row.submitter_basis,
  };
}

function shown(how: Shown, value: string | null, mask: (value: string) => string): string | null {
  if (value === null || how === 'none') return null;
  return how === 'full' ? value : mask(value);
}

function sealedOr(how: Shown, value: string | null, maskedValue: string | null): string | null {
  if (how === 'none') return null;
  return how === 'full' ? value : maskedValue;
}

/** A name by its initials: enough to see that two papers are of one person, not to learn of whom. */
function maskedName(name: string): string {
  return name.replaceAll(/(\S)\S*/gu, '$1•••');
}
