import { deflateSync } from 'node:zlib';
import { ONE_PAGE, PAGE, streamOf } from './sound-files.ts';

/** PDFs as other programs write them, and as those forge them who want a viewer to read what the inspector does not. */

/** One object, of number 6, in a stream of objects. */
export interface ObjectStreamForm {
  /** What the stream says of itself, beside how it is compressed. */
  readonly dictionary?: string;
  readonly catalog?: string;
  readonly object?: string;
  readonly more?: Readonly<Record<number, string | Buffer>>;
  readonly data?: Buffer;
}

export const STREAM_OF_ONE = '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode';
export const A_SCRIPT = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

/** A PDF with a cross-reference stream by which object 6 lies in stream 5. */
export function withObjectStream({ dictionary, catalog, object, more, data }: ObjectStreamForm): Buffer {
  const objects = {
    1: `<< /Type /Catalog /Pages 2 0 R ${catalog ?? '/OpenAction 6 0 R'} >>`,
    2: ONE_PAGE,
    3: PAGE,
    5: streamOf(dictionary ?? STREAM_OF_ONE, data ?? deflateSync(Buffer.from(`6 0 ${object ?? A_SCRIPT}`))),
    ...more,
  };
  return referredByStream(objects, { 6: 5 });
}

/** The same whose stream of objects lies whole in the data of another object, and the cross-reference points into it. */
export function withHiddenObjects(hide: (object: Buffer) => Buffer, header = '11 0 obj\n'): Buffer {
  const stream = streamOf(
    '/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode',
    Buffer.from(`${hexOf(`6 0 ${A_SCRIPT}`)}>`),
  );
  const hidden = Buffer.concat([Buffer.from(header), stream, Buffer.from('\nendobj\n')]);
  const objects = {
    1: '<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>',
    2: ONE_PAGE,
    3: PAGE,
    10: hide(hidden),
  };
  return referredByStream(objects, { 6: 11 }, { 11: hidden });
}

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

/**
 * @param inStreams numbers of compressed objects, and of the streams they lie in
 * @param inside objects that lie in the bytes of others
 */
function referredByStream(
  objects: Readonly<Record<number, string | Buffer>>,
  inStreams: Readonly<Record<number, number>>,
  inside: Readonly<Record<number, Buffer>> = {},
): Buffer {
  let file = Buffer.from('%PDF-1.7\n');
  const places = new Map<number, number>();
  for (const [number, object] of Object.entries(objects)) {
    places.set(Number(number), file.length);
    file = Buffer.concat([file, Buffer.from(`${number} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
  }
  for (const [number, object] of Object.entries(inside)) places.set(Number(number), file.indexOf(object));
  const [size, own] = [20, 19];
  places.set(own, file.length);
  const rows = Array.from({ length: size }, (_, number) => {
    const row = Buffer.alloc(6);
    const stream = inStreams[number];
    const place = places.get(number);
    row.writeUInt8(stream !== undefined ? 2 : place === undefined ? 0 : 1);
    row.writeUInt32BE(stream ?? place ?? 0, 1);
    return row;
  });
  const reference = streamOf(`/Type /XRef /Size ${size} /W [1 4 1] /Root 1 0 R`, Buffer.concat(rows));
  const end = `\nendobj\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(`${own} 0 obj\n`), reference, Buffer.from(end)]);
}

/** A second table at the end, which no cross-reference names, by which the catalogue is another object. */
export function withAnotherRoot(pdf: Buffer, root: number): Buffer {
  const table = `xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 20 /Root ${root} 0 R >>\n`;
  const end = /startxref\n\d+\n%%EOF\n$/.exec(pdf.toString('latin1'))?.[0] ?? '';
  return Buffer.concat([pdf, Buffer.from(table + end)]);
}

/** What a program appends that signs: the catalogue and the page anew, and a table of what has changed. */
export function withRevision(pdf: Buffer): Buffer {
  const before = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf.toString('latin1'))?.[1] ?? '';
  const field = '<< /FT /Sig /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P 3 0 R /T (S) /V 5 0 R >>';
  const objects = {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>',
    4: field,
    5: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <${'0'.repeat(4000)}> >>`,
  };
  let text = '';
  const rows = Object.entries(objects).map(([number, object]) => {
    const row = `${number} 1\n${String(pdf.length + text.length).padStart(10, '0')} 00000 n \n`;
    text += `${number} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const trailer = `trailer\n<< /Size 6 /Root 1 0 R /Prev ${before} >>\nstartxref\n${pdf.length + text.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(`${text}xref\n${rows.join('')}${trailer}`)]);
}

/** Arranged for the web: the table of the first page and its objects, then what is left and the main table (ISO 32000-1, annex F). */
export function aLinearizedPdf(): Buffer {
  const place = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
  const head = '%PDF-1.4\n3 0 obj\n<< /Linearized 1 /N 1 /O 5 /L 1000 /E 500 /T 600 /H [100 20] >>\nendobj\n';
  const end = `trailer\n<< /Size 6 /Root 4 0 R /Prev 0000000000 >>\nstartxref\n0\n%%EOF\n`;
  const table = head.length;
  const catalog = table + `xref\n3 3\n${place(0).repeat(3)}`.length + end.length;
  const first = [
    '4 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n',
    '5 0 obj\n<< /Type /Page /Parent 1 0 R >>\nendobj\n',
  ];
  const rest = [
    '1 0 obj\n<< /Type /Pages /Kids [5 0 R] /Count 1 /MediaBox [0 0 595 842] >>\nendobj\n',
    '2 0 obj\n<< >>\nendobj\n',
  ];
  const after = catalog + first.join('').length;
  const main = after + rest.join('').length;
  const rows = place(9) + place(catalog) + place(catalog + (first[0]?.length ?? 0));
  const mainRows = place(after) + place(after + (rest[0]?.length ?? 0));
  return Buffer.from(
    `${head}xref\n3 3\n${rows}${end.replace('0000000000', String(main).padStart(10, '0'))}${first.join('')}${rest.join('')}` +
      `xref\n0 3\n0000000000 65535 f \n${mainRows}trailer\n<< /Size 3 >>\nstartxref\n${table}\n%%EOF\n`,
  );
}
