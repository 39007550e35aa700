import { PDFArray, PDFContext, PDFDict, PDFName, PDFNumber, PDFParser, PDFRawStream, type PDFObject } from 'pdf-lib';
import type { Allowance } from './inflate.ts';
import { spendOnStream } from './pdf-streams.ts';
import { assertPages, assertPixels, assertReadable, Refusal, type InspectionLimits } from './refusal.ts';

/** Largest side of a page, in units of 1/72 inch (ISO 32000-1, annex C.2). */
const MAX_SIDE = 14_400;

/** Keys that hold what runs, opens programs, or is a file in the file. */
const ACTIVE_KEYS = ['JS', 'JavaScript', 'EmbeddedFiles', 'EF', 'XFA', 'RichMediaContent', '3DD'].map((key) =>
  PDFName.of(key),
);
/** Actions (key S) and things (keys Type, Subtype) of that sort; ISO 32000-1, 12.6.4 and 12.5.6. */
const ACTIVE_KINDS: ReadonlySet<PDFObject> = new Set(
  [
    'JavaScript',
    'Launch',
    'ImportData',
    'SubmitForm',
    'GoToE',
    'Rendition',
    'RichMediaExecute',
    'EmbeddedFile',
    'RichMedia',
  ].map((kind) => PDFName.of(kind)),
);
const KIND_KEYS = ['S', 'Type', 'Subtype'].map((key) => PDFName.of(key));

/** The same as it stands in the file, each letter perhaps as #xx: for what a parser passes over and another would find. */
const ACTIVE_TOKENS = ['/JavaScript', '/Launch', '/EmbeddedFile', '/RichMedia'].map(
  (token) =>
    new RegExp(Array.from(token, (letter) => (letter === '/' ? '/' : `(?:${letter}|#${hex(letter)})`)).join(''), 'i'),
);

/**
 * A PDF: every object of every revision readable, not encrypted, nothing that runs, pages of a size and number that can be printed,
 * pictures and streams that stay within bounds, and a cross-reference where its end says.
 * @throws Refusal; any other error when the parser cannot read it
 */
export async function inspectPdf(bytes: Buffer, limits: InspectionLimits): Promise<void> {
  assertReadable(/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8)));
  assertEnd(bytes);
  const text = bytes.toString('latin1');
  if (ACTIVE_TOKENS.some((token) => token.test(text))) throw new Refusal('document-active-content');
  const { context, objects } = await parse(bytes);
  if (context.trailerInfo.Encrypt !== undefined) throw new Refusal('document-encrypted');
  const allowance: Allowance = { left: limits.maxExpandedBytes };
  for (const object of objects) {
    assertPassive(object);
    if (!(object instanceof PDFRawStream)) continue;
    assertPicture(object.dict, limits);
    await spendOnStream(object, allowance);
  }
  const catalog = context.lookup(context.trailerInfo.Root, PDFDict);
  assertPageTree(catalog.lookup(PDFName.of('Pages'), PDFDict), limits);
}

/** The end mark, and before it the place of a cross-reference that is one: neither is left of a file that was cut off. */
function assertEnd(bytes: Buffer): void {
  const end = /startxref\s+(\d{1,10})\s+%%EOF[\s\0]*$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - 2048)));
  const at = Number(end?.[1] ?? bytes.length);
  assertReadable(/^\s*(?:xref\s|\d+\s+\d+\s+obj)/.test(bytes.toString('latin1', at, at + 64)));
}

/**
 * Every object that the file holds, those of earlier revisions too, which a viewer may show where the parser takes the newest. A file
 * that says it is encrypted, before or after what cannot be read, is that.
 */
async function parse(bytes: Buffer): Promise<{ context: PDFContext; objects: readonly PDFObject[] }> {
  const objects: PDFObject[] = [];
  const create = PDFContext.create;
  let context: PDFContext | null = null;
  PDFContext.create = () => {
    const made = create();
    const assign = made.assign.bind(made);
    made.assign = (ref, object) => {
      objects.push(object);
      assign(ref, object);
    };
    context = made;
    return made;
  };
  try {
    return { context: await PDFParser.forBytesWithOptions(bytes, Infinity, true).parseDocument(), objects };
  } catch (error) {
    if ((context as PDFContext | null)?.trailerInfo.Encrypt !== undefined) throw new Refusal('document-encrypted');
    throw error;
  } finally {
    PDFContext.create = create;
  }
}

/** @throws Refusal `document-active-content` */
function assertPassive(object: PDFObject): void {
  const open = [object];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof PDFDict && isActive(next)) throw new Refusal('document-active-content');
    if (next instanceof PDFRawStream) open.push(next.dict);
    else if (next instanceof PDFArray) for (const part of next.asArray()) open.push(part);
    else if (next instanceof PDFDict) for (const part of next.values()) open.push(part);
  }
}

function isActive(dict: PDFDict): boolean {
  const kinds = KIND_KEYS.map((key) => dict.lookup(key)).filter((kind) => kind !== undefined);
  return ACTIVE_KEYS.some((key) => dict.has(key)) || kinds.some((kind) => ACTIVE_KINDS.has(kind));
}

function assertPicture(dict: PDFDict, limits: InspectionLimits): void {
  if (dict.lookup(PDFName.of('Subtype')) !== PDFName.of('Image')) return;
  assertPixels(numberIn(dict, 'Width'), numberIn(dict, 'Height'), limits);
}

/** Goes through the tree once, whatever it claims. */
function assertPageTree(root: PDFDict, limits: InspectionLimits): void {
  assertPages(Math.max(1, numberIn(root, 'Count')), limits);
  const seen = new Set<PDFDict>();
  const open = [root];
  let pages = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    assertReadable(!seen.has(next));
    seen.add(next);
    assertPageSize(next);
    const kids = next.lookupMaybe(PDFName.of('Kids'), PDFArray);
    if (kids === undefined) assertPages(++pages, limits);
    else for (let index = 0; index < kids.size(); index++) open.push(kids.lookup(index, PDFDict));
  }
  assertPages(pages, limits);
}

function assertPageSize(page: PDFDict): void {
  const unit = page.lookupMaybe(PDFName.of('UserUnit'), PDFNumber)?.asNumber() ?? 1;
  for (const key of ['MediaBox', 'CropBox']) {
    const box = page.lookupMaybe(PDFName.of(key), PDFArray);
    if (box === undefined) continue;
    const [left = NaN, bottom = NaN, right = NaN, top = NaN] = box
      .asArray()
      .map((_, index) => box.lookup(index, PDFNumber).asNumber());
    const sides = [Math.abs(right - left) * unit, Math.abs(top - bottom) * unit];
    assertReadable(sides.every((side) => side > 0 && side <= MAX_SIDE));
  }
}

function numberIn(dict: PDFDict, key: string): number {
  return dict.lookupMaybe(PDFName.of(key), PDFNumber)?.asNumber() ?? 0;
}

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16);
}
