import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, rgb, type PDFFont, type PDFPage } from 'pdf-lib';
import { loadFonts } from './fonts.ts';
import { wrap } from './text-layout.ts';

/** One administrative paper in the form of Decree 30/2020: state title, name of the paper, numbered fields, signature. */
export interface Paper {
  readonly title: string;
  readonly subtitle?: string;
  /** Who issues it, at the head on the left; absent on papers of the citizen. */
  readonly issuer?: string;
  readonly number?: string;
  /** `Kính gửi`. */
  readonly addressee?: string;
  readonly opening?: string;
  readonly fields: readonly (readonly [label: string, value: string])[];
  readonly closing?: string;
  readonly placeAndDate: string;
  readonly signature: { readonly capacity: string; readonly name: string };
}

const A4 = { width: 595.28, height: 841.89 } as const;
const MARGIN = { left: 71, right: 57, top: 52, bottom: 60 } as const;
const TEXT_WIDTH = A4.width - MARGIN.left - MARGIN.right;
const LABEL_WIDTH = 170;
const BLACK = rgb(0, 0, 0);
const RED = rgb(0.75, 0.05, 0.05);
const GREY = rgb(0.45, 0.45, 0.45);

const TRIAL_MARK = 'BẢN THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ | DEMO – WITHOUT LEGAL VALUE';

interface Pen {
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  y: number;
}

interface TextStyle {
  readonly font: PDFFont;
  readonly size: number;
  readonly x?: number;
  readonly width?: number;
  readonly align?: 'left' | 'centre';
  readonly colour?: ReturnType<typeof rgb>;
  readonly leading?: number;
}

/** Makes the PDF of a paper: A4, Vietnamese text that can be searched and copied, marked as a trial on every page. */
export async function makePdf(paper: Paper): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const files = await loadFonts();
  const regular = await document.embedFont(files.regular, { subset: true });
  const bold = await document.embedFont(files.bold, { subset: true });
  document.setTitle(paper.title, { showInWindowTitleBar: true });
  document.setLanguage('vi-VN');
  document.setCreator('motcua demo');
  const newPage = (): PDFPage => document.addPage([A4.width, A4.height]);
  const pen: Pen = { regular, bold, page: newPage(), y: A4.height - MARGIN.top };

  drawHead(pen, paper);
  drawTitle(pen, paper);
  for (const [label, value] of paper.fields) drawField(pen, label, value, newPage);
  if (paper.closing !== undefined) drawParagraph(pen, paper.closing, newPage);
  drawSignature(pen, paper, newPage);
  drawFeet(document.getPages(), regular);
  return document.save();
}

function drawHead(pen: Pen, { issuer, number }: Paper): void {
  const top = pen.y;
  const half = TEXT_WIDTH / 2;
  const right = { x: MARGIN.left + half - 20, width: half + 20, align: 'centre' } as const;
  write(pen, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { ...right, font: pen.bold, size: 10 });
  write(pen, 'Độc lập - Tự do - Hạnh phúc', { ...right, font: pen.bold, size: 10 });
  const middle = right.x + right.width / 2;
  const ruleY = pen.y - 6;
  pen.page.drawLine({ start: { x: middle - 72, y: ruleY }, end: { x: middle + 72, y: ruleY }, thickness: 0.7 });
  const lowest = pen.y;
  pen.y = top;
  const left = { x: MARGIN.left, width: half - 30, align: 'centre' } as const;
  if (issuer !== undefined) write(pen, issuer.toLocaleUpperCase('vi'), { ...left, font: pen.bold, size: 10 });
  if (number !== undefined) write(pen, `Số: ${number}`, { ...left, font: pen.regular, size: 10 });
  pen.y = Math.min(pen.y, lowest) - 22;
}

function drawTitle(pen: Pen, { title, subtitle, addressee, opening }: Paper): void {
  write(pen, title.toLocaleUpperCase('vi'), { font: pen.bold, size: 16, align: 'centre', leading: 24 });
  if (subtitle !== undefined) write(pen, subtitle, { font: pen.regular, size: 10.5, align: 'centre', colour: GREY });
  pen.y -= 10;
  if (addressee !== undefined) {
    write(pen, `Kính gửi: ${addressee}`, { font: pen.bold, size: 11, align: 'centre' });
    pen.y -= 8;
  }
  if (opening !== undefined) {
    write(pen, opening, { font: pen.regular, size: 11 });
    pen.y -= 6;
  }
}

function drawField(pen: Pen, label: string, value: string, newPage: () => PDFPage): void {
  const lines = wrap(value, 11, TEXT_WIDTH - LABEL_WIDTH, measureWith(pen.regular)).length;
  makeRoom(pen, lines * 17 + 4, newPage);
  const top = pen.y;
  write(pen, `${label}:`, { font: pen.regular, size: 11, width: LABEL_WIDTH - 8, colour: GREY });
  const below = pen.y;
  pen.y = top;
  write(pen, value, { font: pen.bold, size: 11, x: MARGIN.left + LABEL_WIDTH, width: TEXT_WIDTH - LABEL_WIDTH });
  pen.y = Math.min(pen.y, below) - 3;
}

function drawParagraph(pen: Pen, text: string, newPage: () => PDFPage): void {
  makeRoom(pen, 60, newPage);
  pen.y -= 8;
  write(pen, text, { font: pen.regular, size: 11 });
}

function drawSignature(pen: Pen, { placeAndDate, signature }: Paper, newPage: () => PDFPage): void {
  makeRoom(pen, 130, newPage);
  pen.y -= 18;
  const right = { x: MARGIN.left + TEXT_WIDTH / 2, width: TEXT_WIDTH / 2, align: 'centre' } as const;
  write(pen, placeAndDate, { ...right, font: pen.regular, size: 10.5 });
  write(pen, signature.capacity.toLocaleUpperCase('vi'), { ...right, font: pen.bold, size: 11 });
  write(pen, '(chữ ký thử nghiệm)', { ...right, font: pen.regular, size: 9.5, colour: GREY });
  pen.y -= 36;
  write(pen, signature.name, { ...right, font: pen.bold, size: 11 });
}

/** The mark of a trial and the page numbers. */
function drawFeet(pages: readonly PDFPage[], font: PDFFont): void {
  for (const [index, page] of pages.entries()) {
    const size = 8;
    const x = (A4.width - font.widthOfTextAtSize(TRIAL_MARK, size)) / 2;
    page.drawText(TRIAL_MARK, { x, y: 36, size, font, color: RED });
    page.drawText(`Trang ${index + 1}/${pages.length}`, { x: A4.width - 100, y: 22, size, font, color: GREY });
  }
}

/** Writes a wrapped text and moves the pen below it. */
function write(pen: Pen, text: string, style: TextStyle): void {
  const { font, size, x = MARGIN.left, width = TEXT_WIDTH, align = 'left', colour = BLACK, leading = 17 } = style;
  for (const line of wrap(text, size, width, measureWith(font))) {
    const indent = align === 'centre' ? (width - font.widthOfTextAtSize(line, size)) / 2 : 0;
    pen.y -= leading;
    pen.page.drawText(line, { x: x + indent, y: pen.y, size, font, color: colour });
  }
}

function makeRoom(pen: Pen, height: number, newPage: () => PDFPage): void {
  if (pen.y - height >= MARGIN.bottom) return;
  pen.page = newPage();
  pen.y = A4.height - MARGIN.top;
}

function measureWith(font: PDFFont): (text: string, size: number) => number {
  return (text, size) => font.widthOfTextAtSize(text, size);
}
