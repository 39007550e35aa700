const NOTHING = /^Không có thông tin\.?$/u;

/** Whether a text is the catalogue's way of saying that it has none. */
export function saysNothing(text: string): boolean {
  return NOTHING.test(text.normalize('NFC').trim());
}

/** Lines as prose: inner line breaks and blank lines kept, an indentation of up to `indent` removed; empty where the record has nothing. */
export function prose(lines: readonly string[], indent = 0): string {
  const text = lines
    .map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length)).trimEnd())
    .join('\n')
    .trim();
  return saysNothing(text) ? '' : text;
}

/** Lines as one line, for facts that the catalogue only wraps (a name, a legal basis). */
export function oneLine(lines: readonly string[]): string {
  const text = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  return saysNothing(text) ? '' : text;
}
