import type { Role } from '../domain/access/roles.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { createDesk, type Desk } from './api-client.ts';

/** A demo account at work. */
export interface Worker {
  readonly id: string;
  readonly displayName: string;
  readonly desk: Desk;
}

export interface Staff {
  /** The demo account with a role at an agency. @throws Error when the catalogue has none */
  at(agency: string, role: Role): Worker;
}

export function createStaff(apiUrl: string, { demoAccounts }: Pick<Catalogue, 'demoAccounts'>): Staff {
  return {
    at(agency, role) {
      const account = demoAccounts.find(({ appointments }) =>
        appointments.some((held) => held.agency === agency && held.role === role),
      );
      if (account === undefined) throw new Error(`demo-accounts.json: nobody is ${role} at ${agency}`);
      return { id: account.id, displayName: account.displayName, desk: createDesk(apiUrl, account.token) };
    },
  };
}
