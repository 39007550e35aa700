/**
 * The guard: a small process of its own session that outlives its launcher however that ends. The launcher writes the list of
 * its processes to the guard's standard input, one JSON line per change. When that pipe closes, the launcher is gone, and the
 * guard ends what the last line named. An empty list means that there is nothing left to do.
 */
import { createInterface } from 'node:readline';
import { endAll } from './process-identity.ts';
import type { OwnProcess } from './process-identity.ts';

/** Time for the polite part: nobody waits for the result of what still runs, and a restart may be near. */
const POLITE_MS = 8_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let guarded: readonly OwnProcess[] = [];
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  guarded = JSON.parse(line);
});
lines.on('close', () => {
  void endAll(guarded, POLITE_MS).then(() => process.exit(0));
});
