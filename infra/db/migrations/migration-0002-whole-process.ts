import { Migration } from '@mikro-orm/migrations';

/** What a dossier needs for every way it can go: waits, endings, officers, rule sets, notices. */
export class Migration0002WholeProcess extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Filed, and not received yet; or its clocks stand still.
  `alter table dossier alter column received_at drop not null, alter column due_at drop not null,
    alter column due_explanation drop not null`,
  `alter table dossier add column filed_at timestamptz, add column legal_due_at timestamptz, add column waits_for text,
    add column respond_by timestamptz, add column outcome text, add column pauses jsonb not null default '[]',
    add column supplements smallint not null default 0, add column by_proxy boolean not null default false`,
  `update dossier set filed_at = received_at`,
  `alter table dossier alter column filed_at set not null, alter column filed_at set default now()`,
  // How a task was left: completed by its act, sent back, undone, or closed with its dossier; and whose it is.
  `alter table task add column left_by text, add column lead text, add column supporting text[] not null default '{}',
    add column following text[] not null default '{}'`,
  `create index task_lead on task (lead, due_at, id) where left_at is null and lead is not null`,
  // A rule set that dossiers live under never changes: another number is another rule set.
  `create table rule_set (id text primary key, content jsonb not null, content_hash text not null)`,
  `alter table applicant add column submitter_identity text, add column submitter_basis text`,
  // What is to be told, and whether to the applicant or to the agency, until it has been sent. Names events only, never a value.
  `create table notice (
    dossier text not null references dossier, seq int not null, kind text not null,
    audience text not null check (audience in ('applicant', 'agency')), queued_at timestamptz not null,
    sent_at timestamptz, primary key (dossier, seq, kind))`,
  `create index notice_waiting on notice (queued_at, dossier, seq) where sent_at is null`,
  `create table obligation (
    dossier text not null references dossier, id text not null, kind text not null, amount bigint not null, lines jsonb not null,
    status text not null, stops_clock boolean not null, requested_at timestamptz not null, settled_at timestamptz, method text,
    reference text, refunded bigint not null default 0, primary key (dossier, id))`,
  `grant select, insert, update on rule_set, obligation, notice to motcua_app`,
  `revoke delete on obligation, notice from motcua_app`,
  `revoke update on rule_set from motcua_app`,
];
