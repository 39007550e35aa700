import { describe, expect, it } from '@jest/globals';
import { Route, Stage } from './procedure.ts';

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

  it('that nobody could complete is refused: its role must be allowed each of its acts', () => {
    expect(faults({ role: 'appraiser' })).toEqual(['role: appraiser may not approve']);
    expect(faults({ acts: ['approve', 'seal'] })).toEqual(['role: agency-leader may not seal']);
    expect(faults({ acts: [] })).toHaveLength(1);
    expect(faults({ acts: ['celebrate'] })).toHaveLength(1);
  });
});

describe('a route', () => {
  const stage = (kind: string, role: string) => ({ ...APPROVAL, id: kind, kind, role });
  const [appraisal, approval, back] = [
    stage('appraisal', 'appraiser'),
    stage('approval', 'agency-leader'),
    stage('return', 'return-clerk'),
  ];

  it.each([
    ['ends with the return', [appraisal, approval, back], true],
    ['is refused without a return, for nobody would hand over the result', [appraisal, approval], false],
    ['is refused with a return in the middle, for what waits would look finished', [appraisal, back, approval], false],
    ['is refused with two returns', [appraisal, back, back], false],
  ])('%s', (_, stages, allowed) => {
    expect(Route.safeParse({ stages }).success).toBe(allowed);
  });
});
