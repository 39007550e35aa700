import { DomainError } from '../errors.ts';
import { parseMinute, type Instant } from './instant.ts';
import type { Pause, PauseKind } from './types.ts';

/** A pause [from, to) cut to the minute; `to` is Infinity while it is open. */
export interface CutPause {
  readonly kind: PauseKind;
  readonly from: Instant;
  readonly to: Instant;
}

/** One stretch of clock standstill [from, to): pauses of any kind that overlap or touch, taken together. */
export interface Standstill {
  readonly from: Instant;
  /** Infinity while one of its pauses is open. */
  readonly to: Instant;
  readonly pauses: readonly CutPause[];
  /** The instant at which the period starts anew: the end of the last supplement in it; null where it only resumes. */
  readonly restartAt: Instant | null;
}

const KINDS = ['supplement', 'payment', 'suspension'] as const satisfies readonly PauseKind[];

/**
 * Reads pauses and cuts their bounds to the minute.
 * @throws DomainError `pause-invalid` for an unknown kind or an end before the beginning; `instant-invalid`.
 */
export function readPauses(pauses: readonly Pause[]): readonly CutPause[] {
  return pauses.map(({ kind, from, to }) => {
    const cut = { kind, from: parseMinute(from), to: to === null ? Infinity : parseMinute(to) };
    if (!KINDS.includes(kind) || cut.to < cut.from) throw new DomainError('pause-invalid', { kind, from, to });
    return cut;
  });
}

/**
 * The standstills that a period beginning at `start` can meet, in order. Pauses that were over by then, and empty ones,
 * are none. A pause under way at `start` keeps its own beginning.
 */
export function standstillsFrom(pauses: readonly CutPause[], start: Instant, restarts: boolean): readonly Standstill[] {
  const groups: { from: Instant; to: Instant; pauses: CutPause[] }[] = [];
  for (const pause of pauses.filter(({ from, to }) => from < to && to > start).toSorted((a, b) => a.from - b.from)) {
    const last = groups.at(-1);
    if (last !== undefined && pause.from <= last.to) {
      last.to = Math.max(last.to, pause.to);
      last.pauses.push(pause);
    } else groups.push({ from: pause.from, to: pause.to, pauses: [pause] });
  }
  return groups.map((group) => ({ ...group, restartAt: restarts ? restartOf(group.pauses) : null }));
}

/** An open supplement has no end yet, so nothing restarts by it. */
function restartOf(pauses: readonly CutPause[]): Instant | null {
  const ends = pauses.filter(({ kind, to }) => kind === 'supplement' && to !== Infinity).map(({ to }) => to);
  return ends.length === 0 ? null : Math.max(...ends);
}
