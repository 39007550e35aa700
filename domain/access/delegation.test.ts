import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors.ts';
import {
  checkDelegable,
  delegationState,
  judgeDelegation,
  mayName,
  type DelegationFacts,
  type ProposedDelegation,
} from './delegation.ts';
import { ROLES, type Role } from './roles.ts';

const NOW = '2026-11-24T01:00:00.000Z';
const IN_OFFICE = { effectiveFrom: '2025-07-01', effectiveTo: null };

const aProposal = (changes: Partial<ProposedDelegation> = {}): ProposedDelegation => ({
  principal: 'principal',
  appointment: { agency: 'H49.143', role: 'appraiser', ...IN_OFFICE },
  deputy: 'deputy',
  from: '2026-11-25T01:00:00.000Z',
  to: '2026-12-05T10:00:00.000Z',
  ...changes,
});
const FACTS: DelegationFacts = { now: NOW, ofDeputy: [IN_OFFICE], others: [] };

function outcome(changes: Partial<ProposedDelegation>, facts: Partial<DelegationFacts> = {}): string {
  return codeOf(() => judgeDelegation(aProposal(changes), { ...FACTS, ...facts }));
}

function codeOf(work: () => void): string {
  try {
    work();
    return 'stands';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('a delegation', () => {
  it('stands between two people of one agency, from now on or later', () => {
    expect(outcome({})).toBe('stands');
    expect(outcome({ from: NOW })).toBe('stands');
  });

  it('is to somebody else', () => {
    expect(outcome({ deputy: 'principal' })).toBe('delegation-to-self');
  });

  it('has a period that ends after it begins, begins no earlier than now and lasts a year at most', () => {
    const { from } = aProposal();
    expect(outcome({ to: from })).toBe('delegation-empty');
    expect(outcome({ to: NOW })).toBe('delegation-empty');
    expect(outcome({ from: '2026-11-24T00:59:59.999Z' })).toBe('delegation-past');
    expect(outcome({ from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' })).toBe('delegation-past');
    expect(outcome({ to: '2027-11-25T01:00:00.000Z' })).toBe('stands');
    expect(outcome({ to: '2027-11-25T01:00:00.001Z' })).toBe('delegation-too-long');
    expect(outcome({ from: '2028-02-29T00:00:00Z', to: '2029-03-01T00:00:00Z' })).toBe('stands');
  });

  it('begins while the principal is in office and the deputy is at the agency, by the local date', () => {
    // 18:00 UTC is 01:00 of the next day in Vietnam.
    const atNight = { from: '2026-11-30T18:00:00.000Z' };
    const until = (effectiveTo: string) => ({ effectiveFrom: '2025-07-01', effectiveTo });
    const appointment = { ...aProposal().appointment, ...until('2026-11-30') };
    expect(outcome({ appointment })).toBe('stands');
    expect(outcome({ ...atNight, appointment })).toBe('delegation-not-in-office');
    expect(outcome(atNight, { ofDeputy: [until('2026-12-01')] })).toBe('stands');
    expect(outcome(atNight, { ofDeputy: [until('2026-11-30')] })).toBe('deputy-elsewhere');
    expect(outcome({}, { ofDeputy: [{ effectiveFrom: '2026-11-26', effectiveTo: null }] })).toBe('deputy-elsewhere');
    expect(outcome({}, { ofDeputy: [] })).toBe('deputy-elsewhere');
  });

  it('does not overlap another of the same appointment; one may begin the instant another ends', () => {
    const { from, to } = aProposal();
    const beside = (other: { from: string; to: string }) => outcome({}, { others: [other] });
    expect(beside({ from: NOW, to: from })).toBe('stands');
    expect(beside({ from: to, to: '2027-01-01T00:00:00.000Z' })).toBe('stands');
    expect(beside({ from: NOW, to: '2026-11-25T01:00:00.001Z' })).toBe('delegation-overlap');
    expect(beside({ from: '2026-12-05T09:59:59.999Z', to: '2027-01-01T00:00:00.000Z' })).toBe('delegation-overlap');
    expect(beside({ from, to })).toBe('delegation-overlap');
  });

  it('of a chain of periods lets exactly one through for each instant', () => {
    const instant = fc.integer({ min: 1, max: 300 }).map((hours) => new Date(Date.parse(NOW) + hours * 3_600_000));
    const term = fc
      .tuple(instant, instant)
      .filter(([from, to]) => from < to)
      .map(([from, to]) => ({ from: from.toISOString(), to: to.toISOString() }));
    fc.assert(
      fc.property(fc.array(term, { maxLength: 12 }), instant, (terms, at) => {
        const granted: { from: string; to: string }[] = [];
        for (const one of terms) if (outcome(one, { others: granted }) === 'stands') granted.push(one);
        const inForce = granted.filter((one) => delegationState(one, null, at.toISOString()) === 'in-force');
        expect(inForce.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the roles that are delegated', () => {
  const LEADERS = ['agency-leader', 'one-stop-head'];
  const WITH_TASKS: readonly Role[] = [
    'receptionist',
    'appraiser',
    'agency-leader',
    'seal-clerk',
    'return-clerk',
    'one-stop-head',
  ];

  it('are those that hold tasks', () => {
    const delegable = ROLES.filter((role) => codeOf(() => checkDelegable(role)) === 'stands');
    expect(delegable).toEqual(WITH_TASKS);
    const { appointment } = aProposal();
    expect(outcome({ appointment: { ...appointment, role: 'auditor' } })).toBe('delegation-role');
  });

  it('have deputies named by leaders, the agency’s leader by an agency’s leader only', () => {
    const named = (role: Role) => ROLES.filter((leader) => mayName(leader, role));
    for (const role of WITH_TASKS.filter((one) => one !== 'agency-leader')) {
      expect([role, named(role)]).toEqual([role, LEADERS]);
    }
    expect(named('agency-leader')).toEqual(['agency-leader']);
    expect(named('auditor')).toEqual([]);
  });
});

describe('the state of a delegation', () => {
  const term = { from: '2026-11-25T01:00:00.000Z', to: '2026-12-05T10:00:00.000Z' };

  it.each([
    ['coming', NOW],
    ['coming', '2026-11-25T00:59:59.999Z'],
    ['in-force', '2026-11-25T01:00:00.000Z'],
    ['in-force', '2026-12-05T09:59:59.999Z'],
    ['over', '2026-12-05T10:00:00.000Z'],
  ])('is %s at %s', (state, now) => {
    expect(delegationState(term, null, now)).toBe(state);
    expect(delegationState(term, NOW, now)).toBe('ended');
  });
});
