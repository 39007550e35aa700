import { z } from 'zod';
import { dueDate, type DueResult } from '../../domain/calendar/due-date.ts';
import type { Counting, DueInput, LimitUnit, PauseKind, Weekday } from '../../domain/calendar/types.ts';
import { errorTexts } from '../../contracts/errors.ts';
import { fieldErrorsOf } from '../../contracts/field-errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { findJsonFault } from './due-json-fault.ts';
import { problemTexts } from './problem-texts.ts';

/** A text out of a list that the domain knows and judges, with a code of its own for a stranger. */
const word = <T extends string>() => z.string().pipe(z.custom<T>());

const LineLimit = z.object({ unit: word<LimitUnit>(), value: z.number().nullish() });

/** Holidays and make-up days may be absent. A null is refused: it may stand for a list that was not found. */
const LineCalendar = z.object({
  timeZone: z.string(),
  minutesPerDay: z.number().nullish(),
  sessions: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
  holidays: z.array(z.string()).optional(),
  makeUpDays: z.record(z.string(), word<Weekday>()).optional(),
  publishedFrom: z.string().nullish(),
  publishedThrough: z.string().nullish(),
});

const LinePause = z.object({ from: z.string(), to: z.string().nullable(), kind: word<PauseKind>() });

/** One question of a batch. What is absent takes its default, and so does a null where one is allowed. */
const DueLine = z.object({
  received: z.string(),
  limit: LineLimit,
  counting: word<Counting>().nullish(),
  cutOff: z.string().nullish(),
  calendar: LineCalendar,
  pauses: z.array(LinePause).nullish(),
  afterSupplement: word<'restart' | 'resume'>().nullish(),
});
type DueLine = z.infer<typeof DueLine>;

const MINUTES_PER_DAY = 480;

interface Refusal {
  readonly code: string;
  readonly message: string;
}

type Answer = DueResult | { readonly error: Refusal };

/** What comes out for one line of a batch. */
export type LineAnswer = (DueResult | { readonly error: Refusal & { readonly line: number } }) & {
  /** Fields that are not known here and were not looked at; absent when there are none. */
  readonly ignored?: readonly string[];
};

/**
 * Answers one line of a batch.
 * @param line its number in the input, from 1
 * @returns the line's answer, or why there is none: `json-malformed`, `line-invalid` (a field is missing or of the
 * wrong kind), or a code of `dueDate`
 */
export function answerLine(text: string, line: number): LineAnswer {
  const json = parseJson(text);
  const answer = json === null ? refuseJson(text) : answerJson(json.value);
  const ignored = json === null ? [] : ignoredFields(json.value);
  return {
    ...('error' in answer ? { error: { ...answer.error, line } } : answer),
    ...(ignored.length === 0 ? {} : { ignored }),
  };
}

/** A refusal of the domain as a line reports it. */
export function refusalOf(error: DomainError): Refusal {
  return { code: error.code, message: problemTexts(error).replaceAll('\n', ' | ') };
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function answerJson(json: unknown): Answer {
  const line = DueLine.safeParse(json);
  if (!line.success) return { error: refuseFields(line.error, json) };
  try {
    return dueDate(inputOf(line.data));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { error: refusalOf(error) };
  }
}

function refuseJson(text: string): Answer {
  const { vi, en } = errorTexts('json-malformed', {});
  const fault = findJsonFault(text);
  const texts =
    fault === null
      ? [`${vi.title}.`, `${en.title}.`]
      : [
          `${vi.title}: ${fault.reason.vi}, ở cột ${fault.column}. Hãy sửa dòng này.`,
          `${en.title}: ${fault.reason.en}, at column ${fault.column}. Correct this line.`,
        ];
  return { error: { code: 'json-malformed', message: texts.join(' | ') } };
}

function refuseFields({ issues }: z.ZodError, json: unknown): Refusal {
  const texts = (language: 'vi' | 'en', whole: string): string =>
    issues
      .flatMap((issue) =>
        fieldErrorsOf([issue], 'line', json).map(
          ({ messages }) => `${issue.path.length === 0 ? whole : pathText(issue.path)}: ${messages[language]}`,
        ),
      )
      .join(' ');
  return {
    code: 'line-invalid',
    message: `Dòng có mục thiếu hoặc sai: ${texts('vi', 'cả dòng')} | A field is missing or wrong: ${texts('en', 'the line')}`,
  };
}

/** `pauses[3].to`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

/** The fields of a line that nothing reads; each one of pauses is named once, as `pauses[].id`. */
function ignoredFields(json: unknown): readonly string[] {
  if (!isObject(json)) return [];
  const { limit, calendar, pauses } = json;
  const ofPauses = Array.isArray(pauses) ? pauses.flatMap((pause) => unknownKeys(pause, LinePause)) : [];
  return [
    ...unknownKeys(json, DueLine),
    ...unknownKeys(limit, LineLimit).map((key) => `limit.${key}`),
    ...unknownKeys(calendar, LineCalendar).map((key) => `calendar.${key}`),
    ...[...new Set(ofPauses)].map((key) => `pauses[].${key}`),
  ];
}

function unknownKeys(value: unknown, { shape }: z.ZodObject): string[] {
  return isObject(value) ? Object.keys(value).filter((key) => !Object.hasOwn(shape, key)) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inputOf({ received, limit, counting, cutOff, calendar, pauses, afterSupplement }: DueLine): DueInput {
  const { publishedFrom, publishedThrough } = calendar;
  return {
    received,
    // A same-day limit has no length; any other without one is refused as not a number.
    limit: { unit: limit.unit, value: limit.value ?? (limit.unit === 'same-day' ? 1 : Number.NaN) },
    counting: counting ?? 'elapsed',
    cutOff: cutOff ?? '15:00',
    calendar: {
      timeZone: calendar.timeZone,
      minutesPerDay: calendar.minutesPerDay ?? MINUTES_PER_DAY,
      sessions: calendar.sessions,
      holidays: calendar.holidays ?? [],
      makeUpDays: calendar.makeUpDays ?? {},
      ...(publishedFrom == null ? {} : { publishedFrom }),
      ...(publishedThrough == null ? {} : { publishedThrough }),
    },
    pauses: pauses ?? [],
    afterSupplement: afterSupplement ?? 'restart',
  };
}
