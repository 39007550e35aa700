import { saysNothing } from './national-text.ts';
import type { Flagger, NationalFee } from './national-types.ts';

/** Parts of the patterns below: what a fee may be called, an amount, and the units that are money. */
const LABEL = String.raw`(?:lệ phí|phí)\s*:\s*`;
const AMOUNT = String.raw`\d[\d.,]*`;
const MONEY = String.raw`(?:VNĐ|VND|đồng|đ(?!\p{L})|USD|EUR)`;

const FEE = new RegExp(
  String.raw`^(?<label>${LABEL})?(?<amount>${AMOUNT})\s*(?<unit>[^\s\d()]+)(?:\s*\((?<description>.*)\))?$`,
  'siu',
);
const STARTS_WITH_AMOUNT = new RegExp(String.raw`^(?:${LABEL})?${AMOUNT}\s*[^\s\d()]+\s*\(`, 'iu');
/** What stands between a closed bracket and a fee that follows it directly, e.g. `) Phí : 250.000 Đồng (`. */
const BEFORE_NEXT_FEE = new RegExp(String.raw`^(?:[\s;,.+&-]|và\s)*(?=(?:${LABEL})?${AMOUNT}\s*${MONEY}\s*\()`, 'iu');
/** The same where brackets do not match, so that it cannot be told whether the bracket was the fee's own. */
const FURTHER_FEE = new RegExp(String.raw`\)[\s;,.]*${LABEL}${AMOUNT}\s*${MONEY}\s*\(`, 'iu');
const SEPARATOR = /(?<!\S)\|(?=\s|$)/u;
/** A list's mark such as `a)`, whose bracket closes nothing; the end of `(theo điểm a)` is none. */
const LIST_MARK = /(?:^|(?<!điểm|khoản|mục|loại|hạng|nhóm|mẫu|số)[\s:;,.])(?:\p{L}|\d{1,2})\)$/iu;
const LONGEST_MARK = 10;

const DONG: ReadonlySet<string> = new Set(['VNĐ', 'VND', 'đồng', 'Đồng', 'đ']);
/** Words that say why nothing is to be paid, so that an amount of 0 means just that … */
const FREE = /^[-+*\s]*(?:không|miễn|chưa thu|0\s)/iu;
/** … unless they go on to say who pays how much, or are about some only. */
const NOT_ALL_FREE = new RegExp(
  String.raw`(?<![\d.,])(?!0+(?:[.,]0+)*\D)${AMOUNT}\s*(?:%|nghìn|ngàn|triệu|${MONEY})|(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?!\d|/\d)|(?:nghìn|ngàn|triệu)\s+đồng|miễn[^.;\n]*(?:cho|đối với)\s`,
  'iu',
);
const THOUSANDS: Readonly<Record<string, number>> = { nghìn: 1000, ngàn: 1000, triệu: 1_000_000 };

/** An amount with Vietnamese thousands separators; null if it cannot be read with certainty. */
function parseAmount(text: string): number | null {
  const grouped = /^\d{1,3}(?:\.\d{3})+$/u.test(text) || /^\d{1,3}(?:,\d{3})+$/u.test(text);
  if (!grouped && !/^\d+$/u.test(text)) return null;
  const amount = Number(text.replace(/[.,]/gu, ''));
  return Number.isSafeInteger(amount) ? amount : null;
}

/** The amounts that words give, `1,5 triệu` among them. */
function amountsIn(words: string): Set<number> {
  const amounts = new Set<number>();
  for (const { groups } of words.matchAll(/(?<figures>\d[\d.,]*)(?:\s*(?<scale>nghìn|ngàn|triệu))?/giu)) {
    const figures = (groups?.['figures'] ?? '').replace(/[.,]$/u, '');
    const scale = THOUSANDS[(groups?.['scale'] ?? '').toLowerCase()];
    const number = parseAmount(figures) ?? (scale === undefined ? null : Number(figures.replace(',', '.')));
    if (number !== null) amounts.add(number * (scale ?? 1));
  }
  return amounts;
}

/** Whether the words give the amount a thousand times over, and not the amount itself: its last three zeros were lost. */
function lostThousands(amount: number, words: string): boolean {
  const amounts = amountsIn(words);
  return amounts.has(amount * 1000) && !amounts.has(amount);
}

