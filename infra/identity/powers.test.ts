import { describe, expect, it } from '@jest/globals';
import { aPerson } from '../../test/support/http.ts';
import { DomainError } from '../../domain/errors.ts';
import { actorFor } from './powers.ts';

const BOTH = aPerson('both', [
  { id: 'a', agency: 'H49.1', office: null, role: 'appraiser' },
  { id: 'b', agency: 'H49.2', office: null, role: 'agency-leader' },
  { id: 'c', agency: 'H49.2', office: null, role: 'appraiser' },
]);
const step = { agency: 'H49.2', role: 'appraiser' } as const;

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'allowed';
}

describe('the actor for a deed', () => {
  it('is the first appointment that the access table allows', () => {
    expect(actorFor(BOTH, 'act.appraise', { step })).toMatchObject({
      appointment: 'c',
      agency: 'H49.2',
      person: 'both',
      rightsVersion: 1,
    });
    expect(actorFor(BOTH, 'dossier.read', { participants: ['H49.1'] }).appointment).toBe('a');
  });

  it('is refused with the most telling reason', () => {
    expect(refusalOf(() => actorFor(BOTH, 'act.seal', { step }))).toBe('role-not-allowed');
    expect(refusalOf(() => actorFor(BOTH, 'act.appraise', { step: { agency: 'H49.3', role: 'appraiser' } }))).toBe(
      'step-not-yours',
    );
    expect(
      refusalOf(() =>
        actorFor(BOTH, 'act.approve', {
          step: { agency: 'H49.2', role: 'agency-leader' },
          actedBy: { appraise: ['both'] },
        }),
      ),
    ).toBe('duties-not-separate');
  });

  it('may be named by the header, and then no other is taken', () => {
    expect(refusalOf(() => actorFor(BOTH, 'act.appraise', { step }, 'a'))).toBe('step-not-yours');
    expect(actorFor(BOTH, 'act.appraise', { step }, 'c').appointment).toBe('c');
    expect(refusalOf(() => actorFor(BOTH, 'act.appraise', { step }, 'somebody-else'))).toBe('appointment-unknown');
  });

  it('is a citizen where nothing else is needed', () => {
    const citizen = actorFor(aPerson('c', []), 'catalogue.read');
    expect(citizen).toMatchObject({ role: 'citizen', agency: '', office: null });
    expect(refusalOf(() => actorFor(aPerson('c', []), 'dossier.read', { participants: [''] }))).toBe(
      'role-not-allowed',
    );
  });
});

describe('the actor by delegation', () => {
  const principal = { id: 'leader', displayName: 'Demo – leader' };
  const delegated = { id: 'l-1', agency: 'H49.2', office: null, role: 'agency-leader', principal } as const;
  const DEPUTY = aPerson('deputy', [{ id: 'd-1', agency: 'H49.2', office: null, role: 'appraiser' }], [delegated]);
  const approval = { agency: 'H49.2', role: 'agency-leader' } as const;

  it('acts for the principal under his appointment', () => {
    expect(actorFor(DEPUTY, 'act.approve', { step: approval })).toEqual({
      person: 'deputy',
      appointment: 'l-1',
      agency: 'H49.2',
      office: null,
      role: 'agency-leader',
      onBehalfOf: 'leader',
      rightsVersion: 1,
    });
  });

  it('is tried after the own appointments, unless the header names the delegated one', () => {
    const both = aPerson('deputy', [{ ...delegated, id: 'd-2' }], [delegated]);
    expect(actorFor(both, 'act.approve', { step: approval })).toMatchObject({ appointment: 'd-2', onBehalfOf: null });
    expect(actorFor(both, 'act.approve', { step: approval }, 'l-1')).toMatchObject({ onBehalfOf: 'leader' });
  });

  it('keeps the duties of both apart, and does not pass the power on', () => {
    const appraisedBy = (person: string) => ({ step: approval, actedBy: { appraise: [person] } });
    for (const person of ['deputy', 'leader'])
      expect(refusalOf(() => actorFor(DEPUTY, 'act.approve', appraisedBy(person)))).toBe('duties-not-separate');
    const delegation = { appointment: 'l-1', agency: 'H49.2', role: 'agency-leader', grantedBy: null } as const;
    expect(refusalOf(() => actorFor(DEPUTY, 'delegation.grant', { delegation }))).toBe('delegation-chain');
  });
});
