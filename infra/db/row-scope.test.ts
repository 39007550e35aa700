import { describe, expect, test } from '@jest/globals';
import type { Role } from '../../domain/access/roles.ts';
import { currentRowScope, rowScopeOf, SIGN_IN, withRowScope } from './row-scope.ts';

const holding = (...roles: readonly Role[]) => ({
  person: 'p',
  displayName: 'P',
  rightsVersion: 1,
  appointments: roles.map((role, index) => ({ id: `a${index}`, agency: 'H49.1', office: null, role })),
  delegations: [],
});

describe('The rows that somebody reaches', () => {
  test('are those of his agencies and offices, own and delegated, each named once', () => {
    const at = { agency: 'H49.2', office: 'counter', role: 'receptionist' } as const;
    const identity = {
      ...holding('appraiser', 'seal-clerk'),
      delegations: [{ id: 'd', ...at, principal: { id: 'q', displayName: 'Q' } }],
    };
    expect(rowScopeOf(identity)).toEqual({
      person: 'p',
      agencies: ['H49.1', 'H49.2', 'counter'],
      overseen: [],
      audited: [],
      identity: '',
      reach: ['counter'],
    });
  });

  test.each<[Role, readonly string[], readonly string[]]>([
    ['citizen', [], []],
    ['appraiser', [], []],
    ['receptionist', ['counter'], []],
    ['return-clerk', ['counter'], []],
    ['agency-leader', ['plans'], ['H49.1']],
    ['auditor', ['plans'], ['H49.1']],
    ['indicator-officer', ['oversight', 'plans'], []],
    ['catalogue-administrator', ['plans'], []],
  ])('are more for %s: %j, and what stands below %j', (role, reach, overseen) => {
    expect(rowScopeOf(holding(role))).toMatchObject({ reach, overseen });
  });

  test('are what was asked of agencies below one only for who audits it, by delegation too', () => {
    const at = { agency: 'H49.2', office: null, role: 'auditor' } as const;
    const deputy = {
      ...holding('agency-leader'),
      delegations: [{ id: 'd', ...at, principal: { id: 'q', displayName: 'Q' } }],
    };
    expect(rowScopeOf(deputy)).toMatchObject({ overseen: ['H49.1', 'H49.2'], audited: ['H49.2'] });
  });

  test('are those of a citizen’s own dossiers, by the hash of his number', () => {
    expect(rowScopeOf({ ...holding(), identityHash: 'abc' })).toMatchObject({ agencies: [], identity: 'abc' });
  });

  test('hold for whatever is begun under them, and for nothing beside', async () => {
    expect(currentRowScope()).toBeUndefined();
    await withRowScope(SIGN_IN, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(currentRowScope()).toBe(SIGN_IN);
    });
    expect(currentRowScope()).toBeUndefined();
  });
});
