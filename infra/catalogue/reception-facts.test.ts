import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadCatalogue, type Catalogue } from './load-catalogue.ts';
import { receptionFacts } from './reception-facts.ts';

const COMMITTEE_OF_HONG_GAI = 'H49.143';
const DEPARTMENT_OF_FINANCE = 'H49.04';

describe('Where a dossier was received', () => {
  let catalogue: Catalogue;

  beforeAll(async () => {
    catalogue = await loadCatalogue();
  });

  const isElsewhere = (office: string, competentAgency: string): boolean => {
    const receivingAgency = catalogue.offices.get(office)?.agency ?? '';
    return receptionFacts(catalogue, { office, receivingAgency, competentAgency }).receivedElsewhere;
  };

  test.each([
    ['the centre of the competent committee’s own ward', 'phuong-hong-gai', COMMITTEE_OF_HONG_GAI, false],
    ['the centre of another ward', 'phuong-bai-chay', COMMITTEE_OF_HONG_GAI, true],
    ['the provincial centre, for a ward', 'tinh-quang-ninh', COMMITTEE_OF_HONG_GAI, true],
    ['the provincial centre, for a department', 'tinh-quang-ninh', DEPARTMENT_OF_FINANCE, false],
    ['the centre of a ward, for a department', 'phuong-hong-gai', DEPARTMENT_OF_FINANCE, true],
  ])('%s', (_, office, competentAgency, elsewhere) => {
    expect(isElsewhere(office, competentAgency)).toBe(elsewhere);
  });

  test('the premises are those of the office', () => {
    const facts = { office: 'phuong-hong-gai', receivingAgency: 'H49.01.143', competentAgency: COMMITTEE_OF_HONG_GAI };
    expect(receptionFacts(catalogue, facts).centrePremises).toEqual(['centre-phuong-hong-gai']);
  });
});
