import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import type { RefusalCode } from '../../infra/inspection/refusal.ts';
import { FORGED_PDFS } from './forged-pdfs.ts';
import {
  AN_XML,
  aJpeg,
  aPng,
  aTiff,
  CATALOG,
  jpegComment,
  ONE_PAGE,
  PAGE,
  pdfOf,
  pngChunk,
  streamOf,
} from './sound-files.ts';
import { withAnotherRoot } from './written-pdfs.ts';

/** A file that must not be taken in: what it is, what it was declared to be, and why it is refused. */
export type HostileFile = readonly [what: string, mediaType: string, bytes: Buffer, code: RefusalCode];

const PDF = 'application/pdf';
const XML = 'application/xml';

const withCatalog = (entries: string, ...more: (string | Buffer)[]): Buffer =>
  pdfOf([`<< /Type /Catalog /Pages 2 0 R ${entries} >>`, ONE_PAGE, PAGE, ...more]);
const withPages = (pages: string, page = PAGE): Buffer => pdfOf([CATALOG, pages, page]);
const withStream = (dictionary: string, data: Buffer): Buffer =>
  pdfOf([CATALOG, ONE_PAGE, PAGE, streamOf(dictionary, data)]);
const sound = pdfOf([CATALOG, ONE_PAGE, PAGE]);

/** As small as a ZIP archive can be: the record that ends one. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

/** One stored file in an archive. */
function zipOf(name: string, data: Buffer): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(20, 4);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(data.length, 22);
  local.writeUInt16LE(Buffer.byteLength(name), 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(data.length, 24);
  central.writeUInt16LE(Buffer.byteLength(name), 28);
  const end = Buffer.from(EMPTY_ZIP);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + Buffer.byteLength(name), 12);
  end.writeUInt32LE(30 + Buffer.byteLength(name) + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}

