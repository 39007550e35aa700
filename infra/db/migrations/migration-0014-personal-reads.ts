import { Migration } from '@mikro-orm/migrations';

/** Who read what of whom, apart from the ledger; and what of a dossier the access table is asked about that takes more than its row. */
export class Migration0014PersonalReads extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Append-only, as the ledger is; what is past its time is removed by the function below, and by nobody else.
  `create table personal_read (
    id bigint generated always as identity primary key, at timestamptz not null default now(), request text not null,
    person text not null, appointment text not null, role text not null, agency text not null, office text, on_behalf_of text, via text,
    dossier text references dossier, document uuid, draft uuid, what text[] not null check (cardinality(what) > 0),
    permission text not null, route text not null, task text, reason text)`,
  `create index personal_read_dossier on personal_read (dossier, id)`,
  `create index personal_read_person on personal_read (person, id)`,
  `create index personal_read_at on personal_read (at)`,
  `revoke all on personal_read from motcua_app`,
  `grant select, insert on personal_read to motcua_app`,
  `grant usage on all sequences in schema public to motcua_app`,
  `create function remove_personal_reads(before timestamptz) returns int language plpgsql security definer set search_path = '' as $$
    declare gone int;
    begin
      if before > now() - interval '1 year' then raise exception 'personal reads are kept for a year at least'; end if;
      delete from public.personal_read where at < before;
      get diagnostics gone = row_count;
      return gone;
    end $$`,
  `revoke all on function remove_personal_reads from public`,
  `grant execute on function remove_personal_reads to motcua_app`,

  // Agencies with all that stand above them. An agency of a branch of the central government has no parent here; whatever it does for the
  // province's one-stop offices is overseen by the committee of the province, with whose code its own begins.
  `create function agencies_above(codes text[]) returns text[] language sql stable set search_path = '' as $$
    with recursive line (code, parent) as (
      select c.code, a.parent from unnest(codes) as c (code) left join public.agency a on a.code = c.code where c.code <> ''
      union select a.code, a.parent from line l join public.agency a on a.code = coalesce(l.parent, split_part(l.code, '.', 1)))
    select coalesce(array_agg(code order by code), '{}') from line $$`,

  // A dossier with what it is part of, its parts, and the consultations of all of these.
  `create function streams_of_whole(dossier_code text) returns text[] language sql stable set search_path = '' as $$
    with whole as (select coalesce(d.parent, d.code) as code from public.dossier d where d.code = dossier_code),
      dossiers as (select w.code from whole w union all select d.code from whole w join public.dossier d on d.parent = w.code)
    select array(select code from dossiers union all
      select c.code from dossiers d join public.consultation c on c.dossier = d.code) $$`,

  // The persons whose own dossier it is: those who signed in with the identity number of its applicant. Runs as the owner, since nobody
  // is to compare hashes of others. Late bound: the column of the applicant comes with the next migration.
  `create function applicants_of(dossier_code text) returns text[] language plpgsql stable security definer set search_path = '' as $$
    begin
      return array(select p.id from public.applicant a join public.person p on p.identity_hash = a.identity_hash
        where a.dossier = dossier_code and a.identity_hash is not null);
    end $$`,
];
