import { Migration } from '@mikro-orm/migrations';

/** Children by when they ended, those that have not included: what of them was not heard is looked for again and again. */
export class Migration0012EndedChildren extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create index dossier_parts_ended on dossier (closed_at) where parent is not null`,
  `create index consultation_ended on consultation (closed_at)`,
];
