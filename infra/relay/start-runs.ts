import type { Logger } from 'pino';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { Engine } from '../temporal/engine.ts';

const DONE = {
  name: 'outbox-done',
  text: `update outbox set done_at = now(), attempts = attempts + 1, last_error = null
    where kind = 'start-dossier' and subject = $1 and done_at is null`,
};

/** Starts the run of a dossier that has just been committed and marks its outbox row. */
export async function startRun(db: Database, engine: Engine, snapshot: DossierSnapshot): Promise<void> {
  await engine.startDossier(snapshot);
  await db.execute(DONE, [snapshot.state.code]);
}

const WAITING = {
  name: 'outbox-waiting',
  text: `select id, subject from outbox where done_at is null and kind = 'start-dossier' and due_at <= now()
    order by due_at, id limit 20 for update skip locked`,
};
const FAILED = {
  name: 'outbox-failed',
  text: `update outbox set attempts = attempts + 1, last_error = $2,
    due_at = now() + least(60, power(2, least(attempts, 6))) * interval '1 second' where id = $1`,
};
const DONE_ID = {
  name: 'outbox-done-id',
  text: 'update outbox set done_at = now(), attempts = attempts + 1, last_error = null where id = $1',
};

/** Starts what a crash or an outage of the engine left without a run. @returns how many rows were looked at */
export async function relayOnce(db: Database, engine: Engine, procedures: ProcedureVersions): Promise<number> {
  return db.transaction(async (execute) => {
    const rows = await execute<{ id: string; subject: string }>(WAITING, []);
    for (const { id, subject } of rows) {
      try {
        await engine.startDossier(await loadSnapshot({ execute }, procedures, subject));
        await execute(DONE_ID, [id]);
      } catch (error) {
        await execute(FAILED, [id, reason(error)]);
      }
    }
    return rows.length;
  });
}

function reason(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown';
}

/** Runs the relay until stopped. It needs PostgreSQL only, so that it outlives an outage of the engine. */
export function startRelay(
  db: Database,
  engine: Engine,
  procedures: ProcedureVersions,
  logger: Logger,
  pauseMs = 1000,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      const handled = await relayOnce(db, engine, procedures).catch((error: unknown) => {
        logger.warn({ reason: reason(error) }, 'outbox relay waits');
        return 0;
      });
      if (handled < 20) await pause(pauseMs, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
