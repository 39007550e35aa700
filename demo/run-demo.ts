import { DossierView } from '../contracts/dossier.ts';
import { IndicatorAnswer } from '../contracts/indicators.ts';
import { Timeline } from '../contracts/timeline.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Config } from '../infra/config/config.ts';
import { connectDatabase, type Database } from '../infra/db/orm.ts';
import type { Desk } from './api-client.ts';
import type { FinishedDossier } from './desk-work.ts';
import { proveDocuments } from './prove/documents.ts';
import { countsOf, proveCounted, proveCountedOnce } from './prove/indicators.ts';
import { proveInterlinked, type Seen } from './prove/interlinked.ts';
import { proveLedger } from './prove/ledger.ts';
import { proveRepeats } from './prove/repeats.ts';
import { proveStoredResult } from './prove/stored-result.ts';
import { createReport, scoped, type DemoReport, type Report } from './report.ts';
import { birthRegistration } from './scenarios/birth-registration.ts';
import { householdBusiness } from './scenarios/household-business.ts';
import { interlinkedBirth } from './scenarios/interlinked-birth.ts';
import type { FiledScenario } from './scenarios/scenario.ts';
import { showDue } from './show/due.ts';
import { showIndicators } from './show/indicators.ts';
import { showTimeline } from './show/timeline.ts';
import { createStaff } from './staff.ts';
import { takeInterlinked } from './take-interlinked.ts';
import { takeThrough, type TakeThroughParts } from './take-through.ts';

export interface DemoOptions {
  /** Addresses of API processes on one stack; the demo goes on with the others when one is gone. */
  readonly apiUrls: readonly string[];
  /** Of the stack behind the API: its store and its ledger are read without the API, to compare. */
  readonly config: Config;
  readonly out: (line: string) => void;
}

const INDICATOR_AGENCY = 'H49.02';
/** Runs the system, and so may know where results are stored. */
const CENTRE = 'H49.01';

/**
 * Takes birth registration, household business registration and an interlinked birth from reception to return over HTTP, prints
 * what is kept of them, and checks every claim. What stops the run is itself a broken claim, the last of the report.
 */
export async function runDemo({ apiUrls, config, out }: DemoOptions): Promise<DemoReport> {
  const report = createReport(out);
  const dossiers: DemoReport['dossiers'][number][] = [];
  const db = await connectDatabase(config.database.url, 2);
  try {
    await showAll({ apiUrls, config, db, report }, ({ code, scenario }) => {
      dossiers.push({ procedure: scenario.procedure, code });
    });
  } catch (error) {
    report.check('finished', STOPPED, false, reasonOf(error));
  } finally {
    await db.close();
  }
  return { ok: report.checks.length > 0 && report.checks.every(({ held }) => held), dossiers, checks: report.checks };
}

interface Stage {
  readonly apiUrls: readonly string[];
  readonly config: Config;
  readonly db: Database;
  readonly report: Report;
}

async function showAll(
  { apiUrls, config, db, report }: Stage,
  keep: (finished: FinishedDossier) => void,
): Promise<void> {
  const catalogue = await loadCatalogue(config.catalogueDir);
  const staff = createStaff(apiUrls, catalogue, config);
  const officer = staff.at(INDICATOR_AGENCY, 'indicator-officer');
  const { desk: administrator } = staff.at(CENTRE, 'system-administrator');
  const began = new Date();
  const shown = async <S extends FiledScenario, F extends FinishedDossier>(
    scenario: S,
    take: (scenario: S, parts: TakeThroughParts) => Promise<F>,
    proveMore: (finished: F, seen: Seen, own: Report) => Promise<void> = async () => undefined,
  ): Promise<void> => {
    const own = scoped(report, scenario.procedure);
    const before = await countsOf(scenario, officer.desk, began);
    report.heading({ vi: `${scenario.procedure} – ${scenario.title.vi}`, en: scenario.title.en });
    report.both(scenario.story);
    const finished = await take(scenario, { staff, catalogue, report: own });
    keep(finished);
    await proveMore(finished, await showFinished(finished, { config, db, report: own, administrator }), own);
    report.heading({ vi: 'Trong các chỉ tiêu', en: 'In the indicators' });
    const after = await countsOf(scenario, officer.desk, began);
    proveCounted(finished, before, after, own);
    await proveCountedOnce(scenario, after, began, db, own);
  };

  await shown(birthRegistration(began), takeThrough);
  await shown(householdBusiness(began), takeThrough);
  const interlinked = interlinkedBirth(began);
  await shown(interlinked, takeInterlinked, (finished, seen, own) =>
    proveInterlinked(finished, interlinked, seen, db, own),
  );
  showIndicators(await readIndicators(officer.desk), report);
}

async function showFinished(
  finished: FinishedDossier,
  { config, db, report, administrator }: Omit<Stage, 'apiUrls'> & { readonly administrator: Desk },
): Promise<Seen> {
  const { code, receptionist, last } = finished;
  const dossier = await receptionist.desk.get(`/dossiers/${code}`, DossierView);
  const timeline = await receptionist.desk.get(`/dossiers/${code}/timeline`, Timeline);
  const { nationalStatus, competentAgency, receivingAgency } = dossier;
  report.check(
    'returned',
    RETURNED,
    dossier.status === 'returned' && last.step === null,
    `${nationalStatus.code} ${nationalStatus.name.vi}`,
  );
  report.check(
    'competent',
    COMPETENT,
    finished.steps[0]?.agency === competentAgency.code,
    `${receivingAgency.code} → ${competentAgency.code}`,
  );
  showTimeline(finished, timeline, report);
  showDue(finished, dossier, report);
  const { results, parts } = await administrator.get(`/dossiers/${code}`, DossierView);
  const stored = [...results, ...parts.flatMap((part) => part.results)];
  for (const result of finished.results) {
    const own = result.code === code ? report : scoped(report, result.code.slice(code.length + 1));
    const found = stored.find(({ document }) => document === result.id);
    await proveStoredResult(result, finished.receipt.at, found, config, own);
  }
  await proveDocuments(finished, report);
  await proveLedger(finished, timeline.streams, db, report);
  await proveRepeats(finished, report);
  return { dossier, timeline };
}

/** What went wrong; a connection that fails says why only in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function readIndicators(desk: Desk): Promise<IndicatorAnswer> {
  return desk.get('/indicators', IndicatorAnswer);
}

const STOPPED = { vi: 'không đi được đến cùng', en: 'the demo could not be finished' };
const RETURNED = {
  vi: 'hồ sơ đã đi hết quy trình thật, kết quả đã trả',
  en: 'the dossier went the whole real route and its result is returned',
};
const COMPETENT = {
  vi: 'nơi tiếp nhận chuyển tới cơ quan có thẩm quyền',
  en: 'the receiving agency routed it to the competent one',
};
