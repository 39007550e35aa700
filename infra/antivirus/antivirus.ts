import type { Readable } from 'node:stream';

/** What a scanner says of a document. */
export type ScanVerdict =
  | { readonly verdict: 'clean' }
  /** `signature` is the scanner's name for what it found. */
  | { readonly verdict: 'infected'; readonly signature: string }
  /** Nothing is known: it is away, too slow, or refused. `reason` is for the operator. */
  | { readonly verdict: 'unknown'; readonly reason: string };

/** A scanner for malicious code. It never says clean unless it has read everything to its end. */
export interface Antivirus {
  /**
   * @param document its plaintext; read to its end, or destroyed
   * @throws only what the document's own stream fails with
   */
  scan(document: Readable): Promise<ScanVerdict>;
}
