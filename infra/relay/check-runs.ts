import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { Engine } from '../temporal/engine.ts';
import { tellUnheard } from './unheard.ts';

/**
 * A run learns of a command as its workflow task ends. When the worker and the engine are both killed between the commit and that, the
 * engine forgets the Update that it had not written down yet, and the run does not know what its ledger holds: it would wait for a
 * clock that is no longer right. The next act of anybody tells it; this does not wait for one.
 */
export interface RunChecks {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 5000;
const AT_ONCE = 8;
const LEARNT_WITHIN_MS = 5000;

/** Pairs that are kept in memory so that none is asked about twice; far more than come within the overlap. */
const MOST_KNOWN = 50_000;

/** One process at a time, and again if it dies. */
const TAKE = {
  name: 'run-check-take',
  text: `update run_check set due_at = now() + interval '1 minute' where due_at <= now()
    returning checked_to, now() - interval '10 seconds' as until`,
};

/**
 * Streams to which something was written since: up to `until`, when a command that goes well has been learnt of, and from a while before
 * what was checked, since an act is decided seconds before it is written.
 */
const WRITTEN = {
  name: 'run-check-written',
  text: `with written as (select distinct scope from command where at > $1::timestamptz - interval '2 minutes' and at <= $2::timestamptz)
    select code, seq from dossier where code in (select scope from written)
    union all select code, seq from consultation where code in (select scope from written)`,
};
const CHECKED = {
  name: 'run-check-done',
  text: `update run_check set checked_to = greatest(checked_to, $1::timestamptz), due_at = now() + $2::int * interval '1 second'`,
};

/**
 * Tells the runs of what was written lately how far their ledgers are, those that know excepted.
 * @param known what was found to be learnt, as `code seq`; added to
 * @returns how many runs were asked; null when another process looks
 */
export async function checkRuns(
  db: Pick<Database, 'execute'>,
  engine: Pick<Engine, 'catchUp'>,
  known: Set<string>,
): Promise<number | null> {
  const [taken] = await db.execute<{ checked_to: Date; until: Date }>(TAKE, []);
  if (taken === undefined) return null;
  const written = await db.execute<{ code: string; seq: number }>(WRITTEN, [taken.checked_to, taken.until]);
  const unknown = written.filter(({ code, seq }) => !known.has(`${code} ${seq}`));
  const rest = unknown.values();
  let failed = false;
  const line = async (): Promise<void> => {
    for (const { code, seq } of rest) {
      try {
        await engine.catchUp(code, seq, LEARNT_WITHIN_MS);
        known.add(`${code} ${seq}`);
      } catch {
        failed = true;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  await db.execute(CHECKED, [failed ? taken.checked_to : taken.until, failed ? 0 : 10]);
  return unknown.length;
}

/** How long one process leaves what children have said alone. */
const UNHEARD_EVERY_MS = 60_000;

/** Checks runs until stopped, and what of children was not heard. */
export function startRunChecks(db: Database, engine: Engine, procedures: ProcedureVersions, logger: Logger): RunChecks {
  const stopping = new AbortController();
  const { signal } = stopping;
  const known = new Set<string>();
  const told = new Set<string>();
  let lookAt = Date.now();
  const look = async (): Promise<void> => {
    const looked = await checkRuns(db, engine, known);
    if (looked === null || Date.now() < lookAt) return;
    lookAt = Date.now() + UNHEARD_EVERY_MS;
    await tellUnheard(db, engine, procedures, told);
  };
  const done = (async () => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => {
        logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'runs could not be checked');
      });
      if (known.size > MOST_KNOWN) known.clear();
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
