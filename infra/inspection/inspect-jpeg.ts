import { assertPixels, assertReadable, type InspectionLimits } from './refusal.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Markers without a segment: TEM and the restarts. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** Start of a frame of any process; C4, C8 and CC in their midst are other segments (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * A JPEG from its start to its end marker: every segment whole, one frame with a size, picture data after it. What telephones put
 * behind the end marker (further pictures, a few seconds of film, notes of the maker) is let be, of whatever length: no program that opens a
 * picture reads it, and none other is asked, as a name that does not fit is refused.
 * @throws Refusal
 */
export function inspectJpeg(bytes: Buffer, limits: InspectionLimits): void {
  assertReadable(bytes.readUInt16BE(0) === (0xff00 | SOI));
  let [frames, scans] = [0, 0];
  let at = 2;
  for (;;) {
    assertReadable(at + 1 < bytes.length && bytes[at] === 0xff);
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    assertReadable(marker !== undefined && marker !== 0 && marker !== SOI);
    if (marker === EOI) break;
    if (isBare(marker)) continue;
    assertReadable(at + 2 <= bytes.length);
    const end = at + bytes.readUInt16BE(at);
    assertReadable(end >= at + 2 && end <= bytes.length);
    if (isFrame(marker)) {
      frames++;
      assertReadable(end - at >= 8);
      assertPixels(bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 3), limits);
    }
    at = marker === SOS ? endOfScan(bytes, end) : end;
    if (marker === SOS) scans++;
    if (marker === SOS) assertReadable(frames > 0 && at > end);
  }
  assertReadable(frames === 1 && scans > 0);
}

/** Where the next marker begins that is no part of the picture data. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !isBare(next)) return at;
  }
  return bytes.length;
}
