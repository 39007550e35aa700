import { describe, expect, it } from '@jest/globals';
import { aPerson } from '../../test/support/http.ts';
import type { Identity } from '../../contracts/identity.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Scope } from '../../domain/access/scopes.ts';
import { DomainError } from '../../domain/errors.ts';
import { actorFor, mayKnow } from './powers.ts';

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

describe('the system of an agency', () => {
  const held = { id: 's-1', agency: 'H49.71', office: null, role: 'appraiser' } as const;
  const client = { id: 'police', agency: 'H49.71', officer: 'both' };
  const system = (...scopes: readonly Scope[]) => ({ ...aPerson('officer', [held]), client, scopes });
  const own = { participants: ['H49.71'], step: { agency: 'H49.71', role: 'appraiser' } } as const;
  const foreign = { participants: ['H49.72'], step: { agency: 'H49.72', role: 'appraiser' } } as const;

  it('does what its token was made out for, and nothing else that its officer might do', () => {
    expect(actorFor(system('acts'), 'act.appraise', own)).toMatchObject({ person: 'officer', via: 'police' });
    expect(refusalOf(() => actorFor(system('dossiers.read'), 'act.appraise', own))).toBe('scope-missing');
    expect(refusalOf(() => actorFor(system(), 'catalogue.read'))).toBe('scope-missing');
  });

  it('knows of dossiers of its agency, if it may read any, and of no other, whatever its token lacks', () => {
    expect(mayKnow(system('dossiers.read'), own)).toBe(true);
    for (const identity of [system('dossiers.read'), system('dossiers.read', 'acts'), system('acts'), system()])
      expect(mayKnow(identity, foreign)).toBe(false);
  });
});

describe('that a dossier exists', () => {
  const subject = { participants: ['H49.1'], above: ['H49.1', 'H49'], applicants: ['applicant'] };
  const held = (role: Role, agency: string) => aPerson('p', [{ id: 'a', agency, office: null, role }]);

  it('is known to who takes part, who oversees it, its applicant, and any counter, which takes what is brought for it', () => {
    const knowing = [
      held('appraiser', 'H49.1'),
      held('auditor', 'H49'),
      held('agency-leader', 'H49'),
      held('system-administrator', 'H49.9'),
      held('receptionist', 'H49.9'),
      aPerson('applicant', []),
    ];
    expect(knowing.map((one) => mayKnow(one, subject))).toEqual(knowing.map(() => true));
  });

  it('is known to nobody else, and to a token no more than to its officer, whatever it is made out for', () => {
    const strangers = [
      held('appraiser', 'H49.9'),
      held('agency-leader', 'H49.9'),
      held('auditor', 'H49.9'),
      held('catalogue-administrator', 'H49.9'),
      aPerson('somebody', []),
    ];
    for (const scopes of [undefined, [], ['acts'], ['dossiers.read']] as const) {
      const withScopes = (one: Identity): Identity => (scopes === undefined ? one : { ...one, scopes });
      expect(strangers.map((one) => mayKnow(withScopes(one), subject))).toEqual(strangers.map(() => false));
      expect(mayKnow(withScopes(held('appraiser', 'H49.1')), subject)).toBe(true);
    }
  });

  it('is known to an auditor who worked on it, who is refused for that', () => {
    expect(mayKnow(held('auditor', 'H49'), { ...subject, workers: ['p'] })).toBe(true);
    expect(mayKnow(held('auditor', 'H49.9'), { ...subject, workers: ['p'] })).toBe(false);
  });
});
