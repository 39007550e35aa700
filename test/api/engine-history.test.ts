import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { EngineHistory } from '../../contracts/engine-history.ts';
import type { Receipt } from '../support/desks.ts';
import { untilArchived } from '../support/s3.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** A history all of whose runs can be read. */
const History = z.object({
  code: z.string(),
  runs: z.array(
    z.object({
      state: z.literal('readable'),
      runId: z.string(),
      events: z.array(z.object({ id: z.int(), at: z.string(), type: z.string(), attributes: z.unknown() })),
    }),
  ),
});
type History = z.infer<typeof History>;

/** Low enough that a dossier's four acts take several runs. */
const CONTINUE_AFTER_EVENTS = 15;

describe('What the engine recorded of a dossier', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, { continueAfterEvents: CONTINUE_AFTER_EVENTS });
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const readAs = (account: string, code: string) => motcua.as(account).get(`/dossiers/${code}/engine-history`);
  const read = async (code: string): Promise<History> => {
    const answer = await readAs('auditor', code);
    if (answer.status !== 200) throw new Error(answer.text);
    return History.parse(answer.body);
  };
  const returned = async (): Promise<Receipt> => {
    const receipt = await motcua.receive();
    await motcua.takeToEnd(receipt.code, receipt.step);
    return receipt;
  };
  const runsOf = async (code: string): Promise<string[]> => {
    const [row] = await rows<{ run_ids: string[] }>(motcua.db, 'select run_ids from dossier where code = $1', code);
    return row?.run_ids ?? [];
  };

  test('is shown decoded: the input it started from and the acts it took', async () => {
    const { code } = await returned();
    const { runs } = await read(code);
    const first = runs[0]?.events[0];
    expect(first).toMatchObject({ id: 1, type: 'workflow-execution-started' });
    expect(JSON.stringify(first?.attributes)).toContain(`"code":"${code}"`);
    const taken = runs.flatMap(({ events }) => events).filter(({ type }) => type.endsWith('update-accepted'));
    expect(taken.map(({ attributes }) => /"act":"(\w+)"/.exec(JSON.stringify(attributes))?.[1])).toEqual([
      'appraise',
      'approve',
      'seal',
      'return',
    ]);
  });

  test('has every run of a dossier that continued as new, the oldest first', async () => {
    const { code } = await returned();
    const { runs } = await read(code);
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.map(({ events }) => events.at(-1)?.type)).toEqual([
      ...runs.slice(1).map(() => 'workflow-execution-continued-as-new'),
      'workflow-execution-completed',
    ]);
    for (const { events } of runs) expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(runs.map(({ runId }) => runId)).toEqual(expect.arrayContaining(await runsOf(code)));
  });

  test('is answered from the archive, event for event, once the engine has forgotten it', async () => {
    const { code } = await returned();
    const { client } = motcua.engine;
    const before = await read(code);
    const { namespace } = motcua.config.temporal;
    for (const { runId } of before.runs) {
      await untilArchived(motcua.config, runId);
      await client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId: code, runId },
      });
    }
    await until(
      async () =>
        (await client.workflow
          .getHandle(code)
          .describe()
          .catch(() => null)) === null,
      60_000,
    );
    expect(await read(code)).toEqual(before);
  }, 90_000);

  test('names a run that neither the engine nor its archive has, and shows the others', async () => {
    const { code } = await returned();
    const { runs } = await read(code);
    const lost = randomUUID();
    await rows(motcua.db, 'update dossier set run_ids = array_prepend($2, run_ids) where code = $1', code, lost);
    const answer = await readAs('auditor', code);
    expect([answer.status, EngineHistory.parse(answer.body).runs]).toEqual([
      200,
      [{ state: 'lost', runId: lost, reason: 'not-found' }, ...runs],
    ]);
  });

  test('has the runs that the ledger does not know: those the engine lists, and those that a later run continues', async () => {
    const { code } = await returned();
    const { runs } = await read(code);
    await rows(motcua.db, `update dossier set run_ids = '{}' where code = $1`, code);
    expect((await read(code)).runs).toEqual(runs);
  });

  test('is for auditors and system administrators alone', async () => {
    const { code } = await motcua.receive();
    for (const account of ['receptionist-hong-gai', 'leader-hong-gai', 'appraiser-hong-gai']) {
      const answer = await readAs(account, code);
      expect([account, answer.status, answer.body['code']]).toEqual([account, 403, 'role-not-allowed']);
    }
    expect((await motcua.withToken(null).get(`/dossiers/${code}/engine-history`)).status).toBe(401);
    const unknown = await readAs('auditor', 'H49.01.143-990101-0001');
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'dossier-unknown']);
  });
});
