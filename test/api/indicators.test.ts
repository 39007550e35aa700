import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IndicatorAnswer, type Breakdown } from '../../contracts/indicators.ts';
import { localDate } from '../../domain/dossier/code.ts';
import type { Json, Step } from '../support/desks.ts';
import { receiveAt } from '../support/earlier-reception.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

const DAY_MS = 24 * 3_600_000;

/** Long enough for any appointment of the procedures below to have passed. */
const EARLIER = new Date(Date.now() - 21 * DAY_MS);

const CERTIFICATION = '2.000815';
const DEATH_REGISTRATION = '1.000656';
const COMMITTEE = 'H49.143';
const CENTRE_HONG_GAI = 'H49.01.143';
const CENTRE_BAI_CHAY = 'H49.01.139';

/** The shares that add up: numerator and denominator. */
const SHARES = [
  'handover-electronic',
  'finished-digitised',
  'on-site-dossiers',
  'received-elsewhere',
  'on-time',
  'late',
] as const;
type Counts = Record<(typeof SHARES)[number], [number, number]>;

const NOTHING = Object.fromEntries(SHARES.map((id) => [id, [0, 0]])) as unknown as Counts;
const counts = (some: Partial<Counts>): Counts => ({ ...NOTHING, ...some });

type Query = Readonly<Record<string, string>>;
const textOf = (query: Query): string => new URLSearchParams(query).toString();

const countsIn = ({ shares }: Pick<IndicatorAnswer['groups'][number], 'shares'>): Counts =>
  counts(Object.fromEntries(SHARES.map((id) => [id, [shares[id]?.numerator, shares[id]?.denominator]])));
const minus = (a: Counts, b: Counts): Counts =>
  counts(Object.fromEntries(SHARES.map((id) => [id, [a[id][0] - b[id][0], a[id][1] - b[id][1]]])));
const sum = (all: readonly Counts[]): Counts => all.reduce((a, b) => minus(a, minus(NOTHING, b)), NOTHING);

