import { Migration } from '@mikro-orm/migrations';

/** Calendars as data with versions, changes of them that two people decide on, and what each came to for each dossier. */
export class Migration0005CalendarChanges extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // A version never changes what it says. 'base' comes from the catalogue's files; the newest counts where no change is in force.
  `create table calendar_version (
    calendar text not null, version int not null,
    status text not null check (status in ('base', 'proposed', 'in-force', 'former', 'dropped')),
    content jsonb not null, content_hash text not null, created_at timestamptz not null default now(),
    created_by text references person, approved_at timestamptz, approved_by text references person,
    primary key (calendar, version), check ((status = 'base') = (created_by is null)),
    check (status not in ('in-force', 'former') or approved_by is not null))`,
  `create unique index calendar_version_in_force on calendar_version (calendar) where status = 'in-force'`,

  `create table calendar_change (
    id uuid primary key, calendar text not null, version int not null, based_on int not null, content_hash text not null,
    reason text not null, status text not null check (status in ('proposed', 'approved', 'applying', 'applied', 'dropped')),
    proposer text not null references person, proposed_at timestamptz not null, previewed_at timestamptz, looked_at int,
    approver text references person, approved_as jsonb, approved_at timestamptz, in_force_at timestamptz, applied_at timestamptz,
    dropped_by text references person, dropped_at timestamptz,
    foreign key (calendar, version) references calendar_version, foreign key (calendar, based_on) references calendar_version,
    check (approver <> proposer), check ((approver is null) = (approved_as is null)),
    check (status in ('proposed', 'dropped') or approver is not null))`,
  `create index calendar_change_latest on calendar_change (proposed_at desc, id desc)`,
  // One at a time is put into effect.
  `create unique index calendar_change_running on calendar_change (calendar) where status in ('approved', 'applying')`,

  // Dates as they were, as the preview had them, and as they were written; a dossier that came later has no preview.
  `create table calendar_change_item (
    change uuid not null references calendar_change, dossier text not null references dossier,
    former_due_at timestamptz, new_due_at timestamptz, former_step_due_at timestamptz, new_step_due_at timestamptz,
    outcome text not null check (outcome in ('pending', 'done', 'unchanged', 'refused')), code text,
    applied_due_at timestamptz, applied_at timestamptz, primary key (change, dossier))`,

  `grant select, insert, update (status, approved_at, approved_by) on calendar_version to motcua_app`,
  `grant select, insert, update (status, previewed_at, looked_at, approver, approved_as, approved_at, in_force_at, applied_at,
    dropped_by, dropped_at) on calendar_change to motcua_app`,
  `grant select, insert, update (former_due_at, new_due_at, former_step_due_at, new_step_due_at, outcome, code, applied_due_at,
    applied_at) on calendar_change_item to motcua_app`,
];
