import { DomainError } from '../../domain/errors.ts';

/** As many leading bytes as are looked at. */
export const SNIFF_BYTES = 1024;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
/** Little-endian and big-endian (TIFF 6.0, section 2). */
const TIFF = [Buffer.from('II*\0'), Buffer.from('MM\0*')] as const;

/** The types a document may have, each with the mark its first bytes carry. */
const SIGNATURES = {
  'application/pdf': (head) => /^(\xef\xbb\xbf)?\s*%PDF-\d/.test(head.toString('latin1')),
  'image/png': (head) => head.subarray(0, PNG.length).equals(PNG),
  'image/jpeg': (head) => head.subarray(0, JPEG.length).equals(JPEG),
  'image/tiff': (head) => TIFF.some((mark) => head.subarray(0, mark.length).equals(mark)),
  'application/xml': looksLikeXml,
} as const satisfies Record<string, (head: Buffer) => boolean>;

export type MediaType = keyof typeof SIGNATURES;

/** The stored name of a declared media type: without parameters, in lower case, one name for XML. */
export function normalMediaType(declared: string): string {
  const name = (declared.split(';')[0] ?? '').trim().toLowerCase();
  return name === 'text/xml' ? 'application/xml' : name;
}

/**
 * Holds a document's first bytes (all of them, or the first SNIFF_BYTES) against the type it was declared to have.
 * @throws DomainError `media-type-mismatch` with what was declared and what was found, if it is one of the allowed types
 */
export function assertMediaType(head: Buffer, mediaType: string): void {
  const start = head.subarray(0, SNIFF_BYTES);
  const types = Object.keys(SIGNATURES).filter((type): type is MediaType => type in SIGNATURES);
  if (types.some((type) => type === mediaType && SIGNATURES[type](start))) return;
  throw new DomainError('media-type-mismatch', {
    declared: mediaType,
    found: types.find((type) => SIGNATURES[type](start)) ?? null,
  });
}

/** XML in UTF-8, as signed records and forms are; never a page that a browser would run. */
function looksLikeXml(head: Buffer): boolean {
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  return /^<(\?xml\s|[A-Za-z_])/.test(text) && !/<(!doctype\s+)?html[\s>]/i.test(text);
}
