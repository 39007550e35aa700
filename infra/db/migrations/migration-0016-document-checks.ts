import { Migration } from '@mikro-orm/migrations';

/**
 * What became of the checks of an uploaded document. Those that were there before had none (`checked_at` null) and stay readable.
 * Uploads that nothing ever named may be deleted; what belongs to a dossier never.
 */
export class Migration0016DocumentChecks extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `alter table document add column check_state text not null default 'clean' check (check_state in ('held', 'clean', 'refused')),
    add column checked_at timestamptz, add column scanned_at timestamptz`,
  // From here on whoever writes a row says what its checks came to.
  `alter table document alter column check_state drop default`,
  `create index document_held on document (created_at) where check_state = 'held'`,
  `create index document_unused on document (created_at) where dossier is null`,
  `create function keep_document_of_dossier() returns trigger language plpgsql as $$
    begin
      if old.dossier is not null then raise exception 'a document of a dossier is not deleted'; end if;
      return old;
    end $$`,
  `create trigger document_of_dossier_stays before delete on document for each row execute function keep_document_of_dossier()`,
  `grant delete on document to motcua_app`,
];
