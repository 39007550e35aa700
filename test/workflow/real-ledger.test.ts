import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import { nationalStatus } from '../../domain/dossier/national-status.ts';
import type { DossierSnapshot, DossierState } from '../../domain/dossier/state.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Answer, Json } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { fittingAct, onwardOf } from '../support/fitting-act.ts';
import { expectAlarmsKept, isRing } from '../support/kept-alarms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { positionOf } from '../support/position.ts';
import { soonAnswered, soonDue } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

/** Steps are due, and answers wanted, so soon that clocks ring all along a walk. */
const STEP_MS = 250;
const ANSWER_MS = 200;

const WALKS = 10;
const ACTS_OF_A_WALK = 20;

/** Who does an act, if anybody may. */
const BY = {
  accept: AT.counter,
  appraise: AT.appraiser,
  approve: AT.leader,
  seal: AT.seal,
  return: AT.handover,
  'propose-refusal': AT.appraiser,
  'refuse-reception': AT.counter,
  'send-back': AT.leader,
  undo: AT.appraiser,
  assign: AT.leader,
  'request-supplement': AT.appraiser,
  'receive-supplement': AT.counter,
  'confirm-closing': AT.leader,
  'request-payment': AT.appraiser,
  'record-payment': AT.counter,
  'waive-payment': AT.leader,
  'refund-payment': AT.leader,
  suspend: AT.leader,
  resume: AT.leader,
  extend: AT.leader,
  'draft-apology': AT.appraiser,
  'approve-apology': AT.leader,
  'request-withdrawal': AT.counter,
  'confirm-withdrawal': AT.leader,
  'decline-withdrawal': AT.leader,
  'confirm-paper': AT.appraiser,
  'acknowledge-handover': AT.appraiser,
  'accept-handover': AT.appraiser,
  'plan-verification': AT.appraiser,
  'record-verification': AT.appraiser,
  consult: AT.appraiser,
  replan: AT.leader,
  migrate: AT.leader,
  reopen: AT.leader,
} as const satisfies Record<ActName, string>;

/** Planning anew and moving to another version are no requests of anybody's. */
const ACTS_OF_THE_API = ACT_NAMES.filter((name) => name !== 'replan' && name !== 'migrate');

interface Move {
  /** What would take the dossier on where it stands, before anything else. */
  readonly onward: boolean;
  /** Acts that come at the same time; most of them may not be done there. */
  readonly acts: readonly ActName[];
  /** Each command comes twice at once. */
  readonly twice: boolean;
  readonly pauseMs: number;
}

const moves: fc.Arbitrary<Move> = fc.record({
  onward: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0),
  acts: fc.array(fc.constantFrom(...ACTS_OF_THE_API), { maxLength: 2 }),
  twice: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
  pauseMs: fc.constantFrom(0, 0, 50, 300),
});

/** What the rows of a dossier say of it: its own, its open tasks, what is owed. */
const ROWS = `select seq, status, head_hash as "headHash", national_status as "nationalStatus", open_task as "openTask", overdue,
    due_at as "dueAt", waits_for as "waitsFor", respond_by as "respondBy", outcome, processed_at as "processedAt", supplements, pauses,
    (select coalesce(json_agg(json_build_object('task', t.id, 'stage', t.stage, 'agency', t.agency, 'overdue', t.overdue)), '[]')
      from task t where t.dossier = code and t.left_at is null) as tasks,
    (select coalesce(json_agg(json_build_object('id', o.id, 'amount', o.amount, 'status', o.status) order by o.requested_at, o.id), '[]')
      from obligation o where o.dossier = code) as obligations
  from dossier where code = $1`;

interface Rows extends Record<string, unknown> {
  readonly seq: number;
  readonly dueAt: Date | null;
  readonly respondBy: Date | null;
  readonly processedAt: Date | null;
}

/** What they must say, by the fold of the ledger. */
function rowsOf({ state, headHash }: DossierSnapshot): Record<string, unknown> {
  const { seq, status, step, overdue, dueAt, wait, outcome, processedAt, supplements, pauses, obligations } = state;
  return {
    seq,
    status,
    headHash,
    nationalStatus: nationalStatus(state),
    openTask: step?.task ?? null,
    overdue,
    dueAt: dueAt && new Date(dueAt),
    waitsFor: wait?.kind ?? null,
    respondBy: wait?.respondBy ? new Date(wait.respondBy) : null,
    outcome,
    processedAt: processedAt && new Date(processedAt),
    supplements,
    pauses,
    tasks: step === null ? [] : [{ task: step.task, stage: step.stage, agency: step.agency, overdue: step.overdue }],
    obligations,
  };
}

