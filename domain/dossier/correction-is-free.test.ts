import { describe, expect, test } from '@jest/globals';
import { anActor, aReceivedDossier, carryOut, CENTRE, COMMUNE, theNextAct } from '../../test/support/builders.ts';
import { DomainError } from '../errors.ts';
import type { Act } from './decide.ts';
import type { DossierEventData, ReopenGround } from './events.ts';
import type { DossierSnapshot } from './state.ts';

const AT = '2026-11-24T02:00:00.000Z';
const SHARED = { medium: 'electronic', place: 'centre-mau', document: null } as const;
const LEADER = anActor('approval', COMMUNE);
const REASON = { id: '00000000-0000-8000-8000-00000000000a', commitment: 'c'.repeat(64) };

const reopened = (from: DossierSnapshot, ground: ReopenGround): DossierSnapshot => {
  const act: Act = { ...SHARED, act: 'reopen', task: '', note: REASON, ground, stage: 'appraisal' };
  return carryOut(from, act, LEADER, AT).snapshot;
};

const ended = (from: DossierSnapshot): DossierSnapshot => {
  let snapshot = from;
  for (let next = theNextAct(snapshot); next !== null; next = theNextAct(snapshot))
    ({ snapshot } = carryOut(snapshot, next.act, next.actor, AT));
  return snapshot;
};

const asked = (snapshot: DossierSnapshot, kind: DossierEventData['payment-requested']['kind']): string => {
  const act: Act = {
    ...SHARED,
    act: 'request-payment',
    task: snapshot.state.step?.task ?? '',
    note: null,
    obligation: `${kind}-2`,
    kind,
    lines: [{ item: 'copy', amount: 8000 }],
    stopsClock: false,
  };
  try {
    carryOut(snapshot, act, anActor('reception', CENTRE), AT);
    return 'asked for';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

describe('Of a dossier that is taken up again (Decree 61/2018 art. 21)', () => {
  const returned = ended(aReceivedDossier().snapshot);

  test('by the agency’s fault no new fee is charged, whatever a tax office asks for', () => {
    const corrected = reopened(returned, 'agency-fault');
    expect(['fee', 'charge', 'tax', 'other'].map((kind) => asked(corrected, kind as 'fee'))).toEqual([
      'correction-is-free',
      'correction-is-free',
      'asked for',
      'asked for',
    ]);
  });

  test.each<ReopenGround>(['applicant-request', 'authority'])('by %s a fee is charged as ever', (ground) => {
    expect(asked(reopened(returned, ground), 'fee')).toBe('asked for');
    const again = ended(reopened(returned, 'agency-fault'));
    expect(asked(reopened(again, ground), 'fee')).toBe('asked for');
  });

  test('and of one that never ended, a fee may be asked for', () => {
    expect(asked(aReceivedDossier().snapshot, 'fee')).toBe('asked for');
  });
});
