import { PDFName, type PDFDict, type PDFObject } from 'pdf-lib';
import { Refusal } from './refusal.ts';

/** Keys that hold what runs, opens programs, or is a file in the file. */
const ACTIVE_KEYS = ['JS', 'JavaScript', 'EmbeddedFiles', 'EF', 'XFA', 'RichMediaContent', '3DD'] as const;
/** Actions (key S) and things (keys Type, Subtype) of that sort; ISO 32000-1, 12.6.4 and 12.5.6. */
const ACTIVE_KINDS = [
  'JavaScript',
  'Launch',
  'ImportData',
  'SubmitForm',
  'GoToE',
  'Rendition',
  'RichMediaExecute',
  'EmbeddedFile',
  'RichMedia',
] as const;

const KEYS: ReadonlySet<PDFObject> = new Set(ACTIVE_KEYS.map((key) => PDFName.of(key)));
const KINDS: ReadonlySet<PDFObject> = new Set(ACTIVE_KINDS.map((kind) => PDFName.of(kind)));
const KIND_KEYS = ['S', 'Type', 'Subtype'].map((key) => PDFName.of(key));

/** @throws Refusal `document-active-content` for a dictionary that is or names such a thing, whatever stands beside it */
export function assertPassive(dict: PDFDict, meanings: (value: PDFObject | undefined) => readonly PDFObject[]): void {
  const isActive =
    dict.keys().some((key) => KEYS.has(key)) ||
    KIND_KEYS.some((key) => meanings(dict.get(key)).some((kind) => KINDS.has(kind)));
  if (isActive) throw new Refusal('document-active-content');
}

/** Names shorter than this stand in compressed pictures by chance: five letters and the slash do once in 280 terabytes. */
const LONG_ENOUGH = 5;

const longNames = [...new Set([...ACTIVE_KEYS, ...ACTIVE_KINDS])].filter((name) => name.length >= LONG_ENOUGH);
/** Short ones are known by what follows them. A script (JS) is not among them: it runs by an action whose name is long. */
const ACTIVE_TEXT = new RegExp(
  `/(?:${longNames.map(inAnyHand).join('|')}|(?:${['XFA', '3DD', 'EF'].map(inAnyHand).join('|')})\\s*(?:<<|\\[|\\d+\\s+\\d+\\s+R))`,
);
const ENCRYPT_TEXT = new RegExp(`/${inAnyHand('Encrypt')}(?![A-Za-z#])`);

/** Longest text that `ACTIVE_TEXT` needs at once, with each letter as #xx. */
const OVERLAP = 3 * Math.max(...longNames.map(({ length }) => length)) + 32;

/**
 * The same by its letters alone: for what the parser reads otherwise than a viewer, such as a key that stands twice.
 * @throws Refusal `document-active-content`
 */
export function assertPassiveText(text: string): void {
  if (ACTIVE_TEXT.test(text)) throw new Refusal('document-active-content');
}

/** The same of text that comes in pieces. */
export function passiveTextWatch(): (chunk: Uint8Array) => void {
  let tail = '';
  return (chunk) => {
    const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    assertPassiveText(text);
    tail = text.slice(-OVERLAP);
  };
}

/**
 * Encryption is said where nothing is compressed; who would read by another trailer than the parser sees it there too.
 * @throws Refusal `document-encrypted`
 */
export function assertPlain(text: string): void {
  if (ENCRYPT_TEXT.test(text)) throw new Refusal('document-encrypted');
}

/** A name as it may stand in a file, each letter perhaps as #xx. */
function inAnyHand(name: string): string {
  return Array.from(name, (letter) => {
    const hex = letter.charCodeAt(0).toString(16);
    return `(?:${letter}|#${hex.replace(/[a-f]/, (digit) => `[${digit}${digit.toUpperCase()}]`)})`;
  }).join('');
}
