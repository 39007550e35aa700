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
  return [...recalls(before, after), ...ordersToParts(before, after)];
}

function recalls(before: DossierState, after: DossierState): Message[] {
  return after.consultations.flatMap((one): Message[] => {
    const former = before.consultations.find(({ code }) => code === one.code);
    const because = one.recalledBecause;
    return because !== null && former?.status !== one.status
      ? [{ to: one.code, signal: 'told', payload: { order: 'recall', because } }]
      : [];
  });
}
