import type { ActName } from '../dossier/act-names.ts';

/**
 * The acts that one person does not both do on the same dossier (tách biệt nhiệm vụ): who appraises does not approve, who approves
 * does not seal, who drafts an apology does not approve it. In each pair the first comes first on a route; a dossier that was sent back
 * goes the other way, so that either keeps from the other, whichever was done before.
 */
const APART = [
  ['appraise', 'approve'],
  ['propose-refusal', 'approve'],
  ['approve', 'seal'],
  ['draft-apology', 'approve-apology'],
] as const satisfies readonly (readonly [ActName, ActName])[];

/** Who did which act so far: ids of persons, those included for whom somebody acted. */
export type ActedBy = Readonly<Partial<Record<ActName, readonly string[]>>>;

/** The acts that are kept apart from an act; symmetric, as the pairs are. */
export function apartFrom(act: ActName): readonly ActName[] {
  return APART.flatMap(([first, second]) => (first === act ? [second] : second === act ? [first] : []));
}

/** True where the act that was done comes first on a route: the half of the rule that held before it held in either order. */
export function isApartInOrder(done: string, act: string): boolean {
  return APART.some(([first, second]) => first === done && second === act);
}

/** The act of those done so far that keeps the persons from doing this one; null where none does. */
export function keptFrom(act: ActName, persons: readonly (string | null)[], actedBy: ActedBy): ActName | null {
  return apartFrom(act).find((other) => actedBy[other]?.some((person) => persons.includes(person))) ?? null;
}
