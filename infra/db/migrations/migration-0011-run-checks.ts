import { Migration } from '@mikro-orm/migrations';

/** Up to which instant it is certain that every run has learnt of the commands in its ledger. */
export class Migration0011RunChecks extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Commands come in the order of their instants, nearly: a few pages say where those of the last minutes lie.
  `create index command_at on command using brin (at) with (pages_per_range = 16, autosummarize = on)`,
  `create table run_check (
    only_one boolean primary key default true check (only_one), checked_to timestamptz not null, due_at timestamptz not null)`,
  `insert into run_check (checked_to, due_at) values (now(), now())`,
  `grant select, update on run_check to motcua_app`,
];
