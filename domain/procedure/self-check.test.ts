import { describe, expect, test } from '@jest/globals';
import { A_WORLD, aSoundProcedure, FORM, plainStage, withStages } from '../../test/support/procedure-world.ts';
import type { Condition } from './condition.ts';
import { FINDINGS, type Finding, type FindingCode } from './findings.ts';
import type { FeeRule, ProcedureContent } from './procedure.ts';
import type { RoutePart, Stage } from './route.ts';
import { selfCheck } from './self-check.ts';
import type { Staff, World } from './world.ts';

const DAYS = (value: number) => ({ unit: 'working-day', value }) as const;

const found = (content: ProcedureContent, world: World = A_WORLD): string[] =>
  selfCheck(content, world).map(({ code, at }) => (at === null ? code : `${code} ${at.kind} ${at.id}`));

const onlyFinding = (content: ProcedureContent, world: World = A_WORLD): Finding | undefined => {
  const findings = selfCheck(content, world);
  expect(findings).toHaveLength(1);
  return findings[0];
};

const part = (id: string, changes: Partial<RoutePart> = {}): RoutePart => ({
  id,
  name: { vi: id, en: id },
  results: [],
  after: [],
  budget: DAYS(1),
  stages: [plainStage('appraisal', `${id}-appraisal`)],
  ...changes,
});

const interlinked = (parts: readonly RoutePart[], changes: Partial<Stage> = {}): Partial<ProcedureContent> => ({
  route: {
    stages: [
      plainStage('appraisal'),
      { ...plainStage('appraisal', 'joint'), kind: 'interlinked', budget: DAYS(3), parts, ...changes },
      plainStage('sealing'),
      plainStage('return'),
    ],
  },
});

const withFee = (rule: Partial<FeeRule>): Partial<ProcedureContent> => ({
  fees: [{ id: 'a', name: 'Phí', amount: 1, rule: { rates: [{ kind: 'flat', amount: 1 }], ...rule } }],
});

const provedBy = (basis: { component: string } | { documentType: string }): Partial<ProcedureContent> =>
  withFee({
    reductions: [{ id: 'poor', name: { vi: 'a', en: 'b' }, off: { share: 1 }, basis: { kind: 'ground', ...basis } }],
  });

const when = (condition: Condition, stage = 'approval'): Partial<ProcedureContent> =>
  withStages({ [stage]: { when: condition } });

/** Everybody is there, but for what is said of one agency and role. */
const staffed = (appointed: Staff['appointed']): World => ({
  ...A_WORLD,
  staff: { agencies: (resolver) => (resolver.kind === 'receiving' ? ['H49.9'] : ['H49.1']), appointed },
});

const consulting = (within: Stage['budget'] | null): Partial<ProcedureContent> =>
  withStages({
    appraisal: {
      consultations: [
        {
          id: 'police',
          agency: { kind: 'fixed', agency: 'H49.1' },
          onSilence: 'deemed-agreed',
          ...(within === null ? {} : { within }),
        },
      ],
    },
  });

const two = DAYS(2);

/** One planted fault for each finding there is: what is changed in a sound version, and where it is found. */
const FAULTS: Readonly<
  Record<FindingCode, { readonly of: Partial<ProcedureContent> | null; readonly at?: string; readonly world?: World }>
