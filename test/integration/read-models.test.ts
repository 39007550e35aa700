import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findDossier } from '../../api/features/dossiers/read-dossier.ts';
import { createDossierReadService } from '../../api/features/dossiers/service.ts';
import { createHandoverService } from '../../api/features/handovers/service.ts';
import { createNames } from '../../api/features/names.ts';
import { createIndicatorService } from '../../api/features/indicators/service.ts';
import { createTaskService } from '../../api/features/tasks/service.ts';
import type { TaskQuery } from '../../contracts/task.ts';
import type { IndicatorDelta } from '../../domain/indicators/deltas.ts';
import { foldIndicators } from '../../infra/db/fold-indicators.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { count, rows } from '../support/facts.ts';
import { testStack } from '../support/stack.ts';

/** Read models on real PostgreSQL, with rows of this run's own. */
const RUN = randomUUID().slice(0, 8);
const AGENCY = `H49.T${RUN.toUpperCase()}`;
const PROCEDURE = `test-${RUN}`;

let db: Database;
beforeAll(async () => {
  db = await connectDatabase(testStack().config.database.url, 8);
});
afterAll(() => db.close());

function aDelta(some: Partial<IndicatorDelta>): IndicatorDelta {
  return {
    day: '2026-11-24',
    metric: 'finished',
    agency: AGENCY,
    office: 'test',
    procedure: PROCEDURE,
    stage: '',
    bucket: 0,
    n: 1,
    ...some,
  };
}

async function append(deltas: readonly IndicatorDelta[]): Promise<void> {
  await rows(
    db,
    `insert into indicator_delta (day, metric, agency, office, procedure, stage, bucket, n)
      select day, metric, agency, office, procedure, stage, bucket, n from jsonb_to_recordset($1::jsonb)
      as d (day date, metric text, agency text, office text, procedure text, stage text, bucket int, n int)`,
    JSON.stringify(deltas),
  );
}

describe('indicators', () => {
  const indicators = () =>
    createIndicatorService({ db, names: createNames(db), now: () => new Date('2026-12-01T00:00:00Z') });
  const read = (by?: 'month' | 'agency' | 'procedure' | 'office' | 'level' | 'centre-level') =>
    indicators().read({ procedure: PROCEDURE, ...(by === undefined ? {} : { by }) });

  beforeAll(async () => {
    await append([
      ...Array.from({ length: 300 }, (_, index) => aDelta({ day: index < 100 ? '2026-10-05' : '2026-11-24' })),
      ...Array.from({ length: 120 }, () => aDelta({ metric: 'finished-on-time' })),
      ...Array.from({ length: 90 }, (_, index) =>
        aDelta({ metric: 'step-minutes', stage: 'appraisal', bucket: index % 60 }),
      ),
      aDelta({ metric: 'finished-on-site', n: 300 }),
      aDelta({ day: '2025-12-31', n: 7 }),
      aDelta({ metric: 'received', procedure: `${PROCEDURE}-other`, n: 9 }),
    ]);
  });

  it('sum what lies in the period and the filter, and nothing else', async () => {
    const { overall, period } = await read();
    expect(period).toMatchObject({ from: '2026-01-01', to: '2026-12-01' });
    expect(overall.shares['on-time']).toMatchObject({ numerator: 120, denominator: 300, share: 0.4 });
    expect(overall.shares['on-site-procedures']).toMatchObject({ numerator: 1, denominator: 1 });
    expect(overall.shares['received-elsewhere']).toMatchObject({ denominator: 0, share: null });
    expect(overall.steps).toEqual([{ stage: 'appraisal', steps: 90, medianMinutes: 22, p90Minutes: 50 }]);
  });

  it('break down into groups that add up to the whole', async () => {
    const { groups } = await read('month');
    expect(groups.map(({ key, shares }) => [key, shares['on-time']?.denominator])).toEqual([
      ['2026-10', 100],
      ['2026-11', 200],
    ]);
    for (const by of ['agency', 'procedure', 'office', 'level', 'centre-level'] as const) {
      const broken = await read(by);
      expect(broken.groups.map(({ shares }) => shares['on-time']?.denominator)).toEqual([300]);
      expect(broken.groups[0]?.steps).toEqual(broken.overall.steps);
    }
  });

  it('stay the same while any number of folds runs, and every count is moved once', async () => {
    const before = JSON.stringify(await read('month'));
    const readings: Promise<string>[] = [];
    const folding = Array.from({ length: 6 }, async () => {
      for (let moved = 1; moved > 0;) {
        readings.push(read('month').then((reading) => JSON.stringify(reading)));
        moved = await foldIndicators(db, 37);
      }
    });
    await Promise.all(folding);
    expect(new Set(await Promise.all(readings))).toEqual(new Set([before]));
    await foldIndicators(db);
    expect(await count(db, 'indicator_delta where procedure = $1', PROCEDURE)).toBe(0);
    expect(JSON.stringify(await read('month'))).toBe(before);
    await append([aDelta({ n: 5 })]);
    await foldIndicators(db);
    expect((await read()).overall.shares.late).toMatchObject({ denominator: 305 });
  });
});

