import type { Motcua } from '../support/motcua.ts';
import { createVersioning, installFormer, withSecondLook, type Versioning } from '../support/versioning.ts';
import { AT, createWays, type Way } from '../support/ways.ts';
import type { Scenario } from './scenarios-of-runs.ts';

const PROCEDURE = '1.014199';

/** Versions of procedures, and dossiers that are moved to one. */
export const SCENARIOS_OF_VERSIONS: Readonly<Record<string, Scenario>> = {
  'version-folded': {
    async run(motcua) {
      const { versions, former } = await begun(motcua);
      const { version } = await versions.propose(withSecondLook(former));
      const { id } = await versions.fold(version);
      return `${id}:folding`;
    },
  },
  'migration-previewed': {
    async run(motcua) {
      const { migration } = await moving(motcua);
      return `${migration}:preview`;
    },
  },
  'migration-applied': {
    async run(motcua) {
      const { versions, migration } = await moving(motcua);
      await versions.apply(migration);
      return migration;
    },
  },
  'moved-to-another-version': {
    options: { continueAfterEvents: 25 },
    async run(motcua) {
      const { versions, migration, way } = await moving(motcua);
      await versions.apply(migration);
      await way.do(AT.appraiser, 'appraise');
      await way.do(AT.appraiser, 'appraise');
      await way.toEnd();
      return way.code;
    },
  },
};

interface Begun {
  readonly versions: Versioning;
  readonly former: Awaited<ReturnType<typeof installFormer>>['former'];
  readonly way: Way;
}

async function begun(motcua: Motcua): Promise<Begun> {
  const { former } = await installFormer(motcua, PROCEDURE);
  const components = [{ component: 'original', originals: 1 }];
  const way = await createWays(motcua).receive({ procedure: PROCEDURE, body: { case: 'standard', components } });
  return { versions: createVersioning(motcua, PROCEDURE), former, way };
}

/** A dossier that is to be moved to the next version; the same version is issued once, whichever scenario comes first. */
async function moving(motcua: Motcua): Promise<Begun & { readonly migration: string }> {
  const all = await begun(motcua);
  const { versions, former, way } = all;
  const from = (await way.view()).procedure.version;
  const to = await versions.issue({ ...withSecondLook(former), decision: `QĐ-${Date.now()}` });
  return { ...all, migration: await versions.migrate(from, to, [way.code]) };
}
