import type { FormSchema } from '../../contracts/catalogue.ts';
import { factsOf, type Condition } from '../../domain/procedure/condition.ts';
import { findField } from './form-schema.ts';

/** What the conditions of one place in a procedure may ask for. */
export interface KnownFacts {
  /** First parts of paths: the members of the facts that the condition is asked of. `form` is the e-form. */
  readonly facts: readonly string[];
  /** The e-form of the procedure, if it has one. */
  readonly form: FormSchema | undefined;
}

/** Refuses a condition that could never hold: it asks for no fact there is, or for a field of the e-form that is not there or is personal. */
export const checkCondition = (
  condition: Condition,
  { facts, form }: KnownFacts,
  refuse: (message: string) => void,
): void => {
  for (const path of factsOf(condition)) {
    const [first = '', ...rest] = path.split('.');
    if (!facts.includes(first)) refuse(`unknown fact ${path}`);
    if (first !== 'form') continue;
    const field = form === undefined ? 'absent' : findField(form, rest);
    if (field === 'absent') refuse(`the e-form has no field for ${path}`);
    if (field === 'personal') refuse(`${path} is personal, and conditions never see it`);
  }
};