describe('GET /indicators', () => {
  const today = localDate(new Date().toISOString());
  const earlier = localDate(EARLIER.toISOString());
  const period: Query = { from: earlier, to: localDate(new Date(Date.now() + DAY_MS).toISOString()) };
  const since: Query = { ...period, from: today };
  const filters = {
    all: {},
    committee: { agency: COMMITTEE },
    'centre Hồng Gai': { agency: CENTRE_HONG_GAI },
    'centre Bãi Cháy': { agency: CENTRE_BAI_CHAY },
    'office Hồng Gai': { office: 'phuong-hong-gai' },
    'office Bãi Cháy': { office: 'phuong-bai-chay' },
    certifications: { procedure: CERTIFICATION },
    deaths: { procedure: DEATH_REGISTRATION },
    'deaths at Bãi Cháy': { procedure: DEATH_REGISTRATION, office: 'phuong-bai-chay' },
    'certifications of the committee at Bãi Cháy': {
      agency: COMMITTEE,
      procedure: CERTIFICATION,
      office: 'phuong-bai-chay',
    },
    'the earlier day': { from: earlier, to: earlier },
    'before it': { from: '2020-01-01', to: '2020-12-31' },
    'since today': since,
  } as const satisfies Record<string, Query>;
  const breakdowns = [
    'agency',
    'procedure',
    'office',
    'level',
    'centre-level',
    'month',
  ] as const satisfies readonly Breakdown[];

  let motcua: Motcua;
  let before: ReadonlyMap<string, IndicatorAnswer>;

  const read = async (query: Query): Promise<IndicatorAnswer> => {
    const { status, body } = await motcua.as('indicator-officer').get(`/indicators?${textOf(query)}`);
    expect(status).toBe(200);
    return IndicatorAnswer.parse(body);
  };
  const takeToEnd = async (
    code: string,
    first: Step | null,
    bodyOf: (stage: string) => Json = () => ({}),
  ): Promise<void> => {
    for (let step = first; step !== null;) ({ step } = await motcua.act(code, step, { body: bodyOf(step.stage) }));
  };

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    const queries = [
      ...Object.values(filters).map((filter): Query => ({ ...period, ...filter })),
      ...breakdowns.map((by) => ({ ...period, by })),
    ];
    before = new Map(await Promise.all(queries.map(async (query) => [textOf(query), await read(query)] as const)));

    // Received and appraised on paper, and appraised at the seat of the committee.
    const onPaper = await motcua.receive({ body: { medium: 'paper' } });
    const paper: Json = { medium: 'paper', place: 'seat-phuong-hong-gai' };
    await takeToEnd(onPaper.code, onPaper.step, (stage) => (stage === 'appraisal' ? paper : {}));
    // Received elsewhere, and taken to its end on the premises of that centre.
    const elsewhere = await motcua.receive({ office: 'phuong-bai-chay', body: { unit: 'phuong-hong-gai' } });
    await takeToEnd(elsewhere.code, elsewhere.step, () => ({ place: 'centre-phuong-bai-chay' }));
    // Lain for weeks.
    const late = await receiveAt(motcua, EARLIER, { procedure: DEATH_REGISTRATION });
    await takeToEnd(late.code, late.step);
  }, 120_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** What the three dossiers have added to an answer. */
  const added = async (filter: Query): Promise<Counts> => {
    const query = { ...period, ...filter };
    const earlierAnswer = before.get(textOf(query));
    if (earlierAnswer === undefined) throw new Error(`nobody asked before for ${textOf(query)}`);
    return minus(countsIn((await read(query)).overall), countsIn(earlierAnswer.overall));
  };
  /** The same by group; groups to which nothing was added are left out. */
  const addedBy = async (by: Breakdown): Promise<Record<string, Counts>> => {
    const query = { ...period, by };
    const groupsBefore = new Map(before.get(textOf(query))?.groups.map((group) => [group.key, countsIn(group)]));
    const { groups } = await read(query);
    const changes = groups.map((group) => [group.key, minus(countsIn(group), groupsBefore.get(group.key) ?? NOTHING)]);
    return Object.fromEntries(changes.filter(([, change]) => JSON.stringify(change) !== JSON.stringify(NOTHING)));
  };

  test('counts the hand-overs on paper, the dossier received elsewhere, the late one and the one not on site', async () => {
    expect(await added(filters.all)).toEqual({
      'handover-electronic': [10, 12],
      'finished-digitised': [3, 3],
      'on-site-dossiers': [2, 3],
      'received-elsewhere': [1, 3],
      'on-time': [2, 3],
      late: [1, 3],
    });
  });

  test('takes, for one agency, what it received, handed over and was competent for', async () => {
    expect(await added(filters.committee)).toEqual(
      counts({
        'handover-electronic': [8, 9],
        'finished-digitised': [3, 3],
        'on-site-dossiers': [2, 3],
        'on-time': [2, 3],
        late: [1, 3],
      }),
    );
    expect(await added(filters['centre Hồng Gai'])).toEqual(
      counts({ 'handover-electronic': [1, 2], 'received-elsewhere': [0, 2] }),
    );
    expect(await added(filters['centre Bãi Cháy'])).toEqual(
      counts({ 'handover-electronic': [1, 1], 'received-elsewhere': [1, 1] }),
    );
  });

  test('takes, for one office, the dossiers that it received, whoever worked on them', async () => {
    expect(await added(filters['office Hồng Gai'])).toEqual({
      'handover-electronic': [6, 8],
      'finished-digitised': [2, 2],
      'on-site-dossiers': [1, 2],
      'received-elsewhere': [0, 2],
      'on-time': [1, 2],
      late: [1, 2],
    });
    expect(await added(filters['office Bãi Cháy'])).toEqual({
      'handover-electronic': [4, 4],
      'finished-digitised': [1, 1],
      'on-site-dossiers': [1, 1],
      'received-elsewhere': [1, 1],
      'on-time': [1, 1],
      late: [0, 1],
    });
  });

  test('takes, for one procedure, its dossiers only', async () => {
    expect(await added(filters.deaths)).toEqual({
      'handover-electronic': [4, 4],
      'finished-digitised': [1, 1],
      'on-site-dossiers': [1, 1],
      'received-elsewhere': [0, 1],
      'on-time': [0, 1],
      late: [1, 1],
    });
    expect(sum([await added(filters.deaths), await added(filters.certifications)])).toEqual(await added(filters.all));
  });

  test('takes what fits all filters at once', async () => {
    expect(await added(filters['certifications of the committee at Bãi Cháy'])).toEqual(
      counts({
        'handover-electronic': [3, 3],
        'finished-digitised': [1, 1],
        'on-site-dossiers': [1, 1],
        'on-time': [1, 1],
        late: [0, 1],
      }),
    );
    expect(await added(filters['deaths at Bãi Cháy'])).toEqual(NOTHING);
  });

  test('takes what happened from the first to the last day of the period, both included', async () => {
    const reception = counts({ 'handover-electronic': [1, 1], 'received-elsewhere': [0, 1] });
    expect(await added(filters['the earlier day'])).toEqual(reception);
    expect(await added(filters['since today'])).toEqual(minus(await added(filters.all), reception));
    expect(await added(filters['before it'])).toEqual(NOTHING);
  });

  test('breaks down into groups that are what the filter gives for each, and add up to the whole', async () => {
    expect(await addedBy('agency')).toEqual({
      [COMMITTEE]: await added(filters.committee),
      [CENTRE_HONG_GAI]: await added(filters['centre Hồng Gai']),
      [CENTRE_BAI_CHAY]: await added(filters['centre Bãi Cháy']),
    });
    expect(await addedBy('office')).toEqual({
      'phuong-hong-gai': await added(filters['office Hồng Gai']),
      'phuong-bai-chay': await added(filters['office Bãi Cháy']),
    });
    expect(await addedBy('procedure')).toEqual({
      [CERTIFICATION]: await added(filters.certifications),
      [DEATH_REGISTRATION]: await added(filters.deaths),
    });
    for (const by of ['level', 'centre-level'] as const)
      expect(await addedBy(by)).toEqual({ commune: await added(filters.all) });
    const months = await addedBy('month');
    expect(Object.keys(months).every((month) => [earlier.slice(0, 7), today.slice(0, 7)].includes(month))).toBe(true);
    expect(sum(Object.values(months))).toEqual(await added(filters.all));
  });

  test('names the groups, and counts the steps of each stage', async () => {
    const nameOf = async (by: Breakdown, key: string) =>
      (await read({ ...period, by })).groups.find((group) => group.key === key)?.name;
    expect(await nameOf('agency', COMMITTEE)).toEqual(motcua.catalogue.agencies.get(COMMITTEE)?.name);
    expect(await nameOf('office', 'phuong-bai-chay')).toEqual(motcua.catalogue.offices.get('phuong-bai-chay')?.name);
    expect(await nameOf('procedure', CERTIFICATION)).toEqual(motcua.catalogue.procedures.get(CERTIFICATION)?.name);
    expect(await nameOf('level', 'commune')).toMatchObject({ vi: expect.any(String), en: expect.any(String) });
    expect(await nameOf('month', today.slice(0, 7))).toBeNull();

    const stepsOf = ({ overall }: IndicatorAnswer | { overall: { steps: [] } }): Record<string, number> =>
      Object.fromEntries(overall.steps.map(({ stage, steps }) => [stage, steps]));
    const query = { ...period, ...filters['office Bãi Cháy'] };
    const earlierSteps = stepsOf(before.get(textOf(query)) ?? { overall: { steps: [] } });
    for (const [stage, steps] of Object.entries(stepsOf(await read(query))))
      expect([stage, steps - (earlierSteps[stage] ?? 0)]).toEqual([
        stage,
        ['appraisal', 'approval', 'sealing', 'return'].includes(stage) ? 1 : 0,
      ]);
  });

  test('refuses a question that makes no sense, and whoever is not staff', async () => {
    const officer = motcua.as('indicator-officer');
    for (const query of ['from=2026-12-01&to=2026-11-01', 'by=week', 'from=yesterday', 'from=2026-02-30', 'month=11']) {
      const answer = await officer.get(`/indicators?${query}`);
      expect([query, answer.status, answer.body['code']]).toEqual([query, 400, 'request-invalid']);
    }
    expect((await motcua.as('citizen').get('/indicators')).status).toBe(403);
    expect((await motcua.withToken(null).get('/indicators')).status).toBe(401);
  });
});
