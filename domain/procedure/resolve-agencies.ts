import { holds } from './condition.ts';
import { DomainError } from '../errors.ts';
import type { Channel } from './procedure.ts';
import type { CommuneAgency, Route, Stage, AgencyResolver } from './route.ts';

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
  /** The agency of a kind in the applicant's commune; null where it has none of its own, or is not known. */
  readonly ofCommune?: (kind: CommuneAgency) => string | null;
}

const agencyOf = (stage: string, resolver: AgencyResolver, agencies: DossierAgencies): string => {
  switch (resolver.kind) {
    case 'fixed':
      return resolver.agency;
    case 'receiving':
      return agencies.receivingAgency;
    case 'competent':
      if (agencies.competentAgency === null) throw new DomainError('agency-unresolved', { stage });
      return agencies.competentAgency;
    case 'commune-agency':
      return agencies.ofCommune?.(resolver.of) ?? resolver.otherwise;
  }
};

/** Where the agency of a stage's consultation is kept, beside those of the stages. */
export const consultedKey = (stage: string, rule: string): string => `${stage}/${rule}`;

/** The agencies of the stages themselves: who takes part. Whoever may be asked for an opinion takes no part by that. */
export const agenciesOfStages = (agencies: Readonly<Record<string, string>>): string[] =>
  Object.entries(agencies).flatMap(([key, agency]) => (key.includes('/') ? [] : [agency]));

const namedBy = ({ id, agency, consultations = [] }: Stage, agencies: DossierAgencies): [string, string][] => [
  [id, agencyOf(id, agency, agencies)],
  ...consultations.flatMap((rule): [string, string][] =>
    rule.agency.kind === 'any' ? [] : [[consultedKey(id, rule.id), agencyOf(id, rule.agency, agencies)]],
  ),
];

/**
 * Names the agency of every stage of a route, those of parts too, stage id -> identifier code, and of every consultation for which
 * the route names one (`consultedKey`). Done once, at intake, so that a later
 * change of the catalogue cannot move an open dossier.
 * @param facts what was filed: a stage whose condition does not hold of it is left out, and so is an interlinked one that has no part
 *   with any stage left; absent, no comparison holds
 * @throws DomainError `agency-unresolved` if a stage wants the competent agency and there is none.
 */
export const resolveStageAgencies = (
  route: Route,
  agencies: DossierAgencies,
  facts?: RouteFacts,
): Readonly<Record<string, string>> => {
  const isOnTheWay = ({ when }: Stage): boolean => when === undefined || holds(when, facts);
  const onTheWay = route.stages.filter(isOnTheWay).flatMap((stage) => {
    if (stage.parts === undefined) return [stage];
    const inParts = stage.parts.flatMap(({ stages }) => stages.filter(isOnTheWay));
    return inParts.length === 0 ? [] : [stage, ...inParts];
  });
  return Object.fromEntries(onTheWay.flatMap((stage) => namedBy(stage, agencies)));
};
