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

  it('finds the agency of a kind in the applicant’s commune, and where that has none of its own the one named instead', () => {
    const police: Route = {
      stages: [stage('residence', { kind: 'commune-agency', of: 'police', otherwise: 'H49.71' })],
    };
    const parties = { competentAgency: null, receivingAgency: 'H49.01' };
    const ofCommune = (kind: string): string | null => (kind === 'police' ? 'H49.71.143' : null);
    expect(resolveStageAgencies(police, { ...parties, ofCommune })).toEqual({ residence: 'H49.71.143' });
    expect(resolveStageAgencies(police, { ...parties, ofCommune: () => null })).toEqual({ residence: 'H49.71' });
    expect(resolveStageAgencies(police, parties)).toEqual({ residence: 'H49.71' });
  });

  it('gives the stages of an interlinked one’s parts their agencies too, and none where the stage is left out or nothing of it is left', () => {
    const when = { fact: 'case', equals: 'standard' } as const;
    const inner = stage('police', { kind: 'fixed', agency: 'H49.71' });
    const part = { id: 'residence', name: { vi: '', en: '' }, results: [], after: [], budget: inner.budget };
    const linked = (own: object, stages: readonly Stage[]): Route => ({
      stages: [{ ...stage('parts', { kind: 'receiving' }), ...own, kind: 'interlinked', parts: [{ ...part, stages }] }],
    });
    const agencies = { competentAgency: null, receivingAgency: 'H49.01' };
    const facts = (caseId: string) => ({ form: {}, case: caseId, channel: 'direct' }) as const;
    expect(resolveStageAgencies(linked({}, [inner]), agencies)).toEqual({ parts: 'H49.01', police: 'H49.71' });
    expect(resolveStageAgencies(linked({ when }, [inner]), agencies, facts('other'))).toEqual({});
    expect(resolveStageAgencies(linked({}, [{ ...inner, when }]), agencies, facts('other'))).toEqual({});
    expect(resolveStageAgencies(linked({}, [{ ...inner, when }]), agencies, facts('standard'))).toHaveProperty(
      'police',
    );
  });
});
