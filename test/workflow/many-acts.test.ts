import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ofType } from '../../domain/dossier/events.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { positionOf } from '../support/position.ts';
import { untilArchived } from '../support/s3.ts';
import { soonAnswered } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

const ACTS = 300;
const CONTINUE_AFTER_EVENTS = 200;
const LEAST_RUNS = 5;

/** People who act on it at the same time, so that one has always sent something. */
const SENDERS = 4;

/** The route's own acts at the end. */
const TO_THE_END = 4;

/** An answer is wanted long after all is over. */
const AN_HOUR = 3_600_000;

const History = z.object({
  runs: z.array(
    z.object({
      state: z.literal('readable'),
      runId: z.string(),
      events: z.array(z.object({ id: z.int(), at: z.string(), type: z.string(), attributes: z.unknown() })),
    }),
  ),
});
type Run = z.infer<typeof History>['runs'][number];

/** A command that was sent, by the clock of whoever sent it. */
interface Sent {
  readonly key: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
  readonly text: string;
}

describe('A dossier of three hundred acts', () => {
  let motcua: Motcua;
  let ways: Ways;
  let answerWithin = AN_HOUR;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      continueAfterEvents: CONTINUE_AFTER_EVENTS,
      ports: (real) => ({
        ...real,
        calendar: {
          ...real.calendar,
          due: (of, count) => soonAnswered(real.calendar, { answer: answerWithin }).due(of, count),
        },
      }),
    });
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const sent: Sent[] = [];
  const send = async (way: Way, ...[who, act, body]: Parameters<Way['try']>): Promise<void> => {
    const key = randomUUID();
    const sentAt = Date.now();
    const { status, text } = await way.try(who, act, body, { key });
    sent.push({ key, sentAt, answeredAt: Date.now(), status, text });
  };
  const runIdOf = async (code: string): Promise<string> =>
    (await motcua.engine.client.workflow.getHandle(code).describe()).runId;
  const read = async (code: string): Promise<Run[]> => {
    const { body, status, text } = await motcua.as('auditor').get(`/dossiers/${code}/engine-history`);
    if (status !== 200) throw new Error(text);
    return History.parse(body).runs;
  };
  /** Asks for a payment, and lets people assign officers to and fro until the run has been continued, or so often. */
  const waitThrough = async (way: Way, most: number): Promise<void> => {
    const { obligations } = (await loadSnapshot(motcua.db, motcua.procedures, way.code)).state;
    const obligation = `tax-${obligations.length + 1}`;
    await send(way, AT.appraiser, 'request-payment', { obligation, stopsClock: true });
    const runId = await runIdOf(way.code);
    let left = most - 2;
    let continued = false;
    const sender = async (): Promise<void> => {
      while (left > 0 && !continued) {
        left -= 1;
        await send(way, AT.leader, 'assign', { lead: AT.appraiser });
        continued ||= (await runIdOf(way.code)) !== runId;
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    if (answerWithin < AN_HOUR) await until(async () => (await ringsOf(way.code)).length > 0, 120_000);
    await send(way, AT.counter, 'record-payment', { obligation });
  };
  const ringsOf = (code: string) =>
    rows(motcua.db, `select seq from dossier_event where stream = $1 and type = 'response-overdue'`, code);

  test('takes five runs or more, each with a pause, an alarm and an Update on the way into the next; nothing is lost or doubled, and each can be read', async () => {
    const way = await ways.receive();
    const { code } = way;
    for (let waits = 0, began = Date.now(); sent.length < ACTS - TO_THE_END; waits += 1) {
      // The second wait is answered too late: its alarm is armed in one run and rings in the next.
      answerWithin = waits === 1 ? 3 * (Date.now() - began) : AN_HOUR;
      await waitThrough(way, ACTS - TO_THE_END - sent.length);
    }
    await send(way, AT.appraiser, 'appraise');
    await send(way, AT.leader, 'approve');
    await send(way, AT.seal, 'seal');
    await send(way, AT.handover, 'return');

    expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
    expect(sent).toHaveLength(ACTS);
    const ledger = (await readStream(motcua.db, code)).map(({ event }) => event);
    const commands = ledger.map(({ command }) => command).filter((command, index, all) => all[index - 1] !== command);
    expect(commands).toHaveLength(new Set(commands).size);
    expect(new Set(commands.filter((command) => !command.startsWith('clock:')).slice(1))).toEqual(
      new Set(sent.map(({ key }) => key)),
    );
    expect(await positionOf(motcua.engine.client, code)).toEqual(
      (await loadSnapshot(motcua.db, motcua.procedures, code)).state,
    );

    await until(async () => (await read(code)).at(-1)?.events.at(-1)?.type === 'workflow-execution-completed');
    const runs = await read(code);
    expect(runs.length).toBeGreaterThanOrEqual(LEAST_RUNS);
    for (const { events } of runs) expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    for (const [index, run] of runs.slice(1).entries()) {
      expect(runs[index]?.events.at(-1)?.type).toBe('workflow-execution-continued-as-new');
      const { wait, rings, at } = startOf(run);
      expect(wait).toMatchObject({ kind: 'payment', overdue: false });
      expect(Math.abs(rings - Date.parse(wait?.respondBy ?? ''))).toBeLessThan(1000);
      expect(sent.some(({ sentAt, answeredAt }) => sentAt < at && at < answeredAt)).toBe(true);
    }
    const [ring, ...others] = ofType(ledger, 'response-overdue');
    expect(others).toEqual([]);
    const asked = ofType(ledger, 'payment-requested').find(({ data }) => data.respondBy === ring?.data.respondBy);
    expect(runs.filter(({ events }) => isBetween(events[0]?.at, asked?.at, ring?.at))).toHaveLength(1);
    await forget(code, runs);
    expect(await read(code)).toEqual(runs);
  }, 180_000);

  /** Until only the archive has them. */
  async function forget(code: string, runs: readonly Run[]): Promise<void> {
    const { client } = motcua.engine;
    const { namespace } = motcua.config.temporal;
    for (const { runId } of runs) {
      await untilArchived(motcua.config, runId);
      const workflowExecution = { workflowId: code, runId };
      await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    }
    const handle = client.workflow.getHandle(code);
    await until(async () => (await handle.describe().catch(() => null)) === null, 60_000);
  }
});

const Wait = z.object({ kind: z.string(), overdue: z.boolean(), respondBy: z.string() });
const Input = z.object({ snapshot: z.object({ state: z.object({ wait: Wait }) }) });
const Started = z.object({ input: z.object({ payloads: z.array(Input) }) });
const TimerStarted = z.object({ startToFireTimeout: z.string() });

/** What a run began with, when, and when the alarm rings that it armed then. */
function startOf({ events }: Run): { wait: z.infer<typeof Wait> | undefined; at: number; rings: number } {
  const [started] = events;
  const timer = events.find(({ type }) => type === 'timer-started');
  const [input] = Started.parse(started?.attributes).input.payloads;
  const seconds = Number.parseFloat(TimerStarted.parse(timer?.attributes).startToFireTimeout);
  return {
    wait: input?.snapshot.state.wait,
    at: Date.parse(started?.at ?? ''),
    rings: Date.parse(timer?.at ?? '') + seconds * 1000,
  };
}

function isBetween(instant = '', from = '', to = ''): boolean {
  return from < instant && instant < to;
}
