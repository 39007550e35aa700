import { describe, expect, it } from '@jest/globals';
import { Stage } from './procedure.ts';

const APPROVAL = {
  id: 'approval',
  kind: 'approval',
  agency: { kind: 'competent' },
  role: 'agency-leader',
  budget: { unit: 'working-hour', value: 2 },
  requires: [],
};

const faults = (change: object): string[] =>
  (Stage.safeParse({ ...APPROVAL, ...change }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('a stage of a route', () => {
  it.each([
    ['leaves its acts to its kind', {}],
    ['names the acts that complete it', { acts: ['approve'] }],
    ['may be of another kind than its act', { kind: 'appraisal', acts: ['approve'] }],
    ['may require the result at any kind', { requires: ['result-document'] }],
  ])('%s', (_, change) => {
    expect(faults(change)).toEqual([]);
  });

  it('names one act at least, and only acts that there are', () => {
    expect(faults({ acts: [] })).toHaveLength(1);
    expect(faults({ acts: ['celebrate'] })).toHaveLength(1);
  });
});

describe('an interlinked stage', () => {
  const PART = {
    id: 'residence',
    name: { vi: 'Đăng ký thường trú', en: 'Permanent residence' },
    results: [],
    after: [],
    budget: APPROVAL.budget,
    stages: [{ ...APPROVAL, agency: { kind: 'commune-agency', of: 'police', otherwise: 'H49.71' } }],
  };
  const LINKED = { kind: 'interlinked', role: 'appraiser', parts: [PART] };
  const inPart = (change: object): string[] =>
    faults({ ...LINKED, parts: [{ ...PART, stages: [{ ...APPROVAL, ...change }] }] });

  it('has parts with stages of their own', () => {
    expect(faults(LINKED)).toEqual([]);
  });

  it('has no part that is returned, or interlinked itself: those are the dossier’s', () => {
    expect(inPart({ kind: 'return', role: 'return-clerk' })).toHaveLength(1);
    expect(inPart({ kind: 'interlinked' })).not.toEqual([]);
    expect(inPart({ parts: [PART] })).not.toEqual([]);
    expect(faults({ ...LINKED, parts: [] })).not.toEqual([]);
    expect(faults({ ...LINKED, parts: [{ ...PART, stages: [] }] })).not.toEqual([]);
  });

  it('asks for no opinion: its parts do, and it ends with them', () => {
    const consultations = [{ id: 'opinion', agency: { kind: 'any' }, within: APPROVAL.budget, onSilence: 'wait' }];
    expect(faults({ ...LINKED, consultations })).toHaveLength(1);
    expect(inPart({ consultations })).toEqual([]);
  });
});
