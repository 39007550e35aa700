import { ledgerActor, type ActorContext } from '../../../domain/access/actor.ts';
import { carryOut } from '../../../domain/dossier/carry-out.ts';
import type { ActOutcome } from '../../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../../domain/dossier/deadlines.ts';
import { decide, type Act } from '../../../domain/dossier/decide.ts';
import type { DraftEvent } from '../../../domain/dossier/events.ts';
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

interface ReopenCommand {
  readonly key: string;
  readonly requestHash: string;
  readonly act: Act;
  readonly actor: ActorContext;
}

/**
 * Takes an ended dossier up again. It has no run that could judge the act, so it is decided on the ledger and written first, like
 * an intake, and its run is started from the snapshot afterwards. Of two at once one wins, and the other is judged by what it left.
 * @throws EngineRefusal as `decide`, with the present state; DomainError as `commitCommand`
 */
export async function reopenDossier(parts: ReopenParts, code: string, command: ReopenCommand): Promise<ActOutcome> {
  try {
    return await decideAndWrite(parts, code, command);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'stream-moved') throw error;
    return decideAndWrite(parts, code, command);
  }
}

async function decideAndWrite(
  { db, procedures, calendar, now, start }: ReopenParts,
  code: string,
  { key, requestHash, act, actor }: ReopenCommand,
): Promise<ActOutcome> {
  const snapshot = await loadSnapshot(db, procedures, code);
  const at = now().toISOString();
  const write = carryOut(
    {
      snapshot,
      runId: '',
      key,
      requestHash,
      act: act.act,
      at,
      actor: ledgerActor(actor),
      rights: { person: actor.person, version: actor.rightsVersion },
      medium: act.medium,
      place: act.place,
      drafts: judged(snapshot, act, actor, at),
      documents: [],
    },
    [],
    calendar,
  );
  const { outcome, posted = null } = await commitCommand(db, write);
  if (posted !== null) await start({ ...snapshot, state: write.after, headHash: outcome.headHash }, posted, true);
  return outcome;
}

function judged(snapshot: DossierSnapshot, act: Act, actor: ActorContext, at: string): DraftEvent[] {
  try {
    return decide(snapshot, act, actor, at);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new EngineRefusal(error.code, error.params, presentOf(snapshot.state));
  }
}
