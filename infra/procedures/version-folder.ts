import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import { hasEnded } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { foldOver } from '../../domain/procedure/folding.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import { endFolding, getFoldingFacts, keepDifferences, pageOfVersion } from './folding-rows.ts';
import type { ReadRecorded } from './recorded-dossiers.ts';

/** A walk over dossiers: their codes page by page, and what is done with each. */
export interface DossierWalk {
  /** Codes that come after one, in order; none when the walk is over. */
  page(after: string | null): Promise<readonly string[]>;
  /** @returns true when something is otherwise, or was changed, for the dossier */
  visit(code: string): Promise<boolean>;
}

export interface VersionFolderParts {
  readonly db: Database;
  readonly procedures: ProcedureVersions;
  readonly read: ReadRecorded;
  readonly calendar: ClockCalendar;
}

const PAGE = 100;

/** Folds recorded dossiers of one version of a procedure over another, and keeps what would be otherwise. */
export function createVersionFolder({ db, procedures, read, calendar }: VersionFolderParts) {
  return {
    /** @throws DomainError `folding-unknown`, `procedure-unknown` */
    async fold(folding: string): Promise<DossierWalk> {
      const facts = await getFoldingFacts(db, folding);
      const [former, next] = await Promise.all(
        [facts.from, facts.to].map((version) => procedures.get(facts.code, version)),
      );
      if (former === undefined || next === undefined) throw new DomainError('procedure-unknown');
      return {
        page: (after) => pageOfVersion(db, facts, after, PAGE),
        async visit(code) {
          try {
            const recorded = await read(code, next.content);
            const ended = hasEnded(fold(code, recorded.events));
            const counting = { calendar, rules: recorded.rules };
            const differences = foldOver(recorded, former.content, next.content, counting);
            if (differences.length === 0) return false;
            await keepDifferences(db, folding, code, { ended, differences, code: null });
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            await keepDifferences(db, folding, code, { ended: false, differences: [], code: error.code });
          }
          return true;
        },
      };
    },
    endFolding: (folding: string, lookedAt: number): Promise<void> => endFolding(db, folding, lookedAt),
  };
}
