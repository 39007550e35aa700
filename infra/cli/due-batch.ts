import { answerLine, type LineAnswer } from './due-line.ts';

/** Writes text on; resolves to false when the reader has gone. */
export type Write = (text: string) => Promise<boolean>;

/** Answers are written in pieces of about this many characters. */
const PIECE = 1 << 18;

/** The closing summary names so many of the lines that failed. */
const NAMED_LINES = 10;

/**
 * Answers JSON lines one by one, in order: one line out for every line in, whatever is wrong with it. Blank lines at
 * the end are no lines. When lines failed, `say` gets a closing summary that names the first of them.
 * @returns exit code: 0, or 1 if a line could not be answered or the reader has gone
 */
export async function answerLines(
  input: AsyncIterable<string>,
  write: Write,
  say: (text: string) => void,
): Promise<number> {
  const failed: number[] = [];
  let count = 0;
  let piece = '';
  for await (const line of linesOf(input)) {
    count += 1;
    const answer = answerLine(line, count);
    if ('error' in answer) failed.push(count);
    piece += `${JSON.stringify(publicAnswer(answer))}\n`;
    if (piece.length < PIECE) continue;
    if (!(await write(piece))) return 1;
    piece = '';
  }
  if (piece !== '' && !(await write(piece))) return 1;
  if (failed.length === 0) return 0;
  say(summaryOf(failed, count));
  return 1;
}

function summaryOf(failed: readonly number[], count: number): string {
  const named = `${failed.slice(0, NAMED_LINES).join(', ')}${failed.length > NAMED_LINES ? ', …' : ''}`;
  return [
    `Không tính được ${failed.length} trong ${count} dòng: ${named}. Lý do ở mục "error" của dòng kết quả tương ứng.\n`,
    `${failed.length} of ${count} lines could not be answered: ${named}. Why is in "error" of the line that came out for each.\n`,
  ].join('');
}

/** `provisional` is said only where it is so. */
function publicAnswer(answer: LineAnswer): object {
  if ('error' in answer || answer.provisional) return answer;
  const { provisional: _, ...rest } = answer;
  return rest;
}

/**
 * Lines end at LF alone: other line separators may stand inside a JSON text. What a line has so far is put together
 * once, when it ends, so that one line of any length takes time in proportion to it.
 */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let blanks = 0;
  let isFirst = true;
  for await (const chunk of input) {
    const [head = '', ...tails] = (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk).split('\n');
    isFirst = false;
    parts.push(head);
    for (const tail of tails) {
      const line = parts.join('');
      parts = [tail];
      if (line.trim() === '') blanks += 1;
      else {
        for (; blanks > 0; blanks -= 1) yield '';
        yield line;
      }
    }
  }
  const rest = parts.join('');
  if (rest.trim() === '') return;
  for (; blanks > 0; blanks -= 1) yield '';
  yield rest;
}
