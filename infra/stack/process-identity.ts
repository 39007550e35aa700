import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How a process is to be asked to end. PostgreSQL: SIGINT is its fast shutdown, SIGQUIT its immediate one (crash recovery at
 * the next start, nothing lost); plain SIGTERM would wait for its clients.
 */
export type EndStyle = 'terminate' | 'postgres';

/** A process we started, recognisable later: a pid alone may by then belong to a stranger. */
export interface OwnProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
  readonly end: EndStyle;
}

const END_STEPS: Record<EndStyle, readonly { signal: NodeJS.Signals; waitMs: number }[]> = {
  terminate: [
    { signal: 'SIGTERM', waitMs: 10_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
  postgres: [
    { signal: 'SIGINT', waitMs: 20_000 },
    { signal: 'SIGQUIT', waitMs: 10_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
};

const linuxIdentity = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name, in parentheses, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTicks = fields[19];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`;
};

const psIdentity = (pid: number): string | undefined => {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = status === 0 ? stdout.trim() : '';
  return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
};

/** What tells this process from any later one with the same pid (boot and start time); undefined when it is not alive. */
export const identityOf = (pid: number): string | undefined => {
  try {
    return process.platform === 'linux' ? linuxIdentity(pid) : psIdentity(pid);
  } catch {
    return undefined;
  }
};

/** Whether that very process still runs. */
export const isAlive = (own: Pick<OwnProcess, 'pid' | 'identity'>): boolean => identityOf(own.pid) === own.identity;

const signal = (own: OwnProcess, name: NodeJS.Signals): void => {
  if (!isAlive(own)) return;
  try {
    process.kill(own.pid, name);
  } catch {
    // It ended between the look and the signal.
  }
};

/** Resolves to whether the process is gone before `waitMs` have passed. */
export const waitGone = async (own: OwnProcess, waitMs: number): Promise<boolean> => {
  const until = Date.now() + waitMs;
  while (isAlive(own)) {
    if (Date.now() > until) return false;
    await delay(25);
  }
  return true;
};

/**
 * Ends that very process, politely first, and waits until it is gone. Never signals another process that has its pid.
 * `firstWaitMs` bounds the polite part.
 */
export const endProcess = async (own: OwnProcess, firstWaitMs?: number): Promise<void> => {
  for (const [index, step] of END_STEPS[own.end].entries()) {
    signal(own, step.signal);
    if (await waitGone(own, index === 0 ? (firstWaitMs ?? step.waitMs) : step.waitMs)) return;
  }
};

/** Who needs whom: each of these may use those after it until its own end. */
const END_ORDER = ['api', 'worker', 'temporal', 'minio', 'postgres'];

/** Ends processes one after another, in an order in which none loses a server it still needs. */
export const endAll = async (processes: readonly OwnProcess[], firstWaitMs?: number): Promise<void> => {
  const inOrder = processes.toSorted((a, b) => END_ORDER.indexOf(a.name) - END_ORDER.indexOf(b.name));
  for (const own of inOrder) await endProcess(own, firstWaitMs);
};

/** The command line of a process, or an empty text. */
export const commandLineOf = (pid: number): string => {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  } catch {
    return '';
  }
};
