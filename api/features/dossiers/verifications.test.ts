import { describe, expect, test } from '@jest/globals';
import { Verification } from '../../../contracts/verification.ts';
import { verificationsShown, type VerificationFound } from './verifications.ts';

const TEXTS = { location: 'Tổ 1', participants: [], content: null, conclusion: null };

function found(type: VerificationFound['type'], hour: number): VerificationFound {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 24, hour, minutes)).toISOString();
  const record = { id: '00000000-0000-8000-8000-000000000001', commitment: 'c'.repeat(64) };
  const documents = type === 'verification-recorded' ? { documents: [record.id] } : {};
  const data = { task: 'H49-1.1', stage: 'appraisal', from: at(0), to: at(30), record, ...documents };
  return { type, at: `2026-11-24T0${hour}:45:00+00:00`, person: 'p1', data, texts: TEXTS };
}

const PLAN = found('verification-planned', 1);
const OTHER_PLAN = found('verification-planned', 3);
const RECORD = found('verification-recorded', 2);
const shown = (all: readonly VerificationFound[], isOpen = true): string[] =>
  verificationsShown(all, true, isOpen).map(({ status, at }) => `${status} ${at}`);

describe('The verifications of a dossier', () => {
  test('are those that took place, and the one that is planned: a later plan or record takes its place', () => {
    const first = 'planned 2026-11-24T01:45:00.000Z';
    const recorded = 'recorded 2026-11-24T02:45:00.000Z';
    const other = 'planned 2026-11-24T03:45:00.000Z';
    expect(shown([])).toEqual([]);
    expect(shown([PLAN])).toEqual([first]);
    expect(shown([PLAN, OTHER_PLAN])).toEqual([other]);
    expect(shown([PLAN, RECORD])).toEqual([recorded]);
    expect(shown([PLAN, RECORD, OTHER_PLAN])).toEqual([recorded, other]);
  });

  test('have no plan any more when the dossier has ended', () => {
    expect(shown([RECORD, OTHER_PLAN], false)).toEqual(['recorded 2026-11-24T02:45:00.000Z']);
  });

  test('show where, who and what to whoever may see it, and when to all', () => {
    const [open] = verificationsShown([RECORD], true, true);
    expect(open).toMatchObject({ texts: TEXTS, documents: ['00000000-0000-8000-8000-000000000001'] });
    expect(Verification.safeParse(open).success).toBe(true);
    expect(verificationsShown([RECORD], false, true)).toEqual([{ ...open, texts: null }]);
    expect(verificationsShown([{ ...RECORD, texts: null }], true, true)).toEqual([{ ...open, texts: null }]);
  });
});
