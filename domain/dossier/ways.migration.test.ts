import { describe, expect, test } from '@jest/globals';
import { A_MOVE, aProcedure, CENTRE, COMMUNE, FIVE_STEPS } from '../../test/support/builders.ts';
import { aDossier } from '../../test/support/in-hand.ts';
import { QUIET_RULES } from '../../test/support/plain-calendar.ts';
import { snapshotOf } from './snapshot.ts';

const LONGER = { unit: 'working-day', value: 9 } as const;

describe('A dossier that is moved to another version of its procedure', () => {
  test('stays at its step, with its task, and says from where to where by whose decision', () => {
    const dossier = aDossier();
    const { step, state: before } = dossier;
    const after = dossier.do('migrate', { ...A_MOVE, budget: LONGER });
    expect(after.state).toMatchObject({ version: 2, status: 'in-process' });
    expect(after.step).toMatchObject({ task: step.task, stage: step.stage, agency: step.agency, budget: LONGER });
    expect(after.written).toMatchObject([
      {
        type: 'version-migrated',
        actor: { role: 'catalogue-administrator' },
        data: { migration: 'migration-1', from: 1, to: 2, formerDueAt: before.dueAt, agencies: A_MOVE.agencies },
      },
    ]);
  });

  test('is counted by the limits of that version from when it was received', () => {
    const { state } = aDossier().do('migrate', { ...A_MOVE, limit: LONGER, legalLimit: { unit: 'month', value: 1 } });
    expect(state.basis).toMatchObject({ limit: LONGER, legalLimit: { unit: 'month', value: 1 } });
    expect(state.basis?.receivedAt).toBe(aDossier().state.basis?.receivedAt);
  });

  test('goes on by the route, the rules and the limits of that version wherever its run begins', () => {
    const opinion = { ...FIVE_STEPS.stages[0], id: 'opinion' } as (typeof FIVE_STEPS.stages)[number];
    const [first, ...rest] = FIVE_STEPS.stages;
    const route = { stages: [first, opinion, ...rest].flatMap((stage) => (stage === undefined ? [] : [stage])) };
    const content = { ...aProcedure(route), supplementWithinWorkingDays: 7, localLimit: LONGER };
    const moved = aDossier().do('migrate', { agencies: { ...A_MOVE.agencies, opinion: COMMUNE } });
    const { state } = moved;
    const snapshot = snapshotOf(state.code, moved.ledger, { content, rules: QUIET_RULES }, '');
    expect(snapshot).toMatchObject({
      version: 2,
      rules: { supplementWithinWorkingDays: 7 },
      limits: { limit: LONGER },
      state: { version: 2 },
    });
    expect(snapshot.stages.map(({ id, agency }) => [id, agency])).toEqual([
      ['appraisal', COMMUNE],
      ['opinion', COMMUNE],
      ['approval', COMMUNE],
      ['sealing', COMMUNE],
      ['return', CENTRE],
    ]);
  });

  test('takes nothing back that was done before: what it would restore is of the former version', () => {
    const moved = aDossier().do('appraise').do('migrate');
    expect(moved.state.undo).toBeNull();
    expect(moved.refusal('undo')).toBe('nothing-to-undo');
  });

  test.each([
    ['that is on another version than was looked at', aDossier(), { from: 3 }, 'version-moved'],
    [
      'whose step would be another agency’s',
      aDossier(),
      { agencies: { ...A_MOVE.agencies, appraisal: CENTRE } },
      'stage-not-in-version',
    ],
    ['whose step is not there any more', aDossier(), { agencies: { approval: COMMUNE } }, 'stage-not-in-version'],
    [
      'whose refusal was proposed at a stage that is not there any more, where nobody could think better of it',
      aDossier().do('propose-refusal'),
      { agencies: { approval: COMMUNE, sealing: COMMUNE, return: CENTRE } },
      'stage-not-in-version',
    ],
    ['whose result is ready', aDossier().do('appraise').do('approve').do('seal'), {}, 'result-ready'],
    ['that waits for a supplement', aDossier().do('request-supplement'), {}, 'dossier-waits'],
    ['whose applicant wants it back', aDossier().do('request-withdrawal'), {}, 'withdrawal-pending'],
    ['that waits for an opinion', aDossier().do('consult'), {}, 'consultations-open'],
  ])('is no dossier %s', (_, dossier, details, code) => {
    expect(dossier.refusal('migrate', details)).toBe(code);
  });
});
