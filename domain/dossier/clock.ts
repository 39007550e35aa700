import type { DossierEventType, DraftEvent } from './events.ts';
import { hasEnded, type DossierState } from './state.ts';

/** A clock that has not been recorded: when it rings, and what is recorded then. */
interface Mark {
  readonly at: string;
  /** Of a warning: from then on there is nothing left to warn of. */
  readonly before?: string;
  readonly event: (at: string) => DraftEvent;
}

/** The earliest instant at which a clock of the dossier rings, or null when none runs. One alarm per dossier. */
export function nextAlarm(state: DossierState): string | null {
  return marksOf(state).reduce<string | null>(
    (first, { at }) => (first === null || Date.parse(at) < Date.parse(first) ? at : first),
    null,
  );
}

/** What the clocks say at an instant: a mark that has passed is recorded once, but a warning that comes too late is none. */
export function ring(state: DossierState, at: string): DraftEvent[] {
  const hasPassed = (instant: string): boolean => Date.parse(instant) <= Date.parse(at);
  return marksOf(state)
    .filter((mark) => hasPassed(mark.at) && (mark.before === undefined || !hasPassed(mark.before)))
    .map(({ event }) => event(at));
}

/** All clocks of a dossier that run and have not been recorded, in the order in which they are recorded. */
function marksOf(state: DossierState): Mark[] {
  if (hasEnded(state)) return [];
  return [...stepMarks(state), ...dossierMarks(state), ...waitMarks(state)];
}

function stepMarks({ step, rung }: DossierState): Mark[] {
  if (step === null) return [];
  const { task, agency, dueAt, dueSoonAt, escalateAt } = step;
  const isNew = (type: DossierEventType, instant: string): boolean => !rung.includes(`${type} ${task} ${instant}`);
  const marks: Mark[] = [];
  const isAhead = dueAt !== null && !step.overdue && isNew('step-overdue', dueAt);
  if (isAhead && dueSoonAt !== null && isNew('step-due-soon', dueAt))
    marks.push({ at: dueSoonAt, before: dueAt, event: (at) => ({ type: 'step-due-soon', at, data: { task, dueAt } }) });
  if (isAhead) marks.push({ at: dueAt, event: (at) => ({ type: 'step-overdue', at, data: { task, dueAt } }) });
  if (escalateAt !== null && isNew('step-escalated', escalateAt))
    marks.push({ at: escalateAt, event: (at) => ({ type: 'step-escalated', at, data: { task, agency } }) });
  return marks;
}

/** The dossier's own clocks stop once the result is ready to be returned. */
function dossierMarks(state: DossierState): Mark[] {
  const { clocks, dueAt, rung } = state;
  if (dueAt === null || state.processedAt !== null) return [];
  const isNew = (type: DossierEventType, instant: string): boolean => !rung.includes(`${type} ${instant}`);
  const marks: Mark[] = [];
  const isAhead = !state.overdue && isNew('dossier-overdue', dueAt);
  const dueSoonAt = clocks?.dueSoonAt ?? null;
  if (isAhead && dueSoonAt !== null && isNew('dossier-due-soon', dueAt))
    marks.push({ at: dueSoonAt, before: dueAt, event: (at) => ({ type: 'dossier-due-soon', at, data: { dueAt } }) });
  const by = clocks?.apologyBy ?? null;
  if (by !== null && state.apology === null && isNew('apology-due', by))
    marks.push({ at: by, event: (at) => ({ type: 'apology-due', at, data: { by } }) });
  if (isAhead) marks.push({ at: dueAt, event: (at) => ({ type: 'dossier-overdue', at, data: { dueAt } }) });
  const legal = clocks?.legalDueAt ?? null;
  if (legal !== null && isNew('legal-limit-passed', legal))
    marks.push({ at: legal, event: (at) => ({ type: 'legal-limit-passed', at, data: { dueAt: legal } }) });
  return marks;
}

function waitMarks({ wait, paperBy, rung }: DossierState): Mark[] {
  const marks: Mark[] = [];
  if (wait !== null && wait.kind !== 'suspension' && wait.respondBy !== null && !wait.overdue) {
    const { kind, respondBy } = wait;
    marks.push({
      at: respondBy,
      event: (at) => ({ type: 'response-overdue', at, data: { wait: kind, respondBy } }),
    });
  }
  if (paperBy !== null && !rung.includes(`paper-overdue ${paperBy}`))
    marks.push({ at: paperBy, event: (at) => ({ type: 'paper-overdue', at, data: { by: paperBy } }) });
  return marks;
}
