import type { Agency, Competence, Office } from '../../contracts/catalogue.ts';
import { isInEffect } from '../../contracts/catalogue.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Staff } from '../../domain/procedure/world.ts';
import { competentAgencies } from '../catalogue/competent-agency.ts';
import type { Database } from '../db/orm.ts';

const APPOINTED = {
  name: 'staff-appointed',
  text: `select agency, role, array_agg(distinct person) as people from appointment
    where effective_from <= $1::date and (effective_to is null or effective_to >= $1::date) group by agency, role`,
};

/**
 * Who is appointed where on a local date, and which agencies the stages of a version may come to belong to then.
 * @param competence of the version
 */
export async function readStaff(
  db: Pick<Database, 'execute'>,
  {
    agencies,
    offices,
  }: { readonly agencies: ReadonlyMap<string, Agency>; readonly offices: ReadonlyMap<string, Office> },
  competence: Competence,
  on: string,
): Promise<Staff> {
  const rows = await db.execute<{ agency: string; role: Role; people: readonly string[] }>(APPOINTED, [on]);
  const appointed = new Map(rows.map(({ agency, role, people }) => [`${agency} ${role}`, people]));
  const competent = competentAgencies(agencies.values(), competence, on).map(({ code }) => code);
  const receiving = [
    ...new Set([...offices.values()].filter((one) => isInEffect(one, on)).map(({ agency }) => agency)),
  ];
  return {
    agencies(resolver) {
      switch (resolver.kind) {
        case 'fixed':
          return [resolver.agency];
        case 'competent':
          return competent;
        case 'receiving':
          return receiving;
        case 'commune-agency': {
          const own = [...agencies.values()].filter(
            (one) => one.kind === resolver.of && one.commune !== undefined && isInEffect(one, on),
          );
          return [...new Set([...own.map(({ code }) => code), resolver.otherwise])];
        }
      }
    },
    appointed: (agency, role) => appointed.get(`${agency} ${role}`) ?? [],
  };
}
