import { DomainError } from '../../domain/errors.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { installCalendars } from '../calendars/calendar-versions.ts';
import type { Database } from '../db/orm.ts';
import { installDemo, type DemoInstallation } from './install-demo.ts';
import type { Catalogue } from './load-catalogue.ts';

export interface InstallReport {
  readonly procedures: number;
  readonly newVersions: number;
  /** Ids of calendars whose files say something else than the change that is in force. */
  readonly overriddenCalendars: readonly string[];
}

/**
 * Writes the catalogue's data into the database. Repeats change nothing; a changed procedure becomes a new published version,
 * and dossiers stay on theirs; a changed calendar counts from now on, unless a change that was approved is in force. Demo accounts are written only where they
 * may be used.
 * @throws DomainError `rule-set-changed`
 */
export async function installCatalogue(
  db: Database,
  catalogue: Catalogue,
  options: { demo: DemoInstallation | undefined },
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
    if (options.demo !== undefined) await installDemo(execute, catalogue, options.demo);
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
