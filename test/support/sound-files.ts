import { crc32, deflateSync } from 'node:zlib';

/** Files of every accepted type, whole and as small as they can be. */

/** A PDF of these objects, numbered from 1; the first is the catalog. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let at = parts[0]?.length ?? 0;
  const entries = objects.map((object, index) => {
    const entry = `${String(at).padStart(10, '0')} 00000 n \n`;
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    parts.push(part);
    at += part.length;
    return entry;
  });
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}

export const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
export const ONE_PAGE = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
export const PAGE = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>';

/** One empty page. @param text one line; what makes it another file than the others */
export function aSmallPdf(text: string): Buffer {
  return pdfOf([CATALOG, ONE_PAGE, `% ${text}\n${PAGE}`]);
}

/** A stream object, its length filled in. */
export function streamOf(dictionary: string, data: Buffer): Buffer {
  const head = Buffer.from(`<< ${dictionary} /Length ${data.length} >>\nstream\n`);
  return Buffer.concat([head, data, Buffer.from('\nendstream')]);
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

export function pngChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** A grey picture; `claimed` is what its header says instead of its size. */
export function aPng(width: number, height: number, claimed = { width, height }): Buffer {
  const header = Buffer.from('00000000000000000800000000', 'hex');
  header.writeUInt32BE(claimed.width, 0);
  header.writeUInt32BE(claimed.height, 4);
  const rows = Buffer.alloc(height * (width + 1), 0);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};

/** A baseline frame of one component with a little picture data. */
export function aJpeg(width: number, height: number, more: Buffer = Buffer.alloc(0)): Buffer {
  const frame = Buffer.from('080000000001011100', 'hex');
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex')),
    more,
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, frame),
    segment(0xc4, Buffer.concat([Buffer.of(0), Buffer.from('00010000000000000000000000000000', 'hex'), Buffer.of(0)])),
    segment(0xda, Buffer.from('01010000003f00', 'hex').subarray(0, 6)),
    Buffer.from('2a80ff00d2ffd9', 'hex'),
  ]);
}

/** A comment segment. */
export const jpegComment = (text: string): Buffer => segment(0xfe, Buffer.from(text));

interface TiffClaims {
  readonly width?: number;
  readonly height?: number;
  readonly offset?: number;
  readonly bytes?: number;
  /** Where the next picture is said to be. */
  readonly next?: number;
}

/** One grey strip of eight bytes, in either byte order. */
export function aTiff(order: 'II' | 'MM', claims: TiffClaims = {}): Buffer {
  const little = order === 'II';
  const bytes = Buffer.alloc(8 + 2 + 6 * 12 + 4 + 8);
  const u16 = (value: number, at: number) => (little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const u32 = (value: number, at: number) => (little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  bytes.write(order, 'latin1');
  u16(42, 2);
  u32(8, 4);
  const strip = 8 + 2 + 6 * 12 + 4;
  const fields = [
    [256, claims.width ?? 2],
    [257, claims.height ?? 4],
    [258, 8],
    [262, 1],
    [273, claims.offset ?? strip],
    [279, claims.bytes ?? 8],
  ] as const;
  u16(fields.length, 8);
  fields.forEach(([tag, value], index) => {
    const at = 10 + index * 12;
    u16(tag, at);
    u16(4, at + 2);
    u32(1, at + 4);
    u32(value, at + 8);
  });
  u32(claims.next ?? 0, 10 + fields.length * 12);
  return bytes;
}

export const AN_XML = Buffer.from(
  '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<Signed xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Value>Hồ sơ &amp; kết quả</ds:Value></Signed>',
);
