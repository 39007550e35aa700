import { checkCondition } from './check-condition.ts';
import { FEE_FACTS } from './fees.ts';
import { finding, type Finding } from './findings.ts';
import type { FeeRule, ProcedureContent } from './procedure.ts';
import type { World } from './world.ts';

/**
 * Fee rules that name what is not there: cases and components of the procedure, types of documents, facts, fields of the e-form.
 * That rates do not overlap and ids are unique is in the schema of the catalogue.
 */
export function checkFees(
  { fees, cases, form }: Pick<ProcedureContent, 'fees' | 'cases' | 'form'>,
  world: Pick<World, 'documentTypes' | 'field'>,
): Finding[] {
  const caseIds = new Set(cases.map((one) => one.id));
  const components = new Set(cases.flatMap((one) => one.components.map(({ id }) => id)));
  const fieldOf = new Map<string, string>();
  return fees.flatMap(({ id, name, rule }): Finding[] => {
    if (rule === undefined) return [];
    const at = { kind: 'fee', id: id ?? name } as const;
    const { due, reductions = [], quantities = {} } = rule;
    const onFacts = reductions.flatMap(({ basis }) => (basis.kind === 'condition' ? [basis.when] : []));
    const conditions = due?.when === undefined ? onFacts : [due.when, ...onFacts];
    const unknown = [...new Set(casesOf(rule))].filter((one) => !caseIds.has(one));
    return [
      ...unknown.map((one) => finding('case-unknown', at, { case: one })),
      ...reductions.flatMap(({ id: ground, basis }): Finding[] => {
        if (basis.kind === 'condition') return [];
        const { component, documentType } = basis;
        return [
          ...(component === undefined || components.has(component)
            ? []
            : [finding('proof-component-unknown', at, { ground, component })]),
          ...(documentType === undefined || world.documentTypes.has(documentType)
            ? []
            : [finding('proof-document-type-unknown', at, { ground, documentType })]),
        ];
      }),
      ...conditions.flatMap((condition) => checkCondition(condition, { facts: FEE_FACTS, form }, at, world)),
      ...Object.entries(quantities).flatMap(([quantity, path]): Finding[] => {
        const known = form === undefined ? 'absent' : world.field(form, path.split('.'));
        const other = (fieldOf.get(quantity) ?? path) !== path;
        fieldOf.set(quantity, path);
        return [
          ...(known === 'personal' ? [finding('quantity-personal', at, { path })] : []),
          ...(known === 'absent' || (known !== 'personal' && known['type'] !== 'integer')
            ? [finding('quantity-not-counted', at, { path })]
            : []),
          ...(other ? [finding('quantity-counted-twice', at, { quantity })] : []),
        ];
      }),
    ];
  });
}

function casesOf({ due, rates }: FeeRule): readonly string[] {
  return [...(due === undefined ? [] : [due]), ...rates].flatMap(({ cases = [] }) => cases);
}
