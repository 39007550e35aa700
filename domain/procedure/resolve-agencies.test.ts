import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../errors.ts';
import { resolveStageAgencies } from './resolve-agencies.ts';
import type { AgencyResolver, Route, Stage } from './route.ts';

const stage = (id: string, agency: AgencyResolver): Stage => ({
  id,
  kind: 'appraisal',
  agency,
  role: 'appraiser',
  budget: { unit: 'working-day', value: 1 },
  requires: [],
});

const route: Route = {
  stages: [
    stage('appraisal', { kind: 'competent' }),
    stage('opinion', { kind: 'fixed', agency: 'H49.04' }),
    stage('return', { kind: 'receiving' }),
  ],
};

describe('resolveStageAgencies', () => {
  it('gives each stage its agency, the receiving one wherever the dossier was brought', () => {
    expect(resolveStageAgencies(route, { competentAgency: 'H49.143', receivingAgency: 'H49.01' })).toEqual({
      appraisal: 'H49.143',
      opinion: 'H49.04',
      return: 'H49.01',
    });
  });

  it('refuses a competent stage when no agency is competent', () => {
    expect(() => resolveStageAgencies(route, { competentAgency: null, receivingAgency: 'H49.01' })).toThrow(
      new DomainError('agency-unresolved'),
    );
  });

  it('leaves out the stages whose condition does not hold of what was filed', () => {
    const when = { fact: 'form.earlierMarriage', equals: true };
    const conditional: Route = { stages: route.stages.map((one) => (one.id === 'opinion' ? { ...one, when } : one)) };
    const stagesOf = (form?: Readonly<Record<string, unknown>>): readonly string[] => {
      const facts = form === undefined ? undefined : ({ form, case: 'standard', channel: 'direct' } as const);
      return Object.keys(
        resolveStageAgencies(conditional, { competentAgency: 'H49.143', receivingAgency: 'H49.01' }, facts),
      );
    };
    expect(stagesOf({ earlierMarriage: true })).toEqual(['appraisal', 'opinion', 'return']);
    expect(stagesOf({ earlierMarriage: false })).toEqual(['appraisal', 'return']);
    expect(stagesOf({})).toEqual(['appraisal', 'return']);
    expect(stagesOf()).toEqual(['appraisal', 'return']);
  });

  it('needs no competent agency where no stage asks for it', () => {
    const fixed: Route = { stages: [stage('appraisal', { kind: 'fixed', agency: 'H49.04' })] };
    expect(resolveStageAgencies(fixed, { competentAgency: null, receivingAgency: 'H49.01' })).toEqual({
      appraisal: 'H49.04',
    });
  });
});
