import { createDataKey, type Keyring, type WrappedKey } from './envelope.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

/** The data of a dossier's e-form as it is stored: erased by destroying its wrapped key. */
export interface SealedForm extends WrappedKey {
  readonly cipher: Buffer;
}

export interface FormSealer {
  /** Seals a form under a fresh data key of its dossier. */
  seal(code: string, form: unknown): SealedForm;
  /** @throws StorageError `master-key-unknown`, or `object-damaged` when it is not the form of this dossier */
  open(code: string, sealed: SealedForm): unknown;
}

/** Encrypts e-form data, one data key per dossier, bound to the dossier's code. */
export function createFormSealer(keyring: Keyring): FormSealer {
  return {
    seal(code, form) {
      const dataKey = createDataKey();
      const cipher = sealBytes(dataKey, Buffer.from(JSON.stringify(form)), context(code));
      return { cipher, ...keyring.wrap(dataKey, context(code)) };
    },
    open: (code, sealed) =>
      JSON.parse(openBytes(keyring.unwrap(sealed, context(code)), sealed.cipher, context(code)).toString('utf8')),
  };
}

/** What a form's data key, and the form itself, are bound to. */
function context(code: string): string {
  return `form ${code}`;
}
