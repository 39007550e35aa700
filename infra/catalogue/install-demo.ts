import { SCOPES } from '../../domain/access/scopes.ts';
import type { Database } from '../db/orm.ts';
import { hashPassword, isPassword } from '../identity/issuer/demo-logins.ts';
import type { Catalogue } from './load-catalogue.ts';

/** Where demo accounts sign in, and the password they share. */
export interface DemoInstallation {
  readonly issuer: string;
  readonly password: string;
}

/**
 * Writes demo accounts and clients; an appointment or client of theirs that the data no longer hold has ended, and so has every login of
 * theirs at another issuer.
 */
export async function installDemo(
  execute: Database['execute'],
  { demoAccounts, demoClients }: Pick<Catalogue, 'demoAccounts' | 'demoClients'>,
  { issuer, password }: DemoInstallation,
): Promise<void> {
  const people = demoAccounts.map(({ id, displayName, identityNumber }) => ({
    id,
    display_name: displayName,
    identity_number: identityNumber,
  }));
  const appointments = demoAccounts.flatMap((account) =>
    account.appointments.map((appointment, index) => ({
      id: `${account.id}-${index + 1}`,
      person: account.id,
      ...appointment,
    })),
  );
  await execute(PEOPLE, [JSON.stringify(people)]);
  await execute(APPOINTMENTS, [JSON.stringify(appointments)]);
  await execute(ENDED_APPOINTMENTS, [appointments.map(({ id }) => id)]);
  await execute(DEMO_LOGINS, [JSON.stringify(people), await hashOf(execute, password)]);
  await execute(ENDED_DEMO_LOGINS, [people.map(({ id }) => id)]);
  await execute(LOGINS, [issuer, people.map(({ id }) => id)]);
  await execute(FORMER_LOGINS, [issuer]);
  const clients = demoClients.map(({ id, agency, name, scopes = SCOPES }) => ({
    id,
    agency,
    name_vi: name.vi,
    name_en: name.en,
    scopes,
  }));
  await execute(CLIENTS, [JSON.stringify(clients)]);
  await execute(ENDED_CLIENTS, [clients.map(({ id }) => id)]);
}

/** The accounts share a password, so they share its hash: one costs a start what one costs. */
async function hashOf(execute: Database['execute'], password: string): Promise<string> {
  const [kept] = await execute<{ password_hash: string }>(KEPT_HASH, []);
  return kept !== undefined && (await isPassword(password, kept.password_hash))
    ? kept.password_hash
    : hashPassword(password);
}

const PEOPLE = {
  name: 'install-people',
  text: `insert into person (id, display_name, demo)
    select p.id, p.display_name, true from jsonb_to_recordset($1::jsonb) as p (id text, display_name text)
    on conflict (id) do update set display_name = excluded.display_name
    where person.display_name is distinct from excluded.display_name`,
};

const APPOINTMENTS = {
  name: 'install-appointments',
  text: `insert into appointment (id, person, agency, office, role, effective_from)
    select a.id, a.person, a.agency, a.office, a.role, date '2025-07-01'
    from jsonb_to_recordset($1::jsonb) as a (id text, person text, agency text, office text, role text)
    on conflict (id) do update set agency = excluded.agency, office = excluded.office, role = excluded.role, effective_to = null
    where (appointment.agency, appointment.office, appointment.role, appointment.effective_to)
      is distinct from (excluded.agency, excluded.office, excluded.role, null)`,
};

/** The last day of an appointment is `effective_to`, so one that ends now had its last day yesterday. */
const ENDED_APPOINTMENTS = {
  name: 'install-ended-appointments',
  text: `update appointment a set effective_to = today - 1
    from person p, (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    where p.id = a.person and p.demo and a.id <> all ($1::text[]) and (a.effective_to is null or a.effective_to >= today)`,
};

const KEPT_HASH = { name: 'install-kept-hash', text: `select password_hash from demo_login limit 1` };

const DEMO_LOGINS = {
  name: 'install-demo-logins',
  text: `insert into demo_login (person, password_hash, identity_number)
    select p.id, $2, p.identity_number from jsonb_to_recordset($1::jsonb) as p (id text, identity_number text)
    on conflict (person) do update set password_hash = excluded.password_hash, identity_number = excluded.identity_number
    where (demo_login.password_hash, demo_login.identity_number)
      is distinct from (excluded.password_hash, excluded.identity_number)`,
};

const ENDED_DEMO_LOGINS = {
  name: 'install-ended-demo-logins',
  text: `delete from demo_login where person <> all ($1::text[])`,
};

/** At the embedded issuer an account goes by its id. */
const LOGINS = {
  name: 'install-logins',
  text: `insert into person_login (issuer, subject, person) select $1, id, id from unnest($2::text[]) as a (id) on conflict do nothing`,
};

const FORMER_LOGINS = {
  name: 'install-former-logins',
  text: `delete from person_login l using person p where p.id = l.person and p.demo and l.issuer <> $1`,
};

const CLIENTS = {
  name: 'install-clients',
  text: `insert into api_client (id, agency, name_vi, name_en, scopes, demo, effective_from)
    select c.id, c.agency, c.name_vi, c.name_en, c.scopes, true, date '2025-07-01'
    from jsonb_to_recordset($1::jsonb) as c (id text, agency text, name_vi text, name_en text, scopes text[])
    on conflict (id) do update set agency = excluded.agency, name_vi = excluded.name_vi, name_en = excluded.name_en,
      scopes = excluded.scopes, effective_to = null
    where (api_client.agency, api_client.name_vi, api_client.name_en, api_client.scopes, api_client.effective_to)
      is distinct from (excluded.agency, excluded.name_vi, excluded.name_en, excluded.scopes, null)`,
};

const ENDED_CLIENTS = {
  name: 'install-ended-clients',
  text: `update api_client c set effective_to = today - 1
    from (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    where c.demo and c.id <> all ($1::text[]) and (c.effective_to is null or c.effective_to >= today)`,
};
