const NOTHING = /^Không có thông tin\.?$/u;
/** Characters that show nothing, and only keep texts apart that look the same. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/gu;

/** Whether a text is the catalogue's way of saying that it has none. */
export function saysNothing(text: string): boolean {
  return NOTHING.test(text.normalize('NFC').trim());
}

/** A text by which records are found and grouped: composed Unicode (NFC), single blanks, nothing invisible; line breaks stay. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[^\S\n]+/gu, ' ');
}

/** Lines as prose: inner line breaks and blank lines kept, an indentation of up to `indent` removed; empty where the record has nothing. */
export function prose(lines: readonly string[], indent = 0): string {
  const text = lines
    .map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length)).trimEnd())
    .join('\n')
    .trim();
  return saysNothing(text) ? '' : text;
}

/** Lines as one tidy line, for facts that the catalogue only wraps (a name, a legal basis). */
export function oneLine(lines: readonly string[]): string {
  const text = lines
    .map((line) => tidy(line).trim())
    .filter((line) => line !== '')
    .join(' ');
  return saysNothing(text) ? '' : text;
}
