import { createDataKey, type Keyring, type WrappedKey } from './envelope.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

/** What was typed into a form as it is stored: erased by destroying its wrapped key. */
export interface SealedForm extends WrappedKey {
  readonly cipher: Buffer;
}

export interface FormSealer {
  /** Seals a form under a fresh data key of its owner: the dossier's code, or what names a draft. */
  seal(owner: string, form: unknown): SealedForm;
  /** @throws StorageError `master-key-unknown`, or `object-damaged` when it is not the form of this owner */
  open(owner: string, sealed: SealedForm): unknown;
}

type SealedKind = 'form' | 'draft' | 'personal';

/** What a form's data key, and the form itself, are bound to. */
export function formContext(kind: SealedKind, owner: string): string {
  return `${kind} ${owner}`;
}

/**
 * Encrypts what was typed into forms, one data key each, bound to its owner.
 * @param kind e-forms of dossiers, what identifies their applicants, or drafts of receptions: one never opens as the other
 */
export function createFormSealer(keyring: Keyring, kind: SealedKind = 'form'): FormSealer {
  const context = (owner: string): string => formContext(kind, owner);
  return {
    seal(owner, form) {
      const dataKey = createDataKey();
      const cipher = sealBytes(dataKey, Buffer.from(JSON.stringify(form)), context(owner));
      return { cipher, ...keyring.wrap(dataKey, context(owner)) };
    },
    open: (owner, sealed) =>
      JSON.parse(openBytes(keyring.unwrap(sealed, context(owner)), sealed.cipher, context(owner)).toString('utf8')),
  };
}
