import { checkFees } from './check-fees.ts';
import { checkRoute, minutesOf } from './check-route.ts';
import { finding, type Finding } from './findings.ts';
import type { ProcedureCase, ProcedureContent } from './procedure.ts';
import { workingMinutes } from './route-budget.ts';
import { allStages, type StatedLimit } from './route.ts';
import type { World } from './world.ts';

/**
 * Everything that keeps a version of a procedure from being used as it is written: what it names that is not there, steps that no
 * dossier reaches or nobody may do, budgets beyond the limit, results that nothing makes, consultations without an end. A version
 * with an error is not published; a warning is for whoever decides.
 * @param world what it may name; with `staff`, also whether the people are there
 */
export function selfCheck(content: ProcedureContent, world: World): readonly Finding[] {
  return [
    ...(content.route === undefined ? [finding('route-missing')] : []),
    ...checkDates(content, world),
    ...checkNames(content, world),
    ...checkFees(content, world),
    ...checkRoute(content, world),
    ...checkLimits(content, world),
  ];
}

function checkDates(
  { effectiveFrom, effectiveTo, predecessors }: ProcedureContent,
  { procedureEnds }: World,
): Finding[] {
  return [
    ...(effectiveTo !== undefined && effectiveTo < effectiveFrom ? [finding('ends-before-it-begins')] : []),
    ...predecessors.flatMap((predecessor): Finding[] => {
      const end = procedureEnds.get(predecessor);
      if (!procedureEnds.has(predecessor)) return [finding('predecessor-unknown', null, { predecessor })];
      if (end !== undefined && end < effectiveFrom) return [];
      return [finding('predecessor-goes-on', null, { predecessor, date: effectiveFrom })];
    }),
  ];
}

function checkNames(content: ProcedureContent, { agencies, documentTypes, forms }: World): Finding[] {
  const { competence, route, cases, results, form } = content;
  const named = [
    ...(competence?.kind !== 'fixed' ? [] : [{ at: null, agency: competence.agency }]),
    ...(route === undefined ? [] : allStages(route)).flatMap(({ id, agency, consultations = [] }) =>
      [agency, ...consultations.map((rule) => rule.agency)].flatMap((resolver) => {
        const at = { kind: 'stage', id } as const;
        if (resolver.kind === 'fixed') return [{ at, agency: resolver.agency }];
        return resolver.kind === 'commune-agency' ? [{ at, agency: resolver.otherwise }] : [];
      }),
    ),
  ];
  const types = [...cases.flatMap((one) => one.components), ...results].flatMap(({ documentType }) =>
    documentType === undefined || documentTypes.has(documentType) ? [] : [documentType],
  );
  return [
    ...named.flatMap(({ at, agency }): Finding[] => {
      const known = agencies.get(agency);
      if (known === undefined) return [finding('agency-unknown', at, { agency })];
      const overlaps =
        known.effectiveFrom <= (content.effectiveTo ?? known.effectiveFrom) &&
        (known.effectiveTo === undefined || known.effectiveTo >= content.effectiveFrom);
      return overlaps ? [] : [finding('agency-not-in-effect', at, { agency })];
    }),
    ...[...new Set(types)].map((documentType) => finding('document-type-unknown', null, { documentType })),
    ...(form === undefined || forms.has(form) ? [] : [finding('form-unknown', null, { form })]),
  ];
}

/** Budgets may not promise more time than the shortest limit by which a case is appointed, nor the province more than the law. */
function checkLimits(content: ProcedureContent, world: World): Finding[] {
  const { route, cases } = content;
  if (route === undefined) return [];
  return cases.flatMap((one): Finding[] => {
    const { limit, legal } = limitsOfCase(content, one);
    if (limit === null) return [finding('limit-missing', null, { case: one.id })];
    const minutes = minutesOf(route, one.id, content, world);
    return [
      ...(minutes > workingMinutes(limit) ? [finding('budgets-above-limit', null, { minutes, case: one.id })] : []),
      ...(legal !== null && legal.unit === limit.unit && limit.value > legal.value
        ? [finding('local-limit-above-legal', null, { case: one.id })]
        : []),
    ];
  });
}

/** As `appointmentLimit`, also where there is none. */
function limitsOfCase(
  { localLimit, legalLimit }: ProcedureContent,
  one: ProcedureCase,
): { limit: StatedLimit | null; legal: StatedLimit | null } {
  const legal = one.legalLimit ?? legalLimit;
  return { limit: one.localLimit ?? one.legalLimit ?? localLimit ?? legalLimit, legal };
}
