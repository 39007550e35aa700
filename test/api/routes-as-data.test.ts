import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import type { Stage } from '../../domain/procedure/route.ts';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import type { Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import { aPdf, type Step } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testDemo, testStack } from '../support/stack.ts';

const PROCEDURE = '2.001023';
const COMPETENT = { kind: 'competent' } as const;
const BUDGET = { unit: 'working-hour', value: 2 } as const;

/** A short route: the leader decides at once, and with the decision comes the result. */
const STAGES: readonly Stage[] = [
  {
    id: 'quick-decision',
    kind: 'appraisal',
    agency: COMPETENT,
    role: 'agency-leader',
    budget: BUDGET,
    acts: ['approve'],
    requires: ['result-document'],
  },
  {
    id: 'hand-over',
    kind: 'return',
    agency: { kind: 'receiving' },
    role: 'return-clerk',
    budget: BUDGET,
    requires: [],
  },
];

describe('A route in the catalogue’s data', () => {
  let motcua: Motcua;
  const install = (catalogue: Catalogue) => installCatalogue(motcua.db, catalogue, testDemo(motcua.config));

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    const procedure = motcua.catalogue.procedures.get(PROCEDURE);
    if (procedure === undefined) throw new Error(`no procedure ${PROCEDURE}`);
    const changed: CatalogueProcedure = { ...procedure, route: { stages: STAGES } };
    await install({ ...motcua.catalogue, procedures: new Map([[PROCEDURE, changed]]) });
  }, 60_000);
  afterAll(async () => {
    await install(motcua.catalogue);
    await motcua.stop();
  }, 30_000);

  test('says which act completes a stage and whether it brings the result, without a line of code', async () => {
    const { code, step } = await motcua.receive({ procedure: PROCEDURE });
    const leader = motcua.as('leader-hong-gai');
    const act = (open: Step | null, body: object) =>
      leader.post(`/dossiers/${code}/acts`, { task: open?.task, place: 'seat-phuong-hong-gai', ...body });

    const ofItsKind = await motcua
      .as('appraiser-hong-gai')
      .post(`/dossiers/${code}/acts`, { act: 'appraise', task: step?.task, place: 'seat-phuong-hong-gai' });
    expect([ofItsKind.status, ofItsKind.body['code']]).toEqual([403, 'step-not-yours']);
    const bare = await act(step, { act: 'approve' });
    expect([bare.status, bare.body['code']]).toEqual([422, 'result-missing']);

    const file = aPdf();
    const uploaded = await leader.upload(`/dossiers/${code}/documents?kind=result`, file, 'application/pdf');
    const document = uploaded.body['id'];
    const approved = await act(step, { act: 'approve', document });
    expect([approved.status, approved.body['nationalStatus']]).toEqual([200, 9]);
    const sealed = await rows(motcua.db, 'select document, bucket from result where dossier = $1', code);
    expect(sealed).toEqual([{ document, bucket: motcua.config.storage.buckets.results }]);

    const { step: last } = approved.body as { step: Step };
    const body = {
      act: 'return',
      task: last.task,
      place: 'centre-phuong-hong-gai',
      handover: { method: 'online' },
    };
    const returned = await motcua.as('return-clerk-hong-gai').post(`/dossiers/${code}/acts`, body);
    expect([returned.status, returned.body['status']]).toEqual([200, 'returned']);
  });
});
