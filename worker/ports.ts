import type { BatchPorts } from '../activities/batches.ts';
import type { CalendarChangePorts } from '../activities/calendar-changes.ts';
import type { CommandPorts } from '../activities/commands.ts';
import type { ConsultationPorts } from '../activities/consultations.ts';
import type { PeriodicPorts } from '../activities/periodic.ts';
import type { ProcedureVersionPorts } from '../activities/procedure-versions.ts';
import type { ResultPorts } from '../activities/results.ts';
import { createConsultedAgencies } from '../infra/acts/asks.ts';
import { createPlaces } from '../infra/acts/places.ts';
import { createBatchRunner } from '../infra/batches/batch-runner.ts';
import { withCalendarsInForce, type CalendarStore } from '../infra/calendars/calendar-store.ts';
import { createReplanner } from '../infra/calendars/replanner.ts';
import { createClockCalendar } from '../infra/catalogue/deadlines.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Config } from '../infra/config/config.ts';
import type { Connections } from '../infra/connect.ts';
import { commitCommand } from '../infra/db/commit-command.ts';
import { commitConsultation } from '../infra/db/commit-consultation.ts';
import { removeExpiredDrafts } from '../infra/db/draft-store.ts';
import { removePersonalReads } from '../infra/db/personal-reads.ts';
import { loadSnapshot } from '../infra/db/load-snapshot.ts';
import { readLedgerTail } from '../infra/db/ledger-rows.ts';
import { foldIndicators } from '../infra/db/fold-indicators.ts';
import { forgetPastReasons } from '../infra/personal/past-reasons.ts';
import { createRecordedDossiers } from '../infra/procedures/recorded-dossiers.ts';
import { createVersionFolder } from '../infra/procedures/version-folder.ts';
import { createVersionMover } from '../infra/procedures/version-mover.ts';
import { openConsultation, reportsOf, tell } from '../infra/relay/consultations.ts';
import { requestHasherOf } from '../infra/identity/request-hash.ts';
import type { CheckLog } from '../infra/storage/document-checks.ts';
import { createKeyring } from '../infra/storage/envelope.ts';
import { createFormSealer } from '../infra/storage/form-sealer.ts';
import { openStorage } from '../infra/storage/open-storage.ts';

/** The ports of the activities on real servers, catalogue and storage. */
export function createPorts(
  config: Config,
  { db, engine, procedures }: Omit<Connections, 'close'>,
  catalogue: Catalogue,
  calendars: CalendarStore,
  log: CheckLog,
): CommandPorts &
  ConsultationPorts &
  ResultPorts &
  PeriodicPorts &
  CalendarChangePorts &
  BatchPorts &
  ProcedureVersionPorts {
  const { documents, held, unused } = openStorage(config, db, log);
  const calendar = createClockCalendar(withCalendarsInForce(catalogue, calendars));
  const sealer = createFormSealer(createKeyring(config.keys.master));
  const folding = { db, procedures, calendar, read: createRecordedDossiers({ db, procedures, catalogue, sealer }) };
  return {
    write: (write) => commitCommand(db, write),
    read: (code, afterSeq) => readLedgerTail(db, code, afterSeq),
    load: (code) => loadSnapshot(db, procedures, code),
    consultations: {
      open: (code) => openConsultation(db, procedures, code),
      write: (write) => commitConsultation(db, write),
    },
    reports: (dossier) => reportsOf(db, procedures, dossier),
    tell: (message) => tell(db, engine, procedures, message),
    calendar,
    calendarsReady: () => calendars.ready(),
    calendarChanges: createReplanner({ db, engine, procedures, catalogue, calendars }),
    versionFolder: createVersionFolder(folding),
    versionMover: createVersionMover({ ...folding, engine }),
    batches: createBatchRunner({
      db,
      engine,
      procedures,
      hash: requestHasherOf(config.keys.identity),
      places: createPlaces(catalogue),
      agencies: createConsultedAgencies(catalogue.agencies),
    }),
    foldIndicators: () => foldIndicators(db),
    // And with them what is past its time of the log of readings, and of why officers were away.
    removeExpiredDrafts: async () =>
      (await removeExpiredDrafts(db)) +
      (await removePersonalReads(db, config.personalReadDays)) +
      (await forgetPastReasons(db)),
    recheckHeldDocuments: () => held.recheck(),
    removeUnusedDocuments: () => unused.remove(),
    sealResult: (code, document, at) => documents.sealResult(code, document, at),
  };
}
