import { IndicatorAnswer } from '../../contracts/indicators.ts';
import { localDate } from '../../domain/dossier/code.ts';
import type { IndicatorId } from '../../domain/indicators/definitions.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { Desk } from '../api-client.ts';
import type { Report, Texts } from '../report.ts';
import type { FinishedDossier } from '../desk-work.ts';
import type { FiledScenario } from '../scenarios/scenario.ts';

type Shares = IndicatorAnswer['overall']['shares'];

/** The counts of a procedure since the day on which the demo began. */
export async function countsOf({ procedure }: FiledScenario, desk: Desk, since: Date): Promise<Shares> {
  const from = localDate(since.toISOString());
  const { overall } = await desk.get(`/indicators?from=${from}&procedure=${procedure}`, IndicatorAnswer);
  return overall.shares;
}

/**
 * Checks that a finished dossier is in the counts, each exactly as often as it should be. Written as relations between growths,
 * so that another demo on the same stack does not disturb them.
 */
export function proveCounted(
  { scenario, steps }: FinishedDossier,
  before: Shares,
  after: Shares,
  report: Report,
): void {
  const grown = (id: IndicatorId, part: 'numerator' | 'denominator'): number =>
    (after[id]?.[part] ?? Number.NaN) - (before[id]?.[part] ?? Number.NaN);
  const finished = grown('finished-digitised', 'denominator');
  const received = grown('received-elsewhere', 'denominator');
  const elsewhere = grown('received-elsewhere', 'numerator');
  const handovers = grown('handover-electronic', 'denominator');
  const onSite = grown('on-site-dossiers', 'numerator');

  report.check('counted-received', RECEIVED, received >= 1, `+${received}`);
  report.check(
    'counted-elsewhere',
    scenario.nonTerritorial ? ELSEWHERE : NOT_ELSEWHERE,
    elsewhere === (scenario.nonTerritorial ? received : 0),
    `+${elsewhere}`,
  );
  report.check(
    'counted-handovers',
    HANDOVERS,
    handovers >= steps.length * finished && grown('handover-electronic', 'numerator') === handovers && finished >= 1,
    `+${handovers}`,
  );
  report.check(
    'counted-digitised',
    DIGITISED,
    finished >= 1 && grown('finished-digitised', 'numerator') === finished,
    `+${finished}`,
  );
  report.check(
    'counted-on-time',
    ON_TIME,
    finished >= 1 && grown('on-time', 'numerator') === finished && grown('late', 'numerator') === 0,
  );
  report.check(
    'counted-on-site',
    scenario.onSite ? ON_SITE : NOT_ON_SITE,
    onSite === (scenario.onSite ? finished : 0),
    `+${onSite}`,
  );
}

const RECEIVED_SINCE = {
  name: 'demo-received-since',
  text: `select count(*)::int as n from dossier where procedure = $1 and parent is null
    and (received_at at time zone 'Asia/Ho_Chi_Minh')::date >= $2::date`,
};

/** Checks that the counts have as many receptions as there are dossiers; what agencies do of one as its parts is not counted beside it. */
export async function proveCountedOnce(
  { procedure }: FiledScenario,
  counts: Shares,
  since: Date,
  db: Pick<Database, 'execute'>,
  report: Report,
): Promise<void> {
  const day = localDate(since.toISOString());
  const [row] = await db.execute<{ n: number }>(RECEIVED_SINCE, [procedure, day]);
  const counted = counts['received-elsewhere']?.denominator;
  report.check('counted-once', ONCE, counted !== undefined && counted === row?.n, `${counted ?? '–'}`);
}

const ONCE: Texts = {
  vi: 'mỗi hồ sơ chỉ được đếm một lần, các phần không đếm thêm',
  en: 'each dossier is counted once, and its parts are not counted beside it',
};
const RECEIVED: Texts = { vi: 'được đếm là đã tiếp nhận', en: 'counted as received' };
const ELSEWHERE: Texts = {
  vi: 'được đếm là tiếp nhận phi địa giới',
  en: 'counted as received elsewhere (non-territorial)',
};
const NOT_ELSEWHERE: Texts = { vi: 'không bị đếm là phi địa giới', en: 'not counted as received elsewhere' };
const HANDOVERS: Texts = { vi: 'mọi lần chuyển bước được đếm là điện tử', en: 'every hand-over counted as electronic' };
const DIGITISED: Texts = {
  vi: 'được đếm là đã trả, có kết quả số hóa',
  en: 'counted as finished with a digitised result',
};
const ON_TIME: Texts = { vi: 'được đếm là đúng hạn', en: 'counted as on time' };
const ON_SITE: Texts = { vi: 'được đếm là đủ 5 bước tại chỗ', en: 'counted with all five steps on site' };
const NOT_ON_SITE: Texts = { vi: 'không bị đếm là 5 bước tại chỗ', en: 'not counted as all on site' };
