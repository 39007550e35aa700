import { holds } from './condition.ts';
import { DomainError } from '../errors.ts';
import type { Channel } from './procedure.ts';
import type { Route, Stage } from './route.ts';

/** What was filed, as the conditions of stages see it. */
export interface RouteFacts {
  /** The e-form without its personal fields; empty without one, so that no comparison of its fields holds. */
  readonly form: Readonly<Record<string, unknown>>;
  /** Id of the case. */
  readonly case: string;
  readonly channel: Channel;
}

/** The facts that a condition of a stage may ask for; `form` by a path into it. */
export const ROUTE_FACTS = ['form', 'case', 'channel'] as const satisfies readonly (keyof RouteFacts)[];

/** What intake knows of a dossier's agencies, as identifier codes. */
export interface DossierAgencies {
  /** The agency that decides (cơ quan có thẩm quyền); null where the applicant's commune does not give one. */
  readonly competentAgency: string | null;
  /** The agency of the office that received the dossier, wherever in the province (phi địa giới). */
  readonly receivingAgency: string;
}

const agencyOf = (stage: Stage, agencies: DossierAgencies): string => {
  switch (stage.agency.kind) {
    case 'fixed':
      return stage.agency.agency;
    case 'receiving':
      return agencies.receivingAgency;
    case 'competent':
      if (agencies.competentAgency === null) throw new DomainError('agency-unresolved', { stage: stage.id });
      return agencies.competentAgency;
  }
};

/**
 * Names the agency of every stage of a route, stage id -> identifier code. Done once, at intake, so that a later change of the
 * catalogue cannot move an open dossier.
 * @param facts what was filed: a stage whose condition does not hold of it is left out; absent, no comparison holds
 * @throws DomainError `agency-unresolved` if a stage wants the competent agency and there is none.
 */
export const resolveStageAgencies = (
  route: Route,
  agencies: DossierAgencies,
  facts?: RouteFacts,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    route.stages
      .filter(({ when }) => when === undefined || holds(when, facts))
      .map((stage) => [stage.id, agencyOf(stage, agencies)]),
  );
