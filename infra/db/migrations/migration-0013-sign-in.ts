import { Migration } from '@mikro-orm/migrations';

/** Signing in by OpenID Connect: whose login it is, sessions of browsers, scopes of systems, and the demo issuer's own state. */
export class Migration0013SignIn extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Tokens printed in the repository open nothing any more. Rights stay: a person signs in by a login from now on.
  `alter table person drop column token_hash, add column identity_hash text`,
  `create index person_identity on person (identity_hash) where identity_hash is not null`,
  `grant insert (id, display_name, demo, identity_hash), update (display_name, identity_hash) on person to motcua_app`,

  // Who somebody is at an issuer: its name for him is unique there and nowhere else.
  `create table person_login (
    issuer text not null, subject text not null, person text not null references person, primary key (issuer, subject))`,
  `create index person_login_person on person_login (person)`,
  `grant select, insert, delete on person_login to motcua_app`,

  // Only a hash of the secret that the browser holds, so that whoever reads the table can use no session.
  `create table web_session (
    secret_hash text primary key, person text not null references person, issuer text not null, issuer_session text,
    started_at timestamptz not null default now(), last_seen_at timestamptz not null default now(), ends_at timestamptz not null,
    browser text not null)`,
  `create index web_session_person on web_session (person)`,
  `create index web_session_issuer on web_session (issuer, issuer_session) where issuer_session is not null`,
  `create index web_session_ends on web_session (ends_at)`,
  `grant select, insert, delete, update (last_seen_at) on web_session to motcua_app`,

  // What a system may ask for; those that are connected keep what they could do.
  `drop trigger api_client_changed on api_client`,
  `alter table api_client drop column token_hash, add column scopes text[] not null default '{}'`,
  `update api_client set scopes = array['catalogue', 'dossiers.read', 'dossiers.receive', 'documents.read', 'documents.write', 'acts',
    'batches', 'figures']`,
  `create trigger api_client_changed after update on api_client
    for each row when ((old.agency, old.scopes, old.effective_from, old.effective_to)
      is distinct from (new.agency, new.scopes, new.effective_from, new.effective_to))
    execute function raise_rights_version_of_client()`,

  // Of the issuer for trying out only: passwords of demo accounts, and what it has under way.
  `create table demo_login (
    person text primary key references person, password_hash text not null, identity_number text,
    failures int not null default 0, blocked_until timestamptz)`,
  `grant select, insert, update, delete on demo_login to motcua_app`,
  `create table issuer_state (
    model text not null, id text not null, payload jsonb not null, grant_id text, uid text, expires_at timestamptz,
    primary key (model, id))`,
  `create index issuer_state_grant on issuer_state (grant_id) where grant_id is not null`,
  `create index issuer_state_uid on issuer_state (model, uid) where uid is not null`,
  `create index issuer_state_expires on issuer_state (expires_at)`,
  `grant select, insert, update, delete on issuer_state to motcua_app`,
];
