/** What `npm run bench` runs: the same five-step dossier through bare Temporal and through motcua, round by round. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { environmentOf } from '../infra/config/environment.ts';
import { temporalConnection } from '../infra/connect.ts';
import { stoppedBySignals, tellingSince } from '../infra/stack/measuring-run.ts';
import { makeRunFolder } from '../infra/stack/run-folder.ts';
import { programSettingsIn } from '../infra/stack/stack-environment.ts';
import type { Service } from '../infra/stack/start-service.ts';
import type { Stack } from '../infra/stack/start-stack.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { createBarePeer } from './bare/bare-peer.ts';
import { startBenchStack } from './bench-stack.ts';
import { costOf, figuresOf, type Cost, type Figures } from './figures.ts';
import { Meter } from './meter.ts';
import { createMotcuaPeer } from './motcua/motcua-peer.ts';
import { readOptions, USAGE, type BenchOptions } from './options.ts';
import type { Peer } from './peer.ts';
import { processorTimes, type ProcessorTimes } from './processor-time.ts';
import { runRound, type Round } from './round.ts';
import { toTable } from './table.ts';

/** Dossiers of each peer before anything is timed: compilers and caches are warm then. */
const WARM_UP = 240;
const WARM_UP_ROUNDS = 3;
/** Dossiers of each peer that are counted: what a province takes in between two checkpoints, half an hour apart. */
const COUNTED = 270;
const SAMPLED_HISTORIES = 8;

/** Between rounds: what the last one left to do in the background (archiving, closing) is done by then. */
const SETTLE_MS = 1500;

const tell = tellingSince();
const stopping = stoppedBySignals();

/** Lets the background come to rest. @throws when the run is to stop */
const settle = (ms = SETTLE_MS): Promise<void> => delay(ms, undefined, { signal: stopping });

async function timedRounds(
  peers: readonly Peer[],
  { dossiers, clients, rounds }: BenchOptions,
  readCpu: () => ProcessorTimes,
): Promise<Round[][]> {
  const each = Math.round(dossiers / rounds);
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    for (const peer of peers) {
      tell(`warm-up ${round + 1}/${WARM_UP_ROUNDS}: ${peer.name}`);
      await runRound(peer, { dossiers: WARM_UP / WARM_UP_ROUNDS, clients }, readCpu);
      await settle();
    }
  }
  const results: Round[][] = peers.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, peer] of peers.entries()) {
      const result = await runRound(peer, { dossiers: each, clients }, readCpu);
      results[index]?.push(result);
      const rate = (each * 1000) / result.stepsMs;
      tell(`round ${round + 1}/${rounds}: ${peer.name.padEnd(6)} ${rate.toFixed(1)} dossiers/s`);
      await settle();
    }
  }
  return results;
}

/** The cost of a dossier, in a window with nothing else under way. */
async function count(peer: Peer, meter: Meter, { stack }: Service, clients: number): Promise<Cost> {
  await settle(2 * SETTLE_MS);
  await meter.cleanUp();
  const before = await meter.read();
  const { workflowIds } = await runRound(peer, { dossiers: COUNTED, clients }, () => ({}));
  await settle(2 * SETTLE_MS);
  const used = await meter.since(before);
  const events = await historyLengths(stack, workflowIds.slice(0, SAMPLED_HISTORIES));
  return costOf(COUNTED, used, events);
}

async function historyLengths({ config }: Stack, workflowIds: readonly string[]): Promise<number[]> {
  const connection = await Connection.connect(temporalConnection(config));
  try {
    const { workflow } = new Client({ connection, namespace: config.temporal.namespace });
    const histories = await Promise.all(workflowIds.map((id) => workflow.getHandle(id).fetchHistory()));
    return histories.map(({ events }) => events?.length ?? 0);
  } finally {
    await connection.close();
  }
}

async function measure(options: BenchOptions, folder: string): Promise<Figures> {
  const env = programSettingsIn(environmentOf(process.env));
  const dataDir = join(folder, 'stack');
  const stack = await startBenchStack({ env, dataDir, signal: stopping, onProgress: tell });
  const { config, adminUrl } = stack.service.stack;
  try {
    if (adminUrl === undefined) throw new Error('the bench needs the embedded PostgreSQL');
    const meter = await Meter.connect(adminUrl);
    const bare = await createBarePeer(config);
    const motcua = await createMotcuaPeer(stack.service.apiUrl, config.demo?.password ?? '');
    const [bareRounds = [], motcuaRounds = []] = await timedRounds([bare, motcua], options, () =>
      processorTimes(stack.pids),
    );
    tell('counting what a dossier costs …');
    const bareCost = await count(bare, meter, stack.service, options.clients);
    const motcuaCost = await count(motcua, meter, stack.service, options.clients);
    await Promise.all([bare.close(), motcua.close(), meter.close()]);
    return figuresOf({ rounds: bareRounds, cost: bareCost }, { rounds: motcuaRounds, cost: motcuaCost });
  } finally {
    tell('stopping …');
    await stack.stop();
  }
}

function explain(error: unknown): string {
  return error instanceof TypeError ? `${error.message}\n\n${USAGE}` : startFailure(error);
}

let folder = '';
try {
  const options = readOptions(process.argv.slice(2));
  folder = await makeRunFolder('bench');
  const figures = await measure(options, folder);
  console.log(`\n${toTable(figures)}\n`);
  if (options.json) console.log(JSON.stringify(figures));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
} catch (error) {
  console.error(stopping.aborted ? 'stopped' : `${explain(error)}\nlogs: ${folder}`);
  process.exit(stopping.aborted ? 130 : 1);
}
