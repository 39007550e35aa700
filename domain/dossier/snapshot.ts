import { DomainError } from '../errors.ts';
import type { Route } from '../procedure/route.ts';
import type { DossierEvent } from './events.ts';
import { fold, type DossierSnapshot, type ResolvedStage } from './state.ts';

/** Joins a route with the agencies resolved at intake. @throws DomainError `agency-unresolved` */
export function resolveStages(route: Route, agencies: Readonly<Record<string, string>>): ResolvedStage[] {
  return route.stages.map((stage) => {
    const agency = agencies[stage.id];
    if (agency === undefined) throw new DomainError('agency-unresolved', { stage: stage.id });
    return { ...stage, agency };
  });
}

/**
 * The snapshot a run starts from: the fold of the stream and the route of the pinned procedure version.
 * @throws DomainError `dossier-unknown` when the stream does not start with a reception
 */
export function snapshotOf(
  code: string,
  events: readonly DossierEvent[],
  route: Route,
  headHash: string,
): DossierSnapshot {
  const received = events[0];
  if (received?.type !== 'dossier-received') throw new DomainError('dossier-unknown', { code });
  const { procedure, version, office, receivingAgency, competentAgency, centrePremises, agencies } = received.data;
  return {
    procedure,
    version,
    office,
    receivingAgency,
    competentAgency,
    centrePremises,
    stages: resolveStages(route, agencies),
    state: fold(code, events),
    headHash,
  };
}
