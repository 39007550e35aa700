/**
 * Records the histories that `replay.test.ts` replays: `node_modules/.bin/node test/replay/record.ts [SCENARIO …]`.
 *
 * It brings up servers of its own and takes dossiers through every turn that the workflow code has. Record again only when
 * a scenario is new or changed: an old recording that still replays is the proof that dossiers under way survive a release.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import { CHECKOUT } from '../../infra/config/settings.ts';
import { startStack } from '../../infra/stack/start-stack.ts';
import type { Receipt, Step } from '../support/desks.ts';
import { startMotcua, type Motcua, type MotcuaOptions } from '../support/motcua.ts';
import { aPerson, changeRights } from '../support/people.ts';
import { soonDue } from '../support/soon-due.ts';
import { until } from '../support/until.ts';
import { History, HISTORIES, RECORDING_KEYS } from './recorded.ts';

interface Scenario {
  readonly options?: MotcuaOptions;
  /** @returns the workflow to record */
  run(motcua: Motcua): Promise<string>;
}

/** While true, the ledger cannot be written, as when PostgreSQL is away. */
let ledgerAway = false;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'whole-route': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  'woken-by-an-act': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  'refused-acts': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      const person = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
      const caller = motcua.withToken(person.token);
      // Signed in before the rights change, so that the refusal comes from the ledger.
      await caller.post(`/dossiers/${code}/acts`, { ...motcua.actBody(step), task: `${code}.9` });
      await changeRights(motcua.db, person);
      await caller.post(`/dossiers/${code}/acts`, motcua.actBody(step));
      const { step: approval } = await motcua.act(code, step);
      // Two that both pass the validator: the second is refused under the lock.
      await Promise.all([motcua.tryAct(code, opened(approval)), motcua.tryAct(code, opened(approval))]);
      const sealing = opened(await openStep(motcua, code));
      await motcua.tryAct(code, sealing, { body: { document: randomUUID() } });
      await motcua.takeToEnd(code, sealing);
      return code;
    },
  },
  'continued-as-new': {
    options: { continueAfterEvents: 15 },
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  overdue: {
    options: { ports: (real) => ({ ...real, calendar: soonDue(real.calendar, 1500) }) },
    async run(motcua) {
      const { code, step } = await received(motcua);
      const { step: approval } = await motcua.act(code, step);
      await ledgerHas(motcua, code, 'step-overdue', 1);
      const { step: sealing } = await motcua.act(code, opened(approval));
      await ledgerHas(motcua, code, 'step-overdue', 2);
      await motcua.takeToEnd(code, sealing);
      return code;
    },
  },
  'database-outage': {
    options: {
      ports: (real) => ({
        ...real,
        write: (write) => (ledgerAway ? Promise.reject(new Error('the database is away')) : real.write(write)),
      }),
    },
    async run(motcua) {
      const { code, step } = await received(motcua);
      ledgerAway = true;
      const act = motcua.act(code, step);
      await delay(8000);
      ledgerAway = false;
      await motcua.takeToEnd(code, (await act).step);
      return code;
    },
  },
  'behind-its-ledger': {
    options: {
      ports: (real) => {
        let known = false;
        return {
          ...real,
          // Once as if another worker had committed the act and died: the run learns of it from the ledger.
          async write(write) {
            const receipt = await real.write(write);
            if (known) return receipt;
            known = true;
            throw new DomainError('stream-moved');
          },
        };
      },
    },
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, (await motcua.act(code, step)).step);
      return code;
    },
  },
  rebuilt: {
    async run(motcua) {
      const { code, step } = await received(motcua);
      const { step: approval } = await motcua.act(code, step);
      await motcua.engine.client.workflow.getHandle(code).terminate('recording');
      await motcua.takeToEnd(code, approval);
      return code;
    },
  },
  'fold-indicators': {
    async run(motcua) {
      const workflowId = `fold-${randomUUID()}`;
      await motcua.engine.client.workflow.execute('foldIndicators', { taskQueue: 'dossier', workflowId });
      return workflowId;
    },
  },
};

async function received(motcua: Motcua): Promise<Receipt & { step: Step }> {
  const receipt = await motcua.receive();
  return { ...receipt, step: opened(receipt.step) };
}

function opened(step: Step | null): Step {
  if (step === null) throw new Error('no step is open');
  return step;
}

async function openStep(motcua: Motcua, code: string): Promise<Step | null> {
  const text = `select id as task, stage, agency, due_at::text as "dueAt" from task where dossier = $1 and left_at is null`;
  const [step] = await motcua.db.execute<Step & Record<string, unknown>>({ name: '', text }, [code]);
  return step ?? null;
}

async function ledgerHas(motcua: Motcua, code: string, type: string, times: number): Promise<void> {
  const text = 'select count(*)::int as n from dossier_event where stream = $1 and type = $2';
  await until(async () => {
    const [row] = await motcua.db.execute<{ n: number }>({ name: '', text }, [code, type]);
    return row?.n === times;
  }, 30_000);
}

/** Every run of a workflow, oldest first, along the chain of continuations. */
async function runsOf(motcua: Motcua, workflowId: string): Promise<string[]> {
  const { client } = motcua.engine;
  const runs: string[] = [];
  for (let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).runId; runId;) {
    runs.unshift(runId);
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  }
  return runs;
}

async function record(motcua: Motcua, name: string, workflowId: string): Promise<void> {
  const runs = await runsOf(motcua, workflowId);
  for (const [index, runId] of runs.entries()) {
    const history = await motcua.engine.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const plain = History.toObject(History.create(history), { enums: String, longs: String, bytes: String });
    const path = `${HISTORIES}${name}${runs.length === 1 ? '' : `-${index + 1}`}.json`;
    const text = JSON.stringify(plain, undefined, 1).replaceAll(`file://${CHECKOUT}`, '').replaceAll(CHECKOUT, '');
    writeFileSync(path, `${text}\n`);
    console.log(`${name}: ${history.events?.length} events`);
  }
}

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'motcua-record-'));
const stack = await startStack({ env: {}, dataDir: folder, ports: 'free', onProgress: (line) => console.log(line) });
try {
  const config = { ...stack.config, keys: { ...stack.config.keys, payload: RECORDING_KEYS } };
  for (const [name, { options, run }] of Object.entries(SCENARIOS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const motcua = await startMotcua(config, options);
    try {
      await record(motcua, name, await run(motcua));
    } finally {
      await motcua.stop();
    }
  }
} finally {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
