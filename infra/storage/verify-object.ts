import { createHash } from 'node:crypto';
import { pipeline as pump, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DocumentRecord } from '../db/entities/entities.ts';
import { createDecryptor } from './chunked-cipher.ts';
import { StorageError } from './storage-error.ts';

/** The hashes and the size a document was recorded with. */
export type RecordedContent = Pick<DocumentRecord, 'cipherSha256' | 'plainSha256' | 'size'>;

/**
 * The plaintext of a stored document. The last piece is released only when the whole was found to be what was recorded, so
 * that no reader ever gets a complete document that is another one.
 */
export function decrypted(source: Readable, dataKey: Uint8Array, recorded: RecordedContent): Readable {
  const plain = plaintextCheck(recorded);
  pump(source, createDecryptor(dataKey), plain, () => {});
  return plain;
}

/**
 * Reads a stored document to its end: the ciphertext must have the recorded hash, and decrypt to the recorded plaintext.
 * @throws StorageError `object-damaged`, or what the source fails with
 */
export async function verifyObject(source: Readable, dataKey: Uint8Array, recorded: RecordedContent): Promise<void> {
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const plain = plaintextCheck(recorded);
  await pipeline(source, hashed, createDecryptor(dataKey), plain.resume());
  if (hash.digest('hex') !== recorded.cipherSha256)
    throw new StorageError('object-damaged', 'ciphertext is another than recorded');
}

function plaintextCheck({ plainSha256, size }: RecordedContent): Transform {
  const hash = createHash('sha256');
  let read = 0;
  let held: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      read += chunk.length;
      const ready = held;
      held = chunk;
      done(null, ready);
    },
    flush(done) {
      const same = read === size && hash.digest('hex') === plainSha256;
      if (same) done(null, held);
      else done(new StorageError('object-damaged', 'plaintext is another than recorded'));
    },
  });
}
