import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { HOSTILE_FILES, MISDECLARED } from '../../test/support/hostile-files.ts';
import {
  aJpeg,
  AN_XML,
  aPng,
  aSmallPdf,
  aTiff,
  CATALOG,
  ONE_PAGE,
  PAGE,
  pdfOf,
  pngChunk,
  streamOf,
} from '../../test/support/sound-files.ts';
import { aLinearizedPdf, withObjectStream, withRevision } from '../../test/support/written-pdfs.ts';
import { inspect } from './inspect.ts';
import { Refusal } from './refusal.ts';

const LIMITS = { maxPages: 2000, maxPixels: 200_000_000, maxExpandedBytes: 100_000_000 };

/** Null for a sound file. */
const verdictOn = async (bytes: Buffer, mediaType: string): Promise<string | null> => {
  try {
    await inspect(bytes, mediaType, LIMITS);
    return null;
  } catch (error) {
    return error instanceof Refusal ? error.code : 'document-unreadable';
  }
};

async function aPdfOfPages(pages: number, useObjectStreams: boolean): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let page = 0; page < pages; page++) document.addPage().drawRectangle({ x: page, y: 1, width: 5, height: 5 });
  return Buffer.from(await document.save({ useObjectStreams }));
}

const NOTES = [
  pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.from('Hồ sơ'))])),
  pngChunk('iTXt', Buffer.concat([Buffer.from('Comment\0\x01\0vi\0Ghi chú\0'), deflateSync(Buffer.from('Hồ sơ'))])),
  pngChunk('iTXt', Buffer.from('Comment\0\0\0vi\0Ghi chú\0Hồ sơ')),
  pngChunk('iCCP', Buffer.concat([Buffer.from('sRGB\0\0'), deflateSync(Buffer.alloc(3000))])),
];
const withNotes = (png: Buffer): Buffer => Buffer.concat([png.subarray(0, 33), ...NOTES, png.subarray(33)]);

/** What makes an object, a script or an attached file, where a viewer would look for it. */
const SUSPECT = Buffer.from('6 0 obj << /S /JavaScript /JS (1) >> endobj /Launch /XFA [1 0 R] /EF << >>');
const PICTURE = '/Type /XObject /Subtype /Image /Width 900 /Height 900';
const withStream = (dictionary: string, data: Buffer): Buffer =>
  pdfOf([CATALOG, ONE_PAGE, PAGE, streamOf(dictionary, data)]);

describe('a document is taken in', () => {
  test.each<[string, string, Buffer]>([
    ['a small PDF', 'application/pdf', aSmallPdf('one')],
    ['a PNG', 'image/png', aPng(40, 30)],
    ['a PNG with notes and a profile', 'image/png', withNotes(aPng(40, 30))],
    ['a JPEG', 'image/jpeg', aJpeg(40, 30)],
    ['a JPEG with what a telephone puts behind it', 'image/jpeg', Buffer.concat([aJpeg(40, 30), aJpeg(4, 3)])],
    ['a TIFF in little-endian order', 'image/tiff', aTiff('II')],
    ['a TIFF in big-endian order', 'image/tiff', aTiff('MM')],
    ['signed XML', 'application/xml', AN_XML],
    ['XML without a declaration', 'application/xml', Buffer.from('<Form><Tên>An</Tên></Form>')],
  ])('when it is %s', async (_, mediaType, bytes) => {
    expect(await verdictOn(bytes, mediaType)).toBeNull();
  });

  test('when it is a PDF as programs write it, with compressed objects or without', async () => {
    for (const compressed of [true, false]) {
      expect(await verdictOn(await aPdfOfPages(30, compressed), 'application/pdf')).toBeNull();
    }
  });

  test.each<[string, Buffer]>([
    ['with a cross-reference stream', withObjectStream({ object: '<< /S /GoTo /D [3 0 R /Fit] >>' })],
    ['with the revision of a signature', withRevision(aSmallPdf('signed'))],
    ['with three of them', withRevision(withRevision(withRevision(aSmallPdf('signed'))))],
    ['with a revision behind compressed objects', withRevision(withObjectStream({ object: '<< /S /GoTo /D (a) >>' }))],
    ['arranged for the web', aLinearizedPdf()],
    ['with a picture that spells a script', withStream(`${PICTURE} /Filter /FlateDecode`, deflateSync(SUSPECT))],
    [
      'that tells of scripts',
      withStream('/Filter /FlateDecode', deflateSync(Buffer.from('BT (HTML/JavaScript) Tj ET'))),
    ],
  ])('when it is a PDF %s', async (_, bytes) => {
    expect(await verdictOn(bytes, 'application/pdf')).toBeNull();
  });

  test('whatever bytes a picture in it is compressed to', async () => {
    for (let run = 0; run < 20; run++) {
      const noise = randomBytes(4_000_000);
      expect(await verdictOn(withStream(`${PICTURE} /Filter /DCTDecode`, noise), 'application/pdf')).toBeNull();
    }
  });

  test('up to the last page that it may have', async () => {
    const bytes = await aPdfOfPages(12, true);
    await inspect(bytes, 'application/pdf', { ...LIMITS, maxPages: 12 });
    await expect(inspect(bytes, 'application/pdf', { ...LIMITS, maxPages: 11 })).rejects.toMatchObject({
      code: 'document-too-many-pages',
      params: { pages: 11 },
    });
  });
});

describe('a document is refused', () => {
  test.each(HOSTILE_FILES)('when it is %s', async (_, mediaType, bytes, code) => {
    expect(await verdictOn(bytes, mediaType)).toBe(code);
  });

  test.each(MISDECLARED)('when it is %s under the name %s', async (_, mediaType, bytes) => {
    expect(await verdictOn(bytes, mediaType)).toMatch(
      /^(?:media-type-mismatch|document-(?:active-content|two-formats))$/,
    );
  });

  test('or taken in, whatever is changed in it: nothing else comes of it', async () => {
    const sound = [
      ['application/pdf', await aPdfOfPages(2, true)],
      ['application/pdf', aSmallPdf('changed')],
      ['image/png', aPng(9, 7)],
      ['image/jpeg', aJpeg(9, 7)],
      ['image/tiff', aTiff('II')],
      ['application/xml', AN_XML],
    ] as const;
    const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sound),
        fc.array(change, { maxLength: 8 }),
        async ([type, bytes], changes) => {
          let changed = Buffer.from(bytes);
          for (const { at, byte, cut } of changes) {
            if (changed.length === 0) break;
            const place = at % changed.length;
            if (cut) changed = changed.subarray(0, place);
            else changed.writeUInt8(byte, place);
          }
          expect([null, ...CODES]).toContain(await verdictOn(changed, type));
        },
      ),
      { numRuns: 400 },
    );
  });
});

const CODES = new Set(HOSTILE_FILES.map(([, , , code]) => code));
