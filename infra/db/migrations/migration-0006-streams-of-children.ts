import { Migration } from '@mikro-orm/migrations';

/** Streams beside that of the citizen's dossier: consultations of other agencies, and sub-dossiers of interlinked procedures. */
export class Migration0006StreamsOfChildren extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table consultation (
    code text primary key, dossier text not null references dossier, number int not null, task text not null, stage text not null,
    rule text not null, asker text not null, asked_by text, agency text not null,
    agencies text[] not null, via text not null check (via in ('inbox', 'system')),
    on_silence text not null check (on_silence in ('deemed-agreed', 'escalate', 'wait')),
    status text not null check (status in ('open', 'asked-back', 'answered', 'recalled')), documents uuid[] not null,
    content_hash text not null, sent_at timestamptz not null, delivered_at timestamptz, opened_at timestamptz,
    due_at timestamptz, overdue boolean not null default false, opinion text, late boolean not null default false,
    answer_documents uuid[] not null default '{}', closed_at timestamptz, seq int not null, head_hash text not null,
    run_ids text[] not null default '{}', updated_at timestamptz not null)`,
  `create unique index consultation_dossier on consultation (dossier, number)`,
  `create index consultation_inbox on consultation (agency, due_at, code) where closed_at is null`,
  `create index consultation_done on consultation (agency, closed_at desc, code desc) where closed_at is not null`,
  `create index consultation_sent on consultation (asker, sent_at desc, code desc)`,
  `create index consultation_files on consultation using gin (documents)`,

  // A sub-dossier is a dossier whose citizen has to do with another one only.
  `alter table dossier add column parent text references dossier, add column part text,
    add constraint dossier_part check ((parent is null) = (part is null))`,
  `create index dossier_parts on dossier (parent) where parent is not null`,

  // Notices are about events of any stream of a dossier.
  `alter table notice add column stream text`,
  `update notice set stream = dossier`,
  `alter table notice alter column stream set not null, drop constraint notice_pkey, add primary key (stream, seq, kind)`,
  `alter table notice drop constraint notice_audience_check, add constraint notice_audience_check check (audience in
    ('applicant', 'agency', 'asked-agency', 'asking-agency', 'one-stop-head'))`,

  `grant select, insert, update on consultation to motcua_app`,
  `revoke delete on consultation from motcua_app`,
];
