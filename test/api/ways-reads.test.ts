import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierPage, type DossierView } from '../../contracts/dossier.ts';
import { TaskPage } from '../../contracts/task.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { soonDue } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, refused, WARD, type Way, type Ways } from '../support/ways.ts';

const dueIn = (explanation: unknown): string | null => {
  const { due } = (explanation ?? { due: null }) as { due: string | null };
  return due === null ? null : new Date(due).toISOString();
};

/** What an explanation says that the clock stood still for. */
const pausesIn = (explanation: unknown): unknown[] =>
  (explanation as { explanation: { kind: string; pauseKind?: string }[] }).explanation
    .filter(({ kind }) => kind === 'pause')
    .map(({ pauseKind }) => pauseKind);

describe('What is read of a dossier', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** Every due instant is explained by how it was counted, and none that there is not. */
  const agrees = async (way: Way): Promise<DossierView> => {
    const view = await way.view();
    expect(dueIn(view.dueExplanation)).toBe(view.dueAt);
    expect(dueIn(view.openStep?.dueExplanation)).toBe(view.openStep?.dueAt ?? null);
    const [row] = await rows<{ due_at: Date | null; open: Date | null }>(
      motcua.db,
      `select d.due_at, t.due_at as open from dossier d left join task t on t.id = d.open_task where d.code = $1`,
      way.code,
    );
    expect([row?.due_at?.toISOString() ?? null, row?.open?.toISOString() ?? null]).toEqual([
      view.dueAt,
      view.openStep?.dueAt ?? null,
    ]);
    return view;
  };

  test('says how its due instants were counted, anew each time they are', async () => {
    const way = await ways.receive();
    await agrees(way);
    await way.do(AT.appraiser, 'request-supplement');
    expect(await agrees(way)).toMatchObject({ dueAt: null });
    await way.do(AT.counter, 'receive-supplement');
    const restarted = await agrees(way);
    expect(pausesIn(restarted.dueExplanation)).toEqual(['supplement']);
    expect(pausesIn(restarted.openStep?.dueExplanation)).toEqual(['supplement']);
    await way.do(AT.appraiser, 'request-payment', { stopsClock: true });
    await agrees(way);
    await way.do(AT.counter, 'record-payment');
    expect(pausesIn((await agrees(way)).dueExplanation)).toEqual(['supplement', 'payment']);
    await way.do(AT.leader, 'suspend');
    await way.do(AT.leader, 'resume');
    expect((await agrees(way)).pauses.map(({ kind }) => kind)).toEqual(['supplement', 'payment', 'suspension']);
    const dueAt = new Date(Date.parse((await agrees(way)).dueAt ?? '') + 7 * 86_400_000).toISOString();
    await way.do(AT.appraiser, 'draft-apology', { dueAt });
    await way.do(AT.leader, 'approve-apology');
    expect(await agrees(way)).toMatchObject({ dueAt });
    await way.do(AT.appraiser, 'appraise');
    await agrees(way);
    await way.do(AT.appraiser, 'undo');
    await agrees(way);
    await way.toEnd();
    await way.do(AT.leader, 'reopen');
    const anew = await agrees(way);
    expect(anew.pauses).toEqual([]);
    expect(pausesIn(anew.dueExplanation)).toEqual([]);
  });

  test('has a note for every event that has one, told to those who may see it', async () => {
    const head = await ways.someone({ agency: WARD, role: 'agency-leader' });
    const way = await ways.receive();
    const said: string[] = [];
    const say = async (who: string, act: Parameters<Way['do']>[1], body: object = {}): Promise<void> => {
      const note = `Lời ${said.length + 1}: ${act}`;
      await way.do(who, act, { ...body, note });
      said.push(note);
    };
    await say(AT.leader, 'assign', { lead: AT.appraiser });
    await say(AT.appraiser, 'request-supplement');
    await say(AT.counter, 'receive-supplement');
    await say(AT.appraiser, 'request-payment');
    await say(AT.leader, 'waive-payment');
    await say(AT.leader, 'suspend');
    await say(AT.leader, 'resume');
    await say(AT.appraiser, 'draft-apology', { dueAt: '2027-06-01T10:00:00+07:00' });
    await say(AT.leader, 'approve-apology');
    await say(AT.counter, 'request-withdrawal');
    await say(AT.leader, 'decline-withdrawal');
    await say(AT.appraiser, 'propose-refusal');
    await say(AT.leader, 'send-back', { stage: 'appraisal' });
    await say(AT.appraiser, 'appraise');
    await say(AT.leader, 'approve');
    await say(AT.seal, 'seal');
    await say(AT.handover, 'return');
    await say(AT.leader, 'reopen');
    const notes = async (who: Parameters<Way['timeline']>[0]) =>
      (await way.timeline(who)).events.flatMap(({ note }) => note ?? []);
    expect(await notes(AT.appraiser)).toEqual(said);
    expect(await notes(head)).toEqual(said);
    expect(await notes('system-administrator')).toEqual([]);
    expect(refused(await motcua.as('appraiser-bai-chay').get(`/dossiers/${way.code}/timeline`))).toEqual([
      404,
      'dossier-unknown',
    ]);
  });

  test('and its notes that nothing in the ledger names, are none: an act without a place for one keeps none', async () => {
    const way = await ways.receive();
    const note = 'Không ai đọc được';
    await way.do(AT.appraiser, 'appraise');
    await way.do(AT.appraiser, 'undo', { note });
    await way.do(AT.appraiser, 'confirm-paper', { note });
    await way.do(AT.appraiser, 'request-payment', { note });
    await way.do(AT.counter, 'record-payment', { note });
    const kept = await rows<{ id: string }>(motcua.db, 'select id from dossier_note where dossier = $1', way.code);
    const named = (await way.timeline()).events.flatMap(
      ({ data }) => (data['note'] as { id: string } | null)?.id ?? [],
    );
    expect(kept.map(({ id }) => id)).toEqual(named);
  });

  test('is listed under each status that it passes, locally and nationally', async () => {
    const way = await ways.receive({ body: { channel: 'postal', reception: { outcome: 'filed' } } });
    const statuses: [string, number][] = [];
    const isListed = async (): Promise<void> => {
      const { status, nationalStatus, openStep } = await way.view();
      statuses.push([status, nationalStatus.code]);
      const first = async (filter: string) => {
        const { body } = await motcua.as(AT.appraiser).get(`/dossiers?limit=1&${filter}`);
        return DossierPage.parse(body).items[0];
      };
      for (const filter of [
        `status=${status}`,
        `nationalStatus=${nationalStatus.code}`,
        `nationalStatus=${nationalStatus.code}&status=${status}&procedure=2.000815&overdue=false`,
      ]) {
        const found = await first(filter);
        expect([filter, found?.code, found?.openStep?.task]).toEqual([filter, way.code, openStep?.task]);
      }
      const other = (nationalStatus.code % 10) + 1;
      expect((await first(`nationalStatus=${other}&status=${status}`))?.code).not.toBe(way.code);
    };
    await isListed();
    await way.do(AT.counter, 'request-supplement');
    await isListed();
    await way.do(AT.counter, 'receive-supplement');
    await way.do(AT.counter, 'accept');
    await isListed();
    await way.do(AT.appraiser, 'appraise');
    await isListed();
    await way.do(AT.leader, 'suspend');
    await isListed();
    await way.do(AT.leader, 'resume');
    await way.do(AT.counter, 'request-withdrawal');
    await isListed();
    await way.do(AT.leader, 'decline-withdrawal');
    await way.upTo('return');
    await isListed();
    await way.do(AT.handover, 'return');
    await isListed();
    expect(statuses).toEqual([
      ['new', 1],
      ['new', 5],
      ['in-process', 2],
      ['in-process', 4],
      ['in-process', 8],
      ['in-process', 7],
      ['in-process', 9],
      ['returned', 10],
    ]);
  });

  test('is not the same to a cache once anything has happened', async () => {
    const way = await ways.receive();
    const appraiser = motcua.as(AT.appraiser);
    const seen = async (etag: string) =>
      (await appraiser.get(`/dossiers/${way.code}`, { headers: { 'If-None-Match': etag } })).status;
    const etag = async () => (await appraiser.get(`/dossiers/${way.code}`)).headers.get('etag') ?? '';
    for (const [who, act, body] of [
      [AT.leader, 'assign', { lead: AT.appraiser }],
      [AT.appraiser, 'request-payment', {}],
      [AT.counter, 'record-payment', {}],
      [AT.leader, 'suspend', {}],
      [AT.leader, 'resume', {}],
    ] as const) {
      const before = await etag();
      expect(await seen(before)).toBe(304);
      await way.do(who, act, { ...body });
      expect([act, await seen(before)]).toEqual([act, 200]);
    }
  });

  test('tells the applicant of everything that concerns him, in order and once', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-supplement');
    await way.do(AT.counter, 'receive-supplement');
    await way.do(AT.appraiser, 'request-payment');
    await way.do(AT.counter, 'record-payment');
    await way.do(AT.leader, 'suspend');
    await way.do(AT.leader, 'resume');
    await way.do(AT.counter, 'request-withdrawal');
    await way.do(AT.leader, 'decline-withdrawal');
    await way.do(AT.appraiser, 'draft-apology', { dueAt: '2027-06-01T10:00:00+07:00' });
    await way.do(AT.leader, 'approve-apology');
    await way.toEnd();
    await way.do(AT.leader, 'reopen');
    expect(await way.told()).toEqual([
      'supplement-requested',
      'supplement-received',
      'payment-requested',
      'payment-recorded',
      'dossier-suspended',
      'dossier-resumed',
      'withdrawal-declined',
      'apology-approved',
      'result-ready',
      'dossier-reopened',
    ]);
    const [row] = await rows<{ n: number; events: number }>(
      motcua.db,
      `select count(*)::int as n, (select count(*)::int from notice n2 join dossier_event e on e.stream = n2.dossier and e.seq = n2.seq
         where n2.dossier = $1) as events from notice where dossier = $1 and sent_at is null`,
      way.code,
    );
    expect(row?.n).toBe(row?.events);
  });
});

