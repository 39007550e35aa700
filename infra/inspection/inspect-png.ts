import { crc32 } from 'node:zlib';
import { inflatedSize, type Allowance } from './inflate.ts';
import { assertPixels, assertReadable, type InspectionLimits } from './refusal.ts';

const SIGNATURE_BYTES = 8;
/** Length, type, check sum. */
const CHUNK_OVERHEAD = 12;
const IHDR_BYTES = 13;

/** Samples a pixel has, by colour type (PNG, third edition, table 8). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Where the compressed part of a chunk of notes or of a colour profile begins, behind its names; -1 where it has none (PNG, 11.3). */
const COMPRESSED_FROM: Readonly<Record<string, (content: Buffer) => number>> = {
  zTXt: (content) => afterNul(content, 0) + 1,
  iCCP: (content) => afterNul(content, 0) + 1,
  iTXt(content) {
    const flags = afterNul(content, 0);
    return content[flags] === 0 ? -1 : afterNul(content, afterNul(content, flags + 2));
  },
};

/**
 * A PNG from its first byte to its last: every chunk whole, with its check sum, IHDR first, IEND last and nothing after it, and as
 * much picture data as the header says. Compressed notes and profiles may not expand beyond what a document may.
 * @throws Refusal
 */
export async function inspectPng(bytes: Buffer, limits: InspectionLimits): Promise<void> {
  const allowance: Allowance = { left: limits.maxExpandedBytes };
  const data: Buffer[] = [];
  let pictureBytes = 0;
  let at = SIGNATURE_BYTES;
  for (let last = ''; last !== 'IEND';) {
    assertReadable(at + CHUNK_OVERHEAD <= bytes.length);
    const length = bytes.readUInt32BE(at);
    const end = at + CHUNK_OVERHEAD + length;
    assertReadable(end <= bytes.length);
    const type = bytes.toString('latin1', at + 4, at + 8);
    assertReadable(bytes.readUInt32BE(end - 4) === crc32(bytes.subarray(at + 4, end - 4)));
    const content = bytes.subarray(at + 8, end - 4);
    assertReadable((last === '') === (type === 'IHDR'));
    if (type === 'IHDR') pictureBytes = sizeOfPicture(content, limits);
    if (type === 'IDAT') data.push(content);
    const from = Object.hasOwn(COMPRESSED_FROM, type) ? (COMPRESSED_FROM[type]?.(content) ?? -1) : -1;
    if (from !== -1) await inflatedSize([content.subarray(from)], 1, allowance);
    last = type;
    at = end;
  }
  assertReadable(at === bytes.length && data.length > 0);
  const size = await inflatedSize(data, 1, { left: Math.min(allowance.left, pictureBytes + 1024) });
  assertReadable(size >= pictureBytes);
}

function afterNul(content: Buffer, from: number): number {
  const at = content.indexOf(0, from);
  assertReadable(at !== -1);
  return at + 1;
}

/** Bytes of the picture once it is decompressed. */
function sizeOfPicture(header: Buffer, limits: InspectionLimits): number {
  assertReadable(header.length === IHDR_BYTES);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  assertPixels(width, height, limits);
  const [depth, channels, interlaced] = [header.readUInt8(8), CHANNELS[header.readUInt8(9)], header.readUInt8(12)];
  assertReadable([1, 2, 4, 8, 16].includes(depth) && channels !== undefined && interlaced < 2);
  const bits = depth * channels;
  if (interlaced === 0) return height * (1 + Math.ceil((width * bits) / 8));
  return ADAM7.reduce((sum, [x, y, dx, dy]) => {
    const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
    return columns > 0 && rows > 0 ? sum + rows * (1 + Math.ceil((columns * bits) / 8)) : sum;
  }, 0);
}

/** The seven passes of an interlaced picture: first column and row, and the steps between them. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
