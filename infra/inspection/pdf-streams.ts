import { decodePDFRawStream, PDFArray, PDFName, PDFNumber, type PDFRawStream } from 'pdf-lib';
import { inflatedSize, spend, type Allowance } from './inflate.ts';
import type { WrittenStream } from './pdf-objects.ts';
import { assertReadable } from './refusal.ts';

/** Filters that only carry bytes, with the short names that viewers take too; those of pictures (DCT, JPX, CCITT, JBIG2) are bounded by the size of the picture. */
const CARRIERS = ['LZWDecode', 'LZW', 'ASCII85Decode', 'A85', 'ASCIIHexDecode', 'AHx', 'RunLengthDecode', 'RL'].map(
  (name) => PDFName.of(name),
);
const FLATE = ['FlateDecode', 'Fl'].map((name) => PDFName.of(name));
const MAX_FILTERS = 4;

/**
 * Counts what a stream of a PDF decompresses to, as far as its filters are such that little may hold much.
 * @param see is given what comes out of it; nothing where nothing was compressed
 * @throws Refusal `document-expands`, or an error for data that are not what the filter says
 */
export async function spendOnStream(
  stream: PDFRawStream,
  allowance: Allowance,
  see?: (chunk: Uint8Array) => void,
): Promise<void> {
  const filters = filtersOf(stream);
  assertReadable(filters.length <= MAX_FILTERS);
  const end = filters.findIndex((filter) => !CARRIERS.includes(filter) && !FLATE.includes(filter));
  const carriers = end === -1 ? filters : filters.slice(0, end);
  if (carriers.length === 0) return;
  if (carriers.every((filter) => FLATE.includes(filter))) {
    await inflatedSize([stream.contents], carriers.length, allowance, see);
    return;
  }
  // Rare, and decoded in memory; the limits of the process are the bound here. What follows the carriers is left as it is.
  assertReadable(carriers.length === filters.length);
  const decoded = Buffer.from(decodePDFRawStream(stream).getBytes(allowance.left + 1));
  spend(allowance, decoded.length);
  see?.(decoded);
}

const [TYPE, OBJECT_STREAM] = [PDFName.of('Type'), PDFName.of('ObjStm')];
const [N, FIRST, FILTER] = [PDFName.of('N'), PDFName.of('First'), PDFName.of('Filter')];
/** Keys by which the parser and a viewer would take other bytes for the content of the stream: the parser heeds none of them. */
const OTHER_BYTES: readonly PDFName[] = ['DecodeParms', 'DP', 'F', 'FFilter', 'FDecodeParms'].map((key) =>
  PDFName.of(key),
);

/**
 * Whether a viewer would take a stream for one of objects: by what it needs to find them, whatever type the stream says it has.
 * Such a stream must be written so that nobody can read it otherwise than the parser did: as what it is, with each key once and nothing
 * by reference.
 * @throws Refusal `document-unreadable`
 */
export function holdsObjects({ stream: { dict }, head }: WrittenStream): boolean {
  const keys = dict.keys();
  if (dict.get(TYPE) !== OBJECT_STREAM && !(keys.includes(N) && keys.includes(FIRST))) return false;
  const filter = dict.get(FILTER);
  const isDirect =
    dict.get(TYPE) === OBJECT_STREAM &&
    [N, FIRST].every((key) => dict.get(key) instanceof PDFNumber) &&
    (filter === undefined ||
      filter instanceof PDFName ||
      (filter instanceof PDFArray && filter.asArray().every((one) => one instanceof PDFName)));
  const isOnce = !head.includes('#') && ['Type', 'First', 'N', 'Filter'].every((key) => timesIn(head, key) <= 1);
  assertReadable(isDirect && isOnce && !keys.some((key) => OTHER_BYTES.includes(key)));
  return true;
}

function timesIn(head: string, key: string): number {
  return head.split(new RegExp(`/${key}(?![^\\0\\t\\n\\f\\r ()<>[\\]{}/%])`)).length - 1;
}

function filtersOf({ dict }: PDFRawStream): PDFName[] {
  const filter = dict.lookup(FILTER);
  if (filter instanceof PDFName) return [filter];
  return filter instanceof PDFArray ? filter.asArray().map((_, index) => filter.lookup(index, PDFName)) : [];
}
