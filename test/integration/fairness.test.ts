import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporalConnection } from '../../infra/connect.ts';
import { connectEngine, type Engine } from '../../infra/temporal/engine.ts';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';
import { testStack } from '../support/stack.ts';

const MANY = 30;
const FEW = 3;
const POLL_MS = 10_000;

describe('Work that waits in one queue', () => {
  const { config } = testStack();
  const queue = `fairness-${randomUUID()}`;
  let engine: Engine;

  beforeAll(() => {
    engine = connectEngine({
      connection: temporalConnection(config),
      namespace: config.temporal.namespace,
      codec: createPayloadCodec(config.keys.payload),
      names: { ...ENGINE_NAMES, queue },
      continueAfterEvents: 4000,
    });
  });
  afterAll(() => engine.close());

  const idOf = (agency: string, n: number): string => `${queue}:${agency}:${n}`;

  test('is given out to agencies by turns, not to whoever asked first', async () => {
    const asked = [
      ...Array.from({ length: MANY }, (_, n) => ['large', n] as const),
      ...Array.from({ length: FEW }, (_, n) => ['small', n] as const),
    ];
    for (const [agency, n] of asked) await engine.startBatch('batch', idOf(agency, n), 'none', { agency });
    const { workflowService } = engine.client;
    const poll = () =>
      workflowService.pollWorkflowTaskQueue({
        namespace: config.temporal.namespace,
        taskQueue: { name: queue },
        identity: 'fairness-test',
      });
    const given: string[] = [];
    while (given.length < asked.length) {
      const { workflowExecution } = await engine.client.withDeadline(Date.now() + POLL_MS, poll);
      if (workflowExecution?.workflowId) given.push(workflowExecution.workflowId);
    }
    const lastOfSmall = given.indexOf(idOf('small', FEW - 1));
    expect(lastOfSmall).toBeGreaterThan(-1);
    // By turns: each of the few comes with one or two of the many. In the order in which they were asked for they come last.
    expect(lastOfSmall).toBeLessThan(MANY / 2);
    for (const [agency, n] of asked) await engine.client.workflow.getHandle(idOf(agency, n)).terminate();
  }, 60_000);
});
