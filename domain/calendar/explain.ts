import { EN } from './explain-en.ts';
import { VI } from './explain-vi.ts';
import type { Explanation } from './explanation.ts';
import type { Phrases } from './phrases.ts';

export type Locale = 'vi' | 'en';

const PHRASES = { vi: VI, en: EN } as const satisfies Record<Locale, Phrases>;

/**
 * The reasons behind a due date as lines to read, in order. Consecutive dates that counted or were skipped alike share
 * a line; nothing else is left out. Takes a `DueResult` or what is kept of one.
 */
export function explain({ explanation }: { readonly explanation: readonly Explanation[] }, locale: Locale): string[] {
  return runsOf(explanation).map((run) => capitalised(phrase(run, PHRASES[locale])));
}

interface AnyRun {
  readonly first: Explanation;
  last: Explanation;
  length: number;
}

function runsOf(steps: readonly Explanation[]): readonly AnyRun[] {
  const runs: AnyRun[] = [];
  for (const step of steps) {
    const open = runs.at(-1);
    if (open !== undefined && joins(open.last, step)) {
      open.last = step;
      open.length += 1;
    } else runs.push({ first: step, last: step, length: 1 });
  }
  return runs;
}

function joins(last: Explanation, next: Explanation): boolean {
  if (last.kind === 'skipped' && next.kind === 'skipped') return last.reason === next.reason;
  if (last.kind === 'counted-date' && next.kind === 'counted-date') return last.usesWeekday === next.usesWeekday;
  if (last.kind !== 'counted' || next.kind !== 'counted') return false;
  return last.usesWeekday === next.usesWeekday && String(last.intervals) === String(next.intervals);
}

function phrase(run: AnyRun, phrases: Phrases): string {
  // The steps of a run are of one kind, which the type of a table indexed by that kind cannot say.
  const say = phrases[run.first.kind] as (run: AnyRun) => string;
  return say(run);
}

function capitalised(line: string): string {
  return line.charAt(0).toUpperCase() + line.slice(1);
}
