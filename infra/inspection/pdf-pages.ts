import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { numberIn, type PdfObjects } from './pdf-objects.ts';
import { assertPages, assertReadable, type InspectionLimits } from './refusal.ts';

/** Largest side of a page, in units of 1/72 inch (ISO 32000-1, annex C.2). */
const MAX_SIDE = 14_400;

/**
 * Counts the pages of every catalogue in the file, whichever a viewer opens, and with objects that stand several times as those that have
 * the most: a tree of any revision, or of any trailer, is no larger. What nodes claim counts as well.
 * @throws Refusal `document-too-many-pages`, `document-unreadable` without pages or for a ring
 */
export function assertPageTrees(file: PdfObjects, limits: InspectionLimits): void {
  const [pages, kids] = [PDFName.of('Pages'), PDFName.of('Kids')];
  /** Null while a node is being counted. */
  const counted = new Map<PDFDict, number | null>();
  const pagesOf = (node: PDFDict): number => {
    const known = counted.get(node);
    assertReadable(known !== null);
    if (known !== undefined) return known;
    counted.set(node, null);
    const lists = file.meanings(node.get(kids)).filter((list) => list instanceof PDFArray);
    const under = lists.map((list) => list.asArray().reduce((sum, kid) => sum + pagesAt(kid), 0));
    const count = lists.length === 0 ? 1 : Math.max(...under);
    assertPages(Math.max(1, count, numberIn(file, node, 'Count')), limits);
    counted.set(node, count);
    return count;
  };
  const pagesAt = (value: PDFObject | undefined): number => {
    const nodes = file.meanings(value).filter((node) => node instanceof PDFDict);
    assertReadable(nodes.length > 0);
    return Math.max(...nodes.map(pagesOf));
  };
  assertPages(pagesAt(file.root.get(pages)), limits);
  for (const object of file.all) if (object instanceof PDFDict && object.has(pages)) pagesAt(object.get(pages));
}

/**
 * Boxes of a page, or of what hands them down to pages.
 * @throws Refusal `document-unreadable`
 */
export function assertPageSize(file: PdfObjects, dict: PDFDict): void {
  const unit = numberIn(file, dict, 'UserUnit') || 1;
  for (const key of ['MediaBox', 'CropBox']) {
    for (const box of file.meanings(dict.get(PDFName.of(key)))) {
      assertReadable(box instanceof PDFArray);
      const [left, bottom, right, top] = box.asArray().map((value) => onlyNumber(file, value));
      assertReadable(left !== undefined && bottom !== undefined && right !== undefined && top !== undefined);
      const sides = [Math.abs(right - left) * unit, Math.abs(top - bottom) * unit];
      assertReadable(sides.every((side) => side > 0 && side <= MAX_SIDE));
    }
  }
}

/** A number that is the same to whoever reads it. */
function onlyNumber(file: PdfObjects, value: PDFObject): number {
  const [number, ...others] = file.meanings(value);
  assertReadable(number instanceof PDFNumber && others.length === 0);
  return number.asNumber();
}
