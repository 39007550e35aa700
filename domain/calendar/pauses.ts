import { DomainError } from '../errors.ts';
import type { Instant } from './instant.ts';
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

/** What a clock may stand still for. */
export const PAUSE_KINDS = ['supplement', 'payment', 'suspension'] as const satisfies readonly PauseKind[];

/**
 * Reads pauses and cuts their bounds to the minute.
 * @param read gives the minute of an instant; its second argument is the field that a refusal names
 * @throws DomainError `pause-invalid` for an unknown kind or an end before the beginning; what `read` throws
 */
export function readPauses(
  pauses: readonly Pause[],
  read: (text: string, field: string) => Instant,
): readonly CutPause[] {
  return pauses.map(({ kind, from, to }, index) => {
    const field = `pauses[${index}]`;
    const cut = { kind, from: read(from, `${field}.from`), to: to === null ? Infinity : read(to, `${field}.to`) };
    if (!PAUSE_KINDS.includes(kind) || cut.to < cut.from) throw new DomainError('pause-invalid', { kind, from, to });
    return cut;
  });
}

/**
 * The standstills that a period beginning at `start` can meet, in order. Pauses that were over by then, and empty ones
 * (nothing is left of them when their bounds are cut), are none. A pause under way at `start` keeps its own beginning.
 *
 * Spans are made before anything is said about due instants. So a supplement that touches an earlier pause is part of
 * its span and restarts the period if the span counts, even when it begins at or after the due instant reached without
 * that pause (ADR 0008).
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

/**
 * An open supplement has no end yet, so nothing restarts by it, nor by one that began after it: that one ended while
 * the other, the last to end, was still awaited. One that began before it, or with it, restarts as it would alone.
 */
function restartOf(pauses: readonly CutPause[]): Instant | null {
  const supplements = pauses.filter(({ kind }) => kind === 'supplement');
  const awaitedSince = supplements.find(({ to }) => to === Infinity)?.from ?? Infinity;
  const ended = supplements.filter(({ from, to }) => to !== Infinity && from <= awaitedSince);
  return ended.reduce<Instant | null>((last, { to }) => Math.max(last ?? to, to), null);
}
