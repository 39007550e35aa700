import { carryOut } from '../../../domain/dossier/carry-out.ts';
import type { ActOutcome, ActRequest, DecidedCommand } from '../../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../../domain/dossier/deadlines.ts';
import { decideCommand } from '../../../domain/dossier/decide.ts';
import { presentOf } from '../../../domain/dossier/present.ts';
import type { DossierSnapshot } from '../../../domain/dossier/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { commitCommand } from '../../../infra/db/commit-command.ts';
import { loadSnapshot } from '../../../infra/db/load-snapshot.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';
import { EngineRefusal } from '../../../infra/temporal/engine.ts';

export interface ReopenParts {
  readonly db: Database;
  readonly procedures: ProcedureVersions;
  readonly calendar: ClockCalendar;
  readonly now: () => Date;
  /** Starts the run that was posted to the outbox; a failure is left to the relay. */
  readonly start: (snapshot: DossierSnapshot, posted: string | null, again: boolean) => Promise<void>;
}

/**
 * Takes an ended dossier up again. It has no run that could judge the act, so it is decided on the ledger and written first, like
 * an intake, and its run is started from the snapshot afterwards. Of two at once one wins, and the other is judged by what it left.
 * @throws EngineRefusal as `decide`, with the present state; DomainError as `commitCommand`
 */
export async function reopenDossier(parts: ReopenParts, code: string, request: ActRequest): Promise<ActOutcome> {
  try {
    return await decideAndWrite(parts, code, request);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'stream-moved') throw error;
    return decideAndWrite(parts, code, request);
  }
}

async function decideAndWrite(
  { db, procedures, calendar, now, start }: ReopenParts,
  code: string,
  request: ActRequest,
): Promise<ActOutcome> {
  const snapshot = await loadSnapshot(db, procedures, code);
  const decided = judged(snapshot, request, now().toISOString());
  const write = carryOut({ ...decided, snapshot, runId: '' }, [], calendar);
  const { outcome, posted = null } = await commitCommand(db, write);
  if (posted !== null) await start({ ...snapshot, state: write.after, headHash: outcome.headHash }, posted, true);
  return outcome;
}

function judged(snapshot: DossierSnapshot, request: ActRequest, at: string): DecidedCommand {
  try {
    return decideCommand(snapshot, request, at);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new EngineRefusal(error.code, error.params, presentOf(snapshot.state));
  }
}