describe('tasks', () => {
  const service = () => createTaskService({ db });
  const dossier = `${AGENCY}-261124-0001`;

  beforeAll(async () => {
    const [version] = await rows<{ code: string; version: number }>(
      db,
      'select code, version from procedure_version limit 1',
    );
    await rows(
      db,
      `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
        received_at, due_at, due_provisional, due_explanation, status, national_status, seq, head_hash, updated_at)
        values ($1, $2, $3, 'c', 'direct', 'test', $4, $4, '{}', now(), now(), false, '{}', 'in-process', 4, 1, '0', now())`,
      dossier,
      version?.code,
      version?.version,
      AGENCY,
    );
    await rows(
      db,
      `insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, left_at)
        select $1 || '.' || i, $1, i, 's', 'appraisal', $2, (array['appraiser', 'seal-clerk'])[1 + i % 2], now(), 'electronic',
          case when i % 7 = 0 then null else now() + (i % 5) * interval '1.234567 hours' end,
          case when i > 30 then now() - (i % 3) * interval '1 day' end
        from generate_series(1, 50) as i`,
      dossier,
      AGENCY,
    );
  });

  /** Every task, page by page. */
  async function walk(query: Partial<TaskQuery>): Promise<string[]> {
    const tasks: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await service().list(AGENCY, { state: 'open', limit: 4, ...query, cursor });
      tasks.push(...page.items.map(({ task }) => task));
      cursor = page.next;
    }
    return tasks;
  }

  const ids = async (where: string, order: string): Promise<string[]> =>
    (
      await rows<{ id: string }>(db, `select id from task where agency = $1 and ${where} order by ${order}`, AGENCY)
    ).map(({ id }) => id);

  it('are walked whole and in order by pages: by due instant, those whose clock stands still last', async () => {
    expect(await walk({})).toEqual(await ids('left_at is null', 'due_at nulls last, id'));
    expect(await walk({ role: 'seal-clerk' })).toEqual(
      await ids("left_at is null and role = 'seal-clerk'", 'due_at nulls last, id'),
    );
    expect(await walk({ role: 'auditor' })).toEqual([]);
  });

  it('are walked latest first when done', async () => {
    expect(await walk({ state: 'done' })).toEqual(await ids('left_at is not null', 'left_at desc, id desc'));
  });

  it('are opened once by each person, at the first instant, however often and at once', async () => {
    const actor = (person: string) => ({
      person,
      appointment: 'a',
      agency: AGENCY,
      office: null,
      role: 'appraiser' as const,
      onBehalfOf: null,
      rightsVersion: 1,
    });
    const task = `${dossier}.2`;
    const openings = await Promise.all(Array.from({ length: 6 }, () => service().open(task, actor('one'))));
    openings.push(await service().open(task, actor('one')));
    expect(new Set(openings.map(({ openedAt }) => openedAt)).size).toBe(1);
    await service().open(task, actor('two'));
    expect(await count(db, 'task_opening where task = $1', task)).toBe(2);
    await expect(service().open(`${dossier}.40`, actor('one'))).rejects.toMatchObject({ code: 'task-left' });
  });
});

describe('what is read of one dossier', () => {
  /** The plans of what somebody asks, where an index is taken whenever there is one that fits. */
  async function plansOf(ask: (db: Pick<Database, 'execute'>) => Promise<unknown>): Promise<string> {
    const plans: string[] = [];
    await db.transaction(async (execute) => {
      await execute({ name: '', text: 'set local enable_seqscan = off' }, []);
      const explaining: Pick<Database, 'execute'> = {
        async execute({ text }, params) {
          const found = await execute<{ 'QUERY PLAN': string }>({ name: '', text: `explain ${text}` }, params);
          plans.push(...found.map((row) => row['QUERY PLAN']));
          return [];
        },
      };
      await ask(explaining).catch(() => undefined);
    });
    return plans.join('\n');
  }
  const names = createNames({ execute: () => Promise.resolve([]) });
  const openApplicant = () => {
    throw new Error('nothing is read');
  };

  it.each<[string, (one: Pick<Database, 'execute'>) => Promise<unknown>]>([
    ['itself', (one) => findDossier(one, 'x')],
    [
      'its timeline',
      (one) => createDossierReadService({ db: one, names, explainStep: () => null, openApplicant }).head('x'),
    ],
    ['its receipts', (one) => createHandoverService({ db: one, names, ownSystems: new Set() }).dossier('x')],
  ])('%s, with its parts and what they ask: by indexes, however many dossiers there are', async (_, ask) => {
    const plans = await plansOf(ask);
    expect(plans).toContain('Index');
    expect(plans).not.toContain('Seq Scan');
  });
});
