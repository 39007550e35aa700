import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { ByteQueue } from './byte-queue.ts';
import { StorageError } from './storage-error.ts';

/**
 * The stored form of a document: a header (magic `MCQ1`, version, chunk size as uint32), then AES-256-GCM chunks, each
 * followed by its tag. This is the STREAM construction: a chunk's nonce is its number and whether it is the last, the
 * header is associated data of every chunk. So no chunk can be changed, dropped, repeated, moved or added, and the stream
 * cannot end early or go on. Nonces count from zero, hence a key encrypts ONE document, once.
 */
const MAGIC = Buffer.from('MCQ1', 'latin1');
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 1 + 4;
const TAG_BYTES = 16;
const MAX_CHUNK_BYTES = 1 << 20;
const MAX_CHUNKS = 2 ** 32;

const CHUNK_BYTES = 64 * 1024;

/** Encrypts what is written to it. `key` must be fresh: it may never have encrypted anything else. */
export function createEncryptor(key: Uint8Array, chunkBytes: number = CHUNK_BYTES): Transform {
  const header = Buffer.concat([MAGIC, Buffer.of(VERSION), Buffer.alloc(4)]);
  header.writeUInt32BE(chunkBytes, MAGIC.length + 1);
  const waiting = new ByteQueue();
  const nonces = nonceSequence();

  const sealNext = (plain: Buffer, last: boolean): Buffer => {
    const nonce = nonces(last);
    const cipher = createCipheriv('aes-256-gcm', key, nonce.bytes);
    cipher.setAAD(header);
    const sealed = cipher.update(plain);
    cipher.final();
    return Buffer.concat([...(nonce.first ? [header] : []), sealed, cipher.getAuthTag()]);
  };

  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      settle(done, () => {
        waiting.add(piece);
        // A full chunk waits for the byte after it: until then it may be the last.
        while (waiting.size > chunkBytes) this.push(sealNext(waiting.take(chunkBytes), false));
      });
    },
    flush(done) {
      settle(done, () => this.push(sealNext(waiting.take(waiting.size), true)));
    },
  });
}

/**
 * Decrypts what `createEncryptor` made. Each chunk is released only after its tag was verified; a stream that was cut off
 * fails at its end.
 * @throws StorageError `object-damaged` (as the stream's error) when a single bit is not as it was written
 */
export function createDecryptor(key: Uint8Array): Transform {
  const waiting = new ByteQueue();
  const nonces = nonceSequence();
  let header: Header | null = null;

  const openNext = ({ bytes }: Header, sealed: Buffer, last: boolean): Buffer => {
    if (sealed.length < TAG_BYTES) throw damaged('it ends inside a chunk');
    const nonce = nonces(last);
    if (sealed.length === TAG_BYTES && !nonce.first) throw damaged('a chunk is empty');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce.bytes, { authTagLength: TAG_BYTES });
    decipher.setAAD(bytes);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw damaged(`chunk ${nonce.number} is not as it was written`);
    }
    return plain;
  };

  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      settle(done, () => {
        waiting.add(piece);
        if (header === null && waiting.size >= HEADER_BYTES) header = readHeader(waiting.take(HEADER_BYTES));
        if (header === null) return;
        const sealedBytes = header.chunkBytes + TAG_BYTES;
        while (waiting.size > sealedBytes) this.push(openNext(header, waiting.take(sealedBytes), false));
      });
    },
    flush(done) {
      settle(done, () => {
        if (header === null) throw damaged('it ends inside its header');
        this.push(openNext(header, waiting.take(waiting.size), true));
      });
    },
  });
}

interface Header {
  readonly bytes: Buffer;
  readonly chunkBytes: number;
}

function readHeader(bytes: Buffer): Header {
  const chunkBytes = bytes.readUInt32BE(MAGIC.length + 1);
  const known = bytes.subarray(0, MAGIC.length).equals(MAGIC) && bytes[MAGIC.length] === VERSION;
  if (!known || chunkBytes < 1 || chunkBytes > MAX_CHUNK_BYTES) throw damaged('its header is not one of ours');
  return { bytes, chunkBytes };
}

/** The nonces of one document in order: seven zero bytes, the chunk's number, 1 for the last chunk. */
function nonceSequence(): (last: boolean) => { bytes: Buffer; number: number; first: boolean } {
  let next = 0;
  return (last) => {
    const number = next++;
    if (number >= MAX_CHUNKS) throw new RangeError('document has more chunks than nonces exist');
    const bytes = Buffer.alloc(12);
    bytes.writeUInt32BE(number, 7);
    bytes[11] = last ? 1 : 0;
    return { bytes, number, first: number === 0 };
  };
}

/** Ends a Transform's step with what it threw, if anything. */
function settle(done: TransformCallback, step: () => void): void {
  let failure: Error | null = null;
  try {
    step();
  } catch (error) {
    failure = isNativeError(error) ? error : new Error(String(error));
  }
  done(failure);
}

function damaged(how: string): StorageError {
  return new StorageError('object-damaged', `encrypted document is damaged: ${how}`);
}
