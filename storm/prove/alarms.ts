import { nextAlarmOf } from '../../domain/consultation/decide.ts';
import type { ConsultationEvent } from '../../domain/consultation/events.ts';
import { foldConsultation } from '../../domain/consultation/state.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import { evolve } from '../../domain/dossier/evolve.ts';
import { emptyDossier, type DossierState } from '../../domain/dossier/state.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { Findings } from './findings.ts';
import { commandsOf, type Stream } from './streams.ts';

/** Timers ring on the second, and what they ring for is written a moment later, on a busy machine too. */
const TOLERANCE_MS = 15_000;

/** What the clocks of all dossiers did. */
export interface Alarms {
  /** Marks that were recorded. */
  readonly rung: number;
  /** The longest that one of them came after its instant, milliseconds: servers were away. */
  readonly latestMs: number;
}

/**
 * Every clock that has run out by `now` (milliseconds since 1970) is in the ledger, once, and none came before its instant.
 * @param dossiers streams of dossiers
 */
export function proveAlarms(
  dossiers: ReadonlyMap<string, Stream>,
  now: number,
  { lost, doubled, disagreements }: Findings,
): Alarms {
  let rung = 0;
  let latestMs = 0;
  for (const [code, stream] of dossiers) {
    let state = emptyDossier(code);
    const seen = new Set<string>();
    for (const events of commandsOf(stream)) {
      const [first] = events;
      if (first !== undefined && 'system' in first.actor && first.command.startsWith('clock:')) {
        const late = Date.parse(first.at) - awaited(state);
        if (late < 0) disagreements.push(`${code} ${first.seq} ${first.type}: ${-late} ms before its instant`);
        latestMs = Math.max(latestMs, late);
        for (const { type, data, seq } of events) {
          const mark = `${type} ${JSON.stringify(data)} ${state.step?.dueAt ?? ''}`;
          if (seen.has(mark)) doubled.push(`${code} ${seq} ${mark}`);
          seen.add(mark);
          rung += 1;
        }
      }
      state = events.reduce(evolve, state);
    }
    const overdueBy = now - awaited(state);
    if (overdueBy > TOLERANCE_MS) lost.push(`${code}: the clock of ${nextAlarm(state)} has not rung`);
  }
  return { rung, latestMs };
}

/** The same for the clocks of consultations. */
export async function proveConsultationAlarms(
  db: Pick<Database, 'execute'>,
  codes: readonly string[],
  now: number,
  { lost, doubled }: Findings,
): Promise<Pick<Alarms, 'rung'>> {
  let rung = 0;
  for (const code of codes) {
    const events = (await readStream<ConsultationEvent>(db, code)).map(({ event }) => event);
    const state = foldConsultation(events);
    const next = nextAlarmOf(state);
    if (next !== null && now - Math.max(Date.parse(next), Date.parse(state.last.at)) > TOLERANCE_MS)
      lost.push(`${code}: the clock of ${next} has not rung`);
    const overdue = events.filter(({ type }) => type === 'consultation-overdue');
    if (overdue.length > 1) doubled.push(`${code}: overdue ${overdue.length} times`);
    rung += events.filter(({ command }) => command.startsWith('clock:')).length;
  }
  return { rung };
}

/** When the next clock is to ring; one that was set to what has passed already rings at once. */
function awaited(state: DossierState): number {
  const next = nextAlarm(state);
  return next === null ? Number.POSITIVE_INFINITY : Math.max(Date.parse(next), Date.parse(state.lastAt ?? '') || 0);
}
