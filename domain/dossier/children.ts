import type { Message } from './messages.ts';
import { awaited } from './consulted.ts';
import { openParts, ordersToParts } from './parts.ts';
import type { DossierState } from './state.ts';

/** A stream of the dossier that has a run of its own. */
export interface Child {
  readonly kind: 'consultation' | 'part';
  readonly code: string;
}

/** The children of a dossier that are not over, as far as it knows. */
export function openChildren({ consultations, parts }: DossierState): Child[] {
  return [
    ...consultations.filter(awaited).map(({ code }): Child => ({ kind: 'consultation', code })),
    ...openParts(parts).map((code): Child => ({ kind: 'part', code })),
  ];
}

/** The children that are there after a change and were not before. */
export function newChildren(before: DossierState, after: DossierState): Child[] {
  const known = new Set([...before.consultations.map(({ code }) => code), ...openParts(before.parts)]);
  return openChildren(after).filter(({ code }) => !known.has(code));
}

/** What a change of the dossier orders its children. */
export function ordersAfter(before: DossierState, after: DossierState): Message[] {
  const known = new Set(recallsOf(before).map(({ to }) => to));
  return [...recallsOf(after).filter(({ to }) => !known.has(to)), ...ordersToParts(before, after)];
}

/** Every consultation that the dossier has taken back by what became of it, as it is told. */
export function recallsOf({ consultations }: DossierState): Message[] {
  return consultations.flatMap(({ code: to, recalledBecause: because }): Message[] =>
    because === null ? [] : [{ to, signal: 'told', payload: { order: 'recall', because } }],
  );
}
