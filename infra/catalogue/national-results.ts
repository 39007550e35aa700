import { tidy } from './national-text.ts';
import type { Flagger } from './national-types.ts';

/** Words that a result's name begins with: an act decides or tells something, a paper is handed over. */
const ACTS = ['Quyết định', 'Văn bản', 'Thông báo', 'Công văn', 'Lời chứng', 'Biên bản', 'Báo cáo', 'Cập nhật'];
const PAPERS = [
  'Giấy',
  'Chứng chỉ',
  'Chứng nhận',
  'Thẻ',
  'Bằng',
  'Sổ',
  'Phiếu',
  'Bản',
  'Biển số',
  'Danh sách',
  'Hộ chiếu',
  'Hợp đồng',
  'Phương án',
  'Tiền',
  'Tờ khai',
  'Trích lục',
];
const GROUPS = [ACTS, PAPERS] as const;

/** A text longer than this is no list of names. The longest known has 2,000 characters. */
const LONGEST = 20_000;

/** Names that hold a comma before a capital letter. */
const NAMES_WITH_COMMA = ['Văn hóa, Thể thao', 'Việt Nam, Lào', 'Y, Dược'];

const MARK = String.raw`(?:[-+*•–]\s*|\(?\d{1,2}[.):]\s*|\p{Ll}\)\s+)`;
const AFTER_MARK = new RegExp(`^${MARK}`, 'u');
/**
 * Where a result may end. A join is the catalogue's own: a comma behind the end of a text that has one, a line break, or the next mark
 * of a text that begins with one. A semicolon or a mere comma may as well stand inside a name.
 */
const BOUNDARY = new RegExp(
  String.raw`(?<join>[./]+,\s+|[./]*;[./]*,\s+|\s*\n\s*|\s+(?=(?:[-+•–]|\d{1,2}[.)])\s+\p{Lu}))|(?<semicolon>[./]*;[.;\s]*)|,\s+|,(?=\p{Lu})`,
  'gu',
);

const heads = (words: readonly string[]): string => `(?:${words.join('|')})`;
const BEGINS = new RegExp(String.raw`^(?:Hoặc\s+)?(?:Mẫu số \d+\S*\s+)?${heads([...ACTS, ...PAPERS])}(?!\p{L})`, 'iu');
/** The head of a paper or an act inside a text, references to a document by its number aside. */
const MENTIONS = GROUPS.map((words) => new RegExp(String.raw`\s${heads(words)}(?!\p{L}|\s+số\s)`, 'u'));
const STARTS = GROUPS.map((words) => new RegExp(String.raw`^(?:Hoặc\s+)?${heads(words)}(?!\p{L})`, 'iu'));
/** The beginning of a text that might be a further result, after a comma. */
const MAYBE_RESULT = new RegExp(
  String.raw`^(?:\p{Lu}|${MARK}|(?:văn bản|giấy (?:chứng nhận|phép|xác nhận)|quyết định|chứng chỉ|bản sao|thông báo)\s)`,
  'u',
);

interface Part {
  /** Without a list's mark and the punctuation around it. */
  readonly name: string;
  readonly marked: boolean;
}

interface Boundary {
  readonly at: number;
  readonly end: number;
  readonly kind: 'join' | 'semicolon' | 'comma';
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s;,./]/u.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

function toPart(text: string): Part {
  const stated = text.trim();
  const name = trimEnd(stated.replace(AFTER_MARK, ''));
  return { name, marked: AFTER_MARK.test(stated) };
}

/** Begins as a result does, in two words or more. */
const isResult = ({ name }: Part): boolean => BEGINS.test(name) && /\s/u.test(name);

/** Places outside brackets where the text may go on with another result. */
function boundariesOf(text: string): Boundary[] {
  const inside: [from: number, to: number][] = [];
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[()]/gu)) {
    const from = bracket === '(' ? undefined : open.pop();
    if (bracket === '(') open.push(index);
    else if (from !== undefined) inside.push([from, index]);
  }
  const isListed = AFTER_MARK.test(text);
  return [...text.matchAll(BOUNDARY)].flatMap(({ 0: found, index, groups }) => {
    const end = index + found.length;
    const isMark = found.trim() === '' && !found.includes('\n');
    if (end === text.length || (isMark && !isListed) || inside.some(([from, to]) => index > from && index < to))
      return [];
    const kind = (['join', 'semicolon'] as const).find((name) => groups?.[name] !== undefined) ?? 'comma';
    return [{ at: index, end, kind }];
  });
}

/** A comma inside one name: before a small letter, between abbreviations, or in a name that has one. */
function isInner(text: string, { at, end, kind }: Boundary): boolean {
  if (kind !== 'comma') return false;
  const next = text.slice(end, end + 40);
  if (!MAYBE_RESULT.test(next)) return true;
  if (BEGINS.test(next)) return false;
  if (/\p{Lu}{2,}$/u.test(text.slice(Math.max(0, at - 10), at)) && /^\p{Lu}{2,}(?!\p{L})/u.test(next)) return true;
  return NAMES_WITH_COMMA.some((name) => text.startsWith(name, at - name.indexOf(',')));
}

/** Whether `next` may belong to what `part` decides on, as in `Quyết định thu hồi Giấy phép A, Giấy phép B`. A name said twice does not. */
function mayBelong(part: Part, next: Part): boolean {
  const group = STARTS.findIndex((start) => start.test(next.name));
  const said = part.name.toLowerCase().includes(next.name.toLowerCase());
  return !said && (MENTIONS[group]?.test(part.name) ?? false);
}

/** Whether the text certainly goes on with another result here. */
function isCertain(before: Part, next: Part, kind: Boundary['kind']): boolean {
  if (kind === 'join' || next.marked) return true;
  return (kind === 'semicolon' || /^\p{Lu}/u.test(next.name)) && !mayBelong(before, next);
}

/** The results of one text, or null where it is not certain that each part is a result of its own. */
function takeApart(text: string): string[] | null {
  const boundaries = boundariesOf(text).filter((boundary) => !isInner(text, boundary));
  if (boundaries.length === 0) return [text];
  const starts = [0, ...boundaries.map(({ end }) => end)];
  const parts = starts.map((start, index) => toPart(text.slice(start, boundaries[index]?.at)));
  const isList =
    parts.every(({ marked, name }) => marked && name !== '') && boundaries.every(({ kind }) => kind !== 'comma');
  const areResults = parts.every((part, index) => {
    const before = parts[index - 1];
    return isResult(part) && (!before || isCertain(before, part, boundaries[index - 1]?.kind ?? 'comma'));
  });
  return isList || areResults ? parts.map(({ name }) => name) : null;
}

/**
 * The results (kết quả thực hiện) of a record. The catalogue joins them by commas, which also occur inside a result's name: they are
 * taken apart only where every part certainly is a result (it begins with a word such as Giấy, Quyết định, Văn bản, or all parts are
 * marked as a list); otherwise the text is one item, flagged `several-results` if it may hold more.
 */
export function parseResults(text: string, flag: Flagger): string[] {
  if (text === '') return [];
  const whole = tidy(text);
  const parts = whole.length <= LONGEST ? takeApart(whole) : null;
  if (!parts) flag('results', 'several-results', text);
  return parts ?? [whole];
}