> = {
  'route-missing': { of: null },
  'ends-before-it-begins': { of: { effectiveTo: '2021-12-31' } },
  'predecessor-unknown': { of: { predecessors: ['1.000009'] } },
  'predecessor-goes-on': { of: { predecessors: ['1.000003'] } },
  'agency-unknown': {
    of: withStages({ approval: { agency: { kind: 'fixed', agency: 'H49.7' } } }),
    at: 'stage approval',
  },
  'agency-not-in-effect': { of: { competence: { kind: 'fixed', agency: 'H49.2' } } },
  'document-type-unknown': { of: { results: [{ id: 'card', name: 'Thẻ', documentType: 'card' }] } },
  'form-unknown': { of: { form: '1.000009' } },
  'limit-missing': { of: { legalLimit: null } },
  'local-limit-above-legal': { of: { localLimit: DAYS(6) } },
  'budgets-above-limit': { of: { legalLimit: { unit: 'working-hour', value: 7.5 } } },
  'part-budgets-above-limit': {
    of: interlinked([part('police', { budget: { unit: 'working-hour', value: 1 } })]),
    at: 'part police',
  },
  'chain-above-budget': {
    of: interlinked([part('police', { budget: two }), part('insurance', { after: ['police'], budget: two })]),
    at: 'stage joint',
  },
  'role-may-not-act': { of: withStages({ approval: { role: 'appraiser' } }), at: 'stage approval' },
  'nobody-appointed': {
    of: {},
    at: 'stage sealing',
    world: staffed((_, role) => (role === 'seal-clerk' ? [] : [role])),
  },
  'duties-in-one-hand': {
    of: {},
    at: 'stage approval',
    world: staffed((_, role) => [role === 'agency-leader' ? 'appraiser' : role]),
  },
  'return-missing': { of: withStages({}, ['appraisal', 'approval', 'sealing']) },
  'stage-after-return': { of: withStages({}, ['appraisal', 'sealing', 'return', 'approval']), at: 'stage approval' },
  'return-conditional': { of: when({ fact: 'channel', equals: 'direct' }, 'return'), at: 'stage return' },
  'nothing-before-return': {
    of: withStages(
      {
        appraisal: { when: { fact: 'form.floors', atLeast: 3 } },
        sealing: { when: { fact: 'channel', equals: 'online' } },
      },
      ['appraisal', 'sealing', 'return'],
    ),
  },
  'condition-never-holds': { of: when({ fact: 'case', equals: 'bridge' }), at: 'stage approval' },
  'results-missing': { of: { results: [] } },
  'result-without-document': { of: withStages({ sealing: { requires: [] } }), at: 'stage sealing' },
  'result-unknown': {
    of: interlinked([part('police', { results: ['card'], stages: [plainStage('sealing', 'police-sealing')] })]),
    at: 'part police',
  },
  'result-made-twice': {
    of: interlinked(
      ['one', 'other'].map((id) =>
        part(id, { results: ['certificate'], stages: [plainStage('sealing', `${id}-sealing`)] }),
      ),
    ),
    at: 'stage joint',
  },
  'part-result-missing': { of: interlinked([part('police', { results: ['certificate'] })]), at: 'part police' },
  'part-waits-for-unknown': { of: interlinked([part('police', { after: ['army'] })]), at: 'part police' },
  'part-waits-for-itself': { of: interlinked([part('police', { after: ['police'] })]), at: 'part police' },
  'consultation-without-deadline': { of: consulting(null), at: 'stage appraisal' },
  'consultation-beyond-budget': { of: consulting(DAYS(1)), at: 'stage appraisal' },
  'fact-unknown': { of: when({ fact: 'quantities.pages', atLeast: 3 }), at: 'stage approval' },
  'field-unknown': { of: when({ fact: 'form.roof', equals: 1 }), at: 'stage approval' },
  'field-personal': { of: when({ fact: 'form.owner.name', equals: 'x' }), at: 'stage approval' },
  'case-unknown': { of: withFee({ due: { cases: ['late'] } }), at: 'fee a' },
  'proof-component-unknown': { of: provedBy({ component: 'card' }), at: 'fee a' },
  'proof-document-type-unknown': { of: provedBy({ documentType: 'card' }), at: 'fee a' },
  'quantity-not-counted': { of: withFee({ quantities: { area: 'rooms.0.area' } }), at: 'fee a' },
  'quantity-personal': { of: withFee({ quantities: { floors: 'child.sex' } }), at: 'fee a' },
  'quantity-counted-twice': {
    of: {
      fees: ['floors', 'floors'].map((_, index) => ({
        id: index === 0 ? 'a' : 'b',
        name: 'Phí',
        amount: 1,
        rule: { quantities: { copies: index === 0 ? 'floors' : 'storeys' }, rates: [] },
      })),
    },
    at: 'fee b',
    world: {
      ...A_WORLD,
      field: (form, path) => A_WORLD.field(form, path[0] === 'storeys' ? ['floors'] : path),
    },
  },
};

describe('the self-check of a procedure version', () => {
  test('finds nothing in a sound one', () => {
    expect(found(aSoundProcedure())).toEqual([]);
    expect(
      found(
        aSoundProcedure(),
        staffed((_, role) => [role]),
      ),
    ).toEqual([]);
  });

  test.each(Object.entries(FAULTS))('finds %s, and nothing else', (code, { of, at, world }) => {
    const { route: _, ...unrouted } = aSoundProcedure();
    const content = of === null ? unrouted : { ...aSoundProcedure(), ...of };
    expect(found(content, world)).toEqual([at === undefined ? code : `${code} ${at}`]);
  });

  test('finds an opinion that nobody may ask for, since whoever holds the step may not', () => {
    const asking = (content: Partial<ProcedureContent>): Stage['consultations'] =>
      content.route?.stages.find(({ id }) => id === 'appraisal')?.consultations;
    const consultations = asking(consulting({ unit: 'working-hour', value: 1 })) ?? [];
    expect(onlyFinding(aSoundProcedure(withStages({ approval: { consultations } })))).toMatchObject({
      code: 'role-may-not-act',
      at: { kind: 'stage', id: 'approval' },
      params: { act: 'consult' },
    });
  });

  test('calls what is wrong an error, and what somebody may want all the same a warning', () => {
    const warnings = Object.entries(FINDINGS).filter(([, severity]) => severity === 'warning');
    expect(warnings.map(([code]) => code)).toEqual([
      'nobody-appointed',
      'duties-in-one-hand',
      'consultation-beyond-budget',
    ]);
  });

  test('names the agencies without people, a few by code', () => {
    const agencies = ['H49.1', 'H49.2', 'H49.3', 'H49.4'];
    const world: World = { ...A_WORLD, staff: { agencies: () => agencies, appointed: (_, role) => [role].slice(1) } };
    const { params } = selfCheck(aSoundProcedure(withStages({}, ['sealing', 'return'])), world)[0] ?? {};
    expect(params).toEqual({ role: 'seal-clerk', count: 4, agencies: 'H49.1, H49.2, H49.3, …' });
  });
});

