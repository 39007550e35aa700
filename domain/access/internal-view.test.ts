import { describe, expect, it } from '@jest/globals';
import { actorAs } from '../../test/support/builders.ts';
import { internalView } from './internal-view.ts';
import { ROLES, type Role } from './roles.ts';

const HERE = 'H49.143';
const DOSSIER = { participants: [HERE] };
const seen = (role: Role, agency = HERE) => internalView(actorAs(role, agency), DOSSIER);

describe('what is the administration’s own in a dossier', () => {
  it('is how it is worked on: for all who take part or oversee, not for its applicant, nor for a counter that only looks it up', () => {
    expect(ROLES.filter((role) => !seen(role).proceedings)).toEqual(['citizen']);
    expect(ROLES.filter((role) => !seen(role, 'H49.139').proceedings)).toEqual([
      'citizen',
      'receptionist',
      'return-clerk',
    ]);
  });

  it('is where its results are stored: for who audits and who runs the system', () => {
    expect(ROLES.filter((role) => seen(role).storage)).toEqual(['auditor', 'system-administrator']);
  });
});
