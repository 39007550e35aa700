import { Migration } from '@mikro-orm/migrations';

/** Drafts of receptions. What was typed is encrypted; the columns in clear hold codes of the catalogue only. */
export class Migration0003Drafts extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table reception_draft (
    id uuid primary key, person text not null references person on delete cascade, procedure text, office text,
    cipher bytea not null, wrapped_key bytea not null, master_key_id text not null, revision int not null,
    created_at timestamptz not null, updated_at timestamptz not null, expires_at timestamptz not null)`,
  `create index reception_draft_mine on reception_draft (person, updated_at desc, id desc)`,
  `create index reception_draft_expiring on reception_draft (expires_at)`,
  `grant select, insert, update, delete on reception_draft to motcua_app`,
];
