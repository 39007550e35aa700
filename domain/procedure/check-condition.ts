import { factsOf, type Condition } from './condition.ts';
import { finding, type Finding, type FindingPlace } from './findings.ts';
import type { World } from './world.ts';

/** What the conditions of one place in a procedure may ask for. */
export interface KnownFacts {
  /** First parts of paths: the members of the facts that the condition is asked of. `form` is the e-form. */
  readonly facts: readonly string[];
  /** Id of the procedure's e-form, if it has one. */
  readonly form: string | undefined;
}

/** A condition that asks for no fact there is, or for a field of the e-form that is not there or is personal. */
export function checkCondition(
  condition: Condition,
  { facts, form }: KnownFacts,
  at: FindingPlace,
  { field }: Pick<World, 'field'>,
): Finding[] {
  return factsOf(condition).flatMap((path): Finding[] => {
    const [first = '', ...rest] = path.split('.');
    if (!facts.includes(first)) return [finding('fact-unknown', at, { path })];
    if (first !== 'form') return [];
    const known = form === undefined ? 'absent' : field(form, rest);
    if (known === 'absent') return [finding('field-unknown', at, { path })];
    return known === 'personal' ? [finding('field-personal', at, { path })] : [];
  });
}
