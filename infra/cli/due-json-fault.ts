import type { Bilingual } from '../../domain/procedure/procedure.ts';

/** Where and why a text is not JSON. What stands there is not repeated: a line may hold personal data. */
export interface JsonFault {
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly reason: Bilingual;
}

const REASONS = {
  'ends-early': { vi: 'dòng kết thúc khi JSON chưa trọn', en: 'the line ends before the JSON does' },
  'wrong-place': { vi: 'có ký tự không đúng chỗ', en: 'a character does not belong there' },
  'bad-text': {
    vi: 'chuỗi có ký tự điều khiển hoặc dấu \\ sai',
    en: 'a string holds a control character or a wrong \\',
  },
  'after-end': { vi: 'còn ký tự sau khi JSON đã hết', en: 'more follows the end of the JSON' },
} as const satisfies Record<string, Bilingual>;

type Token = '{' | '}' | '[' | ']' | ':' | ',' | 'text' | 'plain';

type Place = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'after-member' | 'after-item' | 'end';

/** What may stand at each place. */
const ACCEPTS: Readonly<Record<Place, readonly Token[]>> = {
  value: ['{', '[', 'text', 'plain'],
  'first-item': ['{', '[', 'text', 'plain', ']'],
  'first-key': ['text', '}'],
  key: ['text'],
  colon: [':'],
  'after-member': [',', '}'],
  'after-item': [',', ']'],
  end: [],
};

const SPACE = /[ \t\n\r]*/y;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)?/y;
/** All but the quote, the backslash and control characters. */
const TEXT_RUN = /[ !#-[\]-\uFFFF]*/y;
const ESCAPE = /(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))?/y;

/** The first fault of a text as JSON; null where there is none. Linear, however long or deep the text is. */
export function findJsonFault(text: string): JsonFault | null {
  const open: Token[] = [];
  let place: Place = 'value';
  let at = past(SPACE, text, 0);
  while (at < text.length) {
    if (place === 'end') return fault('after-end', at);
    const token = tokenAt(text, at);
    if (!ACCEPTS[place].includes(token)) return fault('wrong-place', at);
    const end = token === 'text' ? endOfText(text, at + 1) : token === 'plain' ? past(PLAIN, text, at) : at + 1;
    if (typeof end !== 'number') return end;
    if (end === at) return fault('wrong-place', at);
    place = placeAfter(token, place, open);
    at = past(SPACE, text, end);
  }
  return place === 'end' ? null : fault('ends-early', at);
}

function fault(reason: keyof typeof REASONS, at: number): JsonFault {
  return { column: at + 1, reason: REASONS[reason] };
}

/** Where what a sticky pattern matches ends; `at` itself where it matches nothing. */
function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function tokenAt(text: string, at: number): Token {
  const character = text[at];
  switch (character) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return character;
    case '"':
      return 'text';
    default:
      return 'plain';
  }
}

/** @param from behind the opening quote */
function endOfText(text: string, from: number): number | JsonFault {
  for (let at = from; ;) {
    at = past(TEXT_RUN, text, at);
    if (text[at] === '"') return at + 1;
    if (at >= text.length) return fault('ends-early', at);
    const next = past(ESCAPE, text, at);
    if (next === at) return fault('bad-text', at);
    at = next;
  }
}

/** Keeps `open`, the brackets that are open, as it goes. */
function placeAfter(token: Token, place: Place, open: Token[]): Place {
  switch (token) {
    case '{':
      open.push(token);
      return 'first-key';
    case '[':
      open.push(token);
      return 'first-item';
    case ':':
      return 'value';
    case ',':
      return place === 'after-member' ? 'key' : 'value';
    case '}':
    case ']':
      open.pop();
      return afterValue(open);
    case 'text':
      return place === 'key' || place === 'first-key' ? 'colon' : afterValue(open);
    case 'plain':
      return afterValue(open);
  }
}

function afterValue(open: readonly Token[]): Place {
  const within = open.at(-1);
  return within === undefined ? 'end' : within === '{' ? 'after-member' : 'after-item';
}
