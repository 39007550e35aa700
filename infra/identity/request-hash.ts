import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * A keyed hash of a request, to tell a repeat from another request under the same key. Keyed, since requests hold personal
 * values that a plain hash would let one guess.
 */
export type RequestHasher = (request: unknown) => string;

export function createRequestHasher(secret: Buffer): RequestHasher {
  const key = createSecretKey(secret);
  return (request) =>
    createHmac('sha256', key)
      .update(canonicalize(request) ?? 'null', 'utf8')
      .digest('hex');
}

/** The hasher of all processes that share a key (setting IDENTITY_HASH_KEY), which no rotation of other keys changes. */
export function requestHasherOf(key: Uint8Array): RequestHasher {
  return createRequestHasher(Buffer.from(hkdfSync('sha256', key, '', 'motcua request', 32)));
}

/** A deterministic UUID for what a command creates, so that its repeat names the same thing. */
export function idOf(hasher: RequestHasher, ...parts: readonly string[]): string {
  const hex = hasher(parts);
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A salt for a commitment: 128 bits, hex. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}
