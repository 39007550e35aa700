import { DomainError } from '../errors.ts';
import { consultedKey } from '../procedure/resolve-agencies.ts';
import type { ConsultationRule, RoutePart, Stage } from '../procedure/route.ts';
import type { ResolvedConsultation, ResolvedPart, ResolvedStage } from './state.ts';

/**
 * Joins a route with the agencies resolved at intake. A stage with a condition that had no agency then is not on the dossier's way,
 * nor is a part of which no stage is.
 * @throws DomainError `agency-unresolved`
 */
export function resolveStages(
  { stages }: { readonly stages: readonly Stage[] },
  agencies: Readonly<Record<string, string>>,
): ResolvedStage[] {
  return stages.flatMap(({ when, consultations, parts, ...stage }): ResolvedStage[] => {
    const agency = agencies[stage.id];
    if (agency !== undefined)
      return [
        {
          ...stage,
          agency,
          ...(consultations === undefined ? {} : { consultations: resolveRules(stage.id, consultations, agencies) }),
          ...(parts === undefined ? {} : { parts: resolveParts(parts, agencies) }),
        },
      ];
    if (when !== undefined || parts !== undefined) return [];
    throw new DomainError('agency-unresolved', { stage: stage.id });
  });
}

function resolveRules(
  stage: string,
  rules: readonly ConsultationRule[],
  agencies: Readonly<Record<string, string>>,
): ResolvedConsultation[] {
  return rules.map((rule) => ({ ...rule, agency: agencies[consultedKey(stage, rule.id)] ?? null }));
}

/** What a part needs of one that is not on the way, it need not wait for. */
function resolveParts(parts: readonly RoutePart[], agencies: Readonly<Record<string, string>>): ResolvedPart[] {
  const found = parts.flatMap(({ id, results, after, budget, stages: planned }): ResolvedPart[] => {
    const stages = resolveStages({ stages: planned }, agencies);
    const [first] = stages;
    return first === undefined ? [] : [{ id, results, after, budget, stages, agency: first.agency }];
  });
  return found.map((part) => ({ ...part, after: part.after.filter((id) => found.some((one) => one.id === id)) }));
}
