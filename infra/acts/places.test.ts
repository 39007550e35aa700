import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { createPlaces, type Places } from './places.ts';

const HONG_GAI = 'H49.143';
const TODAY = '2026-11-24';

describe('the place of an act', () => {
  let places: Places;

  beforeAll(async () => {
    places = createPlaces(await loadCatalogue());
  });

  it.each([
    ['the office of its own ward', 'centre-phuong-hong-gai', HONG_GAI, TODAY],
    ['the office of any other ward', 'centre-phuong-bai-chay', HONG_GAI, TODAY],
    ['the provincial centre', 'centre-tinh-quang-ninh', HONG_GAI, TODAY],
    ['the seat of the agency that holds the step', 'seat-phuong-hong-gai', HONG_GAI, TODAY],
    ['a centre of a district, while there were districts', 'centre-thanh-pho-ha-long', HONG_GAI, '2025-06-30'],
  ])('is %s', (_, place, agency, day) => {
    expect(() => places.check(place, [agency], day)).not.toThrow();
  });

  it.each([
    ['the seat of another agency', 'seat-phuong-bai-chay', HONG_GAI, TODAY],
    ['a centre that has ended', 'centre-thanh-pho-ha-long', HONG_GAI, TODAY],
    ['a seat before its agency began', 'seat-phuong-hong-gai', HONG_GAI, '2025-06-30'],
    ['a seat of an agency that the catalogue does not know', 'seat-phuong-hong-gai', 'H49.999', TODAY],
    ['a phone number', '0987612345', HONG_GAI, TODAY],
    ['a code of something else', 'phuong-hong-gai', HONG_GAI, TODAY],
  ])('is not %s, and what was sent is not repeated', (_, place, agency, day) => {
    expect(() => places.check(place, [agency], day)).toThrow(
      expect.objectContaining({ code: 'place-unknown', params: {} }),
    );
  });
});
