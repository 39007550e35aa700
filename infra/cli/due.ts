import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dueDate, type DueResult } from '../../domain/calendar/due-date.ts';
import { explain, type Locale } from '../../domain/calendar/explain.ts';
import type { Counting, DueInput, Limit, LimitUnit, Pause, PauseKind } from '../../domain/calendar/types.ts';
import { DomainError } from '../../domain/errors.ts';
import { answerLines, type Write } from './due-batch.ts';
import { refusalOf } from './due-line.ts';
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

/** Bad usage: the command was not understood. */
class UsageError extends Error {}

/**
 * `motcua due`: the due date of one limit with its explanation in Vietnamese and English, or `--batch`: JSON lines in,
 * JSON lines out.
 * @returns exit code: 0; 1 when a limit, a pause, a calendar or a line was refused; 2 for bad usage or a file that
 * cannot be read
 */
export async function dueCommand(argv: string[], io: DueCommandIo = processIo()): Promise<number> {
  try {
    const options = readOptions(argv);
    return options.batch === undefined ? await answerOne(options, io) : await answerBatch(options.batch, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

const OPTIONS = {
  received: { type: 'string' },
  limit: { type: 'string' },
  counting: { type: 'string' },
  'cut-off': { type: 'string' },
  pause: { type: 'string', multiple: true },
  'after-supplement': { type: 'string' },
  office: { type: 'string' },
  json: { type: 'boolean' },
  batch: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function readOptions(argv: string[]): Options {
  let values: Options;
  try {
    ({ values } = parseArgs({ args: argv, options: OPTIONS }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.batch !== undefined && Object.keys(values).length > 1)
    throw new UsageError('--batch không đi cùng tham số khác | --batch goes with no other option');
  return values;
}

async function answerBatch(file: string, { stdin, stdout, stderr, directory }: DueCommandIo): Promise<number> {
  const input = file === '-' ? stdin : createReadStream(resolve(directory, file), 'utf8');
  try {
    return await answerLines(input, stdout);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    stderr(`Không đọc được | Cannot read: ${error.message}\n`);
    return 2;
  }
}

function isSystemError(error: unknown): error is { readonly message: string; readonly syscall: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'message' in error;
}

async function answerOne(options: Options, { stdout }: DueCommandIo): Promise<number> {
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

async function inputOf(options: Options): Promise<DueInput> {
  const { received, limit, counting, 'cut-off': cutOff, pause = [], 'after-supplement': afterSupplement } = options;
  if (received === undefined || limit === undefined)
    throw new UsageError('Thiếu --received hoặc --limit | --received or --limit is missing');
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

/** `10 working-day`; `same-day` alone. A comma may mark the fraction, as Vietnamese does. */
function readLimit(text: string): Limit {
  const [, value = '1', unit] = /^(?:(-?\d+(?:[.,]\d+)?)\s+)?([a-z-]+)$/.exec(text.trim()) ?? [];
  if (unit === undefined || (!text.includes(' ') && unit !== 'same-day'))
    throw new UsageError(`--limit "${text}": cần dạng "10 working-day" | expected the form "10 working-day"`);
  return { unit: unit as LimitUnit, value: Number(value.replace(',', '.')) };
}

function readPause(text: string): Pause {
  const [from, to, kind, ...more] = text.split('/');
  if (from === undefined || to === undefined || kind === undefined || more.length > 0)
    throw new UsageError(`--pause "${text}": cần dạng FROM/TO/KIND | expected the form FROM/TO/KIND`);
  return { from, to: ['', '..', 'null'].includes(to) ? null : to, kind: kind as PauseKind };
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
