/** What a document may be at most. All of it is set by the operator (settings UPLOAD_MAX_…). */
export interface InspectionLimits {
  readonly maxPages: number;
  /** Pixels of one picture, alone or inside a PDF. */
  readonly maxPixels: number;
  /** Bytes that everything compressed in it may have once it is decompressed. */
  readonly maxExpandedBytes: number;
}

/** Why a document is not taken in; each is a row of contracts/errors/document-errors.ts. */
export const REFUSAL_CODES = [
  'media-type-mismatch',
  'document-unreadable',
  'document-encrypted',
  'document-active-content',
  'document-two-formats',
  'document-too-many-pages',
  'document-too-many-pixels',
  'document-expands',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Numbers, media types and names of formats only; nothing that a document says. */
export type RefusalParams = Readonly<Record<string, string | number | null>>;

/** A document is not what it may be. Whatever else is thrown over one means that it cannot be read. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly params: RefusalParams;

  constructor(code: RefusalCode, params: RefusalParams = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.params = params;
  }
}

/** @throws Refusal `document-unreadable` unless it holds */
export function assertReadable(holds: boolean): asserts holds {
  if (!holds) throw new Refusal('document-unreadable');
}

/** @throws Refusal `document-too-many-pixels`, or `document-unreadable` for a picture without a width or height */
export function assertPixels(width: number, height: number, { maxPixels }: InspectionLimits): void {
  assertReadable(Number.isFinite(width) && Number.isFinite(height) && width > 0 && height > 0);
  if (width * height > maxPixels) throw new Refusal('document-too-many-pixels', { megapixels: maxPixels / 1_000_000 });
}

/** @throws Refusal `document-too-many-pages`, or `document-unreadable` for a document without a page */
export function assertPages(pages: number, { maxPages }: InspectionLimits): void {
  assertReadable(pages > 0);
  if (pages > maxPages) throw new Refusal('document-too-many-pages', { pages: maxPages });
}
