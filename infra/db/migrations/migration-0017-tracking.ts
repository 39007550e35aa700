import { Migration } from '@mikro-orm/migrations';

/**
 * Look-ups of a dossier by the secret on its receipt, of which the hash is kept; and how often somebody did what is limited, under keyed
 * hashes. Counts may be lost with the server.
 */
export class Migration0017Tracking extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table tracking (
    dossier text primary key references dossier, number int not null, secret_hash text not null unique, issued_at timestamptz not null)`,
  `grant select, insert, update, delete on tracking to motcua_app`,
  `create unlogged table rate_limit (key text primary key, points int not null default 0, expire bigint)`,
  `create index rate_limit_expiring on rate_limit (expire)`,
  `grant select, insert, update, delete on rate_limit to motcua_app`,
];
