/**
 * Records the histories that `replay.test.ts` replays: `node_modules/.bin/node test/replay/record.ts [SCENARIO …]`.
 *
 * It brings up servers of its own and takes dossiers through every turn that the workflow code has. Record again only when
 * a scenario is new or changed: an old recording that still replays is the proof that dossiers under way survive a release.
 *
 * `from-before-waits` cannot be recorded again: its first two acts, one of them refused, were done by the last version whose
 * dossiers could not wait, the others by the one after it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../../infra/config/settings.ts';
import { startStack } from '../../infra/stack/start-stack.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { History, HISTORIES, RECORDING_KEYS } from './recorded.ts';
import { SCENARIOS_OF_CONSULTATIONS } from './scenarios-of-consultations.ts';
import { SCENARIOS_OF_PARTS } from './scenarios-of-parts.ts';
import { SCENARIOS_OF_RUNS, type Scenario } from './scenarios-of-runs.ts';
import { SCENARIOS_OF_VERSIONS } from './scenarios-of-versions.ts';
import { SCENARIOS_OF_WAYS } from './scenarios-of-ways.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...SCENARIOS_OF_RUNS,
  ...SCENARIOS_OF_CONSULTATIONS,
  ...SCENARIOS_OF_VERSIONS,
  ...SCENARIOS_OF_PARTS,
  ...SCENARIOS_OF_WAYS,
};

/** The runs of a workflow, oldest first: all that its dossier names, or the last along the chain of continuations. */
async function runsOf(motcua: Motcua, workflowId: string, everyRun: boolean): Promise<string[]> {
  const { client } = motcua.engine;
  if (everyRun) {
    const [row] = await rows<{ ids: string[] }>(
      motcua.db,
      'select run_ids as ids from dossier where code = $1',
      workflowId,
    );
    return row?.ids ?? [];
  }
  const runs: string[] = [];
  for (let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).runId; runId;) {
    runs.unshift(runId);
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  }
  return runs;
}

async function record(motcua: Motcua, name: string, workflowId: string, everyRun: boolean): Promise<void> {
  const runs = await runsOf(motcua, workflowId, everyRun);
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
  for (const [name, { options, everyRun = false, run }] of Object.entries(SCENARIOS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const motcua = await startMotcua(config, options);
    try {
      await record(motcua, name, await run(motcua), everyRun);
    } finally {
      await motcua.stop();
    }
  }
} finally {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
