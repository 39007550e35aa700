import { describe, expect, test } from '@jest/globals';
import { A_RESULT, aReceivedDossier, aStage, anActor, carryOut, theNextAct } from '../../test/support/builders.ts';
import { DomainError } from '../errors.ts';
import { STAGE_KINDS, STEP_ACTS, type Stage, type StepAct } from '../procedure/route.ts';
import { actsOf, needsResult } from './acts.ts';
import { documentsOf, judge, type Act } from './decide.ts';
import type { DossierSnapshot } from './state.ts';

const AT = '2026-11-24T02:00:00.000Z';

function outcome(work: () => unknown): string {
  try {
    work();
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

function opened(snapshot: DossierSnapshot) {
  const next = theNextAct(snapshot);
  if (next === null) throw new Error('no step is open');
  return next;
}

describe('An act on the state that the person had seen', () => {
  const { snapshot } = aReceivedDossier();
  const { act, actor } = opened(snapshot);
  const seq = snapshot.state.seq;

  test.each<[string, Pick<Act, 'expectedSeq'>, string]>([
    ['without a condition', {}, 'allowed'],
    ['with a condition that is absent', { expectedSeq: null }, 'allowed'],
    ['when nothing has happened since', { expectedSeq: seq }, 'allowed'],
    ['when the run is behind what the person saw', { expectedSeq: seq + 1 }, 'allowed'],
    ['when something has happened since', { expectedSeq: seq - 1 }, 'precondition-failed'],
    ['when no state is named that it had', { expectedSeq: 0 }, 'precondition-failed'],
  ])('%s', (_, condition, expected) => {
    expect(outcome(() => judge(snapshot, { ...act, ...condition }, actor, AT))).toBe(expected);
  });

  test('is told so before anything else, except that the dossier has ended', () => {
    const stale: Act = { ...act, expectedSeq: seq };
    const next = carryOut(snapshot, act, actor, AT).snapshot;
    expect(outcome(() => judge(next, stale, actor, AT))).toBe('precondition-failed');
    expect(outcome(() => judge(next, { ...stale, expectedSeq: null }, actor, AT))).toBe('act-stale');
    let ended = next;
    while (ended.state.step !== null) ended = carryOut(ended, opened(ended).act, opened(ended).actor, AT).snapshot;
    expect(outcome(() => judge(ended, stale, actor, AT))).toBe('dossier-ended');
  });
});

describe('What the open stage of the route asks for', () => {
  test.each(STAGE_KINDS.filter((kind) => kind !== 'interlinked'))(
    'is the act of its kind, unless the route says otherwise: %s',
    (kind) => {
      const { snapshot } = aReceivedDossier({ route: { stages: [aStage(kind)] } });
      const { act, actor } = opened(snapshot);
      const tried = STEP_ACTS.map((name) => [name, outcome(() => judge(snapshot, { ...act, act: name }, actor, AT))]);
      expect(tried).toEqual(STEP_ACTS.map((name) => [name, name === act.act ? 'allowed' : 'act-not-now']));
      expect(actsOf(aStage(kind))).toEqual([act.act]);
    },
  );

  test('is one of the acts that the route names, by whoever may do that one', () => {
    const stage: Stage = { ...aStage('approval'), acts: ['approve', 'seal'], role: 'seal-clerk' };
    const { snapshot } = aReceivedDossier({ route: { stages: [stage, aStage('return')] } });
    const { act } = opened(snapshot);
    const clerk = anActor('sealing', snapshot.competentAgency);
    const tried = (name: StepAct) => outcome(() => judge(snapshot, { ...act, act: name }, clerk, AT));
    expect(STEP_ACTS.map(tried)).toEqual(['act-not-now', 'role-not-allowed', 'allowed', 'act-not-now']);
  });

  test('is a result where it requires one, whatever its kind, and none where it does not', () => {
    const required: Stage = { ...aStage('approval'), requires: ['result-document'] };
    const bare: Stage = { ...aStage('sealing'), requires: [] };
    const { snapshot } = aReceivedDossier({ route: { stages: [required, bare, aStage('return')] } });
    const { act, actor } = opened(snapshot);
    const named = { ...act, document: A_RESULT.document };
    expect([needsResult(required), needsResult(bare)]).toEqual([true, false]);
    expect(outcome(() => judge(snapshot, act, actor, AT))).toBe('result-missing');
    expect(outcome(() => judge(snapshot, named, actor, AT))).toBe('allowed');
    expect(documentsOf(snapshot, named)).toEqual([A_RESULT.document]);

    const sealing = carryOut(snapshot, named, actor, AT).snapshot;
    const { act: seal, actor: clerk } = opened(sealing);
    expect(sealing.state.result).toEqual(A_RESULT);
    expect(outcome(() => judge(sealing, { ...seal, document: null }, clerk, AT))).toBe('allowed');
    expect(documentsOf(sealing, { ...seal, document: A_RESULT.document })).toEqual([]);
  });
});
