/** What the commands that measure or attack servers of their own have in common: bench, fairness, storm, fuzz. */

/** Tells each step on standard output, after the seconds that have passed since. */
export function tellingSince(started = performance.now()): (line: string) => void {
  return (line) => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

/** Aborted by the first signal to stop; a second one ends the process at once, and the guard of the stack ends what is left. */
export function stoppedBySignals(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  return stopping.signal;
}

/**
 * An option that is a whole number from 1 to `most`; `unless` where it is not given.
 * @throws TypeError that names the option
 */
export function countOption(name: string, text: string | undefined, unless: number, most: number): number {
  const value = text === undefined ? unless : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new TypeError(`--${name}: a number from 1 to ${most}`);
  return value;
}
