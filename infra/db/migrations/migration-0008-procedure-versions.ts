import { Migration } from '@mikro-orm/migrations';

/** Versions of procedures that two people decide on, what recorded dossiers say to them, and dossiers that are moved to one. */
export class Migration0008ProcedureVersions extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // A version never changes what it says.
  `revoke update on procedure_version from motcua_app`,
  `grant update (status) on procedure_version to motcua_app`,

  // Versions that came with the catalogue's files have none.
  `create table procedure_proposal (
    code text not null, version int not null, reason text not null, proposer text not null references person,
    proposed_at timestamptz not null, publisher text references person, published_as jsonb, published_at timestamptz,
    primary key (code, version), foreign key (code, version) references procedure_version,
    check (publisher <> proposer), check ((publisher is null) = (published_at is null)),
    check ((publisher is null) = (published_as is null)))`,

  `create table procedure_folding (
    id uuid primary key, code text not null, from_version int not null, to_version int not null, newest int not null,
    asked_by text not null references person, asked_at timestamptz not null, dossiers int not null, looked_at int,
    ended_at timestamptz, foreign key (code, from_version) references procedure_version,
    foreign key (code, to_version) references procedure_version)`,
  `create index procedure_folding_latest on procedure_folding (code, to_version, asked_at desc)`,
  // Of a dossier that would go the same way nothing is kept.
  `create table procedure_folding_item (
    folding uuid not null references procedure_folding, dossier text not null references dossier, ended boolean not null,
    differences jsonb not null, code text, primary key (folding, dossier))`,

  `create table procedure_migration (
    id uuid primary key, code text not null, from_version int not null, to_version int not null, reason text not null,
    status text not null check (status in ('proposed', 'approved', 'applying', 'applied', 'dropped')),
    proposer text not null references person, proposed_at timestamptz not null, previewed_at timestamptz,
    approver text references person, approved_as jsonb, approved_at timestamptz, applied_at timestamptz,
    dropped_by text references person, dropped_at timestamptz, foreign key (code, from_version) references procedure_version,
    foreign key (code, to_version) references procedure_version, check (from_version <> to_version), check (approver <> proposer),
    check ((approver is null) = (approved_as is null)), check (status in ('proposed', 'dropped') or approver is not null))`,
  `create index procedure_migration_latest on procedure_migration (code, proposed_at desc, id desc)`,
  // The code says why it would be refused, by the preview, or was.
  `create table procedure_migration_item (
    migration uuid not null references procedure_migration, dossier text not null references dossier,
    differences jsonb, former_due_at timestamptz, new_due_at timestamptz, applied_due_at timestamptz,
    outcome text not null check (outcome in ('pending', 'done', 'unchanged', 'refused')), code text, applied_at timestamptz,
    primary key (migration, dossier))`,

  `create index dossier_version on dossier (procedure, procedure_version, filed_at desc, code)`,

  `grant select, insert, update (publisher, published_as, published_at) on procedure_proposal to motcua_app`,
  `grant select, insert, update (looked_at, ended_at) on procedure_folding to motcua_app`,
  `grant select, insert, update (ended, differences, code) on procedure_folding_item to motcua_app`,
  `grant select, insert, update (status, previewed_at, approver, approved_as, approved_at, applied_at, dropped_by, dropped_at)
    on procedure_migration to motcua_app`,
  `grant select, insert, update (differences, former_due_at, new_due_at, applied_due_at, outcome, code, applied_at)
    on procedure_migration_item to motcua_app`,
];
