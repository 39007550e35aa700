import { describe, expect, test } from '@jest/globals';
import { CENTRE } from '../../test/support/builders.ts';
import { A_REASON, aDossier, type InHand } from '../../test/support/in-hand.ts';

const PHOTO = '00000000-0000-8000-8000-000000000011';
const MINUTES = '00000000-0000-8000-8000-000000000012';

const between = (dossier: InHand, from: number, to: number) => ({ from: dossier.hour(from), to: dossier.hour(to) });

describe('A verification', () => {
  test('is recorded with its time, its texts by id, and its photos and minutes (Decree 61/2018 art. 19.3)', () => {
    const dossier = aDossier().at(5);
    const { task } = dossier.step;
    const time = between(dossier, 3, 4);
    dossier.do('record-verification', { ...time, documents: [PHOTO, MINUTES] });
    expect(dossier.story).toEqual(['verification-recorded']);
    expect(dossier.last('verification-recorded')).toEqual({
      task,
      stage: 'appraisal',
      ...time,
      record: A_REASON,
      documents: [PHOTO, MINUTES],
    });
    expect(dossier.step.task).toBe(task);
  });

  test('is planned beforehand, and anew; what comes of it is recorded whether it was planned or not', () => {
    const dossier = aDossier();
    dossier.do('plan-verification', between(dossier, 3, 4)).do('plan-verification', between(dossier, 6, 7));
    expect(dossier.last('verification-planned')).toMatchObject(between(dossier, 6, 7));
    dossier.at(8).do('record-verification', between(dossier, 5, 7));
    dossier.do('record-verification', between(dossier, 7, 8));
    expect(dossier.types().filter((type) => type.startsWith('verification'))).toEqual([
      'verification-planned',
      'verification-planned',
      'verification-recorded',
      'verification-recorded',
    ]);
  });

  test('is planned for a time to come, and recorded of one between reception and now', () => {
    const dossier = aDossier().at(5);
    const plan = (from: number, to: number) => dossier.refusal('plan-verification', between(dossier, from, to));
    expect([plan(5, 6), plan(4, 6), plan(7, 6), plan(6, 6)]).toEqual(Array(4).fill('verification-plan-past'));
    expect(plan(5.1, 6)).toBe('allowed');
    const record = (from: number, to: number) => dossier.refusal('record-verification', between(dossier, from, to));
    expect([record(-1, 2), record(4, 6), record(4, 3), record(4, 4)]).toEqual(
      Array(4).fill('verification-time-invalid'),
    );
    expect(record(0, 5)).toBe('allowed');
  });

  test('is for whoever appraises: the officer to whom it was given, and not at another step', () => {
    const time = (dossier: InHand) => between(dossier, 30, 31);
    const given = aDossier().do('assign', { lead: 'officer' });
    expect(given.refusal('plan-verification', time(given))).toBe('assigned-to-another');
    expect(given.refusal('plan-verification', time(given), { person: 'officer' })).toBe('allowed');
    expect(given.refusal('plan-verification', time(given), { agency: CENTRE })).toBe('step-not-yours');
    const approval = aDossier().upTo('approval');
    for (const role of ['appraiser', 'agency-leader'] as const)
      expect([role, approval.refusal('plan-verification', time(approval), { role })]).toEqual([
        role,
        role === 'appraiser' ? 'step-not-yours' : 'role-not-allowed',
      ]);
  });

  test('is not a step where nothing is appraised, whoever does that step', () => {
    const route = {
      stages: [
        { ...stage('registration'), kind: 'sealing' as const, requires: [] },
        { ...stage('handover'), kind: 'return' as const, role: 'return-clerk' as const },
      ],
    };
    const dossier = aDossier({ route });
    expect(dossier.refusal('plan-verification', between(dossier, 3, 4))).toBe('act-not-now');
    const at = aDossier({ route }).at(2);
    expect(at.refusal('record-verification', between(at, 0, 1))).toBe('act-not-now');
  });

  test('keeps what was done before from being taken back, and counts for nothing', () => {
    const dossier = aDossier().do('appraise').do('send-back');
    const before = dossier.counts();
    dossier.do('plan-verification', between(dossier, 3, 4));
    expect(dossier.refusal('undo', {}, { role: 'agency-leader' })).toBe('nothing-to-undo');
    expect(dossier.counts()).toEqual(before);
  });
});

describe('A limit that the law extends where something has to be verified', () => {
  const content = { extension: { unit: 'working-hour', value: 10 }, extensionGround: 'verification' } as const;

  test('is extended once a verification is planned or recorded, and not before', () => {
    const dossier = aDossier({ content });
    expect(dossier.refusal('extend')).toBe('extension-unverified');
    const due = dossier.state.dueAt;
    dossier.do('plan-verification', between(dossier, 30, 31)).do('extend');
    expect(Date.parse(dossier.state.dueAt ?? '') - Date.parse(due ?? '')).toBe(10 * 3_600_000);
    const done = aDossier({ content }).at(2);
    expect(done.do('record-verification', between(done, 0, 1)).refusal('extend')).toBe('allowed');
  });

  test('needs another one when the dossier is taken up again, whose limit begins anew', () => {
    const dossier = aDossier({ content });
    dossier
      .do('plan-verification', between(dossier, 30, 31))
      .upTo('return')
      .do('return')
      .do('reopen');
    expect(dossier.refusal('extend')).toBe('extension-unverified');
  });

  test('needs no verification where the law only asks for a reason', () => {
    expect(aDossier({ content: { extension: content.extension } }).refusal('extend')).toBe('allowed');
  });
});

function stage(id: string) {
  return {
    id,
    role: 'appraiser' as const,
    agency: { kind: 'competent' as const },
    budget: { unit: 'working-hour', value: 2 } as const,
    requires: [],
  };
}
