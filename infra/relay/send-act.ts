import type { ActOutcome, ActRequest } from '../../domain/dossier/command.ts';
import { presentOf } from '../../domain/dossier/present.ts';
import { hasEnded, type DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import { EngineRefusal, type Engine } from '../temporal/engine.ts';
import { ensureRun } from './ensure-run.ts';

export interface SendActParts {
  readonly db: Pick<Database, 'execute'>;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  readonly waitMs: number;
}

/** What an act on a dossier that has ended is answered, run or no run. */
export function endedRefusal({ state }: Pick<DossierSnapshot, 'state'>): EngineRefusal {
  return new EngineRefusal('dossier-ended', { status: state.status, task: null, stage: null }, presentOf(state));
}

/**
 * Sends an act to the run of its dossier. A dossier that is open by the ledger but has no run gets one, from its snapshot.
 * @throws EngineRefusal as the workflow refused, `dossier-ended` too; DomainError as `Engine.act`
 */
export async function sendAct(
  { db, engine, procedures, waitMs }: SendActParts,
  code: string,
  request: ActRequest,
): Promise<ActOutcome> {
  try {
    return await engine.act(code, request, waitMs);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'run-missing') throw error;
    const snapshot = await loadSnapshot(db, procedures, code);
    if (hasEnded(snapshot.state)) throw endedRefusal(snapshot);
    await ensureRun(engine, snapshot);
    return engine.act(code, request, waitMs);
  }
}
