import { describe, expect, it } from '@jest/globals';
import type { ActorContext } from './actor.ts';
import { internalView } from './internal-view.ts';
import { ROLES, type Role } from './roles.ts';

const HERE = 'H49.143';
const DOSSIER = { participants: [HERE] };
const anActor = (role: Role, agency = HERE): ActorContext => ({
  person: 'p',
  appointment: 'p-1',
  agency,
  office: null,
  role,
  onBehalfOf: null,
  rightsVersion: 1,
});
const seen = (role: Role, agency?: string) => internalView(anActor(role, agency), DOSSIER);

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
