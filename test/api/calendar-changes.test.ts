import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarData } from '../../contracts/catalogue.ts';
import type { Calendar } from '../../domain/calendar/types.ts';
import type { DueExplanation } from '../../domain/dossier/deadlines.ts';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import { calendarCommand } from '../../infra/cli/calendar.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';
import {
  APPROVER,
  CALENDAR,
  createCalendarChanging,
  PROPOSER,
  type CalendarChanging,
} from '../support/calendar-changing.ts';
import { SIMPLE_PROCEDURE } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { changeRights, aPerson } from '../support/people.ts';
import { startOwnStack, TEST_PASSWORD, testDemo } from '../support/stack.ts';
import { AT, createWays, publish, refused, type Way, type Ways } from '../support/ways.ts';

const DAY_MS = 24 * 3_600_000;

describe('A change of the calendar', () => {
  let stack: Stack;
  let motcua: Motcua;
  let ways: Ways;
  let changing: CalendarChanging;
  /** While set, the API counts by these: it has not learnt of the change yet. */
  let outdated: ReadonlyMap<string, Calendar | undefined> | null = null;
  let calendarNow: (id: string) => Calendar | undefined;

  beforeAll(async () => {
    stack = await startOwnStack('calendar-changes', { ACT_WAIT_SECONDS: '20' });
    motcua = await startMotcua(stack.config, {
      calendars: { refreshMs: 200, settleMs: 3000 },
      apiCalendars(real) {
        calendarNow = (id) => real.get(id);
        return { ...real, get: (id) => (outdated === null ? real.get(id) : outdated.get(id)) };
      },
    });
    ways = createWays(motcua);
    changing = createCalendarChanging(motcua);
    const { cases = [], route } = motcua.catalogue.procedures.get(SIMPLE_PROCEDURE) ?? {};
    const stages = (route?.stages ?? []).map((stage) => ({
      ...stage,
      budget: { unit: 'working-day', value: 5 } as const,
    }));
    await publish(motcua, SIMPLE_PROCEDURE, {
      legalLimit: { unit: 'working-day', value: 20 },
      localLimit: { unit: 'working-day', value: 12 },
      extension: { unit: 'working-day', value: 5 },
      instantResult: false,
      cases: cases.slice(0, 1),
      route: { stages },
    });
  }, 180_000);
  afterAll(async () => {
    await motcua?.stop();
    await stack?.stop();
  }, 60_000);
  beforeEach(() => {
    outdated = null;
  });

  const received = (): Promise<Way> => ways.receive();
  const seqOf = async ({ code }: Way): Promise<number | undefined> =>
    (await rows<{ seq: number }>(motcua.db, 'select seq from dossier where code = $1', code))[0]?.seq;
  const replans = ({ code }: Way, change: string): Promise<number> =>
    count(
      motcua.db,
      `dossier_event where stream = $1 and type = 'clocks-replanned' and data->>'change' = $2`,
      code,
      change,
    );
  /** How the appointment was counted, as far as a date goes. */
  const saysOf = async (way: Way, date: string): Promise<unknown> => {
    const { dueExplanation } = await way.view();
    return (dueExplanation as DueExplanation).explanation.find((step) => 'date' in step && step.date === date);
  };
  /** The calendar in force with another day off, on a date that none of these tests has taken yet. */
  let taken = 2;
  const anotherDayOff = async (): Promise<{ content: CalendarData; date: string }> => {
    const content = await changing.inForce();
    const date = changing.workingDate(taken, content);
    taken += 1;
    return { content: changing.withDayOff(content, date), date };
  };

  test('is proposed by whoever keeps the catalogue: the answer says which dates change, the same to each repeat', async () => {
    const { content, date } = await anotherDayOff();
    const key = randomUUID();
    const first = await changing.try(content, undefined, key);
    expect([first.status, first.body['calendar'], first.body['dates']]).toEqual([
      201,
      CALENDAR,
      [{ date, former: { kind: 'ordinary', usesWeekday: null }, proposed: { kind: 'holiday', usesWeekday: null } }],
    ]);
    expect((await changing.try(content, undefined, key)).text).toBe(first.text);
    expect(refused(await changing.try({ ...content, minutesPerDay: 450 }, undefined, key))).toEqual([
      422,
      'key-reused',
    ]);
    for (const person of [APPROVER, AT.counter, AT.leader])
      expect(refused(await changing.try(content, motcua.as(person)))).toEqual([403, 'role-not-allowed']);

    const dropped = await motcua.as(PROPOSER).post(`/calendar-changes/${String(first.body['id'])}/drop`, undefined);
    expect([dropped.status, dropped.body['decision']]).toEqual([200, 'dropped']);
    const late = await motcua.as(APPROVER).post(`/calendar-changes/${String(first.body['id'])}/approve`, undefined);
    expect([...refused(late), late.body['params']]).toEqual([409, 'calendar-change-settled', { status: 'dropped' }]);
  });

  test('is refused where it changes nothing, is of no calendar, or is none', async () => {
    const content = await changing.inForce();
    expect(refused(await changing.try(content))).toEqual([422, 'calendar-change-empty']);
    expect(refused(await changing.try({ ...content, id: 'nowhere' }))).toEqual([404, 'calendar-unknown']);
    const wrong = await changing.try({
      ...content,
      makeUpDays: [
        ...content.makeUpDays,
        { date: content.publishedFrom, usesWeekday: 'fri', for: content.publishedFrom },
      ],
    });
    expect(refused(wrong)).toEqual([422, 'body-invalid']);
    expect(JSON.stringify(wrong.body['errors'])).toContain('body.content.makeUpDays');
    expect(refused(await motcua.as(PROPOSER).get(`/calendar-changes/${randomUUID()}`))).toEqual([
      404,
      'calendar-change-unknown',
    ]);
  });

  test('is approved by another person than who proposed it, at the province’s centre, once it has been previewed', async () => {
    const both = await ways.someone(
      { agency: 'H49.01', role: 'catalogue-administrator' },
      { agency: 'H49.01', role: 'one-stop-head' },
    );
    const { content } = await anotherDayOff();
    await motcua.stopWorker();
    const { body } = await changing.try(content, both);
    const approve = (person: Parameters<Ways['caller']>[0]) =>
      ways.caller(person).post(`/calendar-changes/${String(body['id'])}/approve`, undefined);
    expect(refused(await approve(both))).toEqual([403, 'own-proposal']);
    expect(refused(await approve(AT.counter))).toEqual([403, 'role-not-allowed']);
    expect(refused(await approve(AT.leader))).toEqual([403, 'not-your-agency']);
    expect(refused(await approve(APPROVER))).toEqual([409, 'calendar-change-not-previewed']);
    await motcua.startWorker();
    expect(refused(await motcua.as(AT.counter).get('/calendar-changes'))).toEqual([403, 'role-not-allowed']);
    expect((await ways.caller(both).post(`/calendar-changes/${String(body['id'])}/drop`, undefined)).status).toBe(200);
  });

  test('gives open dossiers what its preview showed, tells their applicants, and leaves all others as they are', async () => {
    const [plain, later, extended, putOff] = [await received(), await received(), await received(), await received()];
    const [suspended, supplement, ready, ended, withoutRun] = [
      await received(),
      await received(),
      await received(),
      await received(),
      await received(),
    ];
    await later.do(AT.appraiser, 'appraise');
    await extended.do(AT.leader, 'extend');
    const named = new Date(Date.parse(String((await putOff.view()).dueAt)) + 3 * DAY_MS).toISOString();
    await putOff.do(AT.appraiser, 'draft-apology', { dueAt: named });
    await putOff.do(AT.leader, 'approve-apology');
    await suspended.do(AT.leader, 'suspend');
    await supplement.do(AT.appraiser, 'request-supplement');
    await ready.upTo('return');
    await ended.toEnd();
    await motcua.engine.client.workflow.getHandle(withoutRun.code).terminate('lost');

    const { content, date } = await anotherDayOff();
    const { id } = await changing.propose(content);
    const preview = await changing.items(id);
    const touched = [plain, later, extended, putOff, withoutRun];
    expect([...preview.keys()]).toEqual(touched.map(({ code }) => code).toSorted());
    const before = new Map(await Promise.all(touched.map(async (way) => [way.code, await way.view()] as const)));
    const byNew = changing.clocks(content);
    for (const way of [plain, later, withoutRun]) {
      const due = byNew.due(
        { office: 'phuong-hong-gai' },
        { from: way.receipt.at, limit: { unit: 'working-day', value: 12 }, pauses: [], afterSupplement: 'restart' },
      ).due;
      expect(preview.get(way.code)?.dueAt).toEqual({
        former: way.receipt.dueAt,
        proposed: new Date(due ?? '').toISOString(),
        applied: null,
      });
    }
    // A date that was named stays; the step's own does not.
    expect(preview.get(putOff.code)?.dueAt).toEqual({ former: named, proposed: named, applied: null });
    for (const [code, { dueAt, stepDueAt, outcome }] of preview) {
      expect([outcome, dueAt.former, stepDueAt.former]).toEqual([
        'pending',
        before.get(code)?.dueAt,
        before.get(code)?.openStep?.dueAt,
      ]);
      expect(Date.parse(stepDueAt.proposed ?? '')).toBeGreaterThan(Date.parse(stepDueAt.former ?? ''));
    }
    const { preview: summary } = await changing.read(id);
    expect(summary).toMatchObject({ later: 4, earlier: 0, others: 1 });
    expect(summary.lookedAt).toBeGreaterThanOrEqual(touched.length);

    const left = [suspended, supplement, ready, ended];
    const seqs = await Promise.all(left.map(seqOf));
    const done = await changing.apply(id);
    expect(done).toMatchObject({
      approvedBy: { id: APPROVER },
      outcomes: { pending: 0, done: touched.length, unchanged: 0, refused: 0 },
    });
    const written = await changing.items(id);
    for (const way of touched) {
      const item = written.get(way.code);
      const view = await way.view();
      expect([item?.outcome, item?.code]).toEqual(['done', null]);
      expect([view.dueAt, item?.dueAt.applied]).toEqual([item?.dueAt.proposed, item?.dueAt.proposed]);
      expect(view.openStep?.dueAt).toBe(item?.stepDueAt.proposed);
      const event = (await way.timeline()).events.findLast(({ type }) => type === 'clocks-replanned');
      expect(event).toMatchObject({
        actor: { person: { id: APPROVER }, role: 'one-stop-head' },
        place: null,
        data: { change: id, formerDueAt: item?.dueAt.former, clocks: { dueAt: view.dueAt } },
      });
      expect(await replans(way, id)).toBe(1);
      // Nobody is told of an appointment that is the same.
      expect((await way.told()).filter((kind) => kind === 'clocks-replanned')).toHaveLength(way === putOff ? 0 : 1);
    }
    expect(await saysOf(plain, date)).toEqual({ kind: 'skipped', date, reason: 'holiday' });
    expect((await plain.timeline()).ledger).toMatchObject({ verified: true });
    expect(await Promise.all(left.map(seqOf))).toEqual(seqs);

    await suspended.do(AT.leader, 'resume');
    expect(await saysOf(suspended, date)).toEqual({ kind: 'skipped', date, reason: 'holiday' });
    const fresh = await received();
    expect(await saysOf(fresh, date)).toEqual({ kind: 'skipped', date, reason: 'holiday' });
  }, 240_000);

  test('is proposed, previewed, approved and followed on the command line, by two accounts', async () => {
    const way = await received();
    const { content, date } = await anotherDayOff();
    const file = join(stack.dataDir, 'calendar.json');
    await writeFile(file, JSON.stringify(content));
    const run = async (account: string, ...words: string[]) => {
      const io = { out: '', err: '' };
      const code = await calendarCommand([...words, '--api', motcua.url, '--as', account], {
        stdout: (text) => void (io.out += text),
        stderr: (text) => void (io.err += text),
        directory: stack.dataDir,
        token: undefined,
        password: TEST_PASSWORD,
      });
      return { code, ...io };
    };
    const proposal = ['change', 'propose', 'calendar.json', '--reason', 'QĐ 123/QĐ-TTg', '--calendar', CALENDAR];
    const proposed = await run(PROPOSER, ...proposal);
    expect(proposed).toMatchObject({ code: 0, err: '' });
    expect(proposed.out).toContain(`${date}: như thường | as its weekday → nghỉ | day off`);
    const id = proposed.out.slice(0, 36);
    const preview = await run(PROPOSER, 'change', 'preview', id, '--wait');
    expect([preview.code, preview.out.split('\n').filter((line) => line.includes(way.code)).length]).toEqual([0, 1]);
    const [change, ...dossiers] = (await run(PROPOSER, 'change', 'preview', id, '--json')).out.trim().split('\n');
    expect(JSON.parse(change ?? '')).toMatchObject({ id, status: 'proposed', reason: 'QĐ 123/QĐ-TTg' });
    expect(dossiers.map((line) => (JSON.parse(line) as { dossier: string }).dossier)).toContain(way.code);

    const own = await run(PROPOSER, 'change', 'approve', id);
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('quản trị danh mục')]);
    expect((await run(APPROVER, 'change', 'approve', id)).code).toBe(0);
    const status = await run(APPROVER, 'change', 'status', id, '--wait');
    expect([status.code, status.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`${way.code}  .* đã tính lại \\| done`)),
    ]);
    expect(JSON.parse((await run(AT.counter, 'show')).out)).toMatchObject({ id: CALENDAR, holidays: content.holidays });
    expect((await run(PROPOSER, 'change', 'list')).out).toContain(id);
    expect((await run(PROPOSER, ...proposal.slice(0, -1), 'another')).code).toBe(1);
  }, 240_000);

  test('comes to nothing for a dossier that has ended, or waits, by the time it is applied; and to its outcome for each other', async () => {
    const [ending, waiting, going] = [await received(), await received(), await received()];
    const { id } = await changing.propose((await anotherDayOff()).content);
    await ending.toEnd();
    await waiting.do(AT.leader, 'suspend');
    await changing.apply(id);
    const items = await changing.items(id);
    expect([ending, waiting, going].map(({ code }) => [items.get(code)?.outcome, items.get(code)?.code])).toEqual([
      ['unchanged', 'dossier-ended'],
      ['unchanged', 'dossier-waits'],
      ['done', null],
    ]);
    // Acts go on as ever.
    expect((await going.do(AT.appraiser, 'appraise')).status).toBe('in-process');
  }, 240_000);

  test('over another one counts both; what was proposed before the other came is proposed anew', async () => {
    const way = await received();
    const first = await anotherDayOff();
    const second = await anotherDayOff();
    const outdatedOne = await changing.propose(second.content);
    const one = await changing.propose(first.content);
    await changing.apply(one.id);
    const refusal = await motcua.as(APPROVER).post(`/calendar-changes/${outdatedOne.id}/approve`, undefined);
    expect(refused(refusal)).toEqual([409, 'calendar-change-outdated']);

    const two = await changing.propose(changing.withDayOff(await changing.inForce(), second.date));
    expect([two.basedOn, two.dates.map(({ date }) => date)]).toEqual([one.version, [second.date]]);
    await changing.apply(two.id);
    for (const { date } of [first, second])
      expect(await saysOf(way, date)).toEqual({ kind: 'skipped', date, reason: 'holiday' });
    expect([await replans(way, one.id), await replans(way, two.id)]).toEqual([1, 1]);
    const found = await motcua.as(PROPOSER).get('/calendar-changes?limit=2');
    expect((found.body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([two.id, one.id]);
    // The file of the catalogue is installed with every start, and takes nothing back.
    await installCatalogue(motcua.db, { ...motcua.catalogue, procedures: new Map() }, testDemo(motcua.config));
    expect((await changing.inForce()).holidays.map(({ date }) => date)).toEqual(
      expect.arrayContaining([first.date, second.date]),
    );
  }, 240_000);

  test('reaches what is counted meanwhile by a process that knows the former calendar only', async () => {
    const { content, date } = await anotherDayOff();
    const { id } = await changing.propose(content);
    outdated = new Map([[CALENDAR, calendarNow(CALENDAR)]]);
    await changing.approve(id);
    await changing.reached(id, 'applying');
    const way = await received();
    expect(await saysOf(way, date)).toMatchObject({ kind: 'counted' });
    outdated = null;
    await changing.reached(id, 'applied');
    const item = (await changing.items(id)).get(way.code);
    expect(item).toMatchObject({ outcome: 'done', dueAt: { former: way.receipt.dueAt, proposed: null } });
    expect((await way.view()).dueAt).toBe(item?.dueAt.applied);
    expect(await saysOf(way, date)).toEqual({ kind: 'skipped', date, reason: 'holiday' });
  }, 240_000);

  test('goes on as whoever approved it with the rights he has; when he has none, another approves what is left', async () => {
    const way = await received();
    const head = await aPerson(motcua.db, [{ agency: 'H49.01', role: 'one-stop-head' }]);
    const approveAs = async (content: CalendarData): Promise<string> => {
      const { id } = await changing.propose(content);
      await changing.approve(id, motcua.withToken(head.token));
      await changing.reached(id, 'applying');
      return id;
    };
    const one = await approveAs((await anotherDayOff()).content);
    await changeRights(motcua.db, head);
    expect((await changing.reached(one, 'applied')).outcomes).toMatchObject({ refused: 0, pending: 0 });
    expect(await replans(way, one)).toBe(1);

    const two = await approveAs((await anotherDayOff()).content);
    await rows(motcua.db, `update appointment set effective_to = date '2025-12-31' where person = $1`, head.id);
    const cut = await changing.reached(two, 'applied');
    expect(cut.outcomes.done).toBe(0);
    expect((await changing.items(two)).get(way.code)).toMatchObject({ outcome: 'refused', code: 'rights-changed' });
    await changing.apply(two);
    expect(await changing.read(two)).toMatchObject({
      approvedBy: { id: APPROVER },
      outcomes: { refused: 0, pending: 0 },
    });
    expect(await replans(way, two)).toBe(1);
    const settled = await motcua.as(APPROVER).post(`/calendar-changes/${two}/approve`, undefined);
    expect(refused(settled)).toEqual([409, 'calendar-change-settled']);
  }, 240_000);
});
