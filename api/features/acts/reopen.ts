import { ledgerActor, type ActorContext } from '../../../domain/access/actor.ts';
import { carryOut } from '../../../domain/dossier/carry-out.ts';
import type { ActOutcome } from '../../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../../domain/dossier/deadlines.ts';
import { decide, type Act } from '../../../domain/dossier/decide.ts';
import type { DossierSnapshot } from '../../../domain/dossier/state.ts';
import { commitCommand } from '../../../infra/db/commit-command.ts';
import { loadSnapshot } from '../../../infra/db/load-snapshot.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';

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
 * an intake, and its run is started from the snapshot afterwards.
 * @throws DomainError as `decide` and `commitCommand`
 */
export async function reopenDossier(
  { db, procedures, calendar, now, start }: ReopenParts,
  code: string,
  command: { readonly key: string; readonly requestHash: string; readonly act: Act; readonly actor: ActorContext },
): Promise<ActOutcome> {
  const { key, requestHash, act, actor } = command;
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
      drafts: decide(snapshot, act, actor, at),
      documents: [],
    },
    [],
    calendar,
  );
  const { outcome, posted = null } = await commitCommand(db, write);
  if (posted !== null) await start({ ...snapshot, state: write.after, headHash: outcome.headHash }, posted, true);
  return outcome;
}
