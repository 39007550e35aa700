import { hasEnded, type DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';
import type { Engine } from '../temporal/engine.ts';

/** The run is not known to the ledger, or what was taken up again has gone on: no run of before writes any more. */
const IS_OF_REOPENED = {
  name: 'run-is-of-reopened',
  text: `select $2 <> all (d.run_ids) or exists (
      select 1 from dossier_event e where e.stream = d.code and e.seq > r.seq and e.command <> r.command) as yes
    from dossier d, lateral (select seq, command from dossier_event where stream = d.code and type = 'dossier-reopened'
      order by seq desc limit 1) as r where d.code = $1`,
};

/**
 * Starts the run of a dossier that was taken up again.
 * @returns the id of its run; null for one that has ended again, which needs none
 * @throws DomainError as `startDossier`; `run-open` while the run of before has not closed yet
 */
export async function restartRun(
  db: Pick<Database, 'execute'>,
  engine: Pick<Engine, 'startDossier'>,
  snapshot: DossierSnapshot,
): Promise<string | null> {
  if (hasEnded(snapshot.state)) return null;
  try {
    return await engine.startDossier(snapshot, true);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'run-open') throw error;
    // It may be the new one, which somebody started without having had the time to say so.
    const run = String(error.params['run']);
    const [found] = await db.execute<{ yes: boolean }>(IS_OF_REOPENED, [snapshot.state.code, run]);
    if (found?.yes !== true) throw error;
    return run;
  }
}
