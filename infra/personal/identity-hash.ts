import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/**
 * The keyed hash of an identity number (số định danh cá nhân), hex: the same number gives the same hash, and without the key none can be
 * guessed, though there are only so many numbers. By it dossiers of one person are found, and a citizen's own.
 */
export type IdentityHasher = (identityNumber: string) => string;

/**
 * The hasher of all processes that share a key (setting IDENTITY_HASH_KEY). The key outlives rotations of the master keys: hashes cannot
 * be made again once the numbers they were made of are sealed.
 * @param key 32 secret bytes
 */
export function identityHasherOf(key: Uint8Array): IdentityHasher {
  const derived = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'motcua identity number', 32)));
  return (identityNumber) => createHmac('sha256', derived).update(normalIdentity(identityNumber)).digest('hex');
}

/** The number as it is compared: an organisation's code may have a hyphen, and people type spaces and dots. */
function normalIdentity(identityNumber: string): string {
  return identityNumber.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();
}
