import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Engine } from '../temporal/engine.ts';

/** Gives a dossier that is open by its ledger a run; one that somebody else has started meanwhile is left alone. @throws DomainError `engine-unavailable` */
export async function ensureRun(engine: Pick<Engine, 'startDossier'>, snapshot: DossierSnapshot): Promise<void> {
  try {
    await engine.startDossier(snapshot, true);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'run-open') throw error;
  }
}
