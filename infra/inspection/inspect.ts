import { fileTypeFromBuffer } from 'file-type';
import { inspectJpeg } from './inspect-jpeg.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { inspectPng } from './inspect-png.ts';
import { inspectTiff } from './inspect-tiff.ts';
import { inspectXml } from './inspect-xml.ts';
import { Refusal, type InspectionLimits } from './refusal.ts';

const BY_TYPE: Readonly<Record<string, (bytes: Buffer, limits: InspectionLimits) => Promise<void> | void>> = {
  'application/pdf': inspectPdf,
  'image/png': inspectPng,
  'image/jpeg': inspectJpeg,
  'image/tiff': inspectTiff,
  'application/xml': inspectXml,
};

/**
 * Looks through a document of one of the accepted types.
 * @throws Refusal for what is wrong with it; anything else thrown means that it cannot be read
 */
export async function inspect(bytes: Buffer, mediaType: string, limits: InspectionLimits): Promise<void> {
  const look = Object.hasOwn(BY_TYPE, mediaType) ? BY_TYPE[mediaType] : undefined;
  const found = await typeOf(bytes);
  if (look === undefined || found !== mediaType)
    throw new Refusal('media-type-mismatch', { declared: mediaType, found });
  assertOneFormat(bytes, mediaType);
  await look(bytes, limits);
}

/** XML needs no declaration, by which the detector knows it. */
async function typeOf(bytes: Buffer): Promise<string | null> {
  const found = await fileTypeFromBuffer(bytes);
  if (found !== undefined) return found.mime;
  return /^\uFEFF?\s*<[A-Za-z_?!]/.test(bytes.toString('utf8', 0, 1024)) ? 'application/xml' : null;
}

/** As far as programs look for the beginning of a PDF or a page in a file that begins with something else. */
const HEAD_BYTES = 1024;
/** The record that ends a ZIP archive, with its longest comment: archives are read from their end. */
const ZIP_END = Buffer.from('PK\u0005\u0006', 'latin1');
const ZIP_END_BYTES = 22;
const ZIP_TAIL_BYTES = ZIP_END_BYTES + 0xffff;

/** @throws Refusal `document-two-formats` for what another program would open as something else */
function assertOneFormat(bytes: Buffer, mediaType: string): void {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  const other =
    mediaType !== 'application/pdf' && head.includes('%PDF-')
      ? 'application/pdf'
      : mediaType !== 'application/xml' && /<(?:!doctype\s+html|html|script|body|iframe|svg)[\s>/]/i.test(head)
        ? 'text/html'
        : endsAsZip(bytes)
          ? 'application/zip'
          : null;
  if (other !== null) throw new Refusal('document-two-formats', { declared: mediaType, found: other });
}

function endsAsZip(bytes: Buffer): boolean {
  const tail = bytes.subarray(-ZIP_TAIL_BYTES);
  for (let at = tail.lastIndexOf(ZIP_END); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(ZIP_END, at - 1)) {
    if (at + ZIP_END_BYTES <= tail.length && at + ZIP_END_BYTES + tail.readUInt16LE(at + 20) <= tail.length)
      return true;
  }
  return false;
}
