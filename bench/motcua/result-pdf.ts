import { randomBytes } from 'node:crypto';
import { PDFDocument, PDFName, StandardFonts } from 'pdf-lib';

const ATTACHED_BYTES = 40_000;

/** A result as it is uploaded: one page, some 40 kB, like a signed certificate. */
export async function resultPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf.addPage([595, 842]).drawText('motcua benchmark: result', { x: 60, y: 760, size: 18, font });
  pdf.catalog.set(PDFName.of('PieceInfo'), pdf.context.register(pdf.context.stream(randomBytes(ATTACHED_BYTES))));
  return pdf.save({ useObjectStreams: false });
}
