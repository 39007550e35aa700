import { setTimeout as delay } from 'node:timers/promises';
import { dossierOfPart } from '../domain/dossier/parts.ts';
import type { Env } from '../infra/config/config.ts';
import { createSignedIn } from '../infra/identity/sign-in.ts';
import { takeIn, workUntil, type Crowd } from './clients.ts';
import { emptyKept, type Kept } from './kept.ts';
import type { StormSize } from './options.ts';
import { createPeople } from './people.ts';
import { proveAlarms, proveConsultationAlarms, type Alarms } from './prove/alarms.ts';
import { proveCommands } from './prove/commands.ts';
import { proveCounts } from './prove/counts.ts';
import { foldDossiers, proveDossiers } from './prove/dossiers.ts';
import { noFindings, rows, type Findings } from './prove/findings.ts';
import { proveResults } from './prove/results.ts';
import { awaitPositions } from './prove/runs.ts';
import { proveStreams } from './prove/streams.ts';
import { randomFrom, type Random } from './random.ts';
import { createReceptions } from './receptions.ts';
import { createSender } from './sender.ts';
import { startStormStack, type StormStack } from './storm-stack.ts';
import { blow, type Damage } from './weather.ts';

export interface StormRun extends StormSize {
  readonly env: Env;
  /** Of this storm's servers and their logs. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly tell: (line: string) => void;
}

/** What came of a storm; the first six are what is promised. */
export interface StormFigures {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly gaps: number;
  readonly disagreements: number;
  readonly kills: number;
  readonly seed: number;
  readonly killsOf: Damage['kills'];
  readonly cuts: number;
  readonly refused: number;
  readonly dossiers: number;
  /** Of interlinked dossiers; counted among the dossiers too. */
  readonly subDossiers: number;
  readonly consultations: number;
  readonly streams: number;
  readonly events: number;
  readonly alarms: number;
  /** The longest that an alarm came after its instant. */
  readonly latestAlarmSeconds: number;
  readonly sealed: number;
  /** Processes that ended by themselves. */
  readonly crashes: number;
  /** From the end of the storm until everything agreed. */
  readonly settledSeconds: number;
  /** Acknowledged commands by what they did. */
  readonly acts: Readonly<Record<string, number>>;
  /** One line for each thing that is not as it must be. */
  readonly findings: readonly string[];
}

/** How long after a storm everything may take to agree. */
const SETTLE_MS = 60_000;

/** A storm on servers of its own: people act while everything is killed and cut; afterwards everything is held against the ledger. */
export async function runStorm(run: StormRun): Promise<StormFigures> {
  const stack = await startStormStack(run);
  try {
    return await weather(stack, run);
  } finally {
    run.tell('stopping …');
    await stack.stop();
  }
}

async function weather(
  stack: StormStack,
  { seconds, clients, dossiers, seed, signal, tell }: StormRun,
): Promise<StormFigures> {
  const random = randomFrom(seed);
  const { demo } = stack.config;
  if (demo === undefined) throw new Error('DEMO_IDENTITY is off, and the storm acts by demo accounts');
  let turn = 0;
  const signedIn = createSignedIn(() => stack.apiUrls[turn++ % stack.apiUrls.length] ?? '', demo.password);
  // Before anything is cut: what the storm is about comes afterwards.
  await Promise.all(stack.catalogue.demoAccounts.map(({ id }) => signedIn(id)));
  const sender = createSender(stack.apiUrls, random.named('sender'), signedIn);
  const people = createPeople(stack.catalogue.demoAccounts, random.named('people'));
  const kept = emptyKept();
  const receive = createReceptions(stack.catalogue, people);
  const { catalogue } = stack;
  const crowd: Crowd = { sender, people, catalogue, kept, receive, dossiers: [], last: new Map() };
  await takeInAll(crowd, random, dossiers, clients);
  tell(`${crowd.dossiers.length} dossiers taken in; the storm begins (seed ${seed})`);

  const until = Date.now() + seconds * 1000;
  const working = Array.from({ length: clients }, (_, index) =>
    workUntil(crowd, random.named(`client ${index}`), until),
  );
  const blowing = blow(stack, random.named('weather'), until, tell);
  await Promise.race([delay(Math.max(0, until - Date.now())), aborted(signal)]);
  sender.goHomeAt(until + SETTLE_MS);
  const damage = await blowing;
  await Promise.all(working);
  kept.oddities.push(...sender.oddities);
  tell(`the storm is over: ${kept.acknowledged.length} acknowledged, ${kept.refused.length} refused; looking …`);

  const positions = await awaitPositions(stack.connections, until + SETTLE_MS);
  const settledSeconds = Math.round((Date.now() - until) / 1000);
  const { findings, alarms, sealed, ...size } = await proveAll(stack, kept);
  findings.disagreements.push(...positions);
  return {
    acknowledged: kept.acknowledged.length,
    lost: findings.lost.length,
    doubled: findings.doubled.length,
    gaps: findings.gaps.length,
    disagreements: findings.disagreements.length,
    kills: Object.values(damage.kills).reduce((sum, n) => sum + n, 0),
    seed,
    killsOf: damage.kills,
    cuts: damage.cuts,
    refused: kept.refused.length,
    ...size,
    alarms: alarms.rung,
    latestAlarmSeconds: Math.round(alarms.latestMs / 1000),
    sealed,
    crashes: stack.crashes.length,
    settledSeconds,
    acts: countBy(kept.acknowledged.map(({ act }) => act)),
    findings: linesOf(findings),
  };
}

interface Proved extends Pick<
  StormFigures,
  'dossiers' | 'subDossiers' | 'consultations' | 'streams' | 'events' | 'sealed'
> {
  readonly findings: Findings;
  readonly alarms: Alarms;
}

/** Holds all facts against the ledger as they stand at one instant: clocks go on ringing meanwhile. */
function proveAll({ config, connections }: StormStack, kept: Kept): Promise<Proved> {
  return connections.db.transaction(async (execute) => {
    const db = { execute };
    await rows(db, 'set transaction isolation level repeatable read');
    const now = Date.now();
    const findings = noFindings();
    const streams = await proveStreams(db, findings);
    const snapshots = await foldDossiers(db, connections.procedures);
    const ofDossiers = new Map([...streams].filter(([code]) => snapshots.has(code)));
    const ofConsultations = [...streams.keys()].filter((stream) => !snapshots.has(stream));
    const alarms = proveAlarms(ofDossiers, now, findings);
    const others = await proveConsultationAlarms(db, ofConsultations, now, findings);
    await proveCommands(db, kept, findings);
    await proveDossiers(db, snapshots, findings);
    await proveCounts(db, ofDossiers, snapshots, findings);
    const { sealed } = await proveResults(db, config, kept, ofDossiers, snapshots, findings);
    const events = [...streams.values()].reduce((sum, stream) => sum + stream.length, 0);
    return {
      findings,
      alarms: { ...alarms, rung: alarms.rung + others.rung },
      sealed,
      dossiers: snapshots.size,
      subDossiers: [...snapshots.keys()].filter((code) => dossierOfPart(code) !== null).length,
      consultations: ofConsultations.length,
      streams: streams.size,
      events,
    };
  });
}

async function takeInAll(crowd: Crowd, random: Random, dossiers: number, clients: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const own = random.named(`reception ${index}`);
      while (crowd.dossiers.length < dossiers) {
        const code = await takeIn(crowd, own);
        if (code !== null && crowd.dossiers.length < dossiers) crowd.dossiers.push(code);
        const [refused] = crowd.kept.refused;
        if (code === null && refused !== undefined) throw new Error(`a reception was refused: ${refused.code}`);
      }
    }),
  );
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const);
  return Object.fromEntries(counts.toSorted(([, a], [, b]) => b - a));
}

function linesOf(findings: Findings): string[] {
  return Object.entries(findings).flatMap(([kind, lines]) =>
    (lines as readonly string[]).map((line) => `${kind}: ${line}`),
  );
}
