import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { dueDate, type DueResult } from '../../domain/calendar/due-date.ts';
import { explain, type Locale } from '../../domain/calendar/explain.ts';
import type { Counting, DueInput } from '../../domain/calendar/types.ts';
import { DomainError } from '../../domain/errors.ts';
import { answerLines, type Write } from './due-batch.ts';
import { refusalOf } from './due-line.ts';
import { readLimit, readOptions, readPause, UsageError, type DueOptions } from './due-options.ts';
import { loadCalendarOf } from './load-calendars.ts';

const USAGE = `motcua due --received INSTANT --limit "N UNIT" [options]
motcua due --batch FILE
  --received          thời điểm tiếp nhận, ISO 8601 có múi giờ / instant of receipt, ISO 8601 with its offset
  --limit             thời hạn / limit: "4 working-hour", "10 working-day", "30 calendar-day", "1 month", "same-day"
  --counting          cách tính ngày làm việc / how working days are counted: elapsed (mặc định / default), next-day
  --cut-off           giờ chốt của same-day / cut-off of same-day: HH:MM (15:00)
  --pause             FROM/TO/KIND, nhiều lần được / may be repeated; TO trống hoặc ".." là chưa kết thúc / empty or ".." is open;
                      KIND: supplement, payment, suspension
  --after-supplement  sau khi bổ sung / after a supplement: restart (mặc định / default), resume
  --office            mã bộ phận một cửa, lịch của bộ phận đó / code of the one-stop office whose calendar counts
                      (catalogue/offices.json)
  --json              kết quả dạng JSON / answer as JSON
  --batch             mỗi dòng một JSON, "-" là đầu vào chuẩn / one JSON per line, "-" is standard input
`;

/** What the command uses of its surroundings. */
export interface DueCommandIo {
  readonly stdin: AsyncIterable<string>;
  readonly stdout: Write;
  readonly stderr: (text: string) => void;
  /** Where relative paths start: npm runs commands in the checkout, wherever it was called from. */
  readonly directory: string;
}

const processIo = (): DueCommandIo => ({
  stdin: process.stdin.setEncoding('utf8'),
  stdout: (text) => new Promise((done) => process.stdout.write(text, (error) => done(error == null))),
  stderr: (text) => process.stderr.write(text),
  directory: process.env['INIT_CWD'] ?? '.',
});

/**
 * `motcua due`: the due date of one limit with its explanation in Vietnamese and English, or `--batch`: JSON lines in,
 * JSON lines out. With `--json` every refusal is JSON too; that of bad usage has the code `usage-invalid`.
 * @returns exit code: 0; 1 when a limit, a pause, a calendar or a line was refused; 2 for bad usage or a file that
 * cannot be read
 */
export async function dueCommand(argv: string[], io: DueCommandIo = processIo()): Promise<number> {
  try {
    const options = readOptions(argv);
    return options.batch === undefined ? await answerOne(options, io) : await answerBatch(options.batch, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Whether JSON was asked for cannot be left to options that could not be read.
    if (argv.includes('--json'))
      await io.stdout(`${JSON.stringify({ error: { code: 'usage-invalid', message: error.message } })}\n`);
    else io.stderr(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function answerBatch(file: string, { stdin, stdout, stderr, directory }: DueCommandIo): Promise<number> {
  const input = file === '-' ? stdin : createReadStream(resolve(directory, file), 'utf8');
  try {
    return await answerLines(input, stdout, stderr);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    stderr(`Không đọc được | Cannot read: ${error.message}\n`);
    return 2;
  }
}

function isSystemError(error: unknown): error is { readonly message: string; readonly syscall: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'message' in error;
}

async function answerOne(options: DueOptions, { stdout }: DueCommandIo): Promise<number> {
  if (options.help === true) return (await stdout(USAGE)) ? 0 : 1;
  try {
    const result = dueDate(await inputOf(options));
    await stdout(options.json === true ? `${JSON.stringify(result)}\n` : textOf(result));
    return 0;
  } catch (error) {
    if (!(options.json === true && error instanceof DomainError)) throw error;
    await stdout(`${JSON.stringify({ error: refusalOf(error) })}\n`);
    return 1;
  }
}

async function inputOf(options: DueOptions): Promise<DueInput> {
  const { received, limit, counting, 'cut-off': cutOff, pause = [], 'after-supplement': afterSupplement } = options;
  if (received === undefined || limit === undefined)
    throw new UsageError('Thiếu --received hoặc --limit', '--received or --limit is missing');
  const asked = { received, limit: readLimit(limit), pauses: pause.map(readPause) };
  return {
    ...asked,
    calendar: await loadCalendarOf(options.office),
    // Words that the domain does not know it refuses itself, each with a code of its own.
    ...(counting === undefined ? {} : { counting: counting as Counting }),
    ...(cutOff === undefined ? {} : { cutOff }),
    ...(afterSupplement === undefined ? {} : { afterSupplement: afterSupplement as 'restart' | 'resume' }),
  };
}

const HEADINGS = {
  vi: {
    due: 'Hẹn trả',
    open: 'chưa có, đang tạm dừng',
    worked: 'Phút làm việc',
    left: 'còn lại',
    provisional: 'tạm tính',
  },
  en: { due: 'Due', open: 'none yet, paused', worked: 'Working minutes', left: 'left', provisional: 'provisional' },
} as const satisfies Record<Locale, Record<string, string>>;

function textOf(result: DueResult): string {
  return `${(['vi', 'en'] as const).map((locale) => textIn(locale, result)).join('\n\n')}\n`;
}

function textIn(locale: Locale, result: DueResult): string {
  const heading = HEADINGS[locale];
  const { due, workedMinutes, remainingMinutes = null, provisional } = result;
  const left = remainingMinutes === null ? '' : `, ${heading.left}: ${remainingMinutes}`;
  return [
    `${heading.due}: ${due ?? heading.open}${provisional ? ` (${heading.provisional})` : ''}`,
    ...(workedMinutes === null ? [] : [`${heading.worked}: ${workedMinutes}${left}`]),
    ...explain(result, locale).map((line) => `  - ${line}`),
  ].join('\n');
}
