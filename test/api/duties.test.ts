import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../support/desks.ts';
import { createBatching, namedIn } from '../support/batching.ts';
import { BUILDING, createConsulting } from '../support/consulting.ts';
import { createDelegating } from '../support/delegating.ts';
import { count } from '../support/facts.ts';
import { createLinking } from '../support/linking.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, refused, WARD, type Ways } from '../support/ways.ts';

const APART = [403, 'duties-not-separate'];

describe('Duties are kept apart', () => {
  let motcua: Motcua;
  let ways: Ways;
  /** Somebody who may appraise, approve and seal at the ward. */
  let everything: Caller & { readonly id: string };

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    everything = await ways.someone(
      { agency: WARD, role: 'appraiser' },
      { agency: WARD, role: 'agency-leader' },
      { agency: WARD, role: 'seal-clerk' },
    );
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const mayOn = async (caller: Caller, code: string): Promise<unknown> =>
    (await caller.get(`/dossiers/${code}/acts`)).body['may'];

  test('in the order of the route: who appraised does not approve, who approved does not seal', async () => {
    const way = await ways.receive();
    await way.do(everything, 'appraise');
    expect(await mayOn(everything, way.code)).not.toContain('approve');
    expect(refused(await way.try(everything, 'approve'))).toEqual(APART);
    const other = await ways.receive();
    await other.do(AT.appraiser, 'appraise');
    await other.do(everything, 'approve');
    expect(refused(await other.try(everything, 'seal'))).toEqual(APART);
  });

  test('against it, when a dossier is sent back: who approved does not appraise, nor propose to refuse it', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'appraise');
    await way.do(everything, 'approve');
    await way.do(AT.seal, 'send-back', { stage: 'appraisal' });
    expect(await mayOn(everything, way.code)).not.toContain('appraise');
    for (const act of ['appraise', 'propose-refusal'] as const)
      expect([act, refused(await way.try(everything, act))]).toEqual([act, APART]);
    await way.do(AT.appraiser, 'appraise');
    await way.do(everything, 'approve');
  });

  test('but not by what was taken back: it was not done', async () => {
    const way = await ways.receive();
    await way.do(everything, 'appraise');
    await way.do(everything, 'undo');
    await way.do(AT.appraiser, 'appraise');
    expect(await mayOn(everything, way.code)).toContain('approve');
    await way.do(everything, 'approve');
  });

  test('for who acts and for whom he acts, on either side of a delegation and in either order', async () => {
    const delegating = createDelegating(motcua);
    const principal = await aPerson(motcua.db, [
      { agency: WARD, role: 'agency-leader' },
      { agency: WARD, role: 'appraiser' },
    ]);
    const deputy = await aPerson(motcua.db, [{ agency: WARD, role: 'appraiser' }]);
    await delegating.grant({
      appointment: `${principal.id}-1`,
      deputy: deputy.id,
      to: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'Đi công tác',
    });
    const [asPrincipal, asDeputy] = [delegating.as(principal), delegating.as(deputy)];
    const appraised = await ways.receive();
    await appraised.do(asDeputy, 'appraise');
    expect(refused(await appraised.try(asDeputy, 'approve'))).toEqual(APART);
    const ofPrincipal = await ways.receive();
    await ofPrincipal.do(asPrincipal, 'appraise');
    expect(refused(await ofPrincipal.try(asDeputy, 'approve'))).toEqual(APART);
    const approved = await ways.receive();
    await approved.do(AT.appraiser, 'appraise');
    await approved.do(asDeputy, 'approve');
    await approved.do(AT.seal, 'send-back', { stage: 'appraisal' });
    for (const one of [asPrincipal, asDeputy]) expect(refused(await approved.try(one, 'appraise'))).toEqual(APART);
  });

  test('across the parts of an interlinked dossier, which are one for the citizen', async () => {
    const linking = createLinking(motcua, ways);
    const way = await linking.receive();
    const birth = linking.sub(way, 1);
    const both = await ways.someone(
      { agency: WARD, role: 'appraiser' },
      { agency: 'H49.71.143', role: 'agency-leader' },
    );
    const post = async (caller: Caller, code: string, act: string, place: string) =>
      caller.post(`/dossiers/${code}/acts`, { act, place, task: (await linking.stepOf(code)).task });
    expect((await post(both, birth, 'appraise', 'seat-phuong-hong-gai')).status).toBe(200);
    await linking.finish(birth);
    await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'open' });
    const residence = linking.sub(way, 2);
    expect(
      (await post(motcua.as('appraiser-cong-an-hong-gai'), residence, 'appraise', 'seat-cong-an-phuong-hong-gai'))
        .status,
    ).toBe(200);
    expect(refused(await post(both, residence, 'approve', 'seat-cong-an-phuong-hong-gai'))).toEqual(APART);
    expect(await mayOn(both, residence)).not.toContain('approve');
    expect(
      (await post(motcua.as('leader-cong-an-hong-gai'), residence, 'approve', 'seat-cong-an-phuong-hong-gai')).status,
    ).toBe(200);
  });

  test('at the same instant too: of two acts on two parts that are to be apart, one is done', async () => {
    const linking = createLinking(motcua, ways);
    const way = await linking.begun();
    const [residence, insurance] = [linking.sub(way, 2), linking.sub(way, 3)];
    const both = await ways.someone(
      { agency: 'H49.71.143', role: 'agency-leader' },
      { agency: (await linking.stepOf(insurance)).agency, role: 'appraiser' },
    );
    const post = async (caller: Caller, code: string, act: string, place: string) =>
      caller.post(`/dossiers/${code}/acts`, { act, place, task: (await linking.stepOf(code)).task });
    const atPolice = 'seat-cong-an-phuong-hong-gai';
    expect((await post(motcua.as('appraiser-cong-an-hong-gai'), residence, 'appraise', atPolice)).status).toBe(200);
    const answers = await motcua.db.transaction(async (execute) => {
      const statement = `select pg_advisory_xact_lock(hashtext('motcua whole'), hashtext($1))`;
      await execute({ name: '', text: statement }, [way.code]);
      const sent = [
        post(both, residence, 'approve', atPolice),
        post(both, insurance, 'appraise', 'seat-bao-hiem-xa-hoi'),
      ];
      // Both are judged by now, and neither is written.
      await until(async () => (await count(motcua.db, `pg_locks where locktype = 'advisory' and not granted`)) === 2);
      return sent;
    });
    const said = await Promise.all(answers);
    expect(said.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(said.filter(({ status }) => status === 403).map(refused)).toEqual([APART]);
  });

  test('in a batch as one by one', async () => {
    const [own, free] = [await ways.receive(), await ways.receive()];
    await own.do(everything, 'appraise');
    await free.do(AT.appraiser, 'appraise');
    const batching = createBatching(everything);
    const { id } = await batching.carryOut('approve', { items: [namedIn(own), namedIn(free)] });
    expect(await batching.fates(id)).toEqual(['duties-not-separate', 'done']);
  });

  test('between who asks another agency and who answers there', async () => {
    const consulting = createConsulting(motcua, ways);
    const way = await consulting.dossier();
    const both = await ways.someone({ agency: WARD, role: 'appraiser' }, { agency: BUILDING, role: 'appraiser' });
    const asks = [{ rule: 'agency-opinion', agency: BUILDING, question: 'Có phù hợp quy hoạch không?' }];
    await way.do(both, 'consult', { asks });
    const code = (await way.view()).consultations.at(-1)?.code ?? '';
    const answer = { act: 'answer', opinion: 'agreed', note: 'Phù hợp', place: 'seat-so-xay-dung' };
    expect(refused(await both.post(`/consultations/${code}/acts`, answer))).toEqual(APART);
    expect((await motcua.as('appraiser-so-xay-dung').post(`/consultations/${code}/acts`, answer)).status).toBe(200);
  });
});
