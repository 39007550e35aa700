import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage, DossierView } from '../../contracts/dossier.ts';
import { TaskPage } from '../../contracts/task.ts';
import { Timeline } from '../../contracts/timeline.ts';
import { CLOCK_ACTOR } from '../../domain/access/actor.ts';
import { carryOut } from '../../domain/dossier/carry-out.ts';
import type { DraftEvent } from '../../domain/dossier/events.ts';
import { commitCommand } from '../../infra/db/commit-command.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { tellUnheard } from '../../infra/relay/unheard.ts';
import type { Json } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { createLinking, INTERLINKED, type Linking } from '../support/linking.ts';
import { loseRun } from '../support/lose-run.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { warningCalendar } from '../support/plain-calendar.ts';
import { positionOf } from '../support/position.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, PLACE, refused, WARD, type Ways } from '../support/ways.ts';

const POLICE = 'H49.71.143';
const INSURANCE = 'H49.72';
const OF_POLICE = 'appraiser-cong-an-hong-gai';
const OF_INSURANCE = 'appraiser-bao-hiem-xa-hoi';

describe('A birth, a residence and a health card in one dossier (2.000986)', () => {
  let motcua: Motcua;
  let ways: Ways;
  let linking: Linking;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    linking = createLinking(motcua, ways);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const view = async (code: string, who: string): Promise<DossierView> =>
    DossierView.parse((await motcua.as(who).get(`/dossiers/${code}`)).body);
  /** Writes to a stream as a run that is lost at once. */
  const writeTo = async (code: string, draft: Omit<DraftEvent, 'at'>): Promise<void> => {
    const at = new Date().toISOString();
    const snapshot = await loadSnapshot(motcua.db, motcua.procedures, code);
    const by = { actor: CLOCK_ACTOR, rights: null, medium: 'electronic', place: null, runId: 'lost' } as const;
    const drafts = [{ ...draft, at } as DraftEvent];
    const input = { ...by, key: 'clock:lost', requestHash: 'lost', act: 'clock', at, drafts, documents: [] } as const;
    await commitCommand(motcua.db, carryOut({ ...input, snapshot }, [], warningCalendar()));
  };
  const figures = async (metric: string): Promise<number> => {
    const [row] = await rows<{ n: number }>(
      motcua.db,
      `select coalesce(sum(n), 0)::int as n from (select n from indicator_delta where metric = $1 and procedure = $2
        union all select n from indicator_rollup where metric = $1 and procedure = $2) as x`,
      metric,
      INTERLINKED,
    );
    return row?.n ?? 0;
  };

  test('begins with the birth at the ward: one receipt for the citizen, a task of its own for the ward', async () => {
    const way = await linking.receive();
    expect(way.receipt).toMatchObject({
      status: 'in-process',
      nationalStatus: 4,
      step: { stage: 'parts', agency: WARD },
    });
    const birth = linking.sub(way, 1);
    const { body } = await motcua.as(AT.appraiser).get(`/agencies/${WARD}/tasks?role=appraiser&limit=200`);
    const tasks = TaskPage.parse(body).items.filter(({ dossier, parent }) => [dossier, parent].includes(way.code));
    expect(new Set(tasks.map(({ task, dossier, parent }) => [task, dossier, parent]))).toEqual(
      new Set([
        [`${way.code}.1`, way.code, null],
        [`${birth}.1`, birth, way.code],
      ]),
    );
    expect((await way.view()).parts).toMatchObject([
      { part: 'birth', status: 'open', dossier: birth, agency: { code: WARD }, openStep: { stage: 'birth-appraisal' } },
      { part: 'residence', status: 'waiting', after: ['birth'], dossier: null, agency: { code: POLICE }, dueAt: null },
      { part: 'insurance', status: 'waiting', after: ['birth'], dossier: null, agency: { code: INSURANCE } },
    ]);
  });

  test('goes its whole way: after the birth the police and the social insurance at once, then the return', async () => {
    const [received, finished] = [await figures('received'), await figures('finished')];
    const way = await linking.begun();
    expect((await linking.stepOf(linking.sub(way, 2))).agency).toBe(POLICE);
    expect((await linking.stepOf(linking.sub(way, 3))).agency).toBe(INSURANCE);
    await linking.finish(linking.sub(way, 3));
    await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'done' });
    expect(await way.view()).toMatchObject({ nationalStatus: { code: 4 }, openStep: { stage: 'parts' } });
    await linking.finish(linking.sub(way, 2));
    await linking.joined(way);
    expect(await way.view()).toMatchObject({ nationalStatus: { code: 9 }, processedAt: expect.any(String) });
    expect(await linking.returnIt(way)).toMatchObject({ status: 'returned', nationalStatus: 10 });

    const seen = await way.view();
    expect(seen.parts.map(({ part, results }) => [part, results.length])).toEqual([
      ['birth', 1],
      ['residence', 1],
      ['insurance', 1],
    ]);
    expect(seen.documents.filter(({ kind }) => kind === 'result')).toHaveLength(3);
    expect(await way.story()).toEqual([
      'dossier-received',
      'step-opened',
      'parts-begun',
      'part-ended',
      'parts-begun',
      'part-ended',
      'part-ended',
      'parts-joined',
      'step-opened',
      'step-acted',
      'dossier-returned',
    ]);
    // Counted once, whatever its parts.
    expect([await figures('received'), await figures('finished')]).toEqual([received + 1, finished + 1]);
    expect(await way.told()).toEqual(['result-ready']);
  });

  test('shows a part with the applicant and the papers of the whole to its agency, masked as ever, and nothing to another', async () => {
    const way = await linking.begun();
    const residence = linking.sub(way, 2);
    const police = await view(residence, OF_POLICE);
    expect(police).toMatchObject({
      code: residence,
      parent: way.code,
      part: { id: 'residence', name: { en: 'Permanent residence' } },
      parts: [],
      competentAgency: { code: POLICE },
      applicant: { view: 'full', name: 'Demo Applicant' },
    });
    expect(police.components).toEqual((await way.view()).components);
    // What it needs of the birth: the certificate.
    expect(police.documents.filter(({ kind }) => kind === 'result')).toHaveLength(1);
    expect(police.dueExplanation).not.toBeNull();
    expect(police.openStep?.dueExplanation).not.toBeNull();
    expect((await view(residence, 'seal-clerk-cong-an-hong-gai')).applicant).toMatchObject({ view: 'masked' });
    expect((await view(way.code, OF_POLICE)).parts).toHaveLength(3);
    expect((await motcua.as('appraiser-so-xay-dung').get(`/dossiers/${residence}`)).status).toBe(404);
    const { body } = await motcua.as(OF_POLICE).get(`/dossiers?limit=200`);
    const listed = DossierPage.parse(body).items.filter(({ parent }) => parent === way.code);
    expect(listed.map(({ code }) => code)).toEqual([residence]);
    const ofCounter = DossierPage.parse((await motcua.as(AT.counter).get('/dossiers?limit=200')).body).items;
    expect(ofCounter.filter(({ parent }) => parent !== null)).toEqual([]);
    expect(ofCounter.map(({ code }) => code)).toContain(way.code);
  });

  test('merges the streams of its parts into its timeline, each of them proved', async () => {
    const way = await linking.begun();
    const timeline = await way.timeline();
    const streams = [way.code, linking.sub(way, 1), linking.sub(way, 2), linking.sub(way, 3)];
    expect(timeline.streams.map(({ stream }) => stream)).toEqual(streams);
    for (const proof of timeline.streams) expect(proof).toMatchObject({ verified: true, problem: null });
    expect(timeline.ledger).toMatchObject({
      verified: true,
      events: timeline.events.filter((e) => e.stream === way.code).length,
    });
    const instants = timeline.events.map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted());
    for (const stream of streams) {
      const seqs = timeline.events.filter((event) => event.stream === stream).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    }
    expect(timeline.steps.map(({ task }) => task)).toContain(`${linking.sub(way, 1)}.3`);
    const own = Timeline.parse((await motcua.as(OF_POLICE).get(`/dossiers/${linking.sub(way, 2)}/timeline`)).body);
    expect(own.streams.map(({ stream }) => stream)).toEqual([linking.sub(way, 2)]);
  });

  test('lets the police ask the applicant on the whole dossier, and not on its part; then all wait, and all go on', async () => {
    const way = await linking.begun();
    const ask = (task: string): Json => ({
      act: 'request-supplement',
      task,
      place: PLACE,
      note: 'Thiếu sổ hộ khẩu',
      components: [{ component: 'residence-declaration', originals: 1, copies: 0 }],
    });
    const [residence, insurance] = [linking.sub(way, 2), linking.sub(way, 3)];
    const police = motcua.as(OF_POLICE);
    const onPart = await police.post(`/dossiers/${residence}/acts`, ask(`${residence}.1`));
    expect(refused(onPart)).toEqual([409, 'act-on-parent']);
    expect(onPart.text).toContain(way.code);
    expect((await police.post(`/dossiers/${way.code}/acts`, ask(`${way.code}.1`))).status).toBe(200);
    await until(async () => (await view(insurance, OF_INSURANCE)).waitsFor === 'supplement');
    expect(await view(insurance, OF_INSURANCE)).toMatchObject({
      dueAt: null,
      asked: [{ component: 'residence-declaration' }],
      openStep: { dueAt: null },
    });
    const idle = await motcua.tryAct(insurance, await linking.stepOf(insurance));
    expect(refused(idle)).toEqual([409, 'dossier-waits']);
    await way.do(AT.counter, 'receive-supplement', {
      components: [{ component: 'residence-declaration', originals: 1 }],
    });
    await until(async () => (await view(insurance, OF_INSURANCE)).waitsFor === null);
    await until(async () => (await view(residence, OF_POLICE)).waitsFor === null);
    expect((await view(insurance, OF_INSURANCE)).dueAt).not.toBeNull();
    await linking.finish(residence);
    await linking.finish(insurance);
    await linking.joined(way);
  });

  test('ends with the birth’s refusal what depends on it; with another’s nothing else', async () => {
    const [alone, whole] = [await linking.receive(), await linking.receive()];
    await linking.finish(linking.sub(alone, 1));
    await linking.stands(alone, { birth: 'done', residence: 'open', insurance: 'open' });
    await linking.refuse(linking.sub(alone, 2));
    await linking.finish(linking.sub(alone, 3));
    await linking.joined(alone);
    await linking.returnIt(alone);
    expect((await alone.timeline()).events.at(-1)?.data).toMatchObject({
      parts: [
        { part: 'birth', outcome: 'done' },
        { part: 'residence', outcome: 'refused' },
        { part: 'insurance', outcome: 'done' },
      ],
    });
    await linking.refuse(linking.sub(whole, 1));
    await linking.joined(whole);
    expect(await linking.partsOf(whole)).toEqual({ birth: 'refused', residence: 'dropped', insurance: 'dropped' });
    await linking.returnIt(whole);
    expect((await whole.timeline()).events.at(-1)?.data).toMatchObject({ refused: true });
    expect(await count(motcua.db, 'dossier where parent = $1', whole.code)).toBe(1);
  });

  test('recalls its parts when it is withdrawn', async () => {
    const way = await linking.begun();
    await way.do(AT.counter, 'request-withdrawal');
    await way.do(AT.leader, 'confirm-withdrawal');
    for (const [code, who] of [
      [linking.sub(way, 2), OF_POLICE],
      [linking.sub(way, 3), OF_INSURANCE],
    ] as const) {
      await until(async () => (await view(code, who)).status === 'closed');
      expect((await view(code, who)).openStep).toBeNull();
    }
    expect(await linking.partsOf(way)).toEqual({ birth: 'done', residence: 'recalled', insurance: 'recalled' });
    expect(await count(motcua.db, `task where dossier like $1 || '%' and left_at is null`, way.code)).toBe(0);
  });

  test('is taken up again for the part that was wrong; the others stand', async () => {
    const way = await linking.begun();
    await linking.finish(linking.sub(way, 2));
    await linking.finish(linking.sub(way, 3));
    await linking.joined(way);
    await linking.returnIt(way);
    expect(refused(await way.try(AT.leader, 'reopen', { stage: 'parts' }))).toEqual([422, 'part-unknown']);
    await way.do(AT.leader, 'reopen', { stage: 'parts', parts: ['residence'] });
    expect(await linking.partsOf(way)).toEqual({ birth: 'done', insurance: 'done', residence: 'open' });
    await linking.finish(linking.sub(way, 4));
    await linking.joined(way);
    expect(await linking.returnIt(way)).toMatchObject({ status: 'returned' });
  });

  test('is rebuilt from its ledgers, the whole and a part, and hears what it has missed', async () => {
    const way = await linking.receive();
    const birth = linking.sub(way, 1);
    await linking.finish(birth);
    await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'open' });
    const residence = linking.sub(way, 2);
    const { step } = await motcua.act(residence, await linking.stepOf(residence));
    const { client } = motcua.engine;
    await loseRun(client, residence);
    const { state } = await loadSnapshot(motcua.db, motcua.procedures, residence);
    expect(state).toMatchObject({ partOf: { of: way.code, part: 'residence' }, step: { stage: 'residence-approval' } });
    // Its end comes while the dossier has no run at all.
    await loseRun(client, way.code);
    await motcua.takeToEnd(residence, step);
    await linking.stands(way, { birth: 'done', insurance: 'open', residence: 'done' });
    // What is written is seen a moment before the new run can be asked.
    await until(async () => (await positionOf(client, way.code)) !== null);
    expect(await positionOf(client, way.code)).toEqual(
      (await loadSnapshot(motcua.db, motcua.procedures, way.code)).state,
    );
    await linking.finish(linking.sub(way, 3));
    await linking.joined(way);
  });

  test('hears of an end, or tells of its own, when the run that was to say so is lost right after it was written', async () => {
    const { client } = motcua.engine;
    const told = new Set<string>();
    const speak = (): Promise<number> => tellUnheard(motcua.db, motcua.engine, motcua.procedures, told, 0);
    const way = await linking.begun();
    const residence = linking.sub(way, 2);
    await loseRun(client, residence);
    await writeTo(residence, { type: 'part-finished', data: { refused: false, late: false } });
    expect(await linking.partsOf(way)).toMatchObject({ residence: 'open' });
    await speak();
    await linking.stands(way, { birth: 'done', residence: 'done', insurance: 'open' });
    expect(told.has(`ended-part ${residence}`)).toBe(true);
    await loseRun(client, way.code);
    await writeTo(way.code, { type: 'dossier-closed', data: { outcome: 'withdrawn', note: null } });
    expect((await linking.ledgerOf(linking.sub(way, 3))).status).toBe('in-process');
    await speak();
    await until(async () => (await linking.ledgerOf(linking.sub(way, 3))).status === 'closed');
  });

  test('filed online begins its parts when it is accepted', async () => {
    const way = await ways.receive({
      procedure: INTERLINKED,
      body: { channel: 'postal', reception: { outcome: 'filed' } },
    });
    expect((await way.view()).parts).toEqual([]);
    expect(await count(motcua.db, 'dossier where parent = $1', way.code)).toBe(0);
    await way.do(AT.counter, 'accept');
    expect(await linking.partsOf(way)).toEqual({ birth: 'open', residence: 'waiting', insurance: 'waiting' });
    await linking.finish(linking.sub(way, 1));
    await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'open' });
  });
});
