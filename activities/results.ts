import type { StoredResult } from '../domain/dossier/events.ts';

/** Digitised results (kết quả số hóa): stored write-once before the act that seals them is written. */
export interface ResultPorts {
  /**
   * Puts the ciphertext of an uploaded result into the write-once bucket, reads it back and verifies it. Repeats give the
   * same version.
   * @throws a non-retryable failure `document-unknown` or `document-not-pdf`
   */
  storeResult(code: string, document: string): Promise<StoredResult>;
}
