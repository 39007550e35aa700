import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { KeyRing } from '../config/setting-kinds.ts';

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

/** The hasher of all processes that share a key ring: by its oldest key, which stays in the ring for as long as anything it protects. */
export function requestHasherOf(keys: KeyRing): RequestHasher {
  return createRequestHasher(Buffer.from((keys.at(-1) ?? keys[0]).bytes));
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
