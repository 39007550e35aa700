import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { CLOCK_ACTOR } from '../../domain/access/actor.ts';
import { carryOutConsultation } from '../../domain/consultation/carry-out.ts';
import type { ConsultationDraft } from '../../domain/consultation/events.ts';
import { rebuildCommand } from '../../infra/cli/rebuild.ts';
import { commitConsultation, loadConsultation } from '../../infra/db/commit-consultation.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { BUILDING, createConsulting } from '../support/consulting.ts';
import type { Step } from '../support/desks.ts';
import { traces } from '../support/facts.ts';
import { A_REASON } from '../support/in-hand.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { warningCalendar } from '../support/plain-calendar.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays } from '../support/ways.ts';

describe('motcua rebuild CODE', () => {
  let motcua: Motcua;
  const { DATA_DIR: dataDir } = process.env;

  beforeAll(async () => {
    const { config } = testStack();
    // As beside a running `npm start`: the command finds its servers by the data folder.
    process.env['DATA_DIR'] = config.dataDir;
    motcua = await startMotcua(config);
  }, 60_000);
  afterAll(async () => {
    if (dataDir === undefined) delete process.env['DATA_DIR'];
    else process.env['DATA_DIR'] = dataDir;
    await motcua?.stop();
  }, 30_000);

  const halfWay = async (): Promise<{ code: string; step: Step }> => {
    const { code, step: first } = await motcua.receive();
    if (first === null) throw new Error('a reception opens a step');
    const { step } = await motcua.act(code, first);
    if (step === null) throw new Error('an appraisal opens a step');
    return { code, step };
  };
  const run = (code: string) => motcua.engine.client.workflow.getHandle(code).describe();
  const terminate = (code: string) => motcua.engine.client.workflow.getHandle(code).terminate('test');
  const asSuperuser = async (text: string, params: readonly unknown[]): Promise<void> => {
    const client = new Client({ connectionString: new URL('/motcua', testStack().adminUrl).href });
    await client.connect();
    await client.query(text, [...params]);
    await client.end();
  };
  /** Runs the command and keeps what it prints to itself. */
  const rebuild = async (...argv: string[]): Promise<{ exit: number; said: string }> => {
    const said: string[] = [];
    const keep = (chunk: unknown): boolean => said.push(String(chunk)) > 0;
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(keep),
    );
    try {
      return { exit: await rebuildCommand(argv), said: said.join('') };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  };

  test('starts a terminated run again where the dossier stood, and the dossier goes on', async () => {
    const { code, step } = await halfWay();
    await terminate(code);
    const { runId } = await run(code);
    const before = await traces(motcua.db, code);
    const { exit, said } = await rebuild(code);
    expect([exit, said]).toEqual([0, expect.stringContaining('rebuilt from 4 events at step approval')]);
    expect((await run(code)).status.name).toBe('RUNNING');
    expect((await run(code)).runId).not.toBe(runId);
    expect(await traces(motcua.db, code)).toEqual(before);
    const rest = await motcua.takeToEnd(code, step);
    expect(rest.map(({ act, seq }) => [act, seq])).toEqual([
      ['approve', 6],
      ['seal', 8],
      ['return', 10],
    ]);
  });

  test('starts a run that the engine has lost altogether', async () => {
    const { code, step } = await halfWay();
    const { namespace } = motcua.config.temporal;
    await motcua.engine.client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: code },
    });
    await gone(code);
    expect((await rebuild(code)).exit).toBe(0);
    await expect(motcua.act(code, step)).resolves.toMatchObject({ act: 'approve', seq: 6 });
  }, 90_000);

  test('is not even needed: the next act on a terminated run starts it again by itself', async () => {
    const { code, step } = await halfWay();
    await terminate(code);
    await expect(motcua.act(code, step)).resolves.toMatchObject({ act: 'approve', seq: 6 });
    expect((await run(code)).status.name).toBe('RUNNING');
  });

  test('of a consultation whose run was lost tells its dossier what that has not heard', async () => {
    const ways = createWays(motcua);
    const consulting = createConsulting(motcua, ways);
    const way = await consulting.dossier();
    const consultation = await consulting.ask(way);
    await until(async () => (await run(consultation).catch(() => null)) !== null);
    await terminate(consultation);
    const { state, headHash } = await loadConsultation(motcua.db, consultation);
    const answered: ConsultationDraft = {
      type: 'consultation-answered',
      at: new Date().toISOString(),
      data: { agency: BUILDING, opinion: 'agreed', late: false, note: A_REASON, documents: [], contentHash: '' },
    };
    const by = { actor: CLOCK_ACTOR, rights: null, medium: 'electronic', place: null, runId: 'lost' } as const;
    const input = { ...by, key: 'clock:lost', requestHash: 'lost', act: 'answer', at: answered.at, drafts: [answered] };
    await commitConsultation(motcua.db, carryOutConsultation({ state, headHash, ...input }, warningCalendar()));
    const { said } = await rebuild(consultation);
    expect(said).toContain('is over, nothing to rebuild');
    const known = async (): Promise<unknown> =>
      (await loadSnapshot(motcua.db, motcua.procedures, way.code)).state.consultations[0]?.status;
    await until(async () => (await known()) === 'answered');
    await way.do(AT.appraiser, 'appraise');
  });

  test('refuses while the dossier runs', async () => {
    const { code } = await halfWay();
    const { runId } = await run(code);
    await expect(rebuild(code)).rejects.toMatchObject({ code: 'run-open' });
    expect((await run(code)).runId).toBe(runId);
  });

  test('has nothing to do for a dossier that has ended', async () => {
    const { code, step } = await motcua.receive();
    await motcua.takeToEnd(code, step);
    const { runId } = await run(code);
    const { exit, said } = await rebuild(code);
    expect([exit, said]).toEqual([0, expect.stringContaining('has ended, nothing to rebuild')]);
    expect((await run(code)).runId).toBe(runId);
  });

  test('refuses a ledger that was altered, and so does the next act', async () => {
    const { code, step } = await halfWay();
    await terminate(code);
    await asSuperuser(`update dossier_event set place = 'elsewhere' where stream = $1 and seq = 3`, [code]);
    await expect(rebuild(code)).rejects.toMatchObject({ code: 'ledger-tampered', params: { stream: code, seq: 3 } });
    const answer = await motcua.tryAct(code, step);
    expect([answer.status, answer.body['code']]).toEqual([500, 'ledger-tampered']);
    expect((await run(code)).status.name).toBe('TERMINATED');
  });

  test('refuses a ledger that lacks an event', async () => {
    const { code } = await halfWay();
    await terminate(code);
    await asSuperuser('delete from dossier_event where stream = $1 and seq = 2', [code]);
    await expect(rebuild(code)).rejects.toMatchObject({ code: 'ledger-gap' });
  });

  test('says how it is used, and refuses a code that is none', async () => {
    expect(await rebuild()).toEqual({ exit: 2, said: expect.stringContaining('motcua rebuild CODE') });
    await expect(rebuild('nonsense')).rejects.toMatchObject({ code: 'dossier-code-invalid' });
    await expect(rebuild('H49.01.143-990101-0001')).rejects.toMatchObject({ code: 'dossier-unknown' });
  });

  async function gone(code: string): Promise<void> {
    await until(async () => (await run(code).catch(() => null)) === null, 60_000);
  }
});
