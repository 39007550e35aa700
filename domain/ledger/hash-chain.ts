import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '../errors.ts';
import { GENESIS_HASH, type ChainedEvent, type LedgerEvent } from './ledger-event.ts';

/** SHA-256, hex, over RFC 8785 canonical JSON. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? 'null', 'utf8')
    .digest('hex');
}

/** Commitment to a personal value: whoever has salt and value can prove it, whoever has neither learns nothing. */
export function commitment(salt: string, value: unknown): string {
  return canonicalHash({ salt, value });
}

/** The hash of one event, which covers the event before it. */
export function eventHash(event: LedgerEvent, prevHash: string): string {
  return canonicalHash({ ...event, prevHash });
}

/** Chains events onto the head of a stream. */
export function chain<E extends LedgerEvent>(prevHash: string, events: readonly E[]): ChainedEvent<E>[] {
  let head = prevHash;
  return events.map((event) => {
    const link = { event, prevHash: head, hash: eventHash(event, head) };
    head = link.hash;
    return link;
  });
}

/**
 * Verifies a whole stream: no gap in the sequence, each hash right and covering the one before.
 * @returns the head hash
 * @throws DomainError `ledger-gap` or `ledger-tampered` with stream and seq of the first bad row
 */
export function verifyChain(rows: readonly ChainedEvent[]): string {
  let head = GENESIS_HASH;
  for (const [index, row] of rows.entries()) {
    const { stream, seq } = row.event;
    if (seq !== index + 1) throw new DomainError('ledger-gap', { stream, seq, expected: index + 1 });
    if (row.prevHash !== head || row.hash !== eventHash(row.event, head))
      throw new DomainError('ledger-tampered', { stream, seq });
    head = row.hash;
  }
  return head;
}
