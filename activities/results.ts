import type { StoredResult } from '../domain/dossier/events.ts';

/** Digitised results (kết quả số hóa): stored write-once before the act that seals them is written. */
export interface ResultPorts {
  /**
   * Lets nobody delete the version in which a result was uploaded, reads it back and verifies it. Repeats give the same version.
   * @param at instant of the act, ISO, from which its retention runs
   * @throws a non-retryable failure `document-unknown`, `document-not-pdf`, `document-erased` or `document-damaged`
   */
  sealResult(code: string, document: string, at: string): Promise<StoredResult>;
}
