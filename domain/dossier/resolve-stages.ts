import { DomainError } from '../errors.ts';
import type { Route } from '../procedure/route.ts';
import type { ResolvedStage } from './state.ts';

/**
 * Joins a route with the agencies resolved at intake. A stage with a condition that had no agency then is not on the dossier's way.
 * @throws DomainError `agency-unresolved`
 */
export function resolveStages(route: Route, agencies: Readonly<Record<string, string>>): ResolvedStage[] {
  return route.stages.flatMap(({ when, ...stage }) => {
    const agency = agencies[stage.id];
    if (agency !== undefined) return [{ ...stage, agency }];
    if (when !== undefined) return [];
    throw new DomainError('agency-unresolved', { stage: stage.id });
  });
}
