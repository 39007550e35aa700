import { answerLine } from './due-line.ts';

/** Writes text on; resolves to false when the reader has gone. */
export type Write = (text: string) => Promise<boolean>;

/** Answers are written in pieces of about this many characters. */
const PIECE = 1 << 18;

/**
 * Answers JSON lines one by one, in order: one line out for every line in, whatever is wrong with it. Blank lines at
 * the end are no lines.
 * @returns exit code: 0, or 1 if a line could not be answered or the reader has gone
 */
export async function answerLines(input: AsyncIterable<string>, write: Write): Promise<number> {
  let failed = false;
  let piece = '';
  for await (const line of linesOf(input)) {
    const answer = answerLine(line);
    if ('error' in answer) failed = true;
    piece += `${JSON.stringify(publicAnswer(answer))}\n`;
    if (piece.length < PIECE) continue;
    if (!(await write(piece))) return 1;
    piece = '';
  }
  const isWritten = piece === '' || (await write(piece));
  return failed || !isWritten ? 1 : 0;
}

/** `provisional` is said only where it is so. */
function publicAnswer(answer: ReturnType<typeof answerLine>): object {
  if ('error' in answer || answer.provisional) return answer;
  const { provisional: _, ...rest } = answer;
  return rest;
}

/** Lines end at LF alone: other line separators may stand inside a JSON text. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let blanks = 0;
  let isFirst = true;
  for await (const chunk of input) {
    const lines = (rest + (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk)).split('\n');
    isFirst = false;
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') blanks += 1;
      else {
        for (; blanks > 0; blanks -= 1) yield '';
        yield line;
      }
    }
  }
  if (rest.trim() === '') return;
  for (; blanks > 0; blanks -= 1) yield '';
  yield rest;
}
