import { Migration } from '@mikro-orm/migrations';

/** The first schema. The ledger's shape (`dossier_event`) is final: it can only be appended to. */
export class Migration0001Foundation extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table agency (
    code text primary key, name_vi text not null, name_en text not null, level text not null, parent text,
    effective_from date not null, effective_to date, provisional text[] not null default '{}', content jsonb not null)`,
  `create table office (
    code text primary key, name_vi text not null, name_en text not null, agency text not null references agency,
    effective_from date not null, effective_to date, content jsonb not null)`,
  `create table procedure_version (
    code text not null, version int not null, status text not null check (status in ('draft', 'published')),
    source text not null, content jsonb not null, content_hash text not null, created_at timestamptz not null default now(),
    primary key (code, version))`,
  `create table person (
    id text primary key, display_name text not null, token_hash text unique, demo boolean not null default false,
    rights_version int not null default 1)`,
  `create table appointment (
    id text primary key, person text not null references person, agency text not null, office text, role text not null,
    effective_from date not null, effective_to date)`,
  `create index appointment_person on appointment (person)`,
  // Runs as the owner, so that nobody else needs the right to set a version.
  `create function raise_rights_version() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      update public.person set rights_version = rights_version + 1
        where id in (case when tg_op <> 'INSERT' then old.person end, case when tg_op <> 'DELETE' then new.person end);
      return null;
    end $$`,
  `create trigger appointment_given_or_taken after insert or delete on appointment
    for each row execute function raise_rights_version()`,
  `create trigger appointment_changed after update on appointment
    for each row when (old is distinct from new) execute function raise_rights_version()`,

  `create table code_serial (agency text not null, day date not null, last int not null, primary key (agency, day))`,
  `create table dossier (
    code text primary key, procedure text not null, procedure_version int not null, case_id text not null, channel text not null,
    office text not null, receiving_agency text not null, competent_agency text not null, agencies text[] not null,
    received_at timestamptz not null, due_at timestamptz not null, due_provisional boolean not null, due_explanation jsonb not null,
    status text not null, national_status smallint not null, open_task text, overdue boolean not null default false,
    seq int not null, head_hash text not null, run_ids text[] not null default '{}', processed_at timestamptz,
    closed_at timestamptz, updated_at timestamptz not null,
    foreign key (procedure, procedure_version) references procedure_version)`,
  `create index dossier_receiving on dossier (receiving_agency, code)`,
  `create index dossier_competent on dossier (competent_agency, code)`,

  `create table dossier_event (
    stream text not null, seq int not null, v smallint not null, type text not null, at timestamptz not null, actor jsonb not null,
    medium text not null, place text, command text not null, data jsonb not null, prev_hash text not null, hash text not null,
    primary key (stream, seq))`,
  `create table command (
    scope text not null, key text not null, request_hash text not null, act text not null, outcome jsonb not null,
    at timestamptz not null, primary key (scope, key))`,

  `create table task (
    id text primary key, dossier text not null references dossier, number int not null, stage text not null, kind text not null,
    agency text not null, role text not null, routed_at timestamptz not null, routed_medium text not null, due_at timestamptz,
    overdue boolean not null default false, acted_at timestamptz, left_at timestamptz, person text, appointment text,
    medium text, place text)`,
  `create index task_dossier on task (dossier)`,
  `create index task_inbox on task (agency, role, due_at, id) where left_at is null`,
  `create index task_done on task (agency, role, left_at desc, id desc) where left_at is not null`,
  `create table task_opening (
    task text not null references task, person text not null, appointment text not null, opened_at timestamptz not null,
    primary key (task, person))`,

  `create table document (
    id uuid primary key, dossier text references dossier, kind text not null, uploaded_by text not null, agency text not null,
    media_type text not null, size bigint not null, plain_sha256 text not null, cipher_sha256 text not null,
    bucket text not null, object_key text not null, version_id text, wrapped_key bytea, master_key_id text, created_at timestamptz not null)`,
  `create index document_dossier on document (dossier)`,
  `create table result (
    document uuid primary key references document, dossier text not null references dossier, bucket text not null,
    object_key text not null, version_id text not null, cipher_sha256 text not null, retain_until timestamptz not null,
    sealed_at timestamptz not null)`,
  `create index result_dossier on result (dossier)`,

  `create table applicant (
    dossier text primary key references dossier, kind text not null, name text not null, identity_number text, phone text,
    email text, address text, submitter_name text, salt text not null)`,
  `create table dossier_form (
    dossier text primary key references dossier, cipher bytea not null, wrapped_key bytea not null, master_key_id text not null,
    salt text not null)`,
  `create table dossier_note (id uuid primary key, dossier text not null references dossier, text text not null, salt text not null)`,
  `create index dossier_note_dossier on dossier_note (dossier)`,
  `create table document_name (document uuid primary key references document, name text not null)`,

  `create table outbox (
    id bigint generated always as identity primary key, kind text not null, subject text not null, created_at timestamptz not null,
    due_at timestamptz not null default now(), attempts int not null default 0, last_error text)`,
  `create index outbox_waiting on outbox (due_at, id)`,

  `create table indicator_delta (
    id bigint generated always as identity primary key, day date not null, metric text not null, agency text not null,
    office text not null, procedure text not null, stage text not null, bucket int not null, n int not null)`,
  `create table indicator_rollup (
    day date not null, metric text not null, agency text not null, office text not null, procedure text not null,
    stage text not null, bucket int not null, n bigint not null,
    primary key (metric, day, agency, office, procedure, stage, bucket))`,

  `grant select, insert, update, delete on all tables in schema public to motcua_app`,
  `grant usage on all sequences in schema public to motcua_app`,
  `revoke update, delete, truncate on dossier_event, command, task_opening, result from motcua_app`,
  `revoke insert, update on person from motcua_app`,
  `grant insert (id, display_name, token_hash, demo), update (display_name, token_hash) on person to motcua_app`,
  `revoke delete on dossier, task, document, procedure_version, code_serial from motcua_app`,
];
