import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Condition } from '../../domain/procedure/condition.ts';
import type { Stage } from '../../domain/procedure/route.ts';
import { rows } from '../support/facts.ts';
import { aCertificationRequest, aMarriageDeclaration } from '../support/forms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, publish, refused, type Way, type Ways } from '../support/ways.ts';

const PROCEDURE = '2.001023';
const FOREIGN: Condition = { fact: 'form.documentOrigin', equals: 'foreign' };

const FOREIGN_DOCUMENT = aCertificationRequest({ documentOrigin: 'foreign', legalisation: 'done' });
const DOMESTIC_DOCUMENT = aCertificationRequest();

describe('A stage with a condition', () => {
  let motcua: Motcua;
  let ways: Ways;
  const restores: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    await install(FOREIGN);
  }, 60_000);
  afterAll(async () => {
    await restores[0]?.();
    await motcua?.stop();
  }, 30_000);

  /** The simple route with a look at the legalisation, on a condition, before the approval. */
  async function install(when: Condition): Promise<void> {
    const [appraisal, ...rest] = motcua.catalogue.procedures.get('2.000815')?.route?.stages ?? [];
    if (appraisal === undefined) throw new Error('no stages');
    const look: Stage = { ...appraisal, id: 'legalisation', budget: { unit: 'working-hour', value: 1 }, when };
    restores.push(await publish(motcua, PROCEDURE, { route: { stages: [appraisal, look, ...rest] } }));
  }

  const receive = (form: object | undefined): Promise<Way> =>
    ways.receive({
      procedure: PROCEDURE,
      body: { case: 'standard', components: [{ component: 'original', originals: 1 }], ...(form && { form }) },
    });
  const stagesOf = async (way: Way): Promise<string[]> => (await way.timeline()).steps.map(({ stage }) => stage);
  const agenciesOf = async ({ code }: Way): Promise<unknown> => {
    const [row] = await rows(
      motcua.db,
      `select data->'agencies' as agencies from dossier_event where stream = $1 and seq = 1`,
      code,
    );
    return row?.['agencies'];
  };

  test('is on the way of a dossier whose e-form says so, and off that of any other', async () => {
    const [foreign, domestic, onPaper] = [
      await receive(FOREIGN_DOCUMENT),
      await receive(DOMESTIC_DOCUMENT),
      await receive(undefined),
    ];
    const without = { appraisal: 'H49.143', approval: 'H49.143', sealing: 'H49.143', return: 'H49.01.143' };
    expect(await agenciesOf(foreign)).toEqual({ ...without, legalisation: 'H49.143' });
    expect([await agenciesOf(domestic), await agenciesOf(onPaper)]).toEqual([without, without]);

    await foreign.do(AT.appraiser, 'appraise');
    await foreign.do(AT.appraiser, 'appraise');
    expect(await foreign.toEnd()).toMatchObject({ status: 'returned', nationalStatus: 10 });
    expect(await stagesOf(foreign)).toEqual(['appraisal', 'legalisation', 'approval', 'sealing', 'return']);
    expect(await domestic.toEnd()).toMatchObject({ status: 'returned', nationalStatus: 10 });
    expect(await stagesOf(domestic)).toEqual(['appraisal', 'approval', 'sealing', 'return']);
    expect((await domestic.timeline()).ledger.verified).toBe(true);
  }, 60_000);

  test('that was left out cannot be gone back to', async () => {
    const way = await receive(DOMESTIC_DOCUMENT);
    await way.do(AT.appraiser, 'appraise');
    const back = await way.try(AT.leader, 'send-back', { stage: 'legalisation' });
    expect(refused(back)).toEqual([422, 'stage-not-passed']);
  });

  test('stays as it was at the reception, when the rule changes later and the run begins again', async () => {
    const [foreign, domestic] = [await receive(FOREIGN_DOCUMENT), await receive(DOMESTIC_DOCUMENT)];
    await install({ not: FOREIGN });
    await motcua.engine.client.workflow.getHandle(foreign.code).terminate('test');
    expect(await foreign.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'legalisation' } });
    expect(await domestic.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'approval' } });
    const fresh = await receive(DOMESTIC_DOCUMENT);
    expect(await fresh.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'legalisation' } });
    await install(FOREIGN);
  }, 60_000);

  test('of the catalogue: a marriage is verified where one of the two was married before (1.000894)', async () => {
    const married = (earlier: boolean): Promise<Way> =>
      ways.receive({ procedure: '1.000894', body: { form: aMarriageDeclaration(earlier) } });
    const [second, first] = [await married(true), await married(false)];
    expect(await second.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'verification' } });
    expect(await first.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'approval' } });
  });
});
