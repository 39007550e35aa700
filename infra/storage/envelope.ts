import { randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import { StorageError } from './storage-error.ts';

const KEY_BYTES = 32;

/** A key that only wraps other keys. Its id is stored beside what it wrapped, so that master keys can be rotated. */
export interface MasterKey {
  readonly id: string;
  /** 32 secret bytes. */
  readonly bytes: Uint8Array;
}

/** A data key as it is stored: only its master key opens it. */
export interface WrappedKey {
  readonly wrappedKey: Buffer;
  readonly masterKeyId: string;
}

export interface Keyring {
  /**
   * Wraps a data key under the active master key. `context` says whose key it is (document id, dossier code) and must be
   * named again to unwrap it, so that a wrapped key copied to another row opens nothing.
   */
  wrap(dataKey: Uint8Array, context: string): WrappedKey;
  /**
   * @throws StorageError `master-key-unknown` when the master key is not in the ring, `object-damaged` when the wrapped
   *   key is not that of this context
   */
  unwrap(wrapped: WrappedKey, context: string): Buffer;
  /** The same data key under the active master key; in clear it is in memory only, and there no longer than that. @throws as `unwrap` */
  rewrap(wrapped: WrappedKey, context: string): WrappedKey;
}

/** A fresh data key (AES-256). Each document has one of its own, and so has each dossier for its form data. */
export function createDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * The ring of master keys (setting MASTER_KEYS). The first wraps, every one unwraps.
 * @throws RangeError when the ring is empty, two keys share an id, or a key is not 32 bytes long
 */
export function createKeyring(masterKeys: readonly MasterKey[]): Keyring {
  const [active] = masterKeys;
  if (active === undefined) throw new RangeError('MASTER_KEYS: no key is given');
  for (const { id, bytes } of masterKeys) {
    if (bytes.length !== KEY_BYTES)
      throw new RangeError(`MASTER_KEYS: key ${id} has ${bytes.length} bytes, not ${KEY_BYTES}`);
  }
  const byId = new Map(masterKeys.map((key) => [key.id, key.bytes]));
  if (byId.size !== masterKeys.length) throw new RangeError('MASTER_KEYS: two keys share an id');

  const keyring: Keyring = {
    wrap: (dataKey, context) => ({
      wrappedKey: sealBytes(active.bytes, dataKey, purpose(active.id, context)),
      masterKeyId: active.id,
    }),
    unwrap({ wrappedKey, masterKeyId }, context) {
      const master = byId.get(masterKeyId);
      if (master === undefined)
        throw new StorageError('master-key-unknown', `MASTER_KEYS has no key with the id ${masterKeyId}`);
      return openBytes(master, wrappedKey, purpose(masterKeyId, context));
    },
    rewrap(wrapped, context) {
      const dataKey = keyring.unwrap(wrapped, context);
      try {
        return keyring.wrap(dataKey, context);
      } finally {
        dataKey.fill(0);
      }
    },
  };
  return keyring;
}

function purpose(masterKeyId: string, context: string): string {
  return `motcua data key\n${masterKeyId}\n${context}`;
}
