import type { Role } from '../domain/access/roles.ts';
import type { DemoAccount } from '../contracts/catalogue/demo-account.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Config } from '../infra/config/config.ts';
import { createClientTokens } from '../infra/identity/client-tokens.ts';
import { createSignedIn } from '../infra/identity/sign-in.ts';
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
  /** The same officer at work in the agency's own system, whose client acts for him. @throws Error when the agency has none */
  throughClient(agency: string, role: Role): Worker;
}

/** @throws Error where demo accounts are off */
export function createStaff(
  apiUrls: readonly string[],
  { demoAccounts, demoClients }: Pick<Catalogue, 'demoAccounts' | 'demoClients'>,
  { identity, demo }: Pick<Config, 'identity' | 'demo'>,
): Staff {
  if (identity === undefined || demo === undefined) throw new Error('DEMO_IDENTITY is off');
  let turn = 0;
  const signedIn = createSignedIn(() => apiUrls[turn++ % apiUrls.length] ?? '', demo.password);
  const tokenOf = createClientTokens({ issuer: identity.issuer, clientKey: demo.clientKey });
  const accountOf = (agency: string, role: Role): DemoAccount => {
    const found = demoAccounts.find(({ appointments }) =>
      appointments.some((held) => held.agency === agency && held.role === role),
    );
    if (found === undefined) throw new Error(`demo-accounts.json: nobody is ${role} at ${agency}`);
    return found;
  };
  return {
    at(agency, role) {
      const { id, displayName } = accountOf(agency, role);
      return { id, displayName, desk: createDesk(apiUrls, () => signedIn(id)) };
    },
    throughClient(agency, role) {
      const { id, displayName } = accountOf(agency, role);
      const client = demoClients.find((one) => one.agency === agency);
      if (client === undefined) throw new Error(`demo-clients.json: ${agency} has no system`);
      return { id, displayName, desk: createDesk(apiUrls, () => tokenOf(client.id), id) };
    },
  };
}
