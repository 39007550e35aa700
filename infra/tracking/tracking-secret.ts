import { createHash, createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/** Without letters that are read as digits, or heard as others: Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOLS = 16;
const SYMBOL_BITS = 5;

/** 80 bits, in groups as they are printed: `7K3M-9QXA-02DF-H6TZ`. */
const PATTERN = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/**
 * The secret (mã tra cứu) that is printed on a receipt beside the dossier's code, and opens what the public may learn of that dossier.
 * It is made of the code and a number, so that a repeat of the command that gave it out gives out the same; what is checked later is its
 * hash in the database alone, so a change of the key invalidates none that is printed.
 */
export interface TrackingSecrets {
  /** The n-th secret of a dossier, as it is printed. */
  secretOf(code: string, number: number): string;
}

/** The secrets of all processes that share a key (setting IDENTITY_HASH_KEY). @param key 32 secret bytes */
export function trackingSecretsOf(key: Uint8Array): TrackingSecrets {
  const derived = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'motcua tracking secret', 32)));
  return {
    secretOf(code, number) {
      const bytes = createHmac('sha256', derived).update(`${code}\n${number}`).digest();
      let bits = 0n;
      for (const byte of bytes.subarray(0, (SYMBOLS * SYMBOL_BITS) / 8)) bits = (bits << 8n) | BigInt(byte);
      const symbols = Array.from({ length: SYMBOLS }, (_, at) => {
        const shift = BigInt((SYMBOLS - 1 - at) * SYMBOL_BITS);
        return ALPHABET[Number((bits >> shift) & 31n)] ?? '';
      });
      return symbols.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
    },
  };
}

/**
 * What is kept of a secret: SHA-256 over code and secret, hex. It may be typed in lower case, with spaces or without hyphens, O for 0 and
 * I or L for 1. What cannot be a secret has a hash all the same, which is nobody's. The database is asked for the hash, so that an unknown
 * code, a wrong secret and a dossier that is gone are one and the same miss in one index.
 */
export function trackingHash(code: string, secret: string): string {
  const typed = secret
    .toUpperCase()
    .replaceAll(/[\s‐-―-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const symbols = PATTERN.test(typed) ? typed : '';
  return createHash('sha256').update(`${code.trim().toUpperCase()}\n${symbols}`).digest('hex');
}
