import { Migration } from '@mikro-orm/migrations';
import { OPEN_TABLES, PROTECTIONS, type Protection } from './row-policies.ts';
import { SEARCH } from './search-dossiers.ts';

/**
 * Row-level security: the API works as `motcua_api`, which owns nothing and sees the rows of whoever asks; the engine (worker, relay,
 * commands) as `motcua_app`, which sees all. The role must be there before (`infra/stack/provision-database.ts`, `docs/security.md`).
 */
export class Migration0018RowSecurity extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const API = 'motcua_api';

/** What the policies ask of the transaction's settings. */
const SETTINGS = [
  `create function scope_person() returns text language sql stable parallel safe set search_path = '' as $$
    select coalesce(current_setting('motcua.person', true), '') $$`,
  `create function scope_agencies() returns text[] language sql stable parallel safe set search_path = '' as $$
    select coalesce(nullif(current_setting('motcua.agencies', true), ''), '{}')::text[] $$`,
  `create function scope_overseen() returns text[] language sql stable parallel safe set search_path = '' as $$
    select coalesce(nullif(current_setting('motcua.overseen', true), ''), '{}')::text[] $$`,
  `create function scope_reaches(reach text) returns boolean language sql stable parallel safe set search_path = '' as $$
    select reach = any (coalesce(nullif(current_setting('motcua.reach', true), ''), '{}')::text[]) $$`,
  // Runs as the owner: asked by the policy of dossiers, it cannot ask that of applicants, which asks for dossiers.
  `create function own_dossiers() returns text[] language sql stable security definer set search_path = '' as $$
    select coalesce(array_agg(dossier), '{}') from public.applicant
    where identity_hash = nullif(current_setting('motcua.identity', true), '') $$`,
];

const COLUMNS = [
  // Agencies that were asked, of a part those of the whole too, whose files are sent along; so that the policy of dossiers need not ask
  // that of consultations. Null: none.
  `alter table dossier add column asked text[]`,
  `update dossier d set asked = x.asked from (
    select s.code, array_agg(distinct a) as asked
    from consultation c join dossier p on p.code = c.dossier, unnest(c.agencies) as a, unnest(array[p.code, p.parent]) as s (code)
    group by s.code) as x
    where d.code = x.code`,
  `create function keep_asked() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      update public.dossier d set asked = array(select distinct a from unnest(d.asked || new.agencies) as a order by a)
        where d.code in (select unnest(array[p.code, p.parent]) from public.dossier p where p.code = new.dossier)
          and not coalesce(d.asked @> new.agencies, false);
      return null;
    end $$`,
  `create trigger consultation_asks after insert on consultation for each row execute function keep_asked()`,
  `create trigger consultation_passed_on after update of agencies on consultation
    for each row when (old.agencies is distinct from new.agencies) execute function keep_asked()`,

  // Whose words they are, so that a counter that takes no part may keep what goes with its act.
  `alter table dossier_note add column kept_by text`,
  `alter table dossier_note alter column kept_by set default nullif(current_setting('motcua.person', true), '')`,
  `alter table verification add column kept_by text`,
  `alter table verification alter column kept_by set default nullif(current_setting('motcua.person', true), '')`,
];

/** Lists of dossiers read this and no policy's subquery: one index range of an agency and a state, by due instant. */
const LIST = [
  `create table dossier_list (
    agency text not null, state text not null check (state in ('open', 'waiting', 'ended')), due_at timestamptz not null,
    code text not null references dossier, primary key (agency, state, due_at, code))`,
  `create function list_state(closed_at timestamptz, waits_for text) returns text language sql immutable parallel safe
    set search_path = '' as $$
    select case when closed_at is not null then 'ended' when waits_for is not null then 'waiting' else 'open' end $$`,
  `insert into dossier_list (agency, state, due_at, code)
    select distinct a, list_state(d.closed_at, d.waits_for), coalesce(d.due_at, 'infinity'), d.code
    from dossier d, unnest(array[case when d.parent is null then d.receiving_agency end, d.competent_agency]) as a
    where a is not null`,
  `create function keep_dossier_list() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      if tg_op = 'INSERT' then
        insert into public.dossier_list (agency, state, due_at, code)
          select distinct a, public.list_state(new.closed_at, new.waits_for), coalesce(new.due_at, 'infinity'), new.code
          from unnest(array[case when new.parent is null then new.receiving_agency end, new.competent_agency]) as a
          where a is not null;
      else
        update public.dossier_list
          set state = public.list_state(new.closed_at, new.waits_for), due_at = coalesce(new.due_at, 'infinity')
          where agency in (old.receiving_agency, old.competent_agency)
            and state = public.list_state(old.closed_at, old.waits_for)
            and due_at = coalesce(old.due_at, 'infinity') and code = old.code;
      end if;
      return null;
    end $$`,
  `create trigger dossier_listed after insert on dossier for each row execute function keep_dossier_list()`,
  `create trigger dossier_relisted after update of closed_at, waits_for, due_at on dossier for each row
    when (list_state(old.closed_at, old.waits_for) <> list_state(new.closed_at, new.waits_for) or old.due_at is distinct from new.due_at)
    execute function keep_dossier_list()`,
  `grant select on dossier_list to motcua_app`,
];

