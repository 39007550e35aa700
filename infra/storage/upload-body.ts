import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError } from '../../domain/errors.ts';
import { assertMediaType, SNIFF_BYTES } from './media-type.ts';

/** What a plaintext turned out to be, once it was read to its end. */
export interface Plaintext {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface UploadRules {
  readonly mediaType: string;
  readonly maxBytes: number;
  /** What the sender says it is sending; checked if given. */
  readonly declaredSha256?: string;
}

/**
 * Reads an upload by the rules. A body that is refused is left where it stands, not destroyed, so that who received it can
 * still answer.
 * - `bytes` gives it piece by piece and throws DomainError `too-large`, `upload-empty`, `media-type-mismatch`, or
 *   `upload-incomplete` when it broke off or is not what its sender declared
 * - `plaintext` may be called when `bytes` has ended
 */
export function readUpload(body: Readable, { mediaType, maxBytes, declaredSha256 }: UploadRules) {
  const hash = createHash('sha256');
  let size = 0;
  let plaintext: Plaintext | null = null;

  async function* bytes(): AsyncGenerator<Buffer> {
    let head: Buffer | null = Buffer.alloc(0);
    for await (const chunk of received(body)) {
      size += chunk.length;
      if (size > maxBytes) throw new DomainError('too-large', { maxBytes });
      hash.update(chunk);
      head = head === null ? null : Buffer.concat([head, chunk]);
      if (head === null) yield chunk;
      if (head === null || head.length < SNIFF_BYTES) continue;
      assertMediaType(head, mediaType);
      yield head;
      head = null;
    }
    if (size === 0) throw new DomainError('upload-empty');
    if (head !== null) {
      assertMediaType(head, mediaType);
      yield head;
    }
    plaintext = { size, sha256: hash.digest('hex') };
    if (declaredSha256 !== undefined && declaredSha256.toLowerCase() !== plaintext.sha256) {
      throw new DomainError('upload-incomplete');
    }
  }

  return {
    bytes,
    plaintext(): Plaintext {
      if (plaintext === null) throw new Error('the upload has not been read to its end');
      return plaintext;
    },
  };
}

async function* received(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    }
  } catch {
    throw new DomainError('upload-incomplete');
  }
}
