import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBatching, namedIn, type Batching } from '../support/batching.ts';
import { aClient, clientFor, type TestClient } from '../support/clients.ts';
import { bodyOf, createDelegating } from '../support/delegating.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, refused, WARD, type Way, type Ways } from '../support/ways.ts';

describe('A batch that an agency’s own system asks for', () => {
  let motcua: Motcua;
  let ways: Ways;
  let client: TestClient;
  let system: Batching;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    client = await aClient(motcua.db, WARD);
    system = createBatching(clientFor(motcua, client.token, AT.appraiser));
  }, 120_000);
  afterAll(() => motcua?.stop(), 60_000);

  const received = (n: number): Promise<Way[]> => Promise.all(Array.from({ length: n }, () => ways.receive()));

  test('is done by its officer through it, and every event says so', async () => {
    const some = await received(3);
    const batch = await system.carryOut('appraise', { items: some.map(namedIn) });
    expect(batch).toMatchObject({ agency: WARD, askedBy: { id: AT.appraiser }, outcomes: { done: 3 } });
    for (const { code } of some) {
      const [acted] = await rows<{ actor: unknown }>(
        motcua.db,
        `select actor from dossier_event where stream = $1 and type = 'step-acted'`,
        code,
      );
      expect(acted?.actor).toMatchObject({ person: AT.appraiser, via: client.id });
    }
  }, 60_000);

  test('goes no further once the system is one of the agency no longer', async () => {
    const some = await received(3);
    await motcua.stopWorker();
    const { id } = await system.start('appraise', { items: some.map(namedIn) });
    await rows(motcua.db, 'update api_client set effective_to = effective_from where id = $1', client.id);
    await motcua.startWorker();
    await until(async () => (await count(motcua.db, `batch where id = $1 and status = 'done'`, id)) === 1, 60_000);
    const fates = await rows<{ code: string }>(motcua.db, 'select distinct code from batch_item where batch = $1', id);
    expect(fates).toEqual([{ code: 'appointment-unknown' }]);
    for (const way of some) expect(await way.story()).not.toContain('step-acted');
  }, 90_000);
});

describe('A batch of an officer for whom others act', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
  }, 120_000);
  afterAll(() => motcua?.stop(), 60_000);

  test('is steered by who acts for its starter under the very appointment, not under another of his', async () => {
    const delegating = createDelegating(motcua);
    const principal = await aPerson(motcua.db, [
      { agency: WARD, role: 'appraiser' },
      { agency: 'H49.139', role: 'appraiser' },
    ]);
    const { id } = await createBatching(delegating.as(principal)).carryOut('appraise', {
      items: [namedIn(await ways.receive())],
    });
    const deputyFor = async (appointment: string, agency: string, by: string): Promise<Batching> => {
      const deputy = await aPerson(motcua.db, [{ agency, role: 'appraiser' }]);
      const asked = { ...bodyOf(principal, deputy), appointment };
      await delegating.grant(asked, motcua.as(by));
      return createBatching(delegating.as(deputy));
    };
    const here = await deputyFor(`${principal.id}-1`, WARD, AT.leader);
    const elsewhere = await deputyFor(`${principal.id}-2`, 'H49.139', 'leader-bai-chay');
    expect(refused(await elsewhere.steer(id, 'undo'))).toEqual([404, 'batch-unknown']);
    expect((await here.read(id)).id).toBe(id);
    expect((await here.steer(id, 'undo')).body).toMatchObject({ status: 'undoing' });
  }, 60_000);
});
