import { setTimeout as delay } from 'node:timers/promises';
import type { CuttableWay } from '../infra/stack/toxiproxy.ts';
import type { Random } from './random.ts';
import type { StormStack, Target } from './storm-stack.ts';

/** What the storm did. */
export interface Damage {
  /** How often each process was killed (kill -9). */
  readonly kills: Readonly<Record<string, number>>;
  /** How often a way was cut. */
  readonly cuts: number;
}

/** Milliseconds: between two kills, and how long a killed process stays away before it is started again. */
const KILL_PAUSE = [2000, 6000] as const;
const AWAY = [50, 1000] as const;

/** Milliseconds: between two cuts, and how long a way stays cut. */
const CUT_PAUSE = [50, 400] as const;
const CUT_LASTS = [20, 400] as const;

/** Nothing of an answer comes through, or a part of it. */
const CUT_AFTER = [0, 0, 0, 1, 40, 400] as const;

/** A server that does not come back is tried again. */
const START_AGAIN_MS = 1000;

/**
 * Kills processes and cuts ways at random until `until` (milliseconds since 1970), each process once before any comes twice; then
 * everything is started and mended again.
 */
export async function blow(
  { targets, ways }: Pick<StormStack, 'targets' | 'ways'>,
  random: Random,
  until: number,
  tell: (line: string) => void,
): Promise<Damage> {
  const kills: Record<string, number> = {};
  const [cuts] = await Promise.all([
    cutWays(ways, random.named('cuts'), until),
    killAll(targets, random.named('kills'), until, (name) => {
      kills[name] = (kills[name] ?? 0) + 1;
      tell(`killed ${name}`);
    }),
  ]);
  return { kills, cuts };
}

async function killAll(
  targets: readonly Target[],
  random: Random,
  until: number,
  killed: (name: string) => void,
): Promise<void> {
  const most = Math.max(1, (until - Date.now()) / (targets.length + 2));
  const returning: Promise<void>[] = [];
  let waiting: Target[] = [];
  while (Date.now() < until) {
    await delay(Math.min(most, random.between(...KILL_PAUSE), Math.max(0, until - Date.now())));
    if (waiting.length === 0) waiting = random.shuffled(targets);
    const next = waiting.find(({ server }) => server.pid !== undefined);
    const away = random.between(...AWAY);
    if (next === undefined) continue;
    waiting = waiting.filter((target) => target !== next);
    await next.server.kill();
    killed(next.server.name);
    returning.push(comeBack(next, away, until));
  }
  await Promise.all(returning);
}

/** Being killed again while it starts makes a start fail. */
async function comeBack({ server }: Target, awayMs: number, until: number): Promise<void> {
  await delay(awayMs);
  for (;;) {
    try {
      await server.start();
      return;
    } catch (error) {
      if (Date.now() > until + 60_000) throw error;
      await delay(START_AGAIN_MS);
    }
  }
}

async function cutWays(ways: readonly CuttableWay[], random: Random, until: number): Promise<number> {
  let cuts = 0;
  while (Date.now() < until) {
    const way = random.pick(ways);
    const side = random.chance(0.8) ? 'answers' : 'requests';
    await way.cut(side, random.pick(CUT_AFTER));
    await delay(random.between(...CUT_LASTS));
    await way.mend();
    cuts += 1;
    await delay(random.between(...CUT_PAUSE));
  }
  return cuts;
}
