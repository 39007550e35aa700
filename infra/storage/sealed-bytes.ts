import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StorageError } from './storage-error.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Encrypts a small value as a whole (AES-256-GCM, random nonce), bound to its `context`: it opens only where the same
 * context is named. Result: version, nonce, ciphertext, tag. One key may seal up to 2^32 values.
 */
export function sealBytes(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const version = Buffer.of(VERSION);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.concat([version, Buffer.from(context)]));
  const sealed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([version, nonce, sealed, cipher.getAuthTag()]);
}

/**
 * Opens what `sealBytes` sealed.
 * @throws StorageError `object-damaged` when key or context are others, or any byte was changed, cut off or added
 */
export function openBytes(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < OVERHEAD || sealed[0] !== VERSION) throw damaged();
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([sealed.subarray(0, 1), Buffer.from(context)]));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw damaged();
  }
  return plain;
}

function damaged(): StorageError {
  return new StorageError('object-damaged', 'sealed bytes do not open with this key and context');
}
