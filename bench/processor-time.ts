import { readdirSync, readFileSync } from 'node:fs';

/** Ticks per second in /proc; the same on every Linux we run on. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  /** Milliseconds of the process itself and of its children that have ended. */
  readonly ms: number;
}

/** Milliseconds of processor time by name of the process. */
export type ProcessorTimes = Readonly<Record<string, number>>;

/**
 * What processes have used so far, each with those it has started unless they have a name of their own. Empty where there is
 * no /proc.
 */
export function processorTimes(pids: Readonly<Record<string, number | undefined>>): ProcessorTimes {
  const stats = readAll();
  const named = new Set(Object.values(pids));
  const total = (pid: number): number => {
    const children = [...stats].filter(([child, { parent }]) => parent === pid && !named.has(child));
    return children.reduce((sum, [child]) => sum + total(child), stats.get(pid)?.ms ?? 0);
  };
  const known = Object.entries(pids).filter((entry): entry is [string, number] => stats.has(entry[1] ?? -1));
  return Object.fromEntries(known.map(([name, pid]) => [name, total(pid)]));
}

/** What was used between two readings. */
export function between(before: ProcessorTimes, after: ProcessorTimes): ProcessorTimes {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}

/** Two amounts together. */
export function together(one: ProcessorTimes, other: ProcessorTimes): ProcessorTimes {
  return Object.fromEntries(
    Object.entries({ ...one, ...other }).map(([name]) => [name, (one[name] ?? 0) + (other[name] ?? 0)]),
  );
}

function readAll(): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  if (process.platform !== 'linux') return stats;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat !== null) stats.set(pid, stat);
  }
  return stats;
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), ms: (ticks * 1000) / TICKS };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
