/**
 * The search for dossiers by what is personal. Under a policy the index of names could not be used (a condition that may leak is asked
 * after the policy), so it runs as the owner and asks the policy itself: what is found takes part of an agency of the setting, or stands
 * below one that oversees. Who searched, when, and how many were found is kept, of the words a keyed hash only.
 */
export const SEARCH = [
  `create extension if not exists pg_trgm with schema public`,
  `create index applicant_name on applicant using gin (name_search gin_trgm_ops)`,
  `create function digits_reversed(phone text) returns text language sql immutable parallel safe set search_path = '' as $$
    select reverse(regexp_replace(phone, '[^0-9]', '', 'g')) $$`,
  `create index applicant_phone on applicant (digits_reversed(phone) text_pattern_ops) where phone is not null`,
  `create table search_use (
    id bigint generated always as identity primary key, at timestamptz not null default now(), person text not null, kind text not null,
    query_hash text not null, hits int not null)`,
  `create index search_use_person on search_use (person, id)`,
  `grant select, insert on search_use to motcua_app`,

  // More candidates than this are not looked through: the words say too little.
  `create function search_dossiers(kind text, wanted text, query_hash text, most int)
    returns table (code text) language plpgsql security definer set search_path = '' as $$
    declare
      candidates constant int := 5000;
      mine constant text[] := public.scope_agencies();
      above constant text[] := public.scope_overseen();
      found text[];
      seen text[];
    begin
      if public.scope_person() = '' then
        raise exception 'a search is somebody''s' using errcode = 'insufficient_privilege';
      end if;
      found := case kind
        when 'name' then array(select a.dossier from public.applicant a
          where a.name_search like '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' limit candidates + 1)
        when 'identity' then array(select a.dossier from public.applicant a where a.identity_hash = wanted limit candidates + 1)
        when 'phone' then array(select a.dossier from public.applicant a where a.phone is not null
          and public.digits_reversed(a.phone) ~>=~ reverse(wanted) and public.digits_reversed(a.phone) ~<~ (reverse(wanted) || ':')
          limit candidates + 1)
        end;
      seen := array(select d.code from public.dossier d where d.code = any (found[:candidates])
        and (d.agencies && mine or d.office = any (mine) or above <> '{}'
          and public.agencies_above(d.agencies || d.receiving_agency || d.competent_agency) && above)
        order by d.filed_at desc, d.code desc limit most);
      insert into public.search_use (person, kind, query_hash, hits)
        values (public.scope_person(), search_dossiers.kind, search_dossiers.query_hash, cardinality(seen));
      return query select s from unnest(seen) as s
        union all select null where cardinality(found) > candidates;
    end $$`,
  `revoke execute on function search_dossiers(text, text, text, int) from public`,
  `grant execute on function search_dossiers(text, text, text, int) to motcua_api`,
];
