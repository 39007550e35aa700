import { Migration } from '@mikro-orm/migrations';
import { PROTECTIONS } from './row-policies.ts';

/**
 * Row-level security, as narrow as the table of rights: whoever audits the asked agency sees what it was asked; whoever writes a row
 * takes part in the dossier that it goes with; and no function is everybody's to call.
 */
export class Migration0019NarrowerRows extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const PERSON = '(select scope_person())';
const SOMEBODY = `${PERSON} <> ''`;
const AGENCIES = '(select scope_agencies())';
const AUDITED = '(select scope_audited())';
/** One of the agencies stands at or below one that the setting audits. */
const audits = (agencies: string): string => `(${AUDITED} <> '{}' and agencies_above(${agencies}) && ${AUDITED})`;
const withDossier = (dossier: string): string => `exists (select from dossier d where d.code = ${dossier})`;

const FUNCTIONS = [
  `create function scope_audited() returns text[] language sql stable parallel safe set search_path = '' as $$
    select coalesce(nullif(current_setting('motcua.audited', true), ''), '{}')::text[] $$`,

  // What the conditions on new rows ask. Volatile, so that they see what the statement has written so far: a policy's own subquery does
  // not. Run as the owner, since they say themselves which rows they mean.
  // An agency of the setting takes part in the dossier of a stream: the dossier itself, a part, or a consultation.
  `create function writes_on(stream text) returns boolean language plpgsql volatile security definer set search_path = '' as $$
    begin
      return exists (select from public.dossier d where d.code in (stream, regexp_replace(stream, '(\\.[CS][0-9]+)+$', ''))
        and (d.agencies || d.receiving_agency || d.competent_agency || d.office) && public.scope_agencies());
    end $$`,
  `create function has_uploaded(upload uuid) returns boolean language plpgsql volatile security definer set search_path = '' as $$
    begin
      return exists (select from public.document d where d.id = upload and d.uploaded_by = public.scope_person());
    end $$`,
  // As the policy of batches says.
  `create function steers_batch(wanted uuid) returns boolean language plpgsql volatile security definer set search_path = '' as $$
    begin
      return exists (select from public.batch b where b.id = wanted and (public.scope_person() in (b.person, b.on_behalf_of)
        or b.agency = any (public.scope_agencies())));
    end $$`,

  // Of dossiers that are erased, and of no others: the log of readings is not to be changed.
  `create function forget_read_reasons(dossiers text[]) returns void language sql security definer set search_path = '' as $$
    update public.personal_read r set reason = null from public.dossier d
      where r.dossier = any (dossiers) and d.code = r.dossier and d.erased_at is not null and r.reason is not null $$`,

  // The API says so of a run that is still to be started by the outbox; the engine also of others, which it has made anew.
  `create or replace function record_runs(posted bigint[], codes text[], runs text[]) returns void language sql security definer
    set search_path = '' as $$
    with started as (
      select s.posted, s.code, s.run from unnest(posted, codes, runs) as s (posted, code, run)
    ), done as (
      delete from public.outbox o using started s
        where o.id = s.posted and o.subject = s.code and o.kind in ('start-dossier', 'restart-dossier') returning s.code, s.run
    ), known as (
      select code, run from done union select code, run from started where session_user <> 'motcua_api'
    ) update public.dossier d set run_ids = d.run_ids || k.run from known k where d.code = k.code and k.run <> all (d.run_ids) $$`,
];

/** Conditions of migration 0018, and what they let through besides. */
const WIDER: Readonly<Record<string, string>> = {
  consultation: audits('agencies || agency || asker'),
  // With which a consultation is shown. `asked`: so that it need not ask the policy of consultations, which asks for dossiers.
  dossier: `(asked is not null and ${audits('asked')})`,
  dossier_note: `(${AUDITED} <> '{}' and exists (select from consultation c where c.dossier = dossier_note.dossier
    and ${audits('c.agencies || c.agency || c.asker')}
    and exists (select from dossier_event e where e.stream = c.code and strpos(e.data::text, dossier_note.id::text) > 0)))`,
};

const PLANS = ['calendar-change', 'migration'].flatMap((what) => [`preview-${what}`, `apply-${what}`]);
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** What is asked of the engine: for a dossier that he takes part in, a batch of his, or by who plans. */
const POSTS = `case when kind in ('start-dossier', 'restart-dossier') then writes_on(subject)
    when kind = 'batch' then steers_batch(subject::uuid)
    else kind in (${quoted([...PLANS, 'fold-procedure-version'])}) and (select scope_reaches('plans')) end`;

/** Conditions on reading in the place of those of migration 0018. */
const REPLACED: Readonly<Record<string, string>> = {
  // Of those who work, or worked, below an agency that he audits.
  search_use: `person = ${PERSON} or ${AUDITED} <> '{}'
    and exists (select from appointment a where a.person = search_use.person and ${audits('array[a.agency]')})`,
  // Whoever posts it learns its id, by which it is taken back once it is done; of others he does not.
  outbox: POSTS,
};

