import { describe, expect, test } from '@jest/globals';
import { aProcedure, CENTRE, COMMUNE, FIVE_STEPS } from '../../test/support/builders.ts';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { QUIET_RULES, warningCalendar } from '../../test/support/plain-calendar.ts';
import { plainStage } from '../../test/support/procedure-world.ts';
import { planMove } from '../dossier/moving.ts';
import type { Condition } from './condition.ts';
import { DIFFERENCE_KINDS, foldOver, type Difference, type DifferenceKind, type Recorded } from './folding.ts';
import type { ProcedureContent } from './procedure.ts';
import type { Stage } from './route.ts';

const FORMER: ProcedureContent = { ...aProcedure(FIVE_STEPS), legalLimit: { unit: 'working-hour', value: 40 } };
const COUNTING = { calendar: warningCalendar(), rules: QUIET_RULES };

const recorded = (dossier: InHand, form: Recorded['form'] = {}): Recorded => ({
  code: dossier.state.code,
  events: dossier.ledger,
  form,
});

const routed = (stages: readonly Stage[]): ProcedureContent => ({ ...FORMER, route: { stages } });
const changed = (id: string, changes: Partial<Stage>): ProcedureContent =>
  routed(FIVE_STEPS.stages.map((stage) => (stage.id === id ? { ...stage, ...changes } : stage)));
const withLook = (when?: Condition): ProcedureContent => {
  const look = { ...plainStage('appraisal', 'look'), ...(when === undefined ? {} : { when }) };
  return routed(FIVE_STEPS.stages.flatMap((stage) => (stage.id === 'approval' ? [look, stage] : [stage])));
};
const without = (id: string): ProcedureContent => routed(FIVE_STEPS.stages.filter((stage) => stage.id !== id));

const differences = (dossier: InHand, next: ProcedureContent, form: Recorded['form'] = {}): readonly Difference[] =>
  foldOver(recorded(dossier, form), FORMER, next, COUNTING);

const kinds = (dossier: InHand, next: ProcedureContent, form: Recorded['form'] = {}): string[] =>
  differences(dossier, next, form).map(({ kind, of }) => (of === null ? kind : `${kind} ${of}`));

const ended = (): InHand => aDossier().do('appraise').do('approve').do('seal').do('return');
const URGENT: Condition = { fact: 'form.urgent', equals: true };

/** For each kind of difference, a dossier and a version between which there is one. */
const CASES: Readonly<
  Record<DifferenceKind, readonly [InHand, ProcedureContent, readonly string[], Recorded['form']?]>
> = {
  'case-missing': [
    aDossier(),
    { ...FORMER, cases: [{ id: 'other', name: 'Khác', components: [] }] },
    ['case-missing main'],
  ],
  'stage-added': [aDossier(), withLook(), ['stage-added look']],
  'stage-removed': [aDossier(), without('approval'), ['stage-removed approval']],
  'stage-undecided': [aDossier(), withLook(URGENT), ['stage-undecided look'], null],
  'stage-passed-over': [aDossier().do('appraise'), withLook(), ['stage-added look', 'stage-passed-over look']],
  'order-changed': [
    aDossier(),
    routed(
      ['approval', 'appraisal', 'sealing', 'return'].flatMap((id) => FIVE_STEPS.stages.filter((one) => one.id === id)),
    ),
    ['order-changed', 'stage-passed-over approval'],
  ],
  'agency-changed': [
    aDossier(),
    changed('approval', { agency: { kind: 'fixed', agency: 'H49.5' } }),
    ['agency-changed approval'],
  ],
  'role-changed': [aDossier(), changed('approval', { role: 'one-stop-head' }), ['role-changed approval']],
  'budget-changed': [
    aDossier(),
    changed('approval', { budget: { unit: 'working-hour', value: 9 } }),
    ['budget-changed approval'],
  ],
  'limit-changed': [
    aDossier(),
    { ...FORMER, localLimit: { unit: 'working-hour', value: 30 } },
    ['limit-changed', 'appointment-changed'],
  ],
  'legal-limit-changed': [
    aDossier(),
    { ...FORMER, localLimit: { unit: 'working-hour', value: 40 }, legalLimit: { unit: 'working-hour', value: 50 } },
    ['legal-limit-changed'],
  ],
  'appointment-changed': [
    aDossier(),
    { ...FORMER, localLimit: { unit: 'working-hour', value: 50 } },
    ['limit-changed', 'appointment-changed'],
  ],
  'act-without-place': [ended(), without('approval'), ['stage-removed approval', 'act-without-place approval']],
  'result-missing': [
    aDossier({ route: { stages: FIVE_STEPS.stages.filter(({ kind }) => kind !== 'sealing') } })
      .do('appraise')
      .do('approve')
      .do('return'),
    FORMER,
    ['stage-added sealing', 'result-missing sealing'],
  ],
  'component-missing': [
    aDossier(),
    {
      ...FORMER,
      cases: [
        {
          id: 'main',
          name: 'Chung',
          components: [{ id: 'card', name: 'Thẻ', originals: 1, copies: 0, required: true }],
        },
      ],
    },
    ['component-missing card'],
  ],
  'component-unknown': [
    aDossier().do('request-supplement').do('receive-supplement'),
    FORMER,
    ['component-unknown proof'],
  ],
};

