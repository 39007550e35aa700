import { dueDate, type DueResult, type Explanation } from '../../domain/calendar/due-date.ts';
import type { DueInput, Limit, LimitUnit, Pause, PauseKind } from '../../domain/calendar/types.ts';
import { PROVINCE } from './calendars.ts';

/** Local `YYYY-MM-DD HH:MM` of the province as an instant. */
export const at = (local: string): string => `${local.replace(' ', 'T')}:00+07:00`;

export const limitOf = (text: string): Limit => {
  const [value, unit] = text.split(' ');
  return { value: Number(value), unit: unit as LimitUnit };
};

/** The due date of a limit such as `1 working-day` by the province's calendar. */
export const due = (received: string, limit: string, rest: Partial<DueInput> = {}): DueResult =>
  dueDate({ received: at(received), limit: limitOf(limit), calendar: PROVINCE, ...rest });

export const pause = (kind: PauseKind, from: string, to: string | null): Pause => ({
  kind,
  from: at(from),
  to: to === null ? null : at(to),
});

export const skippedOn = ({ explanation }: DueResult): Record<string, string> =>
  Object.fromEntries(explanation.flatMap((step) => (step.kind === 'skipped' ? [[step.date, step.reason]] : [])));

export const stepsOf = <K extends Explanation['kind']>({ explanation }: DueResult, kind: K) =>
  explanation.filter((step): step is Extract<Explanation, { kind: K }> => step.kind === kind);
