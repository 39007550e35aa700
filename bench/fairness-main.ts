/** What `npm run fairness` runs: acts of one agency, alone and while another agency's batch of 500 is under way. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { environmentOf } from '../infra/config/environment.ts';
import { countOption, stoppedBySignals, tellingSince } from '../infra/stack/measuring-run.ts';
import { makeRunFolder } from '../infra/stack/run-folder.ts';
import { programSettingsIn } from '../infra/stack/stack-environment.ts';
import { startService } from '../infra/stack/start-service.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { fairnessOf, type FairnessFigures, type FairnessRound } from './fairness/figures.ts';
import { createWards, type Ward } from './fairness/wards.ts';

const USAGE = `npm run fairness [-- options]
  --rounds R  rounds, each alone and then beside a batch (4)
  --acts N    acts one by one in each half of a round (40)
  --json      end with one line of JSON`;

const BATCH = 500;
const WARM_UP = 60;
const SETTLE_MS = 1500;

const tell = tellingSince();
const stopping = stoppedBySignals();

function readOptions(args: readonly string[]): { rounds: number; acts: number; json: boolean } {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, rounds: number, acts: number },
  });
  return {
    rounds: countOption('rounds', values.rounds, 4, 1000),
    acts: countOption('acts', values.acts, 40, 1000),
    json: values.json ?? false,
  };
}

/** Milliseconds of each act, one after the other, for as long as `while` says. */
async function actOneByOne(ward: Ward, acts: number, goOn: () => Promise<boolean>): Promise<number[]> {
  const latencies: number[] = [];
  for (const task of await ward.receive(acts)) {
    if (!(await goOn())) break;
    const from = performance.now();
    await ward.appraise(task);
    latencies.push(performance.now() - from);
  }
  return latencies;
}

async function measure(apiUrl: string, password: string, rounds: number, acts: number): Promise<FairnessFigures> {
  const { large, small, close } = createWards(apiUrl, password);
  tell(`receiving ${BATCH} dossiers …`);
  const many = await large.receive(BATCH);
  await actOneByOne(small, WARM_UP, () => Promise.resolve(true));
  const results: FairnessRound[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    stopping.throwIfAborted();
    await delay(SETTLE_MS);
    const alone = await actOneByOne(small, acts, () => Promise.resolve(true));
    await delay(SETTLE_MS);
    const batch = await large.assign(many);
    const few = await small.receive(20);
    const smallBatch = await small.assign(few);
    const beside = await actOneByOne(small, acts, async () => (await large.read(batch)).status !== 'done');
    while ((await small.read(smallBatch)).status !== 'done') await delay(20);
    const { waiting } = (await large.read(batch)).outcomes;
    while ((await large.read(batch)).status !== 'done') await delay(100);
    const { begunAt, finishedAt } = await large.read(batch);
    const batchMs = Date.parse(finishedAt ?? '') - Date.parse(begunAt ?? '');
    results.push({ alone, beside, batchMs, waiting });
    tell(`round ${round}/${rounds}: ${beside.length} acts beside a batch of ${BATCH}, which took ${batchMs} ms`);
  }
  close();
  return fairnessOf(results);
}

let folder = '';
try {
  const options = readOptions(process.argv.slice(2));
  folder = await makeRunFolder('fairness');
  const env = programSettingsIn(environmentOf(process.env));
  const dataDir = join(folder, 'stack');
  const service = await startService({ env, dataDir, ports: 'free', signal: stopping, onProgress: tell });
  let figures: FairnessFigures;
  try {
    figures = await measure(service.apiUrl, service.stack.config.demo?.password ?? '', options.rounds, options.acts);
  } finally {
    tell('stopping …');
    await service.stop();
  }
  const { alone, beside, ratioP50, ratioP95, batch } = figures;
  console.log(`
acts of an agency     p50 ms  p95 ms  acts
  alone               ${cell(alone.p50)}  ${cell(alone.p95)}  ${alone.acts}
  beside a batch      ${cell(beside.p50)}  ${cell(beside.p95)}  ${beside.acts}
  ratio               ${cell(ratioP50)}  ${cell(ratioP95)}
a batch of ${BATCH} took ${batch.ms} ms; when a batch of 20 that was begun after it was done, ${batch.waiting} of its dossiers waited
`);
  if (options.json) console.log(JSON.stringify(figures));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
} catch (error) {
  const reason =
    error instanceof TypeError ? `${error.message}\n\n${USAGE}` : `${startFailure(error)}\nlogs: ${folder}`;
  console.error(stopping.aborted ? 'stopped' : reason);
  process.exit(stopping.aborted ? 130 : 1);
}

function cell(value: number): string {
  return value.toFixed(2).padStart(6);
}
