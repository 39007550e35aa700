import { PDFDict, PDFArray, PDFName, PDFNumber, PDFParser, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib';
import { assertReadable } from './refusal.ts';

/** A stream, and its dictionary as it stands in the file. */
export interface WrittenStream {
  readonly stream: PDFRawStream;
  readonly head: string;
}

/**
 * What a file holds, of every revision: a viewer that goes by the cross-reference may show what the parser passes over for something
 * newer, and one that finds the cross-reference broken goes by neither.
 */
export interface PdfObjects {
  readonly all: ReadonlySet<PDFObject>;
  readonly streams: readonly WrittenStream[];
  /** The catalogue by the last trailer. */
  readonly root: PDFDict;
  /** A value, or for a reference all that stands under its number. */
  meanings(value: PDFObject | undefined): readonly PDFObject[];
}

/**
 * Parses a file from its first byte to its last.
 * @param text the same bytes as latin1
 * @throws Refusal `document-unreadable` where bytes look like an object and are none to the parser: in the data of a stream, a string or
 * a comment a cross-reference could point at them, and a viewer would read what nobody looked at; any other error when it cannot be read
 */
export async function parsePdf(bytes: Buffer, text: string): Promise<PdfObjects> {
  const parser = new ObservedParser(bytes);
  const { trailerInfo } = await parser.parseDocument();
  for (const header of text.matchAll(HEADER)) {
    assertReadable(parser.starts.has(header.index + OBJ.length + (header[1]?.length ?? 0)));
  }
  const { objects: all, byNumber } = parser;
  const meanings = (value: PDFObject | undefined): readonly PDFObject[] =>
    value === undefined ? [] : value instanceof PDFRef ? (byNumber.get(value.objectNumber) ?? []) : [value];
  const root = trailerInfo.Root instanceof PDFRef ? meanings(trailerInfo.Root).at(-1) : undefined;
  assertReadable(root instanceof PDFDict);
  const streams = parser.streams.map(({ stream, start, end }) => ({ stream, head: text.slice(start, end) }));
  return { all, streams, root, meanings };
}

/** The largest number that a key may mean; 0 where it means none. */
export function numberIn({ meanings }: PdfObjects, dict: PDFDict, key: string): number {
  return Math.max(
    0,
    ...meanings(dict.get(PDFName.of(key))).map((value) => (value instanceof PDFNumber ? value.asNumber() : 0)),
  );
}

/** A dictionary and those in it, as far as no reference leads out of it. */
export function* dictionariesIn(object: PDFObject): Generator<PDFDict> {
  const open = [object];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof PDFRawStream) open.push(next.dict);
    else if (next instanceof PDFArray) for (const part of next.asArray()) open.push(part);
    else if (next instanceof PDFDict) {
      yield next;
      for (const part of next.values()) open.push(part);
    }
  }
}

const OBJ = 'obj';
/** What may stand between the parts of a header (ISO 32000-1, 7.2): white space and comments. */
const GAP = '(?:[\\0\\t\\n\\f\\r ]|%[^\\r\\n]*[\\r\\n])';
/** Number, generation and `obj`, more loosely than any viewer takes it; group 1 is what then stands before the object itself. */
const HEADER = new RegExp(`${OBJ}(?<=\\d${GAP}+[-+.\\d]+${GAP}*${OBJ})(?=(${GAP}*))`, 'g');

/** A parser that keeps what it comes by. */
class ObservedParser extends PDFParser {
  /** Where the objects begin, behind their headers. */
  readonly starts = new Set<number>();
  readonly objects = new Set<PDFObject>();
  /** Without regard to generations, to which viewers have none. */
  readonly byNumber = new Map<number, PDFObject[]>();
  /** With the place of the dictionary. */
  readonly streams: { readonly stream: PDFRawStream; readonly start: number; readonly end: number }[] = [];
  #depth = 0;
  #endOfDictionary = 0;

  constructor(bytes: Uint8Array) {
    super(bytes, Infinity, true);
    const { context } = this;
    const assign = context.assign.bind(context);
    context.assign = (ref, object) => {
      // No writer makes an object of a mere reference, and viewers follow such a chain more or less far.
      assertReadable(!(object instanceof PDFRef));
      this.objects.add(object);
      const others = this.byNumber.get(ref.objectNumber);
      if (others === undefined) this.byNumber.set(ref.objectNumber, [object]);
      else others.push(object);
      assign(ref, object);
    };
  }

  override parseObject(): PDFObject {
    if (this.#depth > 0) return super.parseObject();
    const start = this.bytes.offset();
    this.starts.add(start);
    const object = this.#within(() => super.parseObject());
    // Streams of objects and of cross-references are not assigned to the context.
    this.objects.add(object);
    if (object instanceof PDFRawStream) this.streams.push({ stream: object, start, end: this.#endOfDictionary });
    return object;
  }

  /** Also called for trailers, whose values are no objects of the file but are looked through as such. */
  protected override parseDict(): PDFDict {
    const dict = this.#within(() => super.parseDict());
    if (this.#depth === 0) this.objects.add(dict);
    if (this.#depth <= 1) this.#endOfDictionary = this.bytes.offset();
    return dict;
  }

  #within<T>(parse: () => T): T {
    this.#depth++;
    try {
      return parse();
    } finally {
      this.#depth--;
    }
  }
}
