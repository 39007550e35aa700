import { isInEffect, type Agency, type Office } from '../../contracts/catalogue.ts';
import { DomainError } from '../../domain/errors.ts';

/** Where acts may be done, by the catalogue. */
export interface Places {
  /**
   * Checks the premises (địa điểm) of an act on a step: those of any one-stop office in effect, or the seat of the agency that acts or
   * holds the step, while that is in effect.
   * @param of identifier codes of the agencies of who acts and of the step
   * @param day local date of the act
   * @throws DomainError `place-unknown`, which does not repeat what was sent: that may be anything
   */
  check(place: string, of: readonly string[], day: string): void;
}

export function createPlaces({
  offices,
  agencies,
}: {
  readonly offices: ReadonlyMap<string, Office>;
  readonly agencies: ReadonlyMap<string, Agency>;
}): Places {
  const ofOffices = Map.groupBy(
    [...offices.values()].flatMap((office) => office.premises.map((place) => ({ place, office }))),
    ({ place }) => place,
  );
  return {
    check(place, of, day) {
      if (ofOffices.get(place)?.some(({ office }) => isInEffect(office, day))) return;
      const isSeat = of.some((code) => {
        const agency = agencies.get(code);
        const seat = agency?.premises.find((one) => one.code === place && one.kind === 'seat');
        return agency !== undefined && seat !== undefined && isInEffect(agency, day);
      });
      if (!isSeat) throw new DomainError('place-unknown');
    },
  };
}
