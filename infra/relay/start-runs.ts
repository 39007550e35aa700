import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { Engine } from '../temporal/engine.ts';
import { openConsultation } from './consultations.ts';
import { restartRun } from './restart-run.ts';

/** A run that has been started, and the outbox row that asked for it. */
export interface StartedRun {
  readonly posted: string | null;
  readonly code: string;
  readonly runId: string;
}

const STARTED = {
  name: 'runs-started',
  text: 'select record_runs($1::bigint[], $2::text[], $3::text[])',
};

/** Keeps the ids of started runs with their dossiers, and takes what asked for them out of the outbox. */
export async function recordRuns(db: Pick<Database, 'execute'>, runs: readonly StartedRun[]): Promise<void> {
  const columns = [runs.map(({ posted }) => posted), runs.map(({ code }) => code), runs.map(({ runId }) => runId)];
  await db.execute(STARTED, columns);
}

/** How long started runs are gathered before one statement records them; shorter than the relay leaves a new row alone. */
const GATHER_MS = 200;

/** Starts runs right after their dossiers have been committed. What it cannot do, or has no time to record, the relay does. */
export interface RunStarter {
  /**
   * @param again the dossier had ended and was taken up again
   * @throws DomainError `engine-unavailable`
   */
  start(snapshot: DossierSnapshot, posted: string | null, again?: boolean): Promise<void>;
  /** Records what is still gathered. */
  stop(): Promise<void>;
}

export function createRunStarter(db: Pick<Database, 'execute'>, engine: Engine, logger: Logger): RunStarter {
  let gathered: StartedRun[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const runs = gathered;
    gathered = [];
    if (runs.length === 0) return;
    await recordRuns(db, runs).catch((error: unknown) => {
      logger.warn({ runs: runs.length, reason: reason(error) }, 'started runs left to the relay');
    });
  };
  return {
    async start(snapshot, posted, again = false) {
      const runId = await engine.startDossier(snapshot, again);
      gathered.push({ posted, code: snapshot.state.code, runId });
      timer ??= setTimeout(() => void flush(), GATHER_MS);
    },
    stop: flush,
  };
}

/** Rows that one round of the relay takes. */
const ROUND = 20;

/** Taken for a while that grows with every try, from five seconds to a minute: a relay that dies leaves them to another. */
const TAKE = {
  name: 'outbox-take',
  text: `update outbox set attempts = attempts + 1, due_at = now() + greatest(5, least(60, power(2, least(attempts, 6)))) * interval '1 second'
    where id in (select id from outbox where kind = any ($2) and due_at <= now() order by due_at, id limit $1 for update skip locked)
    returning id, kind, subject`,
};
const DONE = { name: 'outbox-done', text: 'delete from outbox where id = any ($1::bigint[])' };
const FAILED = { name: 'outbox-failed', text: 'update outbox set last_error = $2 where id = any ($1::bigint[])' };

const DOSSIER_KINDS = ['start-dossier', 'restart-dossier', 'start-consultation'];

interface BatchKind {
  readonly workflow: string;
  readonly id: (subject: string) => string;
  /** Told to a run that is there, and to one that is started. */
  readonly signal?: string;
  /** For which agency it is done. */
  readonly agencyOf?: (db: Pick<Database, 'execute'>, subject: string) => Promise<string | undefined>;
}

const AGENCY_OF_BATCH = { name: 'agency-of-batch', text: 'select agency from batch where id = $1' };

/** Work on many dossiers, by the kind of its row: the workflow, and the id of its run by what it is about. */
const BATCHES: Readonly<Record<string, BatchKind>> = {
  'preview-calendar-change': { workflow: 'previewCalendarChange', id: (change) => `${change}:preview` },
  'apply-calendar-change': { workflow: 'applyCalendarChange', id: (change) => change },
  'fold-procedure-version': { workflow: 'foldProcedureVersion', id: (folding) => `${folding}:folding` },
  'preview-migration': { workflow: 'previewMigration', id: (migration) => `${migration}:preview` },
  'apply-migration': { workflow: 'applyMigration', id: (migration) => migration },
  batch: {
    workflow: 'batch',
    id: (batch) => `batch:${batch}`,
    signal: 'steered',
    agencyOf: async (db, batch) => (await db.execute<{ agency: string }>(AGENCY_OF_BATCH, [batch]))[0]?.agency,
  },
};

/** Starts what was asked for, and what a crash or an outage of the engine left without a run. @returns how many rows were looked at */
export async function relayOnce(db: Database, engine: Engine, procedures: ProcedureVersions): Promise<number> {
  const kinds = [...DOSSIER_KINDS, ...Object.keys(BATCHES)];
  const rows = await db.execute<{ id: string; kind: string; subject: string }>(TAKE, [ROUND, kinds]);
  const started: StartedRun[] = [];
  for (const [index, { id, kind, subject }] of rows.entries()) {
    try {
      const batch = BATCHES[kind];
      if (batch !== undefined) {
        const agency = await batch.agencyOf?.(db, subject);
        await engine.startBatch(batch.workflow, batch.id(subject), subject, {
          ...(agency === undefined ? {} : { agency }),
          ...(batch.signal === undefined ? {} : { signal: batch.signal }),
        });
        await db.execute(DONE, [[id]]);
        continue;
      }
      if (kind === 'start-consultation') {
        await engine.startConsultation(await openConsultation(db, procedures, subject));
        await db.execute(DONE, [[id]]);
        continue;
      }
      const snapshot = await loadSnapshot(db, procedures, subject);
      const again = kind === 'restart-dossier';
      const runId = again ? await restartRun(db, engine, snapshot) : await engine.startDossier(snapshot);
      if (runId === null) await db.execute(DONE, [[id]]);
      else started.push({ posted: id, code: subject, runId });
    } catch (error) {
      const engineIsAway = error instanceof DomainError && error.code === 'engine-unavailable';
      const failed = engineIsAway ? rows.slice(index) : [{ id }];
      await db.execute(FAILED, [failed.map((row) => row.id), reason(error)]);
      if (engineIsAway) break;
    }
  }
  if (started.length > 0) await recordRuns(db, started);
  return rows.length;
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
  const { signal } = stopping;
  const done = (async () => {
    while (!signal.aborted) {
      const handled = await relayOnce(db, engine, procedures).catch((error: unknown) => {
        logger.warn({ reason: reason(error) }, 'outbox relay waits');
        return 0;
      });
      if (handled < ROUND) await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
