import { createInflate } from 'node:zlib';
import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { Refusal } from './refusal.ts';

/** How much may still come out of what is compressed in one document. */
export interface Allowance {
  left: number;
}

/** @throws Refusal `document-expands` when it is used up */
export function spend(allowance: Allowance, bytes: number): void {
  allowance.left -= bytes;
  if (allowance.left < 0) throw new Refusal('document-expands');
}

/**
 * Decompresses zlib data, `times` over, without keeping any of it.
 * @param see is given what comes out at the end
 * @returns bytes that came out at the end
 * @throws Refusal `document-expands` when the allowance is used up, by any of the layers; an error of zlib for what is no zlib
 * data. Data that breaks off counts as far as it goes.
 */
export async function inflatedSize(
  data: readonly Uint8Array[],
  times: number,
  allowance: Allowance,
  see?: (chunk: Uint8Array) => void,
): Promise<number> {
  let source: AsyncIterable<Uint8Array> = Readable.from(data);
  for (let layer = 0; layer < times; layer++) source = inflated(source, allowance);
  let size = 0;
  for await (const chunk of source) {
    see?.(chunk);
    size += chunk.length;
  }
  return size;
}

async function* inflated(source: AsyncIterable<Uint8Array>, allowance: Allowance): AsyncGenerator<Uint8Array> {
  const inflate = createInflate();
  Readable.from(source)
    .on('error', (error) => inflate.destroy(error))
    .pipe(inflate);
  try {
    for await (const chunk of inflate) {
      spend(allowance, (chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (!brokeOff(error)) throw error;
  }
}

function brokeOff(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'Z_BUF_ERROR';
}
