import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { installCalendars } from '../calendars/calendar-versions.ts';
import type { Database } from '../db/orm.ts';
import type { Catalogue } from './load-catalogue.ts';

export interface InstallReport {
  readonly procedures: number;
  readonly newVersions: number;
  /** Ids of calendars whose files say something else than the change that is in force. */
  readonly overriddenCalendars: readonly string[];
}

/**
 * Writes the catalogue's data into the database. Repeats change nothing; a changed procedure becomes a new published version,
 * and dossiers stay on theirs; a changed calendar counts from now on, unless a change that was approved is in force. Demo accounts are written only where they may be used; an appointment of theirs that the data
 * no longer hold has ended.
 * @throws DomainError `rule-set-changed`
 */
export async function installCatalogue(
  db: Database,
  catalogue: Catalogue,
  options: { demo: boolean },
): Promise<InstallReport> {
  const procedures = [...catalogue.procedures.values()].map((content) => ({
    code: content.code,
    content,
    content_hash: canonicalHash(content),
  }));
  return db.transaction(async (execute) => {
    await execute(LOCK, []);
    await execute(AGENCIES, [JSON.stringify([...catalogue.agencies.values()].map(toRow))]);
    await execute(OFFICES, [JSON.stringify([...catalogue.offices.values()].map(toRow))]);
    const ruleSets = catalogue.ruleSets.map((content) => ({
      id: content.id,
      content,
      content_hash: canonicalHash(content),
    }));
    await execute(RULE_SETS, [JSON.stringify(ruleSets)]);
    const [changed] = await execute<{ id: string }>(CHANGED_RULE_SETS, [JSON.stringify(ruleSets)]);
    if (changed !== undefined) throw new DomainError('rule-set-changed', { ruleSet: changed.id });
    const overriddenCalendars = await installCalendars(execute, catalogue.calendars.values());
    const written = await execute(PROCEDURES, [JSON.stringify(procedures)]);
    if (options.demo) {
      const people = catalogue.demoAccounts.map(({ id, displayName, token }) => ({
        id,
        display_name: displayName,
        token_hash: createHash('sha256').update(token).digest('hex'),
      }));
      const appointments = catalogue.demoAccounts.flatMap((account) =>
        account.appointments.map((appointment, index) => ({
          id: `${account.id}-${index + 1}`,
          person: account.id,
          ...appointment,
        })),
      );
      await execute(PEOPLE, [JSON.stringify(people)]);
      await execute(APPOINTMENTS, [JSON.stringify(appointments)]);
      await execute(ENDED_APPOINTMENTS, [appointments.map(({ id }) => id)]);
      const clients = catalogue.demoClients.map(({ id, agency, name, token }) => ({
        id,
        agency,
        name_vi: name.vi,
        name_en: name.en,
        token_hash: createHash('sha256').update(token).digest('hex'),
      }));
      await execute(CLIENTS, [JSON.stringify(clients)]);
      await execute(ENDED_CLIENTS, [clients.map(({ id }) => id)]);
    }
    return { procedures: procedures.length, newVersions: written.length, overriddenCalendars };
  });
}

function toRow(
  entry: { readonly name: { readonly vi: string; readonly en: string } } & object,
): Record<string, unknown> {
  return { ...entry, content: entry };
}

const LOCK = { name: 'install-lock', text: `select pg_advisory_xact_lock(hashtext('motcua catalogue'))` };

const AGENCIES = {
  name: 'install-agencies',
  text: `insert into agency (code, name_vi, name_en, level, parent, effective_from, effective_to, provisional, content)
    select a.code, a.name->>'vi', a.name->>'en', a.level, a.parent, a."effectiveFrom", a."effectiveTo", a.provisional, a.content
    from jsonb_to_recordset($1::jsonb) as a (code text, name jsonb, level text, parent text, "effectiveFrom" date,
      "effectiveTo" date, provisional text[], content jsonb)
    on conflict (code) do update set name_vi = excluded.name_vi, name_en = excluded.name_en, level = excluded.level,
      parent = excluded.parent, effective_from = excluded.effective_from, effective_to = excluded.effective_to,
      provisional = excluded.provisional, content = excluded.content
    where agency.content is distinct from excluded.content`,
};

const OFFICES = {
  name: 'install-offices',
  text: `insert into office (code, name_vi, name_en, agency, effective_from, effective_to, content)
    select o.code, o.name->>'vi', o.name->>'en', o.agency, o."effectiveFrom", o."effectiveTo", o.content
    from jsonb_to_recordset($1::jsonb) as o (code text, name jsonb, agency text, "effectiveFrom" date, "effectiveTo" date, content jsonb)
    on conflict (code) do update set name_vi = excluded.name_vi, name_en = excluded.name_en, agency = excluded.agency,
      effective_from = excluded.effective_from, effective_to = excluded.effective_to, content = excluded.content
    where office.content is distinct from excluded.content`,
};

const RULE_SETS = {
  name: 'install-rule-sets',
  text: `insert into rule_set (id, content, content_hash)
    select r.id, r.content, r.content_hash from jsonb_to_recordset($1::jsonb) as r (id text, content jsonb, content_hash text)
    on conflict (id) do nothing`,
};

/** A dossier keeps the rules it was received under, so a rule set that is in use is never another one. */
const CHANGED_RULE_SETS = {
  name: 'changed-rule-sets',
  text: `select s.id from jsonb_to_recordset($1::jsonb) as r (id text, content_hash text)
    join rule_set s on s.id = r.id where s.content_hash <> r.content_hash order by s.id limit 1`,
};

const PROCEDURES = {
  name: 'install-procedures',
  text: `insert into procedure_version (code, version, status, source, content, content_hash)
    select p.code, coalesce((select max(version) from procedure_version v where v.code = p.code), 0) + 1, 'published', 'catalogue',
      p.content, p.content_hash
    from jsonb_to_recordset($1::jsonb) as p (code text, content jsonb, content_hash text)
    where p.content_hash is distinct from (
      select v.content_hash from procedure_version v where v.code = p.code and v.source = 'catalogue' order by v.version desc limit 1)
    returning code`,
};

const PEOPLE = {
  name: 'install-people',
  text: `insert into person (id, display_name, token_hash, demo)
    select p.id, p.display_name, p.token_hash, true from jsonb_to_recordset($1::jsonb) as p (id text, display_name text, token_hash text)
    on conflict (id) do update set display_name = excluded.display_name, token_hash = excluded.token_hash
    where (person.display_name, person.token_hash) is distinct from (excluded.display_name, excluded.token_hash)`,
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

const CLIENTS = {
  name: 'install-clients',
  text: `insert into api_client (id, agency, name_vi, name_en, token_hash, demo, effective_from)
    select c.id, c.agency, c.name_vi, c.name_en, c.token_hash, true, date '2025-07-01'
    from jsonb_to_recordset($1::jsonb) as c (id text, agency text, name_vi text, name_en text, token_hash text)
    on conflict (id) do update set agency = excluded.agency, name_vi = excluded.name_vi, name_en = excluded.name_en,
      token_hash = excluded.token_hash, effective_to = null
    where (api_client.agency, api_client.name_vi, api_client.name_en, api_client.token_hash, api_client.effective_to)
      is distinct from (excluded.agency, excluded.name_vi, excluded.name_en, excluded.token_hash, null)`,
};

const ENDED_CLIENTS = {
  name: 'install-ended-clients',
  text: `update api_client c set effective_to = today - 1
    from (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    where c.demo and c.id <> all ($1::text[]) and (c.effective_to is null or c.effective_to >= today)`,
};
