/** Measures a text at a size, in points. */
export type Measure = (text: string, size: number) => number;

/** Breaks a text at its spaces into lines no wider than `width`; a single longer word stands alone and sticks out. */
export function wrap(text: string, size: number, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
