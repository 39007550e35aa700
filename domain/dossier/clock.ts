import type { StatedLimit } from '../procedure/route.ts';
import type { DraftEvent } from './events.ts';
import { hasEnded, type DossierState } from './state.ts';

/** The earliest instant at which a clock of the dossier rings, or null when none runs. One alarm per dossier. */
export function nextAlarm(state: DossierState): string | null {
  if (hasEnded(state)) return null;
  const clocks = [
    dossierClockRuns(state) ? state.dueAt : null,
    state.step === null || state.step.overdue ? null : state.step.dueAt,
  ].filter((clock) => clock !== null);
  return clocks.reduce<string | null>(
    (first, clock) => (first === null || Date.parse(clock) < Date.parse(first) ? clock : first),
    null,
  );
}

/** The dossier's own clock stops once the result is ready to be returned. */
function dossierClockRuns(state: DossierState): boolean {
  return !state.overdue && state.processedAt === null;
}

/** What the clocks say at an instant: a due instant that has passed is recorded once. */
export function ring(state: DossierState, at: string): DraftEvent[] {
  if (hasEnded(state)) return [];
  const passed = (due: string | null): due is string => due !== null && Date.parse(due) <= Date.parse(at);
  const events: DraftEvent[] = [];
  if (state.step !== null && !state.step.overdue && passed(state.step.dueAt)) {
    events.push({ type: 'step-overdue', at, data: { task: state.step.task, dueAt: state.step.dueAt } });
  }
  if (dossierClockRuns(state) && passed(state.dueAt))
    events.push({ type: 'dossier-overdue', at, data: { dueAt: state.dueAt } });
  return events;
}

/** Fills the due instants of opened steps. `due` answers for an agency, a budget and the instant of routing. */
export function stampDeadlines(
  events: readonly DraftEvent[],
  due: (agency: string, budget: StatedLimit, at: string) => string,
): DraftEvent[] {
  return events.map((event) =>
    event.type === 'step-opened'
      ? { ...event, data: { ...event.data, dueAt: due(event.data.agency, event.data.budget, event.at) } }
      : event,
  );
}
