import type { FormSchema } from '../../contracts/catalogue.ts';
import { FEE_FACTS } from '../../domain/procedure/fees.ts';
import type { FeeRule, ProcedureContent } from '../../domain/procedure/procedure.ts';
import { checkCondition } from './check-condition.ts';
import { findField } from './form-schema.ts';

/** What fee rules may name beside the procedure's own cases and components. */
export interface FeeReferences {
  readonly documentTypes: ReadonlySet<string>;
  readonly form: FormSchema | undefined;
}

/**
 * Refuses fee rules that name what is not there: cases and components of the procedure, types of documents, facts, fields of the
 * e-form. That rates do not overlap and ids are unique is in the schema (`FeeRule`).
 */
export const checkFees = (
  { fees, cases }: Pick<ProcedureContent, 'fees' | 'cases'>,
  { documentTypes, form }: FeeReferences,
  refuse: (message: string) => void,
): void => {
  const caseIds = new Set(cases.map((one) => one.id));
  const fieldOf = new Map<string, string>();
  const components = new Set(cases.flatMap((one) => one.components.map(({ id }) => id)));
  for (const { id, name, rule } of fees) {
    const say = (message: string): void => refuse(`fee ${id ?? name}: ${message}`);
    if (rule === undefined) continue;
    for (const one of new Set(casesOf(rule))) if (!caseIds.has(one)) say(`unknown case ${one}`);
    const { due, reductions = [] } = rule;
    const conditions = due?.when === undefined ? [] : [due.when];
    for (const { id: ground, basis } of reductions) {
      if (basis.kind === 'condition') conditions.push(basis.when);
      else {
        const { component, documentType } = basis;
        if (component !== undefined && !components.has(component))
          say(`${ground} is proved by an unknown component ${component}`);
        if (documentType !== undefined && !documentTypes.has(documentType))
          say(`${ground} is proved by an unknown document type ${documentType}`);
      }
    }
    for (const condition of conditions) checkCondition(condition, { facts: FEE_FACTS, form }, say);
    for (const [quantity, path] of Object.entries(rule.quantities ?? {})) {
      const field = form === undefined ? 'absent' : findField(form, path.split('.'));
      if (field === 'personal') say(`${path} is personal, and nothing is counted by it`);
      else if (field === 'absent' || field['type'] !== 'integer') say(`the e-form has no whole number ${path}`);
      if ((fieldOf.get(quantity) ?? path) !== path) say(`${quantity} is counted by two fields`);
      fieldOf.set(quantity, path);
    }
  }
};

const casesOf = ({ due, rates }: FeeRule): readonly string[] =>
  [...(due === undefined ? [] : [due]), ...rates].flatMap(({ cases = [] }) => cases);
