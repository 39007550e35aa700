import { Migration } from '@mikro-orm/migrations';

/** What a verification says beside when it was: where, who took part, what was found. Personal, and erasable. */
export class Migration0010Verifications extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table verification (
    id uuid primary key, dossier text not null references dossier, location text not null, participants jsonb not null, content text,
    conclusion text, salt text not null)`,
  `create index verification_dossier on verification (dossier)`,
  `grant select, insert, update, delete on verification to motcua_app`,
];
