import { Migration } from '@mikro-orm/migrations';

/** One act on many dossiers, as somebody asked for it, and what came of each. */
export class Migration0007Batches extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Parameters are codes. The note is emptied once it lies with each dossier, or may be before.
  `create table batch (
    id uuid primary key, person text not null references person, appointment text not null, agency text not null,
    on_behalf_of text references person, via text, act text not null, parameters jsonb not null, note text, items int not null,
    status text not null check (status in ('queued', 'running', 'paused', 'done', 'cancelled', 'undoing', 'undone')),
    undo_minutes int, asked_at timestamptz not null, begun_at timestamptz, finished_at timestamptz,
    undo_until timestamptz, undone_at timestamptz)`,
  `create index batch_of_person on batch (person, asked_at desc, id desc)`,
  `create index batch_of_agency on batch (agency, asked_at desc, id desc)`,

  // What has begun is finished, also when the batch is paused or cancelled: its act may have been accepted.
  `create table batch_item (
    batch uuid not null references batch, position int not null, dossier text not null references dossier, task text not null,
    parameters jsonb not null, begun boolean not null default false, tries int not null default 0,
    outcome text not null check (outcome in ('waiting', 'done', 'refused', 'cancelled', 'undone', 'undo-refused')),
    code text, params jsonb, seq int, at timestamptz, primary key (batch, position), unique (batch, dossier))`,
  `create index batch_item_dossier on batch_item (dossier)`,

  `grant select, insert, update (note, status, begun_at, finished_at, undo_until, undone_at) on batch to motcua_app`,
  `grant select, insert, update (begun, tries, outcome, code, params, seq, at) on batch_item to motcua_app`,
];
