import type { CalendarChangePorts } from '../activities/calendar-changes.ts';
import type { CommandPorts } from '../activities/commands.ts';
import type { PeriodicPorts } from '../activities/periodic.ts';
import type { ResultPorts } from '../activities/results.ts';
import { withCalendarsInForce, type CalendarStore } from '../infra/calendars/calendar-store.ts';
import { createReplanner } from '../infra/calendars/replanner.ts';
import { createClockCalendar } from '../infra/catalogue/deadlines.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Config } from '../infra/config/config.ts';
import type { Connections } from '../infra/connect.ts';
import { commitCommand } from '../infra/db/commit-command.ts';
import { removeExpiredDrafts } from '../infra/db/draft-store.ts';
import { readLedgerTail } from '../infra/db/ledger-rows.ts';
import { foldIndicators } from '../infra/db/fold-indicators.ts';
import { openStorage } from '../infra/storage/open-storage.ts';

/** The ports of the activities on real servers, catalogue and storage. */
export function createPorts(
  config: Config,
  { db, engine, procedures }: Omit<Connections, 'close'>,
  catalogue: Catalogue,
  calendars: CalendarStore,
): CommandPorts & ResultPorts & PeriodicPorts & CalendarChangePorts {
  const documents = openStorage(config, db);
  return {
    write: (write) => commitCommand(db, write),
    read: (code, afterSeq) => readLedgerTail(db, code, afterSeq),
    calendar: createClockCalendar(withCalendarsInForce(catalogue, calendars)),
    calendarsReady: () => calendars.ready(),
    calendarChanges: createReplanner({ db, engine, procedures, catalogue, calendars }),
    foldIndicators: () => foldIndicators(db),
    removeExpiredDrafts: () => removeExpiredDrafts(db),
    sealResult: (code, document, at) => documents.sealResult(code, document, at),
  };
}
