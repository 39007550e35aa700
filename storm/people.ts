import type { DemoAccount } from '../contracts/catalogue.ts';
import type { Role } from '../domain/access/roles.ts';
import type { Random } from './random.ts';

/** Who is at work in the storm: the demo accounts. */
export interface People {
  /** Somebody with a role at an agency, and at that office where one is named; null when there is nobody. */
  at(agency: string, role: Role, office?: string): DemoAccount | null;
  byId(id: string): DemoAccount | null;
  /** Somebody with that role anywhere. @throws when there is nobody */
  anyone(role: Role): DemoAccount;
}

export function createPeople(accounts: readonly DemoAccount[], random: Random): People {
  const having = (isIt: (held: DemoAccount['appointments'][number]) => boolean): DemoAccount | null => {
    const found = accounts.filter(({ appointments }) => appointments.some(isIt));
    return found.length === 0 ? null : random.pick(found);
  };
  return {
    at: (agency, role, office) =>
      having(
        (held) => held.agency === agency && held.role === role && (office === undefined || held.office === office),
      ),
    byId: (id) => accounts.find((account) => account.id === id) ?? null,
    anyone(role) {
      const found = having((held) => held.role === role);
      if (found === null) throw new Error(`demo-accounts.json: nobody is ${role}`);
      return found;
    },
  };
}
