import { Migration } from '@mikro-orm/migrations';

/** Systems of agencies that work through the API, and what agencies hand over to one another. */
export class Migration0009Handovers extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // A client is no person: what it writes is done by an officer of its agency, whom it names.
  `create table api_client (
    id text primary key, agency text not null references agency, name_vi text not null, name_en text not null,
    token_hash text unique, demo boolean not null default false, effective_from date not null, effective_to date)`,
  // What a client loses, whoever acts through it loses: acts that are on their way are refused. Runs as the owner.
  `create function raise_rights_version_of_client() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      update public.person set rights_version = rights_version + 1
        where id in (select person from public.appointment where agency = old.agency);
      return null;
    end $$`,
  `create trigger api_client_taken after delete on api_client
    for each row execute function raise_rights_version_of_client()`,
  `create trigger api_client_changed after update on api_client
    for each row when ((old.agency, old.token_hash, old.effective_from, old.effective_to)
      is distinct from (new.agency, new.token_hash, new.effective_from, new.effective_to))
    execute function raise_rights_version_of_client()`,
  `grant select, insert, update on api_client to motcua_app`,

  // A step that another agency routed: which, when by this server's clock, when it was said to have arrived, and when it was accepted.
  `alter table task add column handed_from text, add column handed_at timestamptz, add column delivered_at timestamptz,
    add column accepted_at timestamptz`,
  `update task t set handed_from = e.actor->>'agency', handed_at = t.routed_at, accepted_at = t.acted_at
    from dossier_event e
    where e.stream = t.dossier and e.type = 'step-opened' and e.data->>'task' = t.id and e.actor->>'agency' <> t.agency`,
  `create index task_handed_in on task (agency, handed_at, id)
    where handed_from is not null and accepted_at is null and left_at is null`,
  `create index task_handed_in_past on task (agency, handed_at, id)
    where handed_from is not null and (accepted_at is not null or left_at is not null)`,
  `create index task_handed_out on task (handed_from, handed_at, id)
    where handed_from is not null and accepted_at is null and left_at is null`,
  `create index task_handed_out_past on task (handed_from, handed_at, id)
    where handed_from is not null and (accepted_at is not null or left_at is not null)`,

  // The same of what agencies are asked: when by this server's clock it came to the agency that has it, and when that took part.
  `alter table consultation add column handed_at timestamptz not null default now(), add column accepted_at timestamptz`,
  `create index consultation_handed_in on consultation (agency, handed_at, code) where accepted_at is null and closed_at is null`,
  `create index consultation_handed_in_past on consultation (agency, handed_at, code)
    where accepted_at is not null or closed_at is not null`,
  `create index consultation_handed_out on consultation (asker, handed_at, code) where accepted_at is null and closed_at is null`,
  `create index consultation_handed_out_past on consultation (asker, handed_at, code)
    where accepted_at is not null or closed_at is not null`,
];
