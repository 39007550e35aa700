import { assertPages, assertPixels, assertReadable, type InspectionLimits } from './refusal.ts';

/** Bytes of a value, by field type (TIFF 6.0, section 2); others are skipped by readers. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};

const TAG = { width: 256, length: 257, stripOffsets: 273, stripBytes: 279, tileOffsets: 324, tileBytes: 325 } as const;
const ENTRY_BYTES = 12;
/** Strips or tiles of a picture; a scan has some hundreds. */
const MAX_PIECES = 100_000;

type Field = readonly number[];

/**
 * A TIFF: a chain of pictures that ends, each with a size and with its data inside the file.
 * @throws Refusal
 */
export function inspectTiff(bytes: Buffer, limits: InspectionLimits): void {
  const little = bytes[0] === 0x49;
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));

  /** The numbers of a field, of those kinds in which sizes and places are given. */
  const numbersOf = (at: number): Field => {
    const [type, count] = [u16(at + 2), u32(at + 4)];
    const size = TYPE_BYTES[type];
    assertReadable(size !== undefined && count <= MAX_PIECES && (type === 1 || type === 3 || type === 4));
    const start = size * count <= 4 ? at + 8 : u32(at + 8);
    assertReadable(start + size * count <= bytes.length);
    const read = { 1: (place: number) => bytes.readUInt8(place), 3: u16, 4: u32 }[type];
    return Array.from({ length: count }, (_, index) => read(start + index * size));
  };

  const pictureAt = (start: number, entries: number): void => {
    const fields = new Map<number, Field>();
    const wanted: readonly number[] = Object.values(TAG);
    for (let index = 0; index < entries; index++) {
      const at = start + index * ENTRY_BYTES;
      const tag = u16(at);
      if (wanted.includes(tag)) fields.set(tag, numbersOf(at));
    }
    assertPixels(fields.get(TAG.width)?.[0] ?? 0, fields.get(TAG.length)?.[0] ?? 0, limits);
    const offsets = fields.get(TAG.stripOffsets) ?? fields.get(TAG.tileOffsets) ?? [];
    const lengths = fields.get(TAG.stripBytes) ?? fields.get(TAG.tileBytes) ?? [];
    assertReadable(offsets.length > 0 && offsets.length === lengths.length);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    // Pieces may not lie over one another: then a small file would hold a large picture.
    assertReadable(total > 0 && total <= bytes.length);
    assertReadable(offsets.every((offset, index) => offset + (lengths[index] ?? 0) <= bytes.length));
  };

  const seen = new Set<number>();
  for (let at = u32(4); at !== 0;) {
    assertReadable(!seen.has(at) && at + 2 <= bytes.length);
    seen.add(at);
    assertPages(seen.size, limits);
    const entries = u16(at);
    const end = at + 2 + entries * ENTRY_BYTES;
    assertReadable(entries > 0 && end + 4 <= bytes.length);
    pictureAt(at + 2, entries);
    at = u32(end);
  }
  assertPages(seen.size, limits);
}