describe('On the real ledger', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({
        ...real,
        calendar: soonAnswered(soonDue(real.calendar, STEP_MS), { answer: ANSWER_MS }),
      }),
    });
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const rightsOf = async (person: string): Promise<number> => {
    const text = 'select rights_version::int as version from person where id = $1';
    return (await rows<{ version: number }>(motcua.db, text, person))[0]?.version ?? 0;
  };
  const stateOf = async (code: string): Promise<DossierState> =>
    (await loadSnapshot(motcua.db, motcua.procedures, code)).state;

  test('a command that comes twice at once under two conditions has one effect, also if its act could be done again', async () => {
    const way = await ways.receive();
    const snapshot = await loadSnapshot(motcua.db, motcua.procedures, way.code);
    const { act, actor } = fittingAct(snapshot, 'assign', { lead: AT.appraiser });
    const by = { person: AT.leader, appointment: `${AT.leader}-1`, rightsVersion: await rightsOf(AT.leader) };
    const sendOn = (expectedSeq: number | null) => {
      const request = { key: 'same', requestHash: 'same', act: { ...act, expectedSeq }, actor: { ...actor, ...by } };
      return motcua.engine.act(way.code, request, 20_000);
    };
    const [first, second] = await Promise.all([sendOn(null), sendOn(1000)]);
    expect(second).toEqual(first);
    expect(await count(motcua.db, `command where scope = $1 and act = 'assign'`, way.code)).toBe(1);
    expect(await count(motcua.db, `dossier_event where stream = $1 and type = 'officers-assigned'`, way.code)).toBe(1);
    await way.toEnd();
  });

  test('a result that was sealed can be sealed again, after the dossier was sent back', async () => {
    const way = await ways.receive();
    await way.upTo('sealing');
    const document = await way.result();
    await way.do(AT.seal, 'seal', { document });
    await way.do(AT.handover, 'send-back', { stage: 'sealing' });
    await way.do(AT.seal, 'seal', { document });
    expect(await count(motcua.db, 'result where dossier = $1', way.code)).toBe(1);
    await way.toEnd();
  });

  test('whatever is tried, the engine, the ledger and the rows of the dossier say the same, and no clock is missed', async () => {
    const seed = Date.now() % 2 ** 31;
    const seen = new Map<string, number>();
    const walks = fc.sample(fc.array(moves, { minLength: ACTS_OF_A_WALK, maxLength: ACTS_OF_A_WALK }), {
      numRuns: WALKS,
      seed,
    });
    try {
      await Promise.all(walks.map((walk, index) => walkOne(walk, index, seen)));
    } catch (error) {
      throw new Error(`the walks of seed ${seed}: ${error instanceof Error ? error.message : ''}`, { cause: error });
    }
    expect(seen.get('allowed')).toBeGreaterThan(WALKS * ACTS_OF_A_WALK * 0.4);
    expect(seen.get('refused')).toBeGreaterThan(WALKS * ACTS_OF_A_WALK * 0.4);
    expect(seen.get('rung')).toBeGreaterThan(WALKS / 2);
  }, 120_000);

  /** Walks a dossier, and holds what is said of it against itself after each move. */
  async function walkOne(walk: readonly Move[], index: number, seen: Map<string, number>): Promise<void> {
    const filed = index % 3 === 0 ? { body: { reception: { outcome: 'filed' } } } : {};
    const way = await ways.receive(filed);
    for (const { onward, acts, twice, pauseMs } of walk) {
      const names = onward ? [onwardOf(await stateOf(way.code)), ...acts] : acts;
      const answers = await Promise.all(names.map((name) => send(way, name, twice ? 2 : 1)));
      for (const sent of answers) {
        const done = sent.filter(({ status }) => status === 200);
        // What else comes at the same time may make of the second what the first was not; what was done is done once.
        expect(new Set(done.map(({ body }) => body['headHash'])).size).toBeLessThanOrEqual(1);
        for (const { status } of sent) expect([200, 403, 404, 409, 422]).toContain(status);
        count1(seen, done.length > 0 ? 'allowed' : 'refused');
      }
      await expectAgreement(way.code);
      await delay(pauseMs);
    }
    await until(async () => Date.parse(nextAlarm(await stateOf(way.code)) ?? '9999-12-31') > Date.now());
    await expectAgreement(way.code);
    const ledger = (await readStream(motcua.db, way.code)).map(({ event }) => event);
    expectAlarmsKept(ledger, Date.now());
    for (const _ of ledger.filter(isRing)) count1(seen, 'rung');
    expect(await count(motcua.db, 'command where scope = $1', way.code)).toBe(
      new Set(ledger.map(({ command }) => command)).size - 1,
    );
  }

  async function send(way: Way, name: ActName, times: number): Promise<Answer[]> {
    const key = randomUUID();
    const body = await bodyOf(way, name);
    return Promise.all(Array.from({ length: times }, () => way.try(BY[name], name, body, { key })));
  }

  async function bodyOf(way: Way, name: ActName): Promise<Json> {
    const { code } = way;
    const { obligations, dueAt } = await stateOf(code);
    const obligation = obligations.find(({ status }) => status === 'requested')?.id ?? 'none';
    switch (name) {
      case 'assign':
        return { lead: AT.appraiser };
      case 'request-payment':
        return { obligation: `tax-${obligations.length + 1}`, stopsClock: obligations.length % 2 === 0 };
      case 'record-payment':
      case 'waive-payment':
        return { obligation };
      case 'draft-apology':
        return { dueAt: new Date(Date.parse(dueAt ?? new Date().toISOString()) + 86_400_000).toISOString() };
      case 'send-back':
        return { stage: 'appraisal' };
      case 'seal':
        return { document: await way.result().catch(() => randomUUID()) };
      default:
        return {};
    }
  }

  /** A clock may ring between two looks. */
  async function expectAgreement(code: string): Promise<void> {
    let fold: DossierSnapshot | undefined;
    let position: DossierState | null | undefined;
    let row: Rows | undefined;
    await until(async () => {
      fold = await loadSnapshot(motcua.db, motcua.procedures, code);
      position = await positionOf(motcua.engine.client, code);
      [row] = await rows<Rows>(motcua.db, ROWS, code);
      const { seq } = fold.state;
      return row?.seq === seq && (position ?? fold.state).seq === seq;
    });
    if (fold === undefined) return;
    if (position !== null) expect(position).toEqual(fold.state);
    expect(row).toEqual(rowsOf(fold));
  }
});

function count1(seen: Map<string, number>, what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}
