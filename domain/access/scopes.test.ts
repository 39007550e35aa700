import { describe, expect, test } from '@jest/globals';
import { ACCESS, type Permission } from './access.ts';
import { isScope, opens, scopeOf, SCOPES } from './scopes.ts';

const permissions = Object.keys(ACCESS) as Permission[];

describe('What the system of an agency may be let do', () => {
  test('each permission is opened by one scope at most, and by no other', () => {
    for (const permission of permissions) {
      const opening = SCOPES.filter((scope) => opens([scope], permission));
      expect([permission, opening]).toEqual([permission, scopeOf(permission) === null ? [] : [scopeOf(permission)]]);
    }
  });

  test('everything done to a dossier is an act, reading is not', () => {
    expect(permissions.filter((one) => one.startsWith('act.')).every((one) => opens(['acts'], one))).toBe(true);
    expect(opens(['dossiers.read'], 'dossier.read')).toBe(true);
    expect(opens(['dossiers.read'], 'document.read')).toBe(false);
    expect(opens(['dossiers.read'], 'consult.answer')).toBe(false);
    expect(opens([], 'catalogue.read')).toBe(false);
  });

  test('what is done in person, and what changes the rules, is open to no system', () => {
    for (const permission of ['delegation.grant', 'delegation.end', 'calendar.approve', 'procedure.publish'] as const)
      expect(opens(SCOPES, permission)).toBe(false);
  });

  test('which dossiers a change of a calendar or of a procedure comes to is told to no system', () => {
    for (const permission of ['plan.list-all-dossiers', 'plan.list-dossiers'] as const)
      expect(opens(SCOPES, permission)).toBe(false);
    expect(opens(['catalogue'], 'calendar.read')).toBe(true);
  });

  test('a word that is no scope is none, whatever objects have', () => {
    expect(['acts', 'dossiers.read'].every(isScope)).toBe(true);
    expect(['', 'toString', '__proto__', 'acts ', 'ACTS'].some(isScope)).toBe(false);
  });
});
