import { PDFName, type PDFDict } from 'pdf-lib';
import type { Allowance } from './inflate.ts';
import { assertPassive, assertPassiveText, assertPlain, passiveTextWatch } from './pdf-active.ts';
import { dictionariesIn, numberIn, parsePdf, type PdfObjects } from './pdf-objects.ts';
import { assertPageSize, assertPageTrees } from './pdf-pages.ts';
import { holdsObjects, spendOnStream } from './pdf-streams.ts';
import { assertPixels, assertReadable, type InspectionLimits } from './refusal.ts';

/**
 * A PDF: every object of every revision readable, and none that only some viewer would find; not encrypted, nothing that runs, pages of a
 * size and number that can be printed, pictures and streams that stay within bounds, and a cross-reference where its end says.
 * @throws Refusal; any other error when the parser cannot read it
 */
export async function inspectPdf(bytes: Buffer, limits: InspectionLimits): Promise<void> {
  assertReadable(/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8)));
  assertEnd(bytes);
  const text = bytes.toString('latin1');
  assertPlain(text);
  assertPassiveText(text);
  const file = await parsePdf(bytes, text);
  for (const object of file.all) {
    for (const dict of dictionariesIn(object)) {
      assertPassive(dict, file.meanings);
      assertPageSize(file, dict);
    }
  }
  assertPageTrees(file, limits);
  const allowance: Allowance = { left: limits.maxExpandedBytes };
  for (const written of file.streams) {
    assertPicture(file, written.stream.dict, limits);
    const see = holdsObjects(written) ? passiveTextWatch() : undefined;
    await spendOnStream(written.stream, allowance, see);
  }
}

/** The end mark, and before it the place of a cross-reference that is one: neither is left of a file that was cut off. */
function assertEnd(bytes: Buffer): void {
  const end = /startxref\s+(\d{1,10})\s+%%EOF[\s\0]*$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - 2048)));
  const at = Number(end?.[1] ?? bytes.length);
  assertReadable(/^\s*(?:xref\s|\d+\s+\d+\s+obj)/.test(bytes.toString('latin1', at, at + 64)));
}

const [SUBTYPE, IMAGE] = [PDFName.of('Subtype'), PDFName.of('Image')];

function assertPicture(file: PdfObjects, dict: PDFDict, limits: InspectionLimits): void {
  if (!file.meanings(dict.get(SUBTYPE)).includes(IMAGE)) return;
  assertPixels(numberIn(file, dict, 'Width'), numberIn(file, dict, 'Height'), limits);
}
