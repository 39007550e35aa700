import { saysNothing } from './national-text.ts';
import type { Flagger, NationalFee } from './national-types.ts';

const FEE = /^(?<amount>\d[\d.,]*)\s*(?<unit>[^\s\d()]+)(?:\s*\((?<description>.*)\))?$/su;
const STARTS_WITH_AMOUNT = /^\d[\d.,]*\s*[^\s\d()]+\s*\(/u;
const SEPARATOR = /(?:^|\s+)\|(?=\s|$)/u;
const DONG: ReadonlySet<string> = new Set(['VNĐ', 'VND', 'đồng', 'Đồng', 'đ']);
/** Words that say why nothing is to be paid, so that an amount of 0 means just that. */
const FREE = /^[-+*\s]*(?:không|miễn|chưa thu|0\s)/iu;

/** An amount with Vietnamese thousands separators; null if it cannot be read with certainty. */
function parseAmount(text: string): number | null {
  if (/^\d+$/u.test(text)) return Number(text);
  if (/^\d{1,3}(?:\.\d{3})+$/u.test(text) || /^\d{1,3}(?:,\d{3})+$/u.test(text))
    return Number(text.replace(/[.,]/gu, ''));
  return null;
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
    if (!STARTS_WITH_AMOUNT.test(open) || open.endsWith(')')) {
      fees.push(open);
      open = '';
    }
  }
  if (open !== '') fees.push(open);
  return fees;
}

/**
 * Reads the fees (phí, lệ phí) of one method, e.g. `135000 VNĐ (mỗi hồ sơ) | 0 VNĐ ()`. The amounts are the record's own, right or
 * wrong: an amount above 0 and below 1,000 đồng (thousands left out) or one that is not a whole number is flagged `suspicious-fee`, an
 * amount of 0 beside words that do not say "none" `ambiguous-fee` (the true fee is in the words or in another text).
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
    const description = piece.endsWith(')') ? piece.slice(piece.indexOf('(') + 1, -1).trim() : '';
    const currency = DONG.has(unit) ? 'VND' : unit;
    if (currency !== 'VND') flag(field, 'unknown-currency', piece);
    else if (amount > 0 && amount < 1000) flag(field, 'suspicious-fee', piece);
    else if (amount === 0 && description !== '' && !FREE.test(description.normalize('NFC')))
      flag(field, 'ambiguous-fee', piece);
    fees.push({ amount, currency, description });
  }
  return fees;
}
