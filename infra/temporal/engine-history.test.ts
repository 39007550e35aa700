import { describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { createEngineHistories } from './engine-history.ts';
import { createPayloadCodec } from './payload-codec.ts';

const codecWith = (id: string) => createPayloadCodec([{ id, bytes: Buffer.alloc(32, id) }]);
const codec = codecWith('k1');

const GRPC = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  internal: 13,
  unavailable: 14,
};
const grpc = (code: number, details = 'said so'): Error =>
  Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });

interface FakeRun {
  readonly startedAt?: number;
  readonly continues?: string;
  readonly failure?: Error;
  /** Written with this codec instead of the one that reads. */
  readonly codec?: typeof codec;
}

interface FakeEngine {
  readonly runs: Readonly<Record<string, FakeRun>>;
  readonly listed?: readonly string[];
  readonly current?: string;
  /** What the engine says to everything but a history. */
  readonly failure?: Error;
}

/** A client of an engine that has those runs, as far as histories go. */
const clientOf = ({ runs, listed = [], current, failure }: FakeEngine): Client => {
  const answer = <T>(value: T): Promise<T> =>
    failure === undefined ? Promise.resolve(value) : Promise.reject(failure);
  const history = async ({ startedAt = 0, continues = '', codec: written = codec }: FakeRun) => {
    const payloads = await written.encode([defaultPayloadConverter.toPayload('input') ?? {}]);
    const attributes = { continuedExecutionRunId: continues, input: { payloads } };
    const eventTime = { seconds: 1_800_000_000 + startedAt, nanos: 0 };
    return { events: [{ eventId: 1, eventTime, eventType: 1, workflowExecutionStartedEventAttributes: attributes }] };
  };
  const getHandle = (_: string, runId = '') => ({
    describe: () => answer({ runId: current }),
    fetchHistory: () => {
      const run = runs[runId];
      if (run === undefined) return Promise.reject(grpc(GRPC.notFound));
      return run.failure === undefined ? history(run) : Promise.reject(run.failure);
    },
  });
  return {
    options: { namespace: 'motcua' },
    workflow: {
      getHandle,
      async *list() {
        for (const runId of await answer(listed)) yield { runId };
      },
    },
    workflowService: { describeNamespace: () => answer({}) },
  } as unknown as Client;
};

/** Runs in their order: their ids when readable, else `id: reason`. */
const read = async (engine: FakeEngine, ...runIds: readonly string[]): Promise<string[]> => {
  const runs = await createEngineHistories(clientOf(engine), codec).read('H49.01-261124-0007', runIds);
  return runs.map((run) => (run.state === 'readable' ? run.runId : `${run.runId}: ${run.reason}`));
};

const NOT_IN_ARCHIVE = 'Requested workflow history not found, may have passed retention period.';

describe('the runs of a dossier', () => {
  test.each([
    ['nobody has it', { failure: grpc(GRPC.notFound) }, 'not-found'],
    ['there is no archive', { failure: grpc(GRPC.invalidArgument, NOT_IN_ARCHIVE) }, 'not-found'],
    ['the archive refuses', { failure: grpc(GRPC.invalidArgument, 'bucket does not exist') }, 'refused'],
    ['the engine fails on it', { failure: grpc(GRPC.internal) }, 'refused'],
    ['we may not see it', { failure: grpc(GRPC.permissionDenied) }, 'refused'],
    ['its key is gone', { codec: codecWith('k0') }, 'undecodable'],
  ])('are shown all the same when one is lost: %s', async (_, second, reason) => {
    const runs = { first: { startedAt: 1 }, second, third: { startedAt: 3 } };
    const got = await read({ runs, current: 'third' }, 'first', 'second');
    expect(got).toEqual(
      reason === 'undecodable' ? [`second: ${reason}`, 'first', 'third'] : ['first', `second: ${reason}`, 'third'],
    );
  });

  test.each([GRPC.unavailable, GRPC.deadlineExceeded])(
    'are unavailable only while the engine is: code %d',
    async (code) => {
      const runs = { first: { startedAt: 1 }, second: { failure: grpc(code) } };
      const unavailable = { code: 'engine-unavailable' };
      await expect(read({ runs, current: 'second' }, 'first')).rejects.toMatchObject(unavailable);
      await expect(read({ runs: {}, failure: grpc(code) }, 'first')).rejects.toMatchObject(unavailable);
    },
  );

  test('are put together from the ledger, the engine’s list and the runs that others continue, oldest first', async () => {
    const runs = {
      first: { startedAt: 1 },
      second: { startedAt: 2, continues: 'first' },
      third: { startedAt: 3, continues: 'second' },
      rebuilt: { startedAt: 4 },
    };
    expect(await read({ runs, current: 'rebuilt', listed: ['rebuilt', 'third'] }, 'third')).toEqual([
      'first',
      'second',
      'third',
      'rebuilt',
    ]);
    expect(await read({ runs, current: 'rebuilt' }, 'third', 'second')).toHaveLength(4);
  });

  test('that another run continues and nobody has are named too, before it', async () => {
    const runs = { first: { startedAt: 1 }, third: { startedAt: 3, continues: 'gone' } };
    expect(await read({ runs, current: 'third' }, 'first')).toEqual(['first', 'gone: not-found', 'third']);
  });
});