describe('The tasks of an agency', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({ ...real, calendar: soonDue(real.calendar, 1200) }),
    });
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const tasks = async (query = '') => {
    const items = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await motcua.as(AT.leader).get(`/agencies/${WARD}/tasks?limit=3${query}${more}`);
      const page = TaskPage.parse(body);
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };

  test('come by due instant, those whose clock stands still last, each once and each with its lead', async () => {
    const made: Way[] = [];
    for (let index = 0; index < 8; index += 1) made.push(await ways.receive());
    for (const way of made.slice(0, 4)) await way.do(AT.appraiser, 'request-supplement');
    await made[0]?.do(AT.leader, 'assign', { lead: AT.appraiser });
    await made[7]?.do(AT.leader, 'assign', { lead: AT.appraiser, supporting: [AT.seal] });
    const items = await tasks('&role=appraiser');
    const mine = items.filter(({ dossier }) => made.some(({ code }) => code === dossier));
    expect(mine).toHaveLength(8);
    expect(mine.map(({ dueAt }) => dueAt === null)).toEqual([...Array(4).fill(false), ...Array(4).fill(true)]);
    expect(mine.slice(-4).map(({ waitsFor }) => waitsFor)).toEqual(Array(4).fill('supplement'));
    const dues = items.flatMap(({ dueAt }) => dueAt ?? []);
    expect(dues).toEqual(dues.toSorted());
    expect(new Set(items.map(({ task }) => task)).size).toBe(items.length);
    const leads = new Map(mine.map(({ dossier, lead }) => [dossier, lead]));
    expect(made.map(({ code }) => leads.get(code) ?? null)).toEqual([
      AT.appraiser,
      ...Array(6).fill(null),
      AT.appraiser,
    ]);
  });

  test('that were undone or closed with their dossier are where they belong', async () => {
    const [undone, withdrawn] = [await ways.receive(), await ways.receive()];
    await undone.do(AT.appraiser, 'appraise');
    await undone.do(AT.appraiser, 'undo');
    await withdrawn.do(AT.counter, 'request-withdrawal');
    await withdrawn.do(AT.leader, 'confirm-withdrawal');
    const [open, done] = [await tasks(), await tasks('&state=done')];
    const of = (items: typeof open, way: Way) =>
      items.filter(({ dossier }) => dossier === way.code).map(({ task }) => task);
    expect([of(open, undone), of(done, undone)]).toEqual([[`${undone.code}.1`], [`${undone.code}.2`]]);
    expect([of(open, withdrawn), of(done, withdrawn)]).toEqual([[], [`${withdrawn.code}.1`]]);
    const opening = await motcua.as(AT.appraiser).post(`/tasks/${withdrawn.code}.1/opening`, undefined);
    expect(refused(opening)).toEqual([409, 'task-left']);
  });

  test('that were overdue are not overdue any more where the clock was set anew', async () => {
    const person = await aPerson(motcua.db, [{ agency: WARD, role: 'agency-leader' }]);
    const way = await ways.receive();
    await way.do(AT.appraiser, 'appraise');
    await until(async () => (await way.view()).openStep?.overdue === true, 10_000);
    expect((await tasks('&role=agency-leader')).find(({ dossier }) => dossier === way.code)?.overdue).toBe(true);
    await way.do(motcua.withToken(person.token), 'suspend');
    await way.do(AT.leader, 'resume');
    const { openStep } = await way.view();
    const task = (await tasks('&role=agency-leader')).find(({ dossier }) => dossier === way.code);
    expect([task?.dueAt, task?.overdue]).toEqual([openStep?.dueAt, openStep?.overdue]);
  });
});