/** Two megabytes that become two gigabytes: a block of deflate that can stand after itself, over and over. */
function aBomb(): Buffer {
  const block = deflateRawSync(Buffer.alloc(64 << 20), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([Buffer.from('789c', 'hex'), ...Array.from({ length: 32 }, () => block)]);
}

const BOMB = aBomb();

/** A PNG with a further chunk before its picture. */
const withChunk = (type: string, ...content: readonly (string | Buffer)[]): Buffer => {
  const chunk = pngChunk(type, Buffer.concat(content.map((part) => Buffer.from(part))));
  return Buffer.concat([aPng(4, 4).subarray(0, 33), chunk, aPng(4, 4).subarray(33)]);
};

const MANY_PAGES = `<< /Type /Pages /Kids [${'3 0 R '.repeat(3000)}] /Count 1 >>`;
/** An object under whose number another stands later in the file; the cross-reference names the first. */
const hidden = (first: string, later: string, number: number): string => `${first}\nendobj\n${number} 0 obj\n${later}`;

const ENCRYPTED = pdfOf(
  [CATALOG, ONE_PAGE, PAGE, '<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <00> /U <00> >>'],
  '/Encrypt 4 0 R /ID [<00><00>]',
);

const HIDDEN_SCRIPT = deflateSync(Buffer.from('9 0 << /S /JavaScript /JS (app.alert(1)) >>'));

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...FORGED_PDFS.map(([what, bytes, code]): HostileFile => [what, PDF, bytes, code]),
  ['a PDF with a password', PDF, ENCRYPTED, 'document-encrypted'],
  [
    'a PDF with a password by a trailer that only some programs find',
    PDF,
    withStream('', Buffer.from('trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R >>')),
    'document-encrypted',
  ],
  ['a PDF without its end', PDF, sound.subarray(0, sound.length - 40), 'document-unreadable'],
  ['a PDF cut off in its middle', PDF, sound.subarray(0, 120), 'document-unreadable'],
  ['a PDF that is only a header', PDF, Buffer.from('%PDF-1.7\n%%EOF\n'), 'document-unreadable'],
  ['a PDF without a page', PDF, withPages('<< /Type /Pages /Kids [] /Count 0 >>'), 'document-unreadable'],
  [
    'a PDF that claims 100,000 pages',
    PDF,
    withPages('<< /Type /Pages /Kids [3 0 R] /Count 100000 >>'),
    'document-too-many-pages',
  ],
  ['a PDF that has one page 3,000 times', PDF, withPages(MANY_PAGES), 'document-too-many-pages'],
  [
    'a PDF whose pages an object of the same number hides',
    PDF,
    withPages(hidden(MANY_PAGES, ONE_PAGE, 2)),
    'document-too-many-pages',
  ],
  [
    'a PDF whose pages a second catalogue hides',
    PDF,
    withAnotherRoot(
      pdfOf([CATALOG, MANY_PAGES, PAGE, '<< /Type /Catalog /Pages 5 0 R >>', ONE_PAGE.replace('3 0 R', '6 0 R'), PAGE]),
      4,
    ),
    'document-too-many-pages',
  ],
  [
    'a PDF whose pages hang on a chain of references',
    PDF,
    pdfOf([CATALOG, '<< /Type /Pages /Kids 4 0 R /Count 1 >>', PAGE, '5 0 R', `[${'3 0 R '.repeat(3000)}]`]),
    'document-unreadable',
  ],
  [
    'a PDF with a page of a kilometre that an object of the same number hides',
    PDF,
    withPages(ONE_PAGE, hidden(PAGE.replace('595', '2834645'), PAGE, 3)),
    'document-unreadable',
  ],
  [
    'a PDF whose page tree is a ring',
    PDF,
    withPages('<< /Type /Pages /Kids [2 0 R] /Count 1 >>'),
    'document-unreadable',
  ],
  [
    'a PDF whose cross-reference is nowhere',
    PDF,
    Buffer.from(sound.toString('latin1').replace(/startxref\n\d+/, 'startxref\n5'), 'latin1'),
    'document-unreadable',
  ],
  ['a PDF with a page of a kilometre', PDF, withPages(ONE_PAGE, PAGE.replace('595', '2834645')), 'document-unreadable'],
  [
    'a PDF with a script',
    PDF,
    withCatalog('/OpenAction 4 0 R', '<< /S /JavaScript /JS (app.alert(1)) >>'),
    'document-active-content',
  ],
  [
    'a PDF with a script written otherwise',
    PDF,
    withCatalog('/OpenAction 4 0 R', '<< /S /J#61vaScript /J#53 (app.alert(1)) >>'),
    'document-active-content',
  ],
  [
    'a PDF with a script that a later revision hides',
    PDF,
    withCatalog('/OpenAction 4 0 R', '<< /S /JavaScript /JS (1) >>\nendobj\n4 0 obj\nnull'),
    'document-active-content',
  ],
  [
    'a PDF with a script in a compressed object',
    PDF,
    withCatalog('/OpenAction 9 0 R', streamOf('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', HIDDEN_SCRIPT)),
    'document-active-content',
  ],
  [
    'a PDF that starts a program',
    PDF,
    withCatalog('/OpenAction << /S /Launch /F (cmd.exe) >>'),
    'document-active-content',
  ],
  [
    'a PDF with a file in it',
    PDF,
    withCatalog(
      '/Names << /EmbeddedFiles << /Names [(a.exe) 4 0 R] >> >>',
      '<< /Type /Filespec /EF << /F 5 0 R >> >>',
      streamOf('/Type /EmbeddedFile', Buffer.from('MZ')),
    ),
    'document-active-content',
  ],
  [
    'a PDF with an XFA form',
    PDF,
    withCatalog('/AcroForm << /XFA 4 0 R >>', streamOf('', Buffer.from('<xdp/>'))),
    'document-active-content',
  ],
  [
    'a PDF whose stream expands without end',
    PDF,
    withStream('/Filter [/FlateDecode /FlateDecode]', deflateSync(BOMB)),
    'document-expands',
  ],
  [
    'a PDF whose stream expands without end by the short name of its filter',
    PDF,
    withStream('/Filter /Fl', BOMB),
    'document-expands',
  ],
  [
    'a PDF whose stream is no zlib data',
    PDF,
    withStream('/Filter /FlateDecode', randomBytes(64)),
    'document-unreadable',
  ],
  [
    'a PDF with a picture of 60,000 × 60,000',
    PDF,
    withStream('/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /Filter /DCTDecode', aJpeg(1, 1)),
    'document-too-many-pixels',
  ],
  [
    'a PDF with a picture whose size an object of the same number hides',
    PDF,
    pdfOf([
      CATALOG,
      ONE_PAGE,
      PAGE,
      streamOf('/Subtype /Image /Width 5 0 R /Height 5 0 R /Filter /DCTDecode', aJpeg(1, 1)),
      hidden('60000', '1', 5),
    ]),
    'document-too-many-pixels',
  ],
  [
    'a PDF that is an archive too',
    PDF,
    Buffer.concat([sound.subarray(0, -1), zipOf('a.exe', Buffer.from('MZ'))]),
    'document-two-formats',
  ],
  [
    'a PDF that is a page too',
    PDF,
    Buffer.from(`%PDF-1.7\n%<html><script>alert(1)</script>\n${sound.toString('latin1').slice(9)}`, 'latin1'),
    'document-two-formats',
  ],
  [
    'a PNG that claims 60,000 × 60,000',
    'image/png',
    aPng(1, 1, { width: 60_000, height: 60_000 }),
    'document-too-many-pixels',
  ],
  [
    'a PNG with less picture than it claims',
    'image/png',
    aPng(10, 10, { width: 1000, height: 1000 }),
    'document-unreadable',
  ],
  [
    'a PNG with more picture than it claims',
    'image/png',
    aPng(3000, 3000, { width: 10, height: 10 }),
    'document-expands',
  ],
  ['a PNG with notes that expand without end', 'image/png', withChunk('zTXt', 'Comment\0\0', BOMB), 'document-expands'],
  [
    'a PNG with international notes that expand without end',
    'image/png',
    withChunk('iTXt', 'Comment\0\x01\0vi\0\0', BOMB),
    'document-expands',
  ],
  [
    'a PNG with a profile that expands without end',
    'image/png',
    withChunk('iCCP', 'sRGB\0\0', BOMB),
    'document-expands',
  ],
  ['a PNG with a wrong check sum', 'image/png', flipped(aPng(4, 4), 20), 'document-unreadable'],
  ['a PNG that is cut off', 'image/png', aPng(4, 4).subarray(0, -12), 'document-unreadable'],
  [
    'a PNG with something behind it',
    'image/png',
    Buffer.concat([aPng(4, 4), Buffer.from('MZ')]),
    'document-unreadable',
  ],
  [
    'a PNG that moves',
    'image/png',
    Buffer.concat([aPng(4, 4).subarray(0, 33), pngChunk('acTL', Buffer.alloc(8, 1)), aPng(4, 4).subarray(33)]),
    'media-type-mismatch',
  ],
  ['a JPEG that claims 65,000 × 65,000', 'image/jpeg', aJpeg(65_000, 65_000), 'document-too-many-pixels'],
  ['a JPEG without a size', 'image/jpeg', aJpeg(0, 10), 'document-unreadable'],
  ['a JPEG that is cut off', 'image/jpeg', aJpeg(10, 10).subarray(0, -2), 'document-unreadable'],
  ['a JPEG that is only a mark', 'image/jpeg', Buffer.from('ffd8ffe000104a464946', 'hex'), 'document-unreadable'],
  ['a JPEG that is a PDF too', 'image/jpeg', aJpeg(10, 10, jpegComment('%PDF-1.7')), 'document-two-formats'],
  ['a JPEG that is a page too', 'image/jpeg', aJpeg(10, 10, jpegComment('<html><body>')), 'document-two-formats'],
  [
    'a JPEG that is an archive too',
    'image/jpeg',
    Buffer.concat([aJpeg(10, 10), zipOf('a.js', Buffer.from('x'))]),
    'document-two-formats',
  ],
  [
    'a TIFF that claims 60,000 × 60,000',
    'image/tiff',
    aTiff('II', { width: 60_000, height: 60_000 }),
    'document-too-many-pixels',
  ],
  ['a TIFF whose picture lies outside of it', 'image/tiff', aTiff('MM', { offset: 100_000 }), 'document-unreadable'],
  ['a TIFF with more picture than bytes', 'image/tiff', aTiff('II', { bytes: 4_000_000 }), 'document-unreadable'],
  ['a TIFF whose pictures are a ring', 'image/tiff', aTiff('II', { next: 8 }), 'document-unreadable'],
  ['a TIFF that is only a mark', 'image/tiff', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'media-type-mismatch'],
  [
    'XML that laughs a billion times',
    XML,
    Buffer.from('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'),
    'document-active-content',
  ],
  [
    'XML that reads another file',
    XML,
    Buffer.from('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'),
    'document-active-content',
  ],
  [
    'XML with a style sheet',
    XML,
    Buffer.from('<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?><a/>'),
    'document-active-content',
  ],
  [
    'a drawing with a script',
    XML,
    Buffer.from('<?xml version="1.0"?><a><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg></a>'),
    'document-active-content',
  ],
  ['XML that is not closed', XML, AN_XML.subarray(0, -9), 'document-unreadable'],
  [
    'XML that is not UTF-8',
    XML,
    Buffer.concat([Buffer.from('<a>'), Buffer.of(0xff, 0xfe), Buffer.from('</a>')]),
    'document-unreadable',
  ],
  ['XML as deep as a well', XML, Buffer.from('<a>'.repeat(50_000) + '</a>'.repeat(50_000)), 'document-unreadable'],
];

/** What has no place among the accepted types, under the name of one; the first bytes give them away. */
export const MISDECLARED: readonly (readonly [what: string, mediaType: string, bytes: Buffer])[] = [
  ['an archive', PDF, zipOf('a.txt', Buffer.from('x'))],
  ['a Word document with a path', PDF, zipOf('word/../../../etc/passwd', Buffer.from('x'))],
  ['an archive in an archive', XML, zipOf('b.zip', zipOf('a.txt', deflateSync(Buffer.alloc(1 << 20))))],
  ['a program', PDF, Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
  ['a page', XML, Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>')],
  ['a PNG', 'image/jpeg', aPng(4, 4)],
  ['a PDF', 'image/png', sound],
];

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