/** What a new row must be; in full, in the place of the condition of migration 0018. */
const INSERTED: Readonly<Record<string, string>> = {
  dossier_event: `${SOMEBODY} and (actor->>'person' = ${PERSON} or actor ? 'system') and writes_on(stream)`,
  task: 'writes_on(dossier)',
  obligation: 'writes_on(dossier)',
  notice: 'writes_on(dossier)',
  applicant: 'writes_on(dossier)',
  dossier_personal: 'writes_on(dossier)',
  dossier_form: 'writes_on(dossier)',
  tracking: 'writes_on(dossier)',
  task_opening: `person = ${PERSON} and exists (select from task t where t.id = task and t.agency = any (${AGENCIES}::text[]))`,
  // By any counter that takes something in for a dossier (phi địa giới), or an agency that is asked.
  document: `${SOMEBODY} and uploaded_by = ${PERSON} and (dossier is null or ${withDossier('dossier')})`,
  document_name: 'has_uploaded(document)',
  dossier_note: `${SOMEBODY} and kept_by = ${PERSON} and ${withDossier('dossier')}`,
  verification: `${SOMEBODY} and kept_by = ${PERSON} and writes_on(dossier)`,
  batch_item: 'steers_batch(batch)',
  outbox: POSTS,
};

/**
 * Written by the engine only: consultations begin with an act, results are sealed by one. The right to the table stays, since the
 * statement by which the API reopens a dossier names it, without a row for it.
 */
const NEVER_INSERTED = ['consultation', 'result'];

/** Who may call what; a trigger's function nobody, it runs whoever causes it. */
const CALLERS: Readonly<Record<string, readonly string[]>> = {
  'raise_rights_version()': [],
  'raise_rights_version_of_client()': [],
  'raise_rights_version_of_delegation()': [],
  'raise_rights_version_of_deputies()': [],
  'keep_delegation_ended()': [],
  'keep_document_of_dossier()': [],
  'forget_read_reasons(text[])': ['motcua_app'],
  // Asked by an index and by the condition of a trigger, as whoever writes.
  'digits_reversed(text)': ['motcua_app', 'motcua_api'],
  'list_state(timestamptz, text)': ['motcua_app', 'motcua_api'],
  'agencies_above(text[])': ['motcua_app', 'motcua_api'],
  'streams_of_whole(text)': ['motcua_app', 'motcua_api'],
  'applicants_of(text)': ['motcua_app', 'motcua_api'],
  'scope_person()': ['motcua_api'],
  'scope_agencies()': ['motcua_api'],
  'scope_overseen()': ['motcua_api'],
  'scope_audited()': ['motcua_api'],
  'scope_reaches(text)': ['motcua_api'],
  'writes_on(text)': ['motcua_api'],
  'has_uploaded(uuid)': ['motcua_api'],
  'steers_batch(uuid)': ['motcua_api'],
};

/**
 * `exists (… = …)` may be planned as one pass over the whole other table, kept as a hash: of 300,000 dossiers half a minute for whoever
 * lists what others have. With `= any (array[…])` each row is looked up by its index.
 */
const lookedUp = (condition: string): string =>
  condition.replaceAll(/(from \w+ (\w) where \2\.\w+ =) ([a-z_.]+)/g, '$1 any (array[$3])');

/** The conditions on reading of migration 0018 that change. What lets through by the row alone is asked first. */
const SELECTED = PROTECTIONS.flatMap(({ table, select }): string[] => {
  if (select === undefined || table in REPLACED) return [];
  const more = WIDER[table];
  const condition = lookedUp(more === undefined ? select : `${more} or ${select}`);
  return condition === select ? [] : [`alter policy api_select on ${table} using (${condition})`];
});

const STATEMENTS = [
  ...FUNCTIONS,
  // A citizen's name is not kept with his account.
  `update person set display_name = 'Công dân' where id like 'citizen-%' and not demo`,
  // For functions to come too.
  `alter default privileges revoke execute on functions from public`,
  ...Object.entries(CALLERS).flatMap(([name, callers]) => [
    `revoke execute on function ${name} from public`,
    ...(callers.length === 0 ? [] : [`grant execute on function ${name} to ${callers.join(', ')}`]),
  ]),
  ...SELECTED,
  ...Object.entries(REPLACED).map(([table, condition]) => `alter policy api_select on ${table} using (${condition})`),
  ...Object.entries(INSERTED).map(
    ([table, condition]) => `alter policy api_insert on ${table} with check (${condition})`,
  ),
  ...NEVER_INSERTED.map((table) => `drop policy api_insert on ${table}`),
];
