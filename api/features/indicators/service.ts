import type { Breakdown, IndicatorAnswer, IndicatorQuery } from '../../../contracts/indicators.ts';
import { LEVEL_LABELS } from '../../../contracts/labels.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import {
  computeIndicators,
  type ComputedIndicators,
  type IndicatorCounts,
} from '../../../domain/indicators/compute.ts';
import { INDICATORS, INDICATOR_IDS, STEP_TIMING, type CountName } from '../../../domain/indicators/definitions.ts';
import { METRICS } from '../../../domain/indicators/deltas.ts';
import type { Bilingual } from '../../../domain/procedure/procedure.ts';
import type { Database, Statement } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';

export interface IndicatorService {
  /** Indicators of a period, over all and, when asked, broken down. Reads roll-up and deltas in one statement. */
  read(query: IndicatorQuery): Promise<IndicatorAnswer>;
}

/** The column or expression each breakdown groups by; `c` are the counts, `a` their agency, `o` the centre's agency. */
const GROUP_BY = {
  agency: 'c.agency',
  procedure: 'c.procedure',
  office: 'c.office',
  level: "coalesce(a.level, '')",
  'centre-level': "coalesce(o.level, '')",
  month: "to_char(c.day, 'YYYY-MM')",
} as const satisfies Record<Breakdown, string>;

interface CountRow extends Record<string, unknown> {
  /** Null for the whole scope. */
  readonly key: string | null;
  readonly metric: string;
  readonly stage: string;
  readonly bucket: number;
  readonly n: number;
}

/** Sums per metric, stage and bucket, of the whole and of each group, with the procedures counted over them. */
function countsStatement(by: Breakdown | null): Statement {
  const key = by === null ? 'null::text' : GROUP_BY[by];
  const grouped = (columns: string): string =>
    by === null ? `key, ${columns}` : `grouping sets ((${columns}), (key, ${columns}))`;
  return {
    name: `indicators-${by ?? 'overall'}`,
    text: `with c as (
      select day, metric, agency, office, procedure, stage, bucket, n from indicator_rollup
      where metric = any ($1) and day between $2 and $3
        and ($4::text is null or agency = $4) and ($5::text is null or procedure = $5) and ($6::text is null or office = $6)
      union all
      select day, metric, agency, office, procedure, stage, bucket, n from indicator_delta
      where metric = any ($1) and day between $2 and $3
        and ($4::text is null or agency = $4) and ($5::text is null or procedure = $5) and ($6::text is null or office = $6)
    ), keyed as (
      select ${key} as key, c.metric, c.procedure, c.stage, c.bucket, c.n from c
      left join agency a on a.code = c.agency
      left join office f on f.code = c.office
      left join agency o on o.code = f.agency
    ), per_procedure as (
      select key, procedure, sum(n) filter (where metric = 'finished') as finished,
        coalesce(sum(n) filter (where metric = 'finished-on-site'), 0) as on_site
      from keyed where metric in ('finished', 'finished-on-site') group by ${grouped('procedure')}
    )
    select key, metric, stage, bucket, sum(n)::float8 as n from keyed
    group by ${grouped('metric, stage, bucket')}
    union all
    select key, 'procedures-finished', '', 0, count(*)::float8 from per_procedure where finished > 0 group by key
    union all
    select key, 'procedures-on-site', '', 0, count(*)::float8 from per_procedure where finished > 0 and on_site >= finished group by key`,
  };
}

const PROCEDURE_NAMES = {
  name: 'procedure-names',
  text: `select distinct on (code) code, content->'name' as name from procedure_version where code = any ($1)
    order by code, status = 'published' desc, version desc`,
};

export interface IndicatorServiceParts {
  readonly db: Pick<Database, 'execute'>;
  readonly names: () => Promise<Names>;
  readonly now: () => Date;
}

export function createIndicatorService({ db, names, now }: IndicatorServiceParts): IndicatorService {
  const labelsOf = async (by: Breakdown, keys: readonly string[]): Promise<(key: string) => Bilingual | null> => {
    switch (by) {
      case 'agency':
        return (
          (known) => (key: string) =>
            known.agency(key).name
        )(await names());
      case 'office':
        return (
          (known) => (key: string) =>
            known.office(key).name
        )(await names());
      case 'procedure': {
        const rows = await db.execute<{ code: string; name: unknown }>(PROCEDURE_NAMES, [keys]);
        const known = new Map(rows.map(({ code, name }) => [code, bilingual(name)]));
        return (key) => known.get(key) ?? null;
      }
      case 'level':
      case 'centre-level':
        return (key) => (LEVEL_LABELS as Readonly<Record<string, Bilingual>>)[key] ?? null;
      case 'month':
        return () => null;
    }
  };

  return {
    async read({ from, to, agency = null, procedure = null, office = null, by = null }) {
      const last = to ?? maxOf(localDate(now().toISOString()), from);
      const first = from ?? `${last.slice(0, 4)}-01-01`;
      const rows = await db.execute<CountRow>(countsStatement(by), [METRICS, first, last, agency, procedure, office]);
      const groups = countsByKey(rows.filter(({ key }) => key !== null));
      const label = by === null ? () => null : await labelsOf(by, [...groups.keys()]);
      const whole = computeIndicators(countsOf(rows.filter(({ key }) => key === null)));
      return {
        period: { from: first, to: last, timeZone: 'Asia/Ho_Chi_Minh' },
        filter: { agency, procedure, office },
        overall: { shares: defined(whole), steps: [...whole.steps] },
        stepTiming: STEP_TIMING,
        by,
        groups: [...groups]
          .map(([key, counts]) => ({ key, name: label(key), ...plain(computeIndicators(counts)) }))
          .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      };
    },
  };
}

function maxOf(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

function countsByKey(rows: readonly CountRow[]): Map<string, IndicatorCounts> {
  const grouped = Map.groupBy(rows, ({ key }) => key ?? '');
  return new Map([...grouped].map(([key, own]) => [key, countsOf(own)]));
}

function countsOf(rows: readonly CountRow[]): IndicatorCounts {
  const totals: Partial<Record<CountName, number>> = {};
  const minutes = new Map<string, Map<number, number>>();
  for (const { metric, stage, bucket, n } of rows) {
    if (metric === 'step-minutes') minutes.set(stage, (minutes.get(stage) ?? new Map<number, number>()).set(bucket, n));
    else totals[metric as CountName] = n;
  }
  return { totals, minutes };
}

function defined({ shares }: ComputedIndicators): IndicatorAnswer['overall']['shares'] {
  return Object.fromEntries(
    INDICATOR_IDS.map((id) => {
      const { name, definition, source } = INDICATORS[id];
      return [id, { ...shares[id], name, definition, source }];
    }),
  );
}

function plain({ shares, steps }: ComputedIndicators): Pick<IndicatorAnswer['groups'][number], 'shares' | 'steps'> {
  return { shares: { ...shares }, steps: [...steps] };
}

/** A name as imported or written by hand: bilingual, or Vietnamese only. */
function bilingual(name: unknown): Bilingual | null {
  if (typeof name === 'string') return { vi: name, en: name };
  if (typeof name !== 'object' || name === null) return null;
  const vi: unknown = Reflect.get(name, 'vi');
  const en: unknown = Reflect.get(name, 'en');
  return typeof vi === 'string' ? { vi, en: typeof en === 'string' ? en : vi } : null;
}
