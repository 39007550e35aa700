import type { CommandPorts } from '../activities/commands.ts';
import type { PeriodicPorts } from '../activities/periodic.ts';
import type { ResultPorts } from '../activities/results.ts';
import { createClockCalendar } from '../infra/catalogue/deadlines.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Config } from '../infra/config/config.ts';
import { commitCommand } from '../infra/db/commit-command.ts';
import { removeExpiredDrafts } from '../infra/db/draft-store.ts';
import { readLedgerTail } from '../infra/db/ledger-rows.ts';
import type { Database } from '../infra/db/orm.ts';
import { foldIndicators } from '../infra/db/fold-indicators.ts';
import { openStorage } from '../infra/storage/open-storage.ts';

/** The ports of the activities on real PostgreSQL, catalogue and storage. */
export function createPorts(
  config: Config,
  db: Database,
  catalogue: Catalogue,
): CommandPorts & ResultPorts & PeriodicPorts {
  const documents = openStorage(config, db);
  return {
    write: (write) => commitCommand(db, write),
    read: (code, afterSeq) => readLedgerTail(db, code, afterSeq),
    calendar: createClockCalendar(catalogue),
    foldIndicators: () => foldIndicators(db),
    removeExpiredDrafts: () => removeExpiredDrafts(db),
    sealResult: (code, document, at) => documents.sealResult(code, document, at),
  };
}
