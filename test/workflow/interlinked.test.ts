import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { rows } from '../support/facts.ts';
import { createLinking, type Linking } from '../support/linking.ts';
import { loseRun } from '../support/lose-run.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { positionOf } from '../support/position.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays } from '../support/ways.ts';

/** Runs go on after so many events; a dossier with parts has more after a few acts. */
const CONTINUE_AFTER_EVENTS = 25;
const LEADER_OF_POLICE = 'leader-cong-an-hong-gai';

describe('A sub-dossier and the run of its dossier', () => {
  let motcua: Motcua;
  let linking: Linking;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, { continueAfterEvents: CONTINUE_AFTER_EVENTS });
    linking = createLinking(motcua, createWays(motcua));
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const runsOf = async (code: string): Promise<number> => {
    const [row] = await rows<{ n: number }>(
      motcua.db,
      'select cardinality(run_ids) as n from dossier where code = $1',
      code,
    );
    return row?.n ?? 0;
  };
  /** The run has the position that the ledger says. */
  const agree = (code: string): Promise<void> =>
    until(async () => isDeepStrictEqual(await positionOf(motcua.engine.client, code), await linking.ledgerOf(code)));
  const run = (code: string) => motcua.engine.client.workflow.getHandle(code).describe();

  test('goes on while that continues as new, again and again, and reports to the run that is open then', async () => {
    const way = await linking.begun();
    const residence = `${way.code}.S2`;
    await until(async () => (await run(residence).catch(() => null))?.status.name === 'RUNNING');
    const { runId } = await run(residence);
    for (let index = 0; index < 24; index += 1) await way.do(AT.leader, 'assign', { lead: AT.appraiser });
    expect(await runsOf(way.code)).toBeGreaterThan(2);
    expect(await run(residence)).toMatchObject({ status: { name: 'RUNNING' }, runId });
    await linking.finish(residence);
    await linking.stands(way, { birth: 'done', residence: 'done', insurance: 'open' });
    await agree(way.code);
    const { headHash, state } = await loadSnapshot(motcua.db, motcua.procedures, residence);
    const ended = (await way.timeline()).events.filter(
      ({ type, stream }) => type === 'part-ended' && stream === way.code,
    );
    expect(ended.map(({ data }) => [data['code'], data['seq'], data['headHash']])).toEqual([
      [`${way.code}.S1`, 8, expect.any(String)],
      [residence, state.seq, headHash],
    ]);
    await linking.finish(`${way.code}.S3`);
    await until(async () => (await linking.ledgerOf(way.code)).step?.kind === 'return');
  }, 60_000);

  test('is a child of that run, which does not take it along when it ends', async () => {
    const way = await linking.begun();
    const insurance = `${way.code}.S3`;
    await until(async () => (await run(insurance).catch(() => null))?.status.name === 'RUNNING');
    const described = await run(insurance);
    expect(described.raw.workflowExecutionInfo?.parentExecution?.workflowId).toBe(way.code);
    await loseRun(motcua.engine.client, way.code);
    expect((await run(insurance)).status.name).toBe('RUNNING');
    await linking.finish(insurance);
    // The report finds no run, and starts one.
    await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'done' });
    await agree(way.code);
  });

  test('continues as new itself, keeps to its stream, and hears what its dossier orders in whichever run', async () => {
    const way = await linking.begun();
    const residence = `${way.code}.S2`;
    const police = motcua.as(LEADER_OF_POLICE);
    for (let index = 0; index < 20; index += 1) {
      const { task } = await linking.stepOf(residence);
      const body = { act: 'assign', task, place: 'seat-cong-an-phuong-hong-gai', lead: 'appraiser-cong-an-hong-gai' };
      expect((await police.post(`/dossiers/${residence}/acts`, body)).status).toBe(200);
    }
    expect(await runsOf(residence)).toBeGreaterThan(2);
    await way.do(AT.leader, 'suspend');
    await until(async () => (await linking.ledgerOf(residence)).wait?.kind === 'suspension');
    await agree(residence);
    await way.do(AT.leader, 'resume');
    await until(async () => (await linking.ledgerOf(residence)).wait === null);
    await linking.finish(residence);
    await linking.stands(way, { birth: 'done', residence: 'done', insurance: 'open' });
    expect((await way.timeline()).streams.every(({ verified }) => verified)).toBe(true);
  }, 60_000);

  test('whose run was lost hears what was ordered meanwhile, when its dossier’s run is made anew', async () => {
    const way = await linking.begun();
    const residence = `${way.code}.S2`;
    const { client } = motcua.engine;
    await loseRun(client, residence);
    await way.do(AT.leader, 'suspend');
    await until(async () => (await linking.ledgerOf(residence)).wait?.kind === 'suspension');
    await loseRun(client, way.code);
    await loseRun(client, residence);
    await way.do(AT.leader, 'resume');
    await until(async () => (await linking.ledgerOf(residence)).wait === null);
    await agree(residence);
    await agree(way.code);
    expect((await linking.ledgerOf(residence)).pauses).toHaveLength(1);
  });
});
