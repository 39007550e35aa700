import { masked } from '../../domain/access/masked.ts';
import type { Keyring } from '../storage/envelope.ts';
import { createFormSealer, type SealedForm } from '../storage/form-sealer.ts';
import type { IdentityHasher } from './identity-hash.ts';
import { nameSearchOf } from './name-search.ts';

/** What only those who must identify an applicant (chủ hồ sơ) or write to him need: encrypted under a key of its dossier's own. */
export interface SealedFields {
  readonly identityNumber: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly submitterIdentity: string | null;
}

/** What lists and searches need of an applicant: in clear, in one erasable table. */
export interface ListedFields {
  readonly kind: string;
  readonly name: string;
  readonly phone: string | null;
  readonly submitterName: string | null;
  readonly submitterBasis: string | null;
}

export type ApplicantFields = SealedFields & ListedFields;

/** An applicant as the erasable tables hold him: `listed` in `applicant`, `sealed` in `dossier_personal`. */
export interface StoredApplicant {
  readonly listed: ListedFields & DerivedFields;
  readonly sealed: SealedForm;
}

/** What is kept in clear of what is sealed, and the name as it is searched. */
export interface DerivedFields {
  readonly identityMasked: string | null;
  readonly identityHash: string | null;
  readonly submitterIdentityMasked: string | null;
  readonly submitterIdentityHash: string | null;
  readonly nameSearch: string;
}

export interface ApplicantSealer {
  /** @param code of the dossier: what is sealed opens for no other */
  seal(code: string, applicant: ApplicantFields): StoredApplicant;
  /** @throws StorageError `master-key-unknown`, or `object-damaged` when it is not that of this dossier */
  open(code: string, sealed: SealedForm): SealedFields;
}

/** Keeps applicants: what identifies one fully is encrypted, bound to its dossier. */
export function createApplicantSealer(keyring: Keyring, hashIdentity: IdentityHasher): ApplicantSealer {
  const sealer = createFormSealer(keyring, 'personal');
  return {
    seal(code, { identityNumber, email, address, submitterIdentity, ...listed }) {
      const fields: SealedFields = { identityNumber, email, address, submitterIdentity };
      return {
        listed: {
          ...listed,
          identityMasked: orNull(masked, identityNumber),
          identityHash: orNull(hashIdentity, identityNumber),
          submitterIdentityMasked: orNull(masked, submitterIdentity),
          submitterIdentityHash: orNull(hashIdentity, submitterIdentity),
          nameSearch: nameSearchOf(listed.name),
        },
        sealed: sealer.seal(code, fields),
      };
    },
    // What `seal` took.
    open: (code, sealed) => sealer.open(code, sealed) as SealedFields,
  };
}

function orNull(change: (value: string) => string, value: string | null): string | null {
  return value === null ? null : change(value);
}