/** How far each bracket of a text is nested after it; a bracket that closes nothing is left out. */
function* depths(text: string): Generator<{ readonly at: number; readonly depth: number }> {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()]/gu)) {
    if (bracket === ')' && (depth === 0 || LIST_MARK.test(text.slice(Math.max(0, index - LONGEST_MARK), index + 1))))
      continue;
    depth += bracket === '(' ? 1 : -1;
    yield { at: index, depth };
  }
}

const isClosed = (text: string): boolean => text.endsWith(')') && ([...depths(text)].at(-1)?.depth ?? 0) === 0;

/** What comes before and from the first fee that follows a closed bracket. */
function cutFee(text: string): [first: string, rest: string] | null {
  for (const { at, depth } of depths(text)) {
    const rest = text.slice(at + 1);
    const gap = depth === 0 ? BEFORE_NEXT_FEE.exec(rest)?.[0] : undefined;
    if (gap !== undefined) return [text.slice(0, at + 1), rest.slice(gap.length)];
  }
  return null;
}

/** Cuts a text before every fee that follows a closed bracket. */
function cutFees(text: string): string[] {
  const fees: string[] = [];
  let rest = text;
  for (let cut = cutFee(rest); cut; cut = cutFee(rest)) {
    fees.push(cut[0]);
    [, rest] = cut;
  }
  return [...fees, rest];
}

/** Takes the fees of one method apart; a ` | ` inside a fee's own parentheses does not separate. */
function splitFees(text: string): string[] {
  const fees: string[] = [];
  let open = '';
  for (const part of text.split(SEPARATOR)) {
    const piece = part.trim();
    if (open !== '' && !STARTS_WITH_AMOUNT.test(piece)) {
      open = `${open} | ${piece}`;
    } else {
      if (open !== '') fees.push(open);
      open = piece;
    }
    if (!STARTS_WITH_AMOUNT.test(open) || isClosed(open)) {
      fees.push(open);
      open = '';
    }
  }
  if (open !== '') fees.push(open);
  return fees.flatMap(cutFees);
}

/** What is doubtful about a fee that could be read. */
function doubtOf(amount: number, words: string): 'suspicious-fee' | 'ambiguous-fee' | null {
  if (amount === 0) return words === '' || (FREE.test(words) && !NOT_ALL_FREE.test(words)) ? null : 'ambiguous-fee';
  return amount < 1000 || lostThousands(amount, words) ? 'suspicious-fee' : null;
}

/**
 * Reads the fees (phí, lệ phí) of one method, e.g. `135000 VNĐ (mỗi hồ sơ) | 0 VNĐ ()`. The amounts are the record's own, right or
 * wrong: flagged `suspicious-fee` where thousands were left out (an amount above 0 and below 1,000 đồng, or one that the words give a
 * thousand times over) or the amount is not a whole number, `ambiguous-fee` for an amount of 0 beside words that do not say "none" or
 * name an amount too (the true fee is in the words or in another text), `several-fees` where a fee's words seem to hold a further fee.
 */
export function parseFees(text: string, path: string, flag: Flagger): NationalFee[] {
  if (text === '' || saysNothing(text)) return [];
  const fees: NationalFee[] = [];
  const pieces = splitFees(text);
  if (pieces.includes('')) flag(`${path}.feeText`, 'empty-fee', text);
  for (const piece of pieces) {
    const field = `${path}.fees[${fees.length}]`;
    if (piece === '' || saysNothing(piece)) continue;
    const parts = FEE.exec(piece.normalize('NFC'))?.groups;
    const amount = parts?.['amount'] === undefined ? null : parseAmount(parts['amount']);
    const unit = parts?.['unit'] ?? '';
    const money = parts !== undefined && (DONG.has(unit) || /^[A-Z]{3}$/u.test(unit));
    if (!money || amount === null) {
      flag(field, money ? 'suspicious-fee' : 'free-text-fee', piece);
      fees.push({ amount: null, currency: 'VND', description: piece });
      continue;
    }
    const words = piece.endsWith(')') ? piece.slice(piece.indexOf('(') + 1, -1).trim() : '';
    const currency = DONG.has(unit) ? 'VND' : unit;
    const doubt = currency === 'VND' ? doubtOf(amount, words.normalize('NFC')) : 'unknown-currency';
    if (doubt) flag(field, doubt, piece);
    if (FURTHER_FEE.test(words.normalize('NFC'))) flag(field, 'several-fees', piece);
    fees.push({
      amount,
      currency,
      description: words === '' ? (parts['label'] ?? '').replace(/\s*:\s*$/u, '') : words,
    });
  }
  return fees;
}
