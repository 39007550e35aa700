import { expect } from '@jest/globals';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { evolve } from '../../domain/dossier/evolve.ts';
import { emptyDossier } from '../../domain/dossier/state.ts';

/** Timers ring on the second, and what they ring for is written a moment later. */
export const TOLERANCE_MS = 10_000;

/**
 * Holds the whole ledger of a dossier against its clocks, command by command: none rang before its instant, none was missed, none
 * was recorded twice.
 * @param now milliseconds since 1970
 */
export function expectAlarmsKept(ledger: readonly DossierEvent[], now: number): void {
  let state = emptyDossier(ledger[0]?.stream ?? '');
  const rung: string[] = [];
  /** A clock that is set to what has passed already, as by an undo, rings at once. */
  const awaited = (): number =>
    Math.max(Date.parse(nextAlarm(state) ?? '9999-01-01T00:00:00.000Z'), Date.parse(state.lastAt ?? '') || 0);
  for (const [index, event] of ledger.entries()) {
    const begins = ledger[index - 1]?.command !== event.command;
    const late = Date.parse(event.at) - awaited();
    if (begins && late >= TOLERANCE_MS)
      throw new Error(`${told(event)} came ${late} ms after a clock that has not rung`);
    if (isRing(event)) {
      if (late < 0) throw new Error(`${told(event)} rang ${-late} ms before its clock`);
      rung.push(`${event.type} ${JSON.stringify(event.data)} ${state.step?.dueAt ?? ''}`);
    }
    state = evolve(state, event);
  }
  expect(now - awaited()).toBeLessThan(TOLERANCE_MS);
  expect(rung.filter((one, index) => rung.indexOf(one) !== index)).toEqual([]);
}

/** What clocks wrote, unlike what other runs told. */
export function isRing({ actor }: DossierEvent): boolean {
  return 'system' in actor && actor.system === 'clock';
}

function told({ stream, seq, type, at }: DossierEvent): string {
  return `${stream} ${seq} ${type} at ${at}`;
}
