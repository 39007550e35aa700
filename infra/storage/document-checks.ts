import type { z } from 'zod';
import type { DocumentAnswer } from '../../contracts/document.ts';
import type { Antivirus, ScanVerdict } from '../antivirus/antivirus.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Inspected, Inspector } from '../inspection/inspector.ts';

/** `held`: not known to be harmless yet, cannot be opened. `refused`: found to be harmful when it was held; its content is gone. */
type CheckState = z.output<typeof DocumentAnswer>['state'];

/** What the checks of a document came to. */
export interface Clearance {
  readonly state: Exclude<CheckState, 'refused'>;
  readonly checkedAt: Date;
  /** Null when no scanner has seen it: it is held for one, or none is configured. */
  readonly scannedAt: Date | null;
}

export interface DocumentChecks {
  /**
   * Looks at a document's structure and, where one is configured, asks the scanner.
   * @throws DomainError those of `Inspector.inspect`; `document-infected`
   */
  judge(document: Inspected & { readonly id: string }): Promise<Clearance>;
}

/** What is told of documents to whoever watches the service: ids and signatures, no names. */
export interface CheckLog {
  warn(
    facts: { readonly event: string; readonly document: string; readonly [fact: string]: string },
    text: string,
  ): void;
}

/** @param antivirus null: none is configured, and structure is all that is looked at */
export function createDocumentChecks(inspector: Inspector, antivirus: Antivirus | null, log: CheckLog): DocumentChecks {
  return {
    async judge(document) {
      await inspector.inspect(document);
      const checkedAt = new Date();
      if (antivirus === null) return { state: 'clean', checkedAt, scannedAt: null };
      const found = await antivirus.scan(document.open());
      tellOf(found, document.id, log);
      if (found.verdict === 'infected') throw new DomainError('document-infected');
      return found.verdict === 'clean'
        ? { state: 'clean', checkedAt, scannedAt: new Date() }
        : { state: 'held', checkedAt, scannedAt: null };
    },
  };
}

/** Security events: a document that was found to be harmful, and one that could not be scanned. */
export function tellOf(found: ScanVerdict, document: string, log: CheckLog): void {
  if (found.verdict === 'infected')
    log.warn({ event: 'document-infected', document, signature: found.signature }, 'a document is infected; refused');
  if (found.verdict === 'unknown')
    log.warn(
      { event: 'document-held', document, reason: found.reason },
      'no verdict of the scanner (CLAMD_ADDRESS); the document is held',
    );
}
