import { Migration } from '@mikro-orm/migrations';

/**
 * What identifies an applicant fully lies encrypted, and a dossier whose retention has ended can be erased. Rows from before are sealed
 * by the start that follows (`sealOldApplicants`), since a migration has no keys; until then only they may be in clear.
 */
export class Migration0015SealedApplicants extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const WRAPPED = ['document', 'dossier_form', 'dossier_personal', 'reception_draft'];

const STATEMENTS = [
  `alter table applicant add column identity_masked text, add column identity_hash text,
    add column submitter_identity_masked text, add column submitter_identity_hash text, add column name_search text`,
  `alter table applicant add constraint applicant_sealed check (identity_number is null and email is null and address is null
    and submitter_identity is null and name_search is not null) not valid`,
  `create index applicant_in_clear on applicant (dossier) where name_search is null`,
  `create index applicant_identity on applicant (identity_hash) where identity_hash is not null`,
  `create table dossier_personal (
    dossier text primary key references dossier, cipher bytea not null, wrapped_key bytea not null, master_key_id text not null)`,
  `grant select, insert, update, delete on dossier_personal to motcua_app`,

  // Whose key wrapped what: rotation walks along these, and a start looks for keys that it was not given.
  `create index document_master_key on document (master_key_id, id) where master_key_id is not null`,
  `create index dossier_form_master_key on dossier_form (master_key_id, dossier)`,
  `create index dossier_personal_master_key on dossier_personal (master_key_id, dossier)`,
  `create index reception_draft_master_key on reception_draft (master_key_id, id)`,

  // Walks from key to key, so that it takes a few looks into each index. Sees all rows, whoever asks, and tells ids of keys only.
  `create function master_keys_in_use() returns table (kept_in text, key text) language sql stable security definer
    set search_path = '' as $$
    ${WRAPPED.map(
      (table) => `(with recursive ids as (
        (select master_key_id as id from public.${table} where master_key_id is not null order by 1 limit 1)
        union all select (select t.master_key_id from public.${table} t where t.master_key_id > ids.id order by 1 limit 1)
          from ids where ids.id is not null
      ) select '${table}', id from ids where id is not null)`,
    ).join(' union all ')} $$`,
  `revoke execute on function master_keys_in_use() from public`,
  `grant execute on function master_keys_in_use() to motcua_app`,

  // No act is written on a dossier that was erased. The ledger says nothing of it: its chain stays what it was.
  `alter table dossier add column erased_at timestamptz`,
  `create index dossier_unerased on dossier (closed_at, code) where erased_at is null and closed_at is not null and parent is null`,
  `create table erasure (
    dossier text primary key references dossier, at timestamptz not null default now(), by text not null references person,
    reason text not null, basis jsonb not null, counts jsonb not null)`,
  `create table erasure_hold (
    id bigint generated always as identity primary key, dossier text not null references dossier,
    placed_at timestamptz not null default now(), placed_by text not null references person, reason text not null,
    lifted_at timestamptz, lifted_by text references person)`,
  `create unique index erasure_hold_standing on erasure_hold (dossier) where lifted_at is null`,
  `grant select, insert on erasure to motcua_app`,
  `grant select, insert, update (lifted_at, lifted_by) on erasure_hold to motcua_app`,
  `grant usage on all sequences in schema public to motcua_app`,
];