/** What the API may know or do beyond the rows of whoever asks: each function is all of it, and runs as the owner. */
const FUNCTIONS = [
  // The runs that the API has started, recorded together, for whomever.
  `create function record_runs(posted bigint[], codes text[], runs text[]) returns void language sql security definer
    set search_path = '' as $$
    with started as (
      select s.posted, s.code, s.run from unnest(posted, codes, runs) as s (posted, code, run)
    ), done as (
      delete from public.outbox o using started s where o.id = s.posted
    ) update public.dossier d set run_ids = d.run_ids || s.run from started s where d.code = s.code and s.run <> all (d.run_ids) $$`,
  // Since when no transaction of ours has been under way.
  `create function settled_before() returns timestamptz language sql volatile security definer set search_path = '' as $$
    select coalesce(min(xact_start), now()) - interval '1 second' from pg_catalog.pg_stat_activity
    where usename in ('motcua_app', '${API}') and pid <> pg_backend_pid() and xact_start is not null $$`,
  // For whom somebody opened a task, by a delegation that other agencies do not read.
  `create function opened_for(of_appointment text, of_deputy text, opened timestamptz) returns text language sql stable
    security definer set search_path = '' as $$
    select principal from public.delegation g where g.principal_appointment = of_appointment and g.deputy = of_deputy
      and g.from_at <= opened and opened < least(g.to_at, g.ended_at) limit 1 $$`,
  // How many dossiers a version of a procedure has; and for those who plan, how many of these.
  `create function dossiers_of_version(of_procedure text, of_version int, out dossiers int, out open_dossiers int)
    language sql stable security definer set search_path = '' as $$
    select count(*)::int, (count(*) filter (where closed_at is null))::int from public.dossier
    where procedure = of_procedure and procedure_version = of_version and parent is null $$`,
  `create function dossiers_named_of_version(codes text[], of_procedure text, of_version int) returns int
    language sql stable security definer set search_path = '' as $$
    select count(*)::int from public.dossier where code = any (codes) and procedure = of_procedure and procedure_version = of_version
      and parent is null and public.scope_reaches('plans') $$`,
];

const EXECUTABLE = [
  'record_runs(bigint[], text[], text[])',
  'settled_before()',
  'opened_for(text, text, timestamptz)',
  'dossiers_of_version(text, int)',
  'dossiers_named_of_version(text[], text, int)',
  'own_dossiers()',
  'master_keys_in_use()',
];

const TRIGGER_FUNCTIONS = ['keep_asked()', 'keep_dossier_list()'];

function protect({ table, columns = {}, ...conditions }: Protection): string[] {
  const statements = [
    `alter table ${table} enable row level security, force row level security`,
    // The owner too, as which the functions above and migrations to come work.
    `create policy engine on ${table} to motcua_app, current_user using (true) with check (true)`,
  ];
  for (const verb of ['select', 'insert', 'update', 'delete'] as const) {
    const condition = conditions[verb];
    if (condition === undefined) continue;
    const named = verb === 'delete' ? undefined : columns[verb];
    statements.push(`grant ${verb}${named === undefined ? '' : ` (${named})`} on ${table} to ${API}`);
    const using = verb === 'insert' ? '' : ` using (${condition})`;
    // What is changed stays within what may be changed.
    const check = verb === 'insert' || verb === 'update' ? ` with check (${condition})` : '';
    statements.push(`create policy api_${verb} on ${table} for ${verb} to ${API}${using}${check}`);
  }
  return statements;
}

const STATEMENTS = [
  `grant usage on schema public to ${API}`,
  ...SETTINGS,
  ...COLUMNS,
  ...LIST,
  ...FUNCTIONS,
  ...SEARCH,
  ...Object.entries(OPEN_TABLES).map(([table, { grant }]) => `grant ${grant} on ${table} to ${API}`),
  ...PROTECTIONS.flatMap(protect),
  ...EXECUTABLE.flatMap((name) => [
    `revoke execute on function ${name} from public`,
    `grant execute on function ${name} to motcua_app, ${API}`,
  ]),
  ...TRIGGER_FUNCTIONS.map((name) => `revoke execute on function ${name} from public`),
];
