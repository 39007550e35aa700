import type { Agency } from '../../contracts/catalogue/agency.ts';
import { isInEffect } from '../../contracts/catalogue/common.ts';
import type { Competence } from '../../contracts/catalogue/procedure.ts';
import { DomainError } from '../../domain/errors.ts';

interface TerritorialKind {
  readonly kind: Agency['kind'];
  readonly territory: 'commune' | 'district';
}

const TERRITORIAL = {
  'commune-committee': { kind: 'committee', territory: 'commune' },
  'commune-police': { kind: 'police', territory: 'commune' },
  'district-committee': { kind: 'committee', territory: 'district' },
} as const satisfies Record<Exclude<Competence['kind'], 'fixed'>, TerritorialKind>;

export interface CompetenceQuestion {
  readonly procedure: string;
  readonly competence: Competence;
  /** Code of the administrative unit of the applicant: a commune, or until 2025-06-30 a district; null if not known. */
  readonly unit: string | null;
  /** Local date of receipt. */
  readonly on: string;
}

/** The agencies that may be competent on a date, wherever in the province the applicant lives. */
export const competentAgencies = (agencies: Iterable<Agency>, competence: Competence, on: string): readonly Agency[] =>
  [...agencies].filter((agency) => isInEffect(agency, on) && mayBeCompetent(agency, competence));

const mayBeCompetent = (agency: Agency, competence: Competence): boolean => {
  if (competence.kind === 'fixed') return agency.code === competence.agency;
  const wanted = TERRITORIAL[competence.kind];
  return agency.kind === wanted.kind && agency[wanted.territory] !== undefined;
};

/**
 * The one agency competent for a dossier on the date of its receipt, wherever in the province it was received (phi địa giới).
 * @throws DomainError `agency-unresolved` if the unit is not known or has no such agency in effect on that date.
 */
export const findCompetentAgency = (
  agencies: Iterable<Agency>,
  { procedure, competence, unit, on }: CompetenceQuestion,
): Agency => {
  const isOfUnit = (agency: Agency): boolean =>
    competence.kind === 'fixed' || (unit !== null && agency[TERRITORIAL[competence.kind].territory] === unit);
  const found = competentAgencies(agencies, competence, on).find(isOfUnit);
  if (found === undefined) throw new DomainError('agency-unresolved', { procedure, unit, on });
  return found;
};
