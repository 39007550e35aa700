import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createDecryptor, createEncryptor } from './chunked-cipher.ts';
import { createDataKey } from './envelope.ts';
import { StorageError } from './storage-error.ts';

const HEADER = 9;
const TAG = 16;
const CHUNK = 32;

/** Cuts bytes at every given length in turn, over and over. */
function pieces(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return cut;
}

async function through(transform: ReturnType<typeof createEncryptor>, input: readonly Buffer[]): Promise<Buffer> {
  const output: Buffer[] = [];
  await pipeline(Readable.from(input), transform, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) output.push(chunk);
  });
  return Buffer.concat(output);
}

const encrypt = (key: Buffer, plain: Buffer, chunkBytes = CHUNK) => through(createEncryptor(key, chunkBytes), [plain]);

/** What is released before the end, or before the refusal. */
async function decrypt(key: Buffer, cipher: Buffer): Promise<{ released: Buffer; refused: boolean }> {
  const released: Buffer[] = [];
  try {
    for await (const chunk of Readable.from(pieces(cipher, [7])).pipe(createDecryptor(key))) released.push(chunk);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'object-damaged') throw error;
    return { released: Buffer.concat(released), refused: true };
  }
  return { released: Buffer.concat(released), refused: false };
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const lengths = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });

describe('a chunked document', () => {
  test('comes back as it was, however it was cut on either side', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(300), lengths, lengths, async (plain, written, read) => {
        const key = createDataKey();
        const cipher = await through(createEncryptor(key, CHUNK), pieces(plain, written));
        const chunks = Math.max(1, Math.ceil(plain.length / CHUNK));
        expect(cipher.length).toBe(HEADER + plain.length + chunks * TAG);
        expect((await through(createDecryptor(key), pieces(cipher, read))).equals(plain)).toBe(true);
      }),
    );
  });

  test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_001])(
    'comes back at %i bytes in chunks of 64 KiB',
    async (size) => {
      const key = createDataKey();
      const plain = Buffer.alloc(size, 'hồ sơ');
      const cipher = await through(createEncryptor(key), pieces(plain, [50_000]));
      expect((await through(createDecryptor(key), pieces(cipher, [64 * 1024]))).equals(plain)).toBe(true);
    },
  );

  test('is refused when any single bit is flipped, and releases nothing that was not written', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(200), fc.nat(), fc.integer({ min: 0, max: 7 }), async (plain, where, bit) => {
        const key = createDataKey();
        const cipher = await encrypt(key, plain);
        const at = where % cipher.length;
        cipher.writeUInt8(cipher.readUInt8(at) ^ (1 << bit), at);
        const { released, refused } = await decrypt(key, cipher);
        expect(refused).toBe(true);
        expect(released.equals(plain.subarray(0, released.length))).toBe(true);
      }),
    );
  });

  test('is refused when it is cut off anywhere, also between chunks', async () => {
    const key = createDataKey();
    const cipher = await encrypt(key, Buffer.alloc(3 * CHUNK, 7));
    for (let length = 0; length < cipher.length; length++) {
      expect((await decrypt(key, cipher.subarray(0, length))).refused).toBe(true);
    }
  });

  test('is refused when anything follows it', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(100), bytes(60), async (plain, more) => {
        const key = createDataKey();
        const cipher = await encrypt(key, plain);
        const { refused } = await decrypt(key, Buffer.concat([cipher, more]));
        expect(refused).toBe(more.length > 0);
      }),
    );
  });

  test('is refused when chunks are swapped, dropped or repeated', async () => {
    const key = createDataKey();
    const plain = Buffer.from(Array.from({ length: 4 * CHUNK }, (_, index) => index));
    const cipher = await encrypt(key, plain);
    const header = cipher.subarray(0, HEADER);
    const chunks = pieces(cipher.subarray(HEADER), [CHUNK + TAG]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 6 }), async (order) => {
        const picked = order.map((index) => chunks[index] ?? Buffer.alloc(0));
        const { refused } = await decrypt(key, Buffer.concat([header, ...picked]));
        expect(refused).toBe(order.join() !== '0,1,2,3');
      }),
    );
  });

  test('is refused under another key, and when chunks of another document are mixed in', async () => {
    const [key, other] = [createDataKey(), createDataKey()];
    const plain = Buffer.alloc(2 * CHUNK, 1);
    const [mine, theirs] = [await encrypt(key, plain), await encrypt(other, plain)];
    expect((await decrypt(other, mine)).released.length).toBe(0);
    const mixed = Buffer.concat([mine.subarray(0, HEADER + CHUNK + TAG), theirs.subarray(HEADER + CHUNK + TAG)]);
    expect((await decrypt(key, mixed)).refused).toBe(true);
  });

  test('is refused when its header claims another chunk size', async () => {
    const key = createDataKey();
    for (const claimed of [0, 1, CHUNK + 1, 1 << 20, (1 << 20) + 1, 0xffffffff]) {
      const cipher = await encrypt(key, Buffer.alloc(100, 3));
      cipher.writeUInt32BE(claimed, 5);
      expect((await decrypt(key, cipher)).refused).toBe(true);
    }
  });
});
