import { CatalogueProcedure } from '../../../contracts/catalogue.ts';
import { findingTexts } from '../../../contracts/procedure-findings.ts';
import type { VersionFinding } from '../../../contracts/procedure-version.ts';
import { finding, type Finding } from '../../../domain/procedure/findings.ts';
import { selfCheck } from '../../../domain/procedure/self-check.ts';
import type { Catalogue } from '../../../infra/catalogue/load-catalogue.ts';
import { worldOf } from '../../../infra/catalogue/world.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { readStaff } from '../../../infra/procedures/staff.ts';

export type CheckVersion = (content: unknown, on: string) => Promise<readonly Finding[]>;

/** The self-check of a version against the catalogue and the people who are appointed on a local date. */
export function createVersionCheck(db: Pick<Database, 'execute'>, catalogue: Catalogue): CheckVersion {
  const world = worldOf(catalogue);
  return async (content, on) => {
    const parsed = CatalogueProcedure.safeParse(content);
    // Imported data are of another shape and have no route.
    if (!parsed.success) return [finding('route-missing')];
    const staff = await readStaff(db, catalogue, parsed.data.competence, on);
    return selfCheck(parsed.data, { ...world, staff });
  };
}

/** A finding with its text. */
export function findingView({ severity, code, at, params }: Finding): VersionFinding {
  return { severity, code, at, text: findingTexts({ code, at, params }) };
}