describe('A recorded dossier that is folded over another version', () => {
  test('has no difference to its own', () => {
    for (const dossier of [aDossier(), aDossier({ filed: true }), ended()]) expect(kinds(dossier, FORMER)).toEqual([]);
  });

  test.each(DIFFERENCE_KINDS)('says what would be otherwise: %s', (kind) => {
    const [dossier, next, expected, form] = CASES[kind];
    expect(kinds(dossier, next, form)).toEqual(expected);
    expect(expected.some((one) => one.split(' ')[0] === kind)).toBe(true);
  });

  test('names the agency, the limit and the appointment that it would have had', () => {
    const [agency] = differences(aDossier(), changed('approval', { agency: { kind: 'receiving' } }));
    expect(agency).toMatchObject({ former: COMMUNE, next: CENTRE });
    const shorter = { ...FORMER, localLimit: { unit: 'working-hour', value: 30 } } as const;
    const dossier = aDossier();
    const { dueAt } = dossier.state;
    const appointment = differences(dossier, shorter).find(({ kind }) => kind === 'appointment-changed');
    expect(appointment).toMatchObject({ former: dueAt, next: dossier.hour(30) });
  });

  test('that was not received yet has no appointment to lose', () => {
    const shorter = { ...FORMER, localLimit: { unit: 'working-hour', value: 30 } } as const;
    expect(kinds(aDossier({ filed: true }), shorter)).toEqual(['limit-changed']);
  });

  test('is held against what was filed where a condition is new, and keeps its way where it is the same', () => {
    expect(kinds(aDossier(), withLook(URGENT), { urgent: true })).toEqual(['stage-added look']);
    expect(kinds(aDossier(), withLook(URGENT), { urgent: false })).toEqual([]);
    const conditional = withLook(URGENT);
    const found = foldOver(recorded(aDossier({ content: conditional }), null), conditional, conditional, COUNTING);
    expect(found).toEqual([]);
  });

  test('counts an act that was undone as not done', () => {
    const dossier = aDossier().do('appraise').do('undo');
    expect(kinds(dossier, without('appraisal'))).not.toContain('act-without-place appraisal');
  });
});

describe('The plan of a move', () => {
  const plan = (dossier: InHand, next: ProcedureContent, from = 1) =>
    planMove(
      recorded(dossier),
      { version: from, content: FORMER },
      { version: 2, content: next },
      COUNTING,
      dossier.now,
    );

  test('is what the act writes, with the dates that it stamps', () => {
    const next = {
      ...withLook(),
      localLimit: { unit: 'working-hour', value: 30 },
      supplementWithinWorkingDays: 9,
    } as const;
    const dossier = aDossier();
    const planned = plan(dossier, next);
    expect(planned).toMatchObject({ refused: null, former: { dueAt: dossier.state.dueAt } });
    expect(planned.move).toMatchObject({ from: 1, to: 2, supplementWithinWorkingDays: 9, limit: next.localLimit });
    const { move } = planned;
    if (move === null) throw new Error('it can be moved');
    dossier.do('migrate', { ...move, migration: 'm' });
    expect(dossier.state.dueAt).toBe(planned.next?.dueAt);
    expect(dossier.step.dueAt).toBe(planned.next?.stepDueAt);
    expect(dossier.last('version-migrated').agencies).toMatchObject({ look: COMMUNE });
  });

  test.each<[string, InHand, ProcedureContent, string]>([
    ['would skip a step', aDossier().do('appraise'), withLook(), 'stage-passed-over'],
    ['is at a step that is gone', aDossier(), without('appraisal'), 'stage-not-in-version'],
    [
      'is at a step of other people',
      aDossier(),
      changed('appraisal', { role: 'agency-leader' }),
      'stage-not-in-version',
    ],
    [
      'is of a case that is gone',
      ...([CASES['case-missing'][0], CASES['case-missing'][1]] as const),
      'case-not-in-version',
    ],
    ['waits', aDossier().do('suspend'), withLook(), 'dossier-waits'],
    ['has ended', ended(), withLook(), 'dossier-ended'],
  ])('of a dossier that %s says why it stays', (_, dossier, next, code) => {
    expect(plan(dossier, next)).toMatchObject({ move: null, next: null, refused: { code } });
  });

  test('of a dossier on another version, or there already, says so', () => {
    expect(plan(aDossier(), withLook(), 3).refused?.code).toBe('version-moved');
    const moved = aDossier().do('migrate');
    expect(plan(moved, withLook()).refused?.code).toBe('same-version');
  });

  test('of one whose e-form is gone says that its condition cannot be decided', () => {
    const versions = [
      { version: 1, content: FORMER },
      { version: 2, content: withLook(URGENT) },
    ] as const;
    const { refused } = planMove(recorded(aDossier(), null), ...versions, COUNTING, aDossier().now);
    expect(refused?.code).toBe('form-erased');
  });
});
