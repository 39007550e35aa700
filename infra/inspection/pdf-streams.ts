import { decodePDFRawStream, PDFArray, PDFName, type PDFRawStream } from 'pdf-lib';
import { inflatedSize, spend, type Allowance } from './inflate.ts';
import { assertReadable } from './refusal.ts';

/** Filters that only carry bytes; those of pictures (DCT, JPX, CCITT, JBIG2) are bounded by the size of the picture. */
const CARRIERS = ['FlateDecode', 'LZWDecode', 'ASCII85Decode', 'ASCIIHexDecode', 'RunLengthDecode'].map((name) =>
  PDFName.of(name),
);
const FLATE = PDFName.of('FlateDecode');
const MAX_FILTERS = 4;

/**
 * Counts what a stream of a PDF decompresses to, as far as its filters are such that little may hold much.
 * @throws Refusal `document-expands`, or an error for data that are not what the filter says
 */
export async function spendOnStream(stream: PDFRawStream, allowance: Allowance): Promise<void> {
  const filters = filtersOf(stream);
  assertReadable(filters.length <= MAX_FILTERS);
  const end = filters.findIndex((filter) => !CARRIERS.includes(filter));
  const carriers = end === -1 ? filters : filters.slice(0, end);
  if (carriers.length === 0) return;
  if (carriers.every((filter) => filter === FLATE)) {
    await inflatedSize([stream.contents], carriers.length, allowance);
    return;
  }
  // Rare, and decoded in memory; the limits of the process are the bound here. What follows the carriers is left as it is.
  assertReadable(carriers.length === filters.length);
  const decoded = decodePDFRawStream(stream);
  spend(allowance, decoded.getBytes(allowance.left + 1).length);
}

function filtersOf({ dict }: PDFRawStream): PDFName[] {
  const filter = dict.lookup(PDFName.of('Filter'));
  if (filter instanceof PDFName) return [filter];
  return filter instanceof PDFArray ? filter.asArray().map((_, index) => filter.lookup(index, PDFName)) : [];
}
