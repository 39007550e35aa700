import { z } from 'zod';
import { dueDate, type DueResult } from '../../domain/calendar/due-date.ts';
import type { Counting, DueInput, LimitUnit, PauseKind, Weekday } from '../../domain/calendar/types.ts';
import { errorTexts } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { problemTexts } from './problem-texts.ts';

/** A text out of a list that the domain knows and judges, with a code of its own for a stranger. */
const word = <T extends string>() => z.custom<T>((value) => typeof value === 'string', 'expected a text');

/** One question of a batch. What is absent or null takes its default; fields that are not named here are not read. */
const DueLine = z.object({
  received: z.string(),
  limit: z.object({ unit: word<LimitUnit>(), value: z.number().nullish() }),
  counting: word<Counting>().nullish(),
  cutOff: z.string().nullish(),
  calendar: z.object({
    timeZone: z.string(),
    minutesPerDay: z.number().nullish(),
    sessions: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
    holidays: z.array(z.string()).nullish(),
    makeUpDays: z.record(z.string(), word<Weekday>()).nullish(),
    publishedThrough: z.string().nullish(),
  }),
  pauses: z.array(z.object({ from: z.string(), to: z.string().nullable(), kind: word<PauseKind>() })).nullish(),
  afterSupplement: word<'restart' | 'resume'>().nullish(),
});
type DueLine = z.infer<typeof DueLine>;

const MINUTES_PER_DAY = 480;

interface LineError {
  readonly code: string;
  readonly message: string;
}

/**
 * Answers one line of a batch.
 * @returns the line's answer, or why there is none: `json-malformed`, `line-invalid` (a field is missing or of the
 * wrong kind), or a code of `dueDate`
 */
export function answerLine(text: string): DueResult | { readonly error: LineError } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const { vi, en } = errorTexts('json-malformed', {});
    return { error: { code: 'json-malformed', message: `${vi.title} | ${en.title}` } };
  }
  const line = DueLine.safeParse(json);
  if (!line.success) return { error: { code: 'line-invalid', message: whatIsWrong(line.error) } };
  try {
    return dueDate(inputOf(line.data));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { error: refusalOf(error) };
  }
}

/** A refusal of the domain as a line reports it. */
export function refusalOf(error: DomainError): LineError {
  return { code: error.code, message: problemTexts(error).replaceAll('\n', ' | ') };
}

function inputOf({ received, limit, counting, cutOff, calendar, pauses, afterSupplement }: DueLine): DueInput {
  const { publishedThrough } = calendar;
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
      ...(publishedThrough == null ? {} : { publishedThrough }),
    },
    pauses: pauses ?? [],
    afterSupplement: afterSupplement ?? 'restart',
  };
}

function whatIsWrong({ issues }: z.ZodError): string {
  const fields = issues.map(({ path, message }) => `${path.map(String).join('.') || '.'}: ${message}`).join('; ');
  return `Dòng có mục thiếu hoặc sai | A field is missing or wrong: ${fields}`;
}
