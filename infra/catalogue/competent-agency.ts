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

/**
 * The one agency competent for a dossier on the date of its receipt, wherever in the province it was received (phi địa giới).
 * @throws DomainError `agency-unresolved` if the unit is not known or has no such agency in effect on that date.
 */
export const findCompetentAgency = (agencies: Iterable<Agency>, question: CompetenceQuestion): Agency => {
  const { competence, unit, on } = question;
  for (const agency of agencies) {
    if (!isInEffect(agency, on)) continue;
    if (competence.kind === 'fixed') {
      if (agency.code === competence.agency) return agency;
    } else {
      const wanted = TERRITORIAL[competence.kind];
      if (unit !== null && agency.kind === wanted.kind && agency[wanted.territory] === unit) return agency;
    }
  }
  throw new DomainError('agency-unresolved', { procedure: question.procedure, unit, on });
};