describe('a condition of a stage is found never to hold', () => {
  test.each<[string, Condition]>([
    ['against the choices of the e-form', { fact: 'form.kind', equals: 'factory' }],
    ['against a bound of the e-form', { fact: 'form.floors', atLeast: 10 }],
    ['against the type of the field', { fact: 'form.floors', equals: '3' }],
    [
      'between whole numbers',
      {
        all: [
          { fact: 'form.floors', atLeast: 2.1 },
          { fact: 'form.floors', atMost: 2.9 },
        ],
      },
    ],
    [
      'where its parts contradict each other',
      {
        all: [
          { fact: 'form.kind', equals: 'shop' },
          { fact: 'form.kind', equals: 'house' },
        ],
      },
    ],
    [
      'on dates in no order',
      {
        all: [
          { fact: 'form.builtOn', atLeast: '2026-01-02' },
          { fact: 'form.builtOn', atMost: '2026-01-01' },
        ],
      },
    ],
    ['by the channel', { fact: 'channel', equals: 'pigeon' }],
  ])('%s', (_, condition) => {
    expect(found(aSoundProcedure(when(condition)))).toEqual(['condition-never-holds stage approval']);
  });

  test.each<[string, Condition]>([
    ['that its field is not filled in', { not: { fact: 'form.kind', in: ['house', 'shop'] } }],
    ['a number of the e-form’s bounds', { fact: 'form.floors', equals: 9 }],
    [
      'a date between two',
      {
        all: [
          { fact: 'form.builtOn', atLeast: '2026-01-01' },
          { fact: 'form.builtOn', atMost: '2026-01-01' },
        ],
      },
    ],
    [
      'several facts at once',
      {
        all: [
          { fact: 'form.urgent', equals: true },
          { fact: 'case', equals: 'main' },
          { not: { fact: 'channel', equals: 'direct' } },
        ],
      },
    ],
  ])('and not where it asks for %s', (_, condition) => {
    expect(found(aSoundProcedure(when(condition)))).toEqual([]);
  });

  test('inside a part whose stage is never there when it would be', () => {
    const inner = {
      ...plainStage('appraisal', 'police-appraisal'),
      when: { fact: 'form.urgent', equals: false },
    } as const;
    const stages = [inner, plainStage('appraisal', 'police-again')];
    const content = interlinked([part('police', { stages })], { when: { fact: 'form.urgent', equals: true } });
    expect(found(aSoundProcedure(content))).toEqual(['condition-never-holds stage police-appraisal']);
  });
});

describe('budgets are held against the limit on the longest way', () => {
  const exclusive = withStages({
    appraisal: { budget: DAYS(3), when: { fact: 'form.urgent', equals: false } },
    approval: { budget: DAYS(3), when: { not: { fact: 'form.urgent', equals: false } } },
  });

  test('that a dossier can take: two that exclude each other do not add up', () => {
    expect(found(aSoundProcedure(exclusive))).toEqual([]);
    const { params } = onlyFinding(aSoundProcedure({ ...exclusive, legalLimit: DAYS(3) })) ?? {};
    expect(params).toEqual({ minutes: 3 * 480 + 240, case: 'main' });
  });

  test('parts beside each other take the longest, parts after each other take their sum', () => {
    const beside = [part('police', { budget: two }), part('insurance', { budget: two })];
    expect(found(aSoundProcedure(interlinked(beside)))).toEqual([]);
  });
});

test('a version of a procedure with an e-form that it does not name sees no field of it', () => {
  const { form: _, ...content } = aSoundProcedure(when({ fact: 'form.kind', equals: 'shop' }));
  expect(FORM).toBeDefined();
  expect(found(content)).toEqual(['field-unknown stage approval']);
});
