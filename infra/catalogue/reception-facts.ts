import type { Agency } from '../../contracts/catalogue/agency.ts';
import { DomainError } from '../../domain/errors.ts';
import type { DossierEventData } from '../../domain/dossier/events.ts';
import type { Catalogue } from './load-catalogue.ts';

type Received = DossierEventData['dossier-received'];

/**
 * What the catalogue says of where a dossier was received.
 * @throws DomainError `office-unknown`, `agency-unknown`
 */
export function receptionFacts(
  catalogue: Pick<Catalogue, 'agencies' | 'offices'>,
  reception: Pick<Received, 'office' | 'receivingAgency' | 'competentAgency'>,
): Pick<Received, 'centrePremises' | 'receivedElsewhere'> {
  const office = catalogue.offices.get(reception.office);
  if (office === undefined) throw new DomainError('office-unknown', { office: reception.office });
  const agencyOf = (code: string): Agency => {
    const agency = catalogue.agencies.get(code);
    if (agency === undefined) throw new DomainError('agency-unknown', { agency: code });
    return agency;
  };
  const serves = isOfSameTerritory(agencyOf(reception.receivingAgency), agencyOf(reception.competentAgency));
  return { centrePremises: office.premises, receivedElsewhere: !serves };
}

/**
 * A commune's centre serves its committee and its police, the provincial centre the agencies of the province: the centre is an
 * agency of its own, so their codes differ also where a dossier was received at home.
 */
function isOfSameTerritory(a: Agency, b: Agency): boolean {
  return a.commune === b.commune && a.district === b.district;
}
