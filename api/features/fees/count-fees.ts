import type { FormSchema } from '../../../contracts/catalogue.ts';
import { formQuantities } from '../../../domain/procedure/fee-quantities.ts';
import { computeFees, type ComputedFees, type FeeFacts } from '../../../domain/procedure/fees.ts';
import { getCase } from '../../../domain/procedure/limits.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';
import { openFields } from '../../../infra/catalogue/open-fields.ts';

/** What fees are computed from, the e-form as it was filled in: undefined without one. */
export type CountedFees = Omit<FeeFacts, 'form'> & { readonly form: unknown };

/**
 * Computes the fees of a procedure. Quantities that are not given are the e-form's; its personal fields are seen by nobody.
 * @throws DomainError `case-unknown`, and those of `computeFees`
 */
export type CountFees = (content: ProcedureContent, facts: CountedFees) => ComputedFees;

export function createFeeCounter(forms: ReadonlyMap<string, FormSchema>): CountFees {
  return (content, { form: filledIn, ...facts }) => {
    getCase(content, facts.caseId);
    const form = filledIn === undefined ? null : openFields(forms.get(content.form ?? ''), filledIn);
    const quantities = { ...formQuantities(content.fees, form), ...facts.quantities };
    return computeFees(content.fees, { ...facts, form, quantities });
  };
}
